import type { LedgerItem, Stored } from '../../shared/ledger/ledger.ts'
import {
  type ChangeRecord,
  type FirewallBlockRecord,
  type FirewallOffenderRecord,
  type FirewallStateRecord,
  type HoursLookRecord,
  type HoursTargetRecord,
  type IncidentRecord,
  keys,
  type NotificationRecord,
  type RejectRecord,
  type RunRecord,
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
    ...Array.from({ length: asked.days }, () => madeUpChange(begin + random() * (end - begin))),
    ...madeUpHours(end, asked.days),
    ...madeUpFirewall(end, begin, random),
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
      const attempt = state === 'missed' ? 0 : luck > 0.985 ? 2 : 1
      return {
        ...keys.run(job, scheduledAt),
        kind: 'run',
        at: scheduledAt,
        job,
        scheduledAt,
        attempt,
        state,
        ...(state === 'missed'
          ? {}
          : {
              startedAt: iso(started),
              taskArn: `arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/${String(number).padStart(32, '0')}`,
            }),
        ...(attempt > 1
          ? {
              earlier: [
                {
                  attempt: 1,
                  taskArn: 'arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/0',
                  startedAt: iso(started - 60_000),
                  stoppedAt: iso(started - 30_000),
                  cause: 'capacity',
                  explanation: 'Fargate had no capacity in this zone for the moment.',
                },
              ],
            }
          : {}),
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

/** Scanners of the documentation's ranges, each blocked for two hours; the newest still are. */
const madeUpFirewall = (end: number, begin: number, random: () => number): LedgerItem[] => {
  const line = {
    at: iso(end),
    method: 'GET',
    host: 'shop.example',
    path: '/wp-login.php',
    status: 404,
    agent: 'curl/8.5.0',
    line: 7,
  }
  const each = Array.from({ length: 60 }, (_, number): LedgerItem[] => {
    const from = number < 4 ? end - (1 + number * 20) * 60_000 : begin + random() * (end - begin)
    const client = number % 7 === 0 ? `2001:db8:${number}:1::/64` : `203.0.113.${number + 1}`
    const isOver = from + 7_200_000 < end
    const block = {
      id: String(number).padStart(20, '0'),
      rule: number % 3 === 0 ? 'probes' : number % 5 === 0 ? 'scrapers' : 'scanners',
      mode: number % 5 === 0 && number % 3 !== 0 ? ('count' as const) : ('block' as const),
      scopes: ['REGIONAL' as const],
      offendedAt: iso(from - 60_000),
      from: iso(from),
      until: iso(from + 7_200_000),
      count: 50 + Math.floor(random() * 2_000),
      threshold: 50,
      windowMinutes: 5,
      seenAt: iso(from + 3_000),
    }
    const record: FirewallBlockRecord = {
      ...keys.firewallBlock(client, block.id),
      kind: 'firewall-block',
      at: block.from,
      client,
      ...block,
      ...(isOver ? { releasedAt: block.until } : {}),
      evidence: { bucket: 'corner-shop-logs', key: 'AWSLogs/1.log.gz', first: line, last: line },
      basis,
    }
    const offender: FirewallOffenderRecord = {
      ...keys.firewallOffender(client),
      kind: 'firewall-offender',
      at: block.from,
      ...(isOver ? {} : { open: 'firewall-offender' }),
      client,
      level: 1,
      block,
      ...(isOver ? { releasedAt: block.until } : {}),
    }
    return [record, offender]
  })
  const state: FirewallStateRecord = {
    ...keys.firewallState(),
    kind: 'firewall-state',
    at: iso(end),
    generation: 1,
    sources: { web: { lastAt: iso(end - 240_000) } },
    passedAt: iso(end),
    told: {},
    basis,
  }
  return [...each.flat(), state]
}

/** A database that is off in the first hours of each day, and a service that somebody keeps on tonight. */
const madeUpHours = (end: number, days: number): (HoursTargetRecord | HoursLookRecord)[] => {
  const today = end - (end % dayMs)
  const wasOff = Array.from({ length: Math.min(days, 8) }, (_, number) => {
    const day = today - number * dayMs
    return { from: iso(day - 9 * 3_600_000), until: iso(day - 3 * 3_600_000 + 240_000) }
  }).reverse()
  const common = {
    kind: 'hours-target',
    at: iso(end),
    calendar: 'shop',
    moment: { state: 'running', at: iso(today), seenAt: iso(today) },
    basis,
  } as const
  return [
    {
      ...keys.hoursTarget('rds-instance/corner-shop-data-postgres'),
      ...common,
      target: 'rds-instance/corner-shop-data-postgres',
      entry: 'database',
      wasOff,
    },
    {
      ...keys.hoursTarget('ecs-service/corner-shop-web/corner-shop-web'),
      ...common,
      target: 'ecs-service/corner-shop-web/corner-shop-web',
      entry: 'web',
      wasOff: wasOff.slice(-3),
      override: {
        state: 'running',
        at: iso(end - 5_400_000),
        until: iso(end + 5_400_000),
        by: 'joon',
        why: 'stocktaking <b>tonight</b>',
      },
    },
    {
      ...keys.hoursLook(),
      kind: 'hours-look',
      at: iso(end),
      seenTo: iso(end - 60_000),
      entries: {},
      denied: {},
      unknown: {},
      basis,
    },
  ]
}

/** Records as a table gives them. */
export const asStored = (records: readonly LedgerItem[]): Stored<LedgerItem>[] =>
  records.map((record) => ({ ...record, version: 1 }))
