import { compareBytes } from '../../../shared/compare-bytes.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'

/** An incident with its messages: as it was, or as it would have been. */
export interface Happened {
  readonly incident: IncidentRecord
  readonly notifications: readonly NotificationRecord[]
  /** Why it was held back at first. */
  readonly heldBy?: string | undefined
}

/** One page that reached a channel. */
export type Told = Pick<NotificationRecord, 'to' | 'channel' | 'at'>

export interface RehearsalRow {
  readonly alarm: string
  readonly incident: string
  readonly openedAt: string
  readonly change: 'same' | 'other' | 'sooner' | 'later' | 'not told' | 'newly told'
  readonly was: readonly Told[]
  readonly would: readonly Told[]
  /** What makes the difference, for a person. */
  readonly reason: string
}

/** Seconds by which two times may differ and still be the same: in production the sweep comes once a minute. */
const sameSeconds = 75

const pagesOf = (happened: Happened | undefined, became: NotificationRecord['outcome'] = 'accepted'): Told[] =>
  (happened?.notifications ?? [])
    .filter(({ purpose, outcome }) => purpose === 'page' && outcome === became)
    .map(({ to, channel, at }) => ({ to, channel, at }))
    .sort((one, other) => compareBytes(one.at, other.at))

/** Without what went in the same minute in which the other side took it back: no config decides such a race. */
const withoutRaces = (told: readonly Told[], dropped: readonly Told[]): Told[] =>
  told.filter(
    (page) =>
      !dropped.some(
        (other) =>
          placeOf(other) === placeOf(page) &&
          Math.abs(Date.parse(other.at) - Date.parse(page.at)) <= sameSeconds * 1000,
      ),
  )

const placeOf = ({ to, channel }: Told): string => `${to} by ${channel}`

const places = (pages: readonly Told[]): string => [...new Set(pages.map(placeOf))].sort().join(', ') || 'nobody'

/** Seconds by which each page would have come later, less than 0 for sooner; the nth to one place against the nth. */
const shifts = (was: readonly Told[], would: readonly Told[]): number[] => {
  const then = Map.groupBy(was, placeOf)
  return [...Map.groupBy(would, placeOf)].flatMap(([place, pages]) =>
    pages.flatMap((page, index) => {
      const old = then.get(place)?.[index]
      if (!old) return []
      const seconds = (Date.parse(page.at) - Date.parse(old.at)) / 1000
      return Math.abs(seconds) <= sameSeconds ? [] : [seconds]
    }),
  )
}

type Difference = Pick<RehearsalRow, 'change'> & { readonly why?: string }

const differenceOf = (was: readonly Told[], would: readonly Told[]): Difference => {
  if (was.length === 0 && would.length === 0) return { change: 'same' }
  if (would.length === 0) return { change: 'not told' }
  if (was.length === 0) return { change: 'newly told', why: places(would) }
  if (places(was) !== places(would)) return { change: 'other', why: `${places(would)} instead of ${places(was)}` }
  const [shift] = shifts(was, would)
  if (shift !== undefined) {
    const change = shift < 0 ? 'sooner' : 'later'
    // To the minute: the time of the sweep says nothing about the config.
    const minutes = Math.max(1, Math.round(Math.abs(shift) / 60))
    return { change, why: `${durationText(minutes * 60)} ${change}` }
  }
  return was.length === would.length
    ? { change: 'same' }
    : { change: 'other', why: `${would.length} messages instead of ${was.length}` }
}

/** Why nobody was told: what became of the pages, or of the incident where there were none. */
const fateOf = ({ incident, notifications }: Happened): string => {
  if (notifications.length === 0) return incident.reason
  const details = new Set(notifications.flatMap(({ outcome, detail }) => (outcome === 'planned' ? [] : (detail ?? []))))
  return [...details].join(', ') || 'its messages would still wait'
}

const causesOf = (was: Happened | undefined, would: Happened | undefined): string[] => {
  if (!would) return ['no incident would have opened']
  const { incident, heldBy } = would
  const old = was?.incident
  return [
    ...(heldBy && heldBy !== was?.heldBy ? [heldBy] : []),
    ...(old && old.policy !== incident.policy ? [`policy ${incident.policy} instead of ${old.policy}`] : []),
    ...(old && old.severity !== incident.severity ? [`${incident.severity} instead of ${old.severity}`] : []),
  ]
}

const rowOf = (was: Happened | undefined, would: Happened | undefined): RehearsalRow[] => {
  const incident = (was ?? would)?.incident
  if (!incident) return []
  const [before, after] = [pagesOf(was), pagesOf(would)]
  const { change, why } = differenceOf(
    withoutRaces(before, pagesOf(would, 'dropped')),
    withoutRaces(after, pagesOf(was, 'dropped')),
  )
  const causes = [...(why ? [why] : []), ...(change === 'same' ? [] : causesOf(was, would))]
  if (change === 'not told' && would && (causes.length === 0 || would.notifications.length > 0))
    causes.push(fateOf(would))
  return [
    {
      alarm: incident.alarm,
      incident: incident.id,
      openedAt: incident.openedAt,
      change,
      was: before,
      would: after,
      reason: causes.join('; ') || 'as it was',
    },
  ]
}

/** Who was told and who would have been, incident by incident, oldest first. Recoveries follow the pages and are left out. */
export const compare = (was: readonly Happened[], would: readonly Happened[]): RehearsalRow[] => {
  const then = new Map(was.map((each) => [each.incident.id, each]))
  const now = new Map(would.map((each) => [each.incident.id, each]))
  return [...new Set([...then.keys(), ...now.keys()])]
    .flatMap((id) => rowOf(then.get(id), now.get(id)))
    .sort((one, other) => compareBytes(one.openedAt, other.openedAt))
}
