import { offTitle, onTitle, plannedSubject } from '../../shared/hours/planned-signals.ts'
import type { LedgerItem, Stored } from '../../shared/ledger/ledger.ts'
import {
  type ChangeRecord,
  type FirewallBlockRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type RejectRecord,
  type RunRecord,
  type TransitionRecord,
} from '../../shared/ledger/records.ts'

/** How much happened. For each day: runs, incidents, messages of an incident, refusals, changes. */
export interface MadeUpLedger {
  readonly days: number
  /** The last instant: nothing is later. */
  readonly until: Date
  readonly runsADay: number
  readonly incidentsADay: number
  readonly messagesAnIncident: number
  /** Names of jobs, alarms and people. */
  readonly jobs: readonly string[]
  readonly alarms: readonly string[]
  readonly people: readonly string[]
  /** Names of channels. */
  readonly channels: readonly string[]
}

const dayMs = 86_400_000

/** The same numbers each time, from 0 to below 1: what was measured once can be measured again. https://en.wikipedia.org/wiki/Linear_congruential_generator */
const numbers = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const iso = (time: number): string => new Date(time).toISOString()
const basis = { event: {}, config: 'made-up' }

/** Records of what never happened, so that pages can be looked at and measured. The same for the same arguments. */
export const madeUpRecords = (asked: MadeUpLedger): LedgerItem[] => {
  const random = numbers(20_261_130)
  const pick = <Value>(values: readonly [Value, ...Value[]] | readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value
  const end = asked.until.getTime()
  const begin = end - asked.days * dayMs
  return [
    ...madeUpRuns(asked, begin, end, random),
    ...Array.from({ length: Math.round(asked.days * asked.incidentsADay) }, () =>
      madeUpIncident(asked, begin + random() * (end - begin), end, random, pick),
    ).flat(),
    ...Array.from({ length: asked.days * 3 }, () => madeUpReject(begin + random() * (end - begin), random)),
    ...Array.from({ length: asked.days * 2 }, () => madeUpBlock(begin + random() * (end - begin), random)),
    ...madeUpSwitches(begin, asked.days),
    ...Array.from({ length: asked.days }, () => madeUpChange(begin + random() * (end - begin))),
  ]
}

const madeUpRuns = ({ jobs, runsADay, days }: MadeUpLedger, begin: number, end: number, random: () => number) => {
  const each = runsADay / Math.max(1, jobs.length)
  const step = dayMs / each
  return jobs.flatMap((job, index) =>
    Array.from({ length: Math.floor(days * each) }, (_, number): RunRecord => {
      const scheduled = begin + number * step + (index * step) / jobs.length
      const scheduledAt = iso(scheduled - (scheduled % 1_000))
      const luck = random()
      const started = Date.parse(scheduledAt) + 4_000
      const took = (20 + random() * 200) * 1_000 * (index % 4 === 0 ? 8 : 1)
      const isOver = started + took < end
      const state = !isOver ? 'running' : luck < 0.006 ? 'failed' : luck < 0.009 ? 'missed' : 'succeeded'
      return {
        ...keys.run(job, scheduledAt),
        kind: 'run',
        at: scheduledAt,
        job,
        scheduledAt,
        attempt: state === 'missed' ? 0 : luck > 0.985 ? 2 : 1,
        state,
        ...(state === 'missed' ? {} : { startedAt: iso(started) }),
        ...(state === 'succeeded' || state === 'failed' ? { stoppedAt: iso(started + took) } : {}),
        ...(state === 'failed'
          ? {
              cause: 'exit-code',
              explanation: 'The container ended with 1. Its log ends with: connection to the database refused.',
              exitCode: 1,
            }
          : {}),
        basis,
      }
    }),
  )
}

const madeUpIncident = (
  { alarms, people, channels, messagesAnIncident }: MadeUpLedger,
  opened: number,
  end: number,
  random: () => number,
  pick: <Value>(values: readonly Value[]) => Value,
): LedgerItem[] => {
  const id = Array.from({ length: 16 }, () => Math.floor(random() * 16).toString(16)).join('')
  const alarm = pick(alarms)
  const taken = opened + (1 + random() * 12) * 60_000
  const closed = taken + (5 + random() * 90) * 60_000
  const by = pick(people)
  const state = closed < end ? 'resolved' : taken < end ? 'acknowledged' : 'open'
  const incident: IncidentRecord = {
    ...keys.incident(id),
    kind: 'incident',
    at: iso(opened),
    ...(state === 'resolved' ? {} : { open: 'incident' }),
    id,
    alarmKey: alarm,
    alarm,
    severity: pick(['critical', 'warning', 'warning', 'info'] as const),
    state,
    openedAt: iso(opened),
    ...(state === 'resolved' ? { closedAt: iso(closed) } : {}),
    reason: 'Threshold crossed: 1 datapoint was greater than the threshold.',
    title: alarm,
    policy: 'shop',
    steps: 1,
    ...(state === 'open'
      ? {}
      : { acknowledgedBy: by, acknowledgedAt: iso(taken), acknowledgements: [{ by, at: iso(taken) }] }),
    basis,
  }
  const messages = Array.from({ length: messagesAnIncident }, (_, step): NotificationRecord => {
    const channel = channels[step % channels.length] ?? ''
    return {
      ...keys.notification(id, 'page', step + 1, by, channel),
      kind: 'notification',
      at: iso(Math.min(end, opened + step * 30_000 + 1_000)),
      incident: id,
      to: by,
      channel,
      purpose: 'page',
      step: step + 1,
      outcome: random() < 0.02 ? 'failed' : 'accepted',
      attempts: 1,
      basis,
    } as NotificationRecord
  })
  return [incident, ...messages]
}

const madeUpReject = (time: number, random: () => number): RejectRecord => {
  const key = `photos/IMG_${Math.floor(random() * 9_000 + 1_000)}.jpg`
  const isOpen = random() < 0.1
  return {
    ...keys.reject('corner-shop-uploads', key, iso(time)),
    kind: 'reject',
    at: iso(time),
    ...(isOpen ? { open: 'reject' } : { resolution: 'replaced' as const, resolvedAt: iso(time + 600_000) }),
    bucket: 'corner-shop-uploads',
    key,
    cause: 'truncated',
    reason: 'The file ends in the middle of the picture. Upload it again.',
    basis,
  }
}

const madeUpBlock = (time: number, random: () => number): FirewallBlockRecord => {
  const client = `203.0.113.${Math.floor(random() * 254) + 1}`
  const id = iso(time)
  const until = iso(time + (1 + random() * 5) * 3_600_000)
  return {
    ...keys.firewallBlock(client, id),
    kind: 'firewall-block',
    at: id,
    client,
    id,
    rule: random() < 0.5 ? 'probes' : 'scanners',
    mode: 'block',
    scopes: ['REGIONAL'],
    offendedAt: id,
    from: id,
    until,
    releasedAt: until,
    basis,
  } as FirewallBlockRecord
}

/** A database that is off for six hours of each day. */
const madeUpSwitches = (begin: number, days: number): TransitionRecord[] =>
  Array.from({ length: days * 2 }, (_, number): TransitionRecord => {
    const target = 'rds-instance/corner-shop-data-postgres'
    const day = begin - (begin % dayMs) + Math.floor(number / 2) * dayMs
    const at = iso(day + (number % 2 === 0 ? 15 : 21) * 3_600_000)
    return {
      ...keys.transition(plannedSubject(target), at, 'NOTE'),
      kind: 'transition',
      at,
      alarm: plannedSubject(target),
      outcome: 'noted',
      reason: 'kept for the record',
      basis: { ...basis, event: { title: number % 2 === 0 ? offTitle(target) : onTitle(target) } },
    }
  })

const madeUpChange = (time: number): ChangeRecord => ({
  ...keys.change('lifecycle', 'corner-shop-uploads', iso(time)),
  kind: 'change',
  at: iso(time),
  capability: 'lifecycle',
  target: 'corner-shop-uploads',
  summary: 'incomplete uploads are removed after 7 days again',
  before: [],
  after: [],
  basis,
})

/** Records as a table gives them. */
export const asStored = (records: readonly LedgerItem[]): Stored<LedgerItem>[] =>
  records.map((record) => ({ ...record, version: 1 }))
