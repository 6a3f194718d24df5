import { ConflictError } from '../../../shared/errors.ts'
import { type Ledger, ledgerDays, type Stored } from '../../../shared/ledger/ledger.ts'
import {
  type DaySumsRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
} from '../../../shared/ledger/records.ts'
import { sumDay } from '../rules/day-sums.ts'

const dayMs = 86_400_000

/** Days that a day waits after its end until it is added up: nearly everything of it is over then. */
const waits = 1

/**
 * Newest days that are added up again each day: what was replayed from a dead-letter queue, which keeps it for 14 days, belongs to the day on which
 * it happened, and incidents that were open are over.
 */
const revisedDays = 16

/** Records of one day that are read at most. A day with more is never added up: whoever asks reads its records. */
const mostOfDay = 20_000

/** A day as it is written: `2026-11-30`, in UTC. */
const dayAt = (time: number): string => new Date(time).toISOString().slice(0, 10)

const addUp = async (
  ledger: Ledger,
  day: string,
  before: Stored<DaySumsRecord> | undefined,
  now: Date,
): Promise<void> => {
  const span = { since: `${day}T00:00:00.000Z`, until: `${day}T23:59:59.999Z`, limit: mostOfDay }
  const [incidents, messages] = await Promise.all([
    ledger.list<IncidentRecord>('incident', span),
    ledger.list<NotificationRecord>('notification', span),
  ])
  if (incidents.length >= mostOfDay || messages.length >= mostOfDay) return
  const sums = sumDay(incidents, messages)
  if (!sums) return
  const item: DaySumsRecord = { ...keys.daySums(day), kind: 'day-sums', at: now.toISOString(), ...sums }
  try {
    await ledger.commit([{ item, expect: before?.version ?? 'absent', repeatable: true }], now)
  } catch (error) {
    // Another has added it up meanwhile: the same.
    if (!(error instanceof ConflictError)) throw error
  }
}

/** Days that are to be added up now, the newest first: those that never were, and the newest again each day. */
const dueDays = async (
  ledger: Ledger,
  now: Date,
): Promise<(readonly [string, Stored<DaySumsRecord> | undefined])[]> => {
  const last = Math.floor(now.getTime() / dayMs) * dayMs - (waits + 1) * dayMs
  const days = Array.from({ length: ledgerDays - waits - 1 }, (_, index) => dayAt(last - index * dayMs))
  const years = [...new Set(days.map((day) => day.slice(0, 4)))]
  const known = await Promise.all(years.map((year) => ledger.children<DaySumsRecord>(keys.daySums(year).pk)))
  const byDay = new Map(known.flat().map((each) => [each.sk, each]))
  const today = dayAt(now.getTime())
  return days.flatMap((day, age) => {
    const before = byDay.get(day)
    const isDue = before === undefined || (age < revisedDays && dayAt(Date.parse(before.at)) !== today)
    return isDue ? [[day, before] as const] : []
  })
}

/**
 * Adds up days that have ended, the newest first, so that whoever asks for months need not read every incident and message. Each day is tried
 * once a day: one that has to wait keeps no other from it, and costs nothing more.
 * @param most days that one call adds up
 */
export const makeAddUpDays = (most: number): ((ledger: Ledger, now: Date) => Promise<void>) => {
  let today = ''
  let isDone = false
  let tried = new Set<string>()
  return async (ledger, now) => {
    const day = dayAt(now.getTime())
    if (day === today && isDone) return
    if (day !== today) tried = new Set()
    today = day
    const due = (await dueDays(ledger, now)).filter(([each]) => !tried.has(each))
    for (const [each, before] of due.slice(0, most)) {
      // First: one that cannot be added up fails one call a day, and not the sweep's every minute.
      tried.add(each)
      await addUp(ledger, each, before, now)
    }
    isDone = due.length <= most
  }
}
