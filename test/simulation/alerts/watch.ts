import { isOver } from '../../../functions/alerts/incident.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import type { LedgerItem, Write } from '../../../shared/ledger/ledger.ts'
import type { IncidentRecord, NotificationRecord } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import type { Story } from './story.ts'

/** One call of one function. */
export interface Call {
  readonly id: string
  readonly now: Date
  /** Whether anything failed in it so far. */
  faulted: boolean
  /** Whether a person has asked for the next step in it. */
  readonly asked: boolean
}

interface Sending {
  readonly at: number
  readonly call: Call
  /** Whether the channel's answer got lost. */
  readonly lost: boolean
  recorded: boolean
}

interface Known {
  record: IncidentRecord
  /** Milliseconds; when a step was first taken, and when it last came to its present state. */
  steppedAt: number | undefined
  stateAt: number
  reachedAt: number | undefined
}

const nameOf = ({ incident, purpose, step, to, channel }: NotificationRecord): string =>
  `${incident} ${purpose} ${step} ${to} ${channel}`

/** Looks on at everything that is written and sent, and holds it against what must always be so. */
export const makeWatch = (story: Story) => {
  const violations: string[] = []
  const incidents = new Map<string, Known>()
  const pages = new Map<string, NotificationRecord>()
  const below = new Map<string, Set<string>>()
  const leases = new Map<string, Set<string>>()
  const sendings = new Map<string, Sending[]>()
  /** Times at which text messages went out, by person. */
  const texts = new Map<string, number[]>()
  let doubled = 0
  let messages = 0
  let slowest = 0
  const violate = (what: string): void => {
    violations.push(what)
  }

  const pagesOf = (incident: string): NotificationRecord[] =>
    [...(below.get(incident) ?? [])].flatMap((name) => pages.get(name) ?? [])

  const onStep = (before: IncidentRecord, after: IncidentRecord, call: Call, clock: number): void => {
    const policy = policyOf(story.config, after.policy)
    const wait = durationSeconds(
      after.state === 'exhausted'
        ? policy.remindEvery
        : (policy.steps[before.steps % policy.steps.length]?.wait ?? '0'),
    )
    if (after.nextAt !== new Date(call.now.getTime() + wait * 1000).toISOString())
      violate(`${after.id}: step ${after.steps} waits until ${after.nextAt}`)
    if (call.asked || before.steps === 0) return
    if (before.state === 'acknowledged') violate(`${after.id}: a step after ${before.acknowledgedBy} has acknowledged`)
    const due = Date.parse(before.nextAt ?? '')
    const told = pagesOf(after.id).filter((page) => page.purpose === 'page' && page.step === before.steps)
    const unreachable = told.every(({ outcome }) => outcome === 'failed')
    if (unreachable) return
    if (!(call.now.getTime() >= due))
      violate(`${after.id}: step ${after.steps} at ${call.now.toISOString()}, before ${before.nextAt}`)
    const late = clock - due
    slowest = Math.max(slowest, story.wild ? 0 : late)
    if (!story.wild && late > 5_000) violate(`${after.id}: step ${after.steps} is ${late} ms late`)
  }

  const onIncident = (record: IncidentRecord, call: Call, clock: number): void => {
    const known = incidents.get(record.id)
    if (known && record.steps !== known.record.steps) onStep(known.record, record, call, clock)
    if (known && isOver(known.record) && !isOver(record)) violate(`${record.id}: open again after its end`)
    incidents.set(record.id, {
      record,
      steppedAt: known?.steppedAt ?? (record.steps > 0 ? clock : undefined),
      stateAt: known?.record.state === record.state ? known.stateAt : clock,
      reachedAt: known?.reachedAt,
    })
  }

  const onNotification = (record: NotificationRecord, clock: number): void => {
    const name = nameOf(record)
    const known = pages.get(name)
    const incident = incidents.get(record.incident)
    if (known && known.outcome !== 'planned') violate(`${name}: written again after its end`)
    if (record.purpose === 'recovery' && !known) {
      const attempted = pagesOf(record.incident).some(
        (page) =>
          page.purpose === 'page' && page.to === record.to && page.channel === record.channel && page.attempts > 0,
      )
      if (!attempted) violate(`${name}: of what was never told`)
    }
    const mine = leases.get(record.leaseBy ?? '') ?? new Set()
    if (record.outcome === 'planned' && record.leaseBy !== undefined) {
      leases.set(record.leaseBy, mine.add(name))
      const acknowledged = incident?.record.state === 'acknowledged'
      // Whoever read a moment before the acknowledgement may still be at it.
      if (
        record.purpose === 'page' &&
        incident &&
        (acknowledged || isOver(incident.record)) &&
        clock - incident.stateAt > 5_000
      )
        violate(`${name}: to be sent although it is ${incident.record.state}`)
    } else if (known?.leaseBy !== undefined) leases.get(known.leaseBy)?.delete(name)
    if (record.outcome === 'accepted') {
      const last = sendings.get(name)?.at(-1)
      if (last) last.recorded = true
      else violate(`${name}: accepted, but never sent`)
    }
    pages.set(name, record)
    below.set(record.incident, (below.get(record.incident) ?? new Set()).add(name))
  }

  /** What a call, or a part of it, has leased for a digest. */
  const digestOf = (call: Call, mailbox: string): string[] =>
    [...leases].flatMap(([leaseBy, names]) =>
      leaseBy === call.id || leaseBy.startsWith(`${call.id} `)
        ? [...names].filter((name) => name.endsWith(mailbox) && pages.get(name)?.digest)
        : [],
    )

  return {
    violations,
    incidents,
    pages,
    sendings,
    texts,
    onCommit: (writes: readonly Write[], call: Call, clock: number): void => {
      const isOf =
        <Kind extends string>(kind: Kind) =>
        (item: LedgerItem): boolean =>
          item.kind === kind
      // Pages first: a step is judged by what was known of the one before it.
      for (const { item } of writes.filter(({ item }) => isOf('incident')(item)))
        onIncident(item as IncidentRecord, call, clock)
      for (const { item } of writes.filter(({ item }) => isOf('notification')(item)))
        onNotification(item as NotificationRecord, clock)
    },
    /** A message that a channel has really sent. */
    onSend: (target: Pick<NotificationRecord, 'to' | 'channel'>, call: Call, lost: boolean, clock: number): void => {
      const { to, channel } = target
      // A page is sent with its record, a digest only with its mailbox. Shift notices are about nothing.
      const names = 'incident' in target ? [nameOf(target as NotificationRecord)] : digestOf(call, ` ${to} ${channel}`)
      messages += 1
      if (channel === 'sms' && names.length > 0) texts.set(to, [...(texts.get(to) ?? []), clock])
      if (names.some((name) => sendings.has(name))) doubled += 1
      for (const name of names) {
        const earlier = sendings.get(name) ?? []
        if (earlier.some(({ recorded }) => recorded)) violate(`${name}: sent again after it was on record`)
        if (earlier.some((each) => !each.lost && !each.call.faulted)) violate(`${name}: sent twice without any fault`)
        sendings.set(name, [...earlier, { at: clock, call, lost, recorded: false }])
        const incident = incidents.get(pages.get(name)?.incident ?? '')
        if (incident) incident.reachedAt ??= clock
      }
    },
    counts: () => ({ doubled, messages, slowest }),
  }
}

export type Watch = ReturnType<typeof makeWatch>
