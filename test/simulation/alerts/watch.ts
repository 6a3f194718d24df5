import { isOver } from '../../../functions/alerts/rules/incident.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import type { LedgerItem, Write } from '../../../shared/ledger/ledger.ts'
import type {
  IncidentRecord,
  MailboxRecord,
  NotificationRecord,
  OnCallRecord,
  TimerRecord,
  TransitionRecord,
} from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { makeAcknowledgements } from './acknowledgements.ts'
import { makeFlapWatch } from './flaps.ts'
import { makeHolds } from './holds.ts'
import { makeMade, peopleOf, shadowsOf } from './made.ts'
import { makeMailboxes } from './mailboxes.ts'
import { makeNotices } from './notices.ts'
import { isQuiet } from './quiet.ts'
import { ratesOf } from './rates.ts'
import { type Call, makeSendings } from './sendings.ts'
import type { Story } from './story.ts'
import { makeWaits } from './waits.ts'
import { waysOf } from './ways.ts'

export type { Call } from './sendings.ts'

interface Known {
  record: IncidentRecord
  /** Milliseconds; when a step was first taken, when it last came to its present state, when somebody first was told. */
  steppedAt: number | undefined
  stateAt: number
  reachedAt: number | undefined
}

type Named = Pick<NotificationRecord, 'incident' | 'purpose' | 'step' | 'to' | 'channel'>

const nameOf = ({ incident, purpose, step, to, channel }: Named): string =>
  `${incident} ${purpose} ${step} ${to} ${channel}`

const itemsOf = <Item>(writes: readonly Write[], kind: string): Item[] =>
  writes.flatMap(({ item }) => (item.kind === kind ? [item as Item] : []))

/** Whether it goes to somebody who does not shadow alone. */
const isCounted = ({ shadow }: Pick<NotificationRecord, 'shadow'>): boolean => !shadow

const none = { overrides: [], silences: [] }

/** Milliseconds for which a message may be owed: five sweeps, since they fail too. */
const owedMs = 320_000

/** Looks on at everything that is written and sent, and holds it against what must always be so. */
export const makeWatch = (story: Story) => {
  const violations: string[] = []
  const incidents = new Map<string, Known>()
  const pages = new Map<string, NotificationRecord>()
  const below = new Map<string, Set<string>>()
  const leases = new Map<string, Set<string>>()
  const plannedAt = new Map<string, number>()
  const leasedAt = new Map<string, number>()
  const timers = new Map<string, string | undefined>()
  /** Times at which text messages went out, by person. */
  const texts = new Map<string, number[]>()
  /** When the newest step of an incident was taken. */
  const stepTakenAt = new Map<string, number>()
  const counts = {
    expired: 0,
    replaced: 0,
    unpaged: 0,
    shadowed: 0,
    handedOver: 0,
    covered: 0,
    snoozed: 0,
    released: 0,
  }
  let slowest = 0
  let longest = 0
  const violate = (what: string): void => {
    violations.push(what)
  }
  const sendings = makeSendings(story.mood, violate)
  const flaps = makeFlapWatch(violate)
  const made = makeMade()
  const notices = makeNotices(story, made, violate)
  const acknowledgements = makeAcknowledgements(story, violate)
  const holds = makeHolds(story.config, made)
  const waits = makeWaits(story, holds, violate)
  const mailboxes = makeMailboxes(violate)

  const pagesOf = (incident: string): NotificationRecord[] =>
    [...(below.get(incident) ?? [])].flatMap((name) => pages.get(name) ?? [])

  /** Each by the channels that they have chosen, and after as long; who shadows without a link. */
  const judgeWays = (after: IncidentRecord, all: readonly NotificationRecord[], clock: number): void => {
    for (const to of new Set(all.map((page) => page.to))) {
      const responder = story.config.responders[to]
      if (!responder) {
        violate(`${after.id}: step ${after.steps} calls ${to}, whom nobody knows`)
        continue
      }
      const ways = waysOf(responder, after.severity, clock >= story.smsSpentFrom)
      const pages = all.filter((page) => page.to === to)
      const is = pages.map(({ channel, after: seconds = 0 }) => `${channel} ${seconds * 1000}`).sort()
      const must = [...ways].map(([channel, ms]) => `${channel} ${ms}`).sort()
      if (is.join() !== must.join()) violate(`${after.id}: ${to} by ${is.join()}, and their rules say ${must.join()}`)
      if (pages.some((page) => isCounted(page) === (page.link === undefined)))
        violate(`${after.id}: ${to} has a link as a shadow, or none`)
    }
  }

  /** Whoever a step calls is who is on call at that moment, by the config and what was made at run time. */
  const judgePeople = (after: IncidentRecord, all: readonly NotificationRecord[], call: Call, clock: number): void => {
    const planned = all.filter(isCounted)
    const shadows = all.filter((page) => !isCounted(page))
    const { steps, repeat } = policyOf(story.config, after.policy)
    const place = Math.min(after.steps - (after.repeated ?? 0), steps.length * (repeat + 1)) - 1
    const names = steps[place % steps.length]?.notify ?? []
    const namesOf = (pages: readonly NotificationRecord[]) => [...new Set(pages.map(({ to }) => to))].sort().join()
    const called = namesOf(planned)
    const expected = made.seenBy(call).map((seen) => peopleOf(names, story.config, seen, call.now))
    if (!expected.includes(called))
      violate(`${after.id}: step ${after.steps} calls ${called}, and ${expected.join(' or ')} had it`)
    const shadowing = made.seenBy(call).map((seen) => shadowsOf(names, story.config, seen, call.now))
    if (!shadowing.includes(namesOf(shadows)))
      violate(
        `${after.id}: step ${after.steps} is heard by ${namesOf(shadows)}, and ${shadowing.join(' or ')} shadowed`,
      )
    counts.shadowed += shadows.length
    judgeWays(after, all, clock)
    if (
      made
        .seenBy(call)
        .every(
          (seen) => peopleOf(names, story.config, seen, call.now) !== peopleOf(names, story.config, none, call.now),
        )
    )
      counts.covered += 1
  }

  const onStep = (
    before: IncidentRecord,
    after: IncidentRecord,
    planned: readonly NotificationRecord[],
    call: Call,
    clock: number,
  ): void => {
    const policy = policyOf(story.config, after.policy)
    if (after.steps !== before.steps + 1) violate(`${after.id}: step ${after.steps} after step ${before.steps}`)
    if (after.nextAt !== new Date(waits.stepEnds(after, planned.filter(isCounted), call)).toISOString())
      violate(`${after.id}: step ${after.steps} waits until ${after.nextAt}`)
    if (isOver(before)) violate(`${after.id}: a step after it was ${before.state}`)
    judgePeople(after, planned, call, clock)
    if (call.asked) return
    waits.onTaken(after, call, clock)
    const again = (after.repeated ?? 0) - (before.repeated ?? 0)
    if (before.state === 'acknowledged') {
      counts.expired += 1
      const until =
        before.snoozedUntil === undefined
          ? Date.parse(before.acknowledgedAt ?? '') + durationSeconds(policy.acknowledgedFor ?? '4 hours') * 1000
          : Date.parse(before.snoozedUntil)
      if (before.snoozedUntil !== undefined) counts.snoozed += 1
      if (call.now.getTime() < until)
        violate(`${after.id}: a step after ${before.acknowledgedBy} has acknowledged, before that ran out`)
      if (again !== Math.min(1, before.steps)) violate(`${after.id}: not the last step again`)
      return
    }
    if (again !== 0) violate(`${after.id}: the last step again, and nobody had acknowledged`)
    if (before.steps === 0 && before.state !== 'held') return
    if (holds.wasReleased(after.alarm, before.nextAt)) counts.released += 1
    const due = holds.wasReleased(after.alarm, before.nextAt) ? call.now.getTime() : Date.parse(before.nextAt ?? '')
    const told = pagesOf(after.id).filter(
      (page) => page.purpose === 'page' && page.step === before.steps && isCounted(page),
    )
    if (before.steps > 0 && told.every(({ outcome }) => outcome === 'failed')) {
      const failedAt = Math.max(stepTakenAt.get(after.id) ?? 0, ...told.map(({ at }) => Date.parse(at)))
      const freeAt = holds.freeFrom(after.alarm, failedAt, clock)
      const late = clock - freeAt
      if (
        story.mood === 'calm' &&
        late > (freeAt === failedAt ? 1_000 : 5_000) &&
        before.steps % policy.steps.length !== 0
      )
        violate(`${after.id}: step ${after.steps} comes ${late} ms after nobody of the last one could be told`)
      return
    }
    if (!(call.now.getTime() >= due))
      violate(`${after.id}: step ${after.steps} at ${call.now.toISOString()}, before ${before.nextAt}`)
    const late = clock - due
    if (story.mood !== 'calm') return
    slowest = Math.max(slowest, late)
    if (late > 5_000) violate(`${after.id}: step ${after.steps} is ${late} ms late`)
  }

  const onFirstStep = (
    record: IncidentRecord,
    planned: readonly NotificationRecord[],
    call: Call,
    clock: number,
  ): void => {
    waits.onTaken(record, call, clock)
    judgePeople(record, planned, call, clock)
    if (record.nextAt !== new Date(waits.stepEnds(record, planned.filter(isCounted), call)).toISOString())
      violate(`${record.id}: its first step waits until ${record.nextAt}`)
  }

  const onSameStep = (before: IncidentRecord, after: IncidentRecord, call: Call, clock: number): void => {
    if (isOver(after) || after.nextAt === before.nextAt) return
    // Acknowledged, taken over or handed over.
    if (after.acknowledgements?.length !== before.acknowledgements?.length) {
      const holdsFor = durationSeconds(policyOf(story.config, after.policy).acknowledgedFor ?? '4 hours')
      if (after.nextAt !== (after.snoozedUntil ?? new Date(call.now.getTime() + holdsFor * 1000).toISOString()))
        violate(`${after.id}: acknowledged until ${after.nextAt}`)
      return
    }
    const told = pagesOf(after.id).filter(
      (page) => page.purpose === 'page' && page.step === after.steps && isCounted(page),
    )
    waits.onPutOff(before, after, told, call, clock)
  }

  const onIncident = (
    record: IncidentRecord,
    written: readonly NotificationRecord[],
    call: Call,
    clock: number,
  ): void => {
    const known = incidents.get(record.id)
    const planned = written.filter(
      ({ incident, purpose, step }) => incident === record.id && purpose === 'page' && step === record.steps,
    )
    holds.onIncident(record, clock)
    if (known) acknowledgements.onIncident(known.record, record, call)
    if (known && record.steps !== known.record.steps) onStep(known.record, record, planned, call, clock)
    else if (known) onSameStep(known.record, record, call, clock)
    else if (record.steps > 0) onFirstStep(record, planned, call, clock)
    if (record.steps !== known?.record.steps) stepTakenAt.set(record.id, clock)
    if (known && isOver(known.record) && !isOver(record)) violate(`${record.id}: open again after its end`)
    if (record.nextAt !== timers.get(record.id))
      violate(`${record.id}: goes on at ${record.nextAt}, but its timer is set to ${timers.get(record.id)}`)
    incidents.set(record.id, {
      record,
      steppedAt: known?.steppedAt ?? (record.steps > 0 ? clock : undefined),
      stateAt: known?.record.state === record.state ? known.stateAt : clock,
      reachedAt:
        known?.reachedAt ??
        // Whoever acknowledges it, as by a link to several, knows of it before any page has come.
        (record.state === 'acknowledged' || acknowledgements.of(record.id).length > 0 ? clock : undefined),
    })
  }

  const onRecovery = (record: NotificationRecord, clock: number): void => {
    const wasTold = pagesOf(record.incident).some(
      (page) =>
        page.purpose !== 'recovery' &&
        page.to === record.to &&
        page.channel === record.channel &&
        // Whoever read a moment ago may have seen a sender at it, who then found the channel closed.
        (sendings.has(nameOf(page)) ||
          page.leaseUntil !== undefined ||
          clock - (leasedAt.get(nameOf(page)) ?? 0) < 1_000),
    )
    if (!wasTold) violate(`${nameOf(record)}: of what was never told`)
  }

  const onNotification = (record: NotificationRecord, call: Call, clock: number): void => {
    const name = nameOf(record)
    const known = pages.get(name)
    const incident = incidents.get(record.incident)
    if (known && known.outcome !== 'planned') violate(`${name}: written again after its end`)
    if (!known) plannedAt.set(name, clock)
    else if (known.attempts === 0 && !known.digest && clock - (plannedAt.get(name) ?? clock) > owedMs)
      violate(`${name}: owed for ${clock - (plannedAt.get(name) ?? clock)} ms before anybody came to it`)
    if (record.purpose === 'recovery' && !known) onRecovery(record, clock)
    if (incident && record.notBefore !== undefined && record.notBefore !== known?.notBefore)
      waits.onNotBefore(name, record, incident.record, call)
    const email = story.config.responders[record.to]?.email
    if (!known && record.purpose === 'page' && record.channel === 'sms' && email && clock >= story.smsSpentFrom)
      violate(`${name}: by text, although the money for it is spent`)
    if (record.purpose === 'hand-over' && !known) {
      counts.handedOver += 1
      const { acknowledgedBy, acknowledgements = [] } = incident?.record ?? {}
      if (acknowledgedBy !== record.to || acknowledgements.length !== record.step)
        violate(`${name}: handed over to ${record.to}, and ${acknowledgedBy} has it`)
    }
    if (record.outcome === 'planned' && record.leaseBy !== undefined) {
      leasedAt.set(name, clock)
      leases.set(record.leaseBy, (leases.get(record.leaseBy) ?? new Set()).add(name))
      const ended = incident && (incident.record.state === 'acknowledged' || isOver(incident.record))
      // Whoever read a moment before the acknowledgement may still be at it.
      if (record.purpose === 'page' && ended && clock - incident.stateAt > 5_000)
        violate(`${name}: to be sent although it is ${incident.record.state}`)
    } else if (known?.leaseBy !== undefined) leases.get(known.leaseBy)?.delete(name)
    mailboxes.onPage(name, record, clock)
    if (record.outcome === 'accepted') sendings.onAccepted(name)
    pages.set(name, record)
    below.set(record.incident, (below.get(record.incident) ?? new Set()).add(name))
  }

  /** An incident of which no end was reported is over when its alarm goes off anew, and only then. */
  const onReplaced = (
    { replaces = '', basis }: TransitionRecord,
    changed: readonly IncidentRecord[],
    clock: number,
  ): void => {
    counts.replaced += 1
    const before = changed.find(({ id }) => id === replaces)
    if (!before || !isOver(before)) violate(`${replaces}: replaced at ${clock}, and not over`)
    if ((basis.event as { readonly previous?: string }).previous === 'ALARM')
      violate(`${replaces}: replaced by what was in ALARM before`)
    if (
      (basis.event as { readonly previous?: string }).previous === 'INSUFFICIENT_DATA' &&
      (basis.state as { readonly state?: string } | undefined)?.state === 'INSUFFICIENT_DATA'
    )
      violate(`${replaces}: replaced though only its data came and went`)
  }

  /** Nobody hears of an end before the page, nor without it, but where its sender died and nobody can know. */
  const judgeOrder = (name: string, clock: number): void => {
    const record = pages.get(name)
    if (!record) return
    const others = pagesOf(record.incident).filter(
      ({ to, channel, purpose }) =>
        to === record.to && channel === record.channel && (purpose === 'recovery') !== (record.purpose === 'recovery'),
    )
    const wereSent = others.some((other) => sendings.has(nameOf(other)))
    if (record.purpose !== 'recovery' && wereSent) violate(`${name}: sent after the news that it is over`)
    if (record.purpose !== 'recovery' || wereSent) return
    // A sender whose time is over without a word has died: its page may not have an end on record yet. The clock of whoever sends
    // the recovery may be ahead.
    const { skew } = ratesOf[story.mood]
    const mayHaveBeen = others.some(
      ({ outcome, leaseUntil }) =>
        leaseUntil !== undefined && (outcome !== 'planned' || Date.parse(leaseUntil) <= clock + skew),
    )
    if (mayHaveBeen && story.mood !== 'calm') counts.unpaged += 1
    else violate(`${name}: sent before its page, or without`)
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
    texts,
    holds,
    waits,
    made,
    mailboxes,
    notices,
    wasSent: (page: Named): boolean => sendings.has(nameOf(page)),
    onCommit: (writes: readonly Write[], call: Call, clock: number): void => {
      for (const timer of itemsOf<TimerRecord>(writes, 'timer'))
        if ('incident' in timer.subject) timers.set(timer.subject.incident, timer.open && timer.at)
      for (const record of itemsOf<OnCallRecord>(writes, 'on-call')) made.onRecord(record)
      for (const box of itemsOf<MailboxRecord>(writes, 'mailbox')) mailboxes.onMailbox(box, call)
      for (const shift of itemsOf<LedgerItem>(writes, 'shift')) notices.onShift(shift, call)
      const changed = itemsOf<IncidentRecord>(writes, 'incident')
      const written = itemsOf<NotificationRecord>(writes, 'notification')
      for (const record of itemsOf<TransitionRecord>(writes, 'transition')) {
        const opened = changed.find(({ id }) => id === record.incident)
        flaps.onTransition(record, opened, call)
        if (record.replaces) onReplaced(record, changed, clock)
      }
      // The incident before its pages: a step is judged by what was known of the one before it.
      for (const incident of changed) onIncident(incident, written, call, clock)
      for (const page of written) onNotification(page, call, clock)
    },
    /** A message that a channel has really sent. */
    onSend: (
      target: Pick<NotificationRecord, 'to' | 'channel'>,
      call: Call,
      { lost, notice }: { readonly lost: boolean; readonly notice: boolean },
      clock: number,
    ): void => {
      const { to, channel } = target
      // Of a turn, and about no incident: the same call may have taken a digest for this mailbox by then.
      if (notice) {
        notices.onSend(target, call)
        return
      }
      // A page is sent with its record, a digest only with its mailbox.
      const names = 'incident' in target ? [nameOf(target as NotificationRecord)] : digestOf(call, ` ${to} ${channel}`)
      if (channel === 'sms' && names.length > 0) texts.set(to, [...(texts.get(to) ?? []), clock])
      for (const name of names) judgeOrder(name, clock)
      sendings.onSend(names, call, lost)
      for (const name of names) {
        const incident = incidents.get(pages.get(name)?.incident ?? '')
        if (incident && incident.record.severity !== 'critical' && isQuiet(story.config, to, call.now))
          violate(`${name}: in the quiet hours of ${to}`)
        const page = pages.get(name)
        if (
          incident &&
          page?.purpose === 'page' &&
          !page.asked &&
          holds.silentUntil(incident.record.alarm, call).every((until) => until !== undefined)
        )
          violate(`${name}: in a silence`)
        // Somebody who shadows is not counted.
        if (!incident || !page || !isCounted(page) || incident.reachedAt !== undefined) continue
        incident.reachedAt = clock
        if (story.mood === 'calm' && incident.record.severity === 'critical')
          longest = Math.max(longest, clock - (incident.steppedAt ?? clock))
      }
    },
    counts: (): Record<string, number> => ({
      ...sendings.counts(),
      ...flaps.counts(),
      ...waits.counts(),
      ...acknowledgements.counts(),
      ...notices.counts(),
      'messages to shadows': counts.shadowed,
      'acknowledgements that ran out': counts.expired,
      'notices of a hand-over': counts.handedOver,
      'steps by an override made at run time': counts.covered,
      'snoozes that ran out': counts.snoozed,
      'steps after a silence was ended early': counts.released,
      'incidents of which no end was reported': counts.replaced,
      'ends of which nobody knows whether they were paged': counts.unpaged,
    }),
    peaks: (): Record<string, number> => ({
      'latest step where nothing fails, ms': slowest,
      'longest until what is critical is told where nothing fails, ms': longest,
    }),
  }
}

export type Watch = ReturnType<typeof makeWatch>
