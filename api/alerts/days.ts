import {
  type ChannelSums,
  type IncidentSums,
  sumIncidents,
  sumMessages,
} from '../../functions/alerts/rules/day-sums.ts'
import { type DaySumsRecord, type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

const dayMs = 86_400_000

/** Most records that are read of days that are not added up. */
export const mostRead = 10_000

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** Most months that are read one by one; of more whole years are. */
const mostMonths = 3

/** Beginnings of all days from one to another: months, or years. */
const prefixesOf = (from: string, until: string): string[] => {
  const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7)) - 1]
  const months: string[] = []
  for (let count = 0; count === 0 || (months.at(-1) ?? '') < until.slice(0, 7); count += 1)
    months.push(new Date(Date.UTC(year, month + count, 1)).toISOString().slice(0, 7))
  return months.length <= mostMonths ? months : [...new Set(months.map((each) => each.slice(0, 4)))]
}

/** Days that are added up one after the other from a day on, until the first that is not. */
const addedUp = async ({ ledger, now }: Pick<Deployment, 'ledger' | 'now'>, from: string): Promise<DaySumsRecord[]> => {
  const found = await Promise.all(
    prefixesOf(from, now().toISOString()).map((prefix) =>
      ledger().children<DaySumsRecord>(keys.daySums(prefix).pk, prefix.length > 4 ? prefix : ''),
    ),
  )
  const byDay = new Map(found.flat().map((each) => [each.sk, each]))
  const days: DaySumsRecord[] = []
  for (let time = Date.parse(`${from}T00:00:00Z`); ; time += dayMs) {
    const day = byDay.get(dayOf(time))
    if (!day) return days
    days.push(day)
  }
}

/** A part of the time since an instant that is read record by record. */
interface Part {
  readonly since: string
  readonly until?: string
}

/** What of a time is added up, and which parts of it are to be read. */
const divided = async (deployment: Pick<Deployment, 'ledger' | 'now'>, since: Date) => {
  const next = Math.ceil(since.getTime() / dayMs) * dayMs
  const days = await addedUp(deployment, dayOf(next))
  const rest: Part = { since: new Date(next + days.length * dayMs).toISOString() }
  // The day in which it begins, if it begins within one.
  const first: Part[] =
    next > since.getTime() ? [{ since: since.toISOString(), until: new Date(next - 1).toISOString() }] : []
  return { days, parts: days.length === 0 ? [{ since: since.toISOString() }] : [...first, rest] }
}

const readParts = async <Item extends IncidentRecord | NotificationRecord>(
  { ledger }: Pick<Deployment, 'ledger'>,
  kind: Item['kind'],
  parts: readonly Part[],
  limit: number,
): Promise<{ readonly records: Item[]; readonly isCut: boolean }> => {
  const read = await Promise.all(parts.map((part) => ledger().list<Item>(kind, { ...part, limit })))
  return { records: read.flat(), isCut: read.some(({ length }) => length >= limit) }
}

/** Sums of what happened since a time; `isCut`: there was more than is read. */
interface Since<Sums> {
  readonly sums: readonly Readonly<Record<string, Sums>>[]
  readonly isCut: boolean
}

/**
 * Sums of the incidents that opened since a time, by month and policy. Of days that are added up no incident is read but those that were not
 * over then.
 */
export const incidentSumsSince = async (
  deployment: Pick<Deployment, 'ledger' | 'now'>,
  since: Date,
  limit = mostRead,
): Promise<Since<IncidentSums>> => {
  const { days, parts } = await divided(deployment, since)
  const [{ records, isCut }, late] = await Promise.all([
    readParts<IncidentRecord>(deployment, 'incident', parts, limit),
    Promise.all(
      days.flatMap(({ notOver }) => notOver).map((id) => deployment.ledger().get<IncidentRecord>(keys.incident(id))),
    ),
  ])
  const known = late.filter((incident) => incident !== undefined)
  return { sums: [...days.map(({ incidents }) => incidents), sumIncidents([...records, ...known])], isCut }
}

/** Messages since a time by their channel. Of days that are added up none is read. */
export const channelSumsSince = async (
  deployment: Pick<Deployment, 'ledger' | 'now'>,
  since: Date,
): Promise<Since<ChannelSums>> => {
  const { days, parts } = await divided(deployment, since)
  const { records, isCut } = await readParts<NotificationRecord>(deployment, 'notification', parts, mostRead)
  return { sums: [...days.map(({ channels }) => channels), sumMessages(records)], isCut }
}
