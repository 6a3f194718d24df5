import { awaitAll } from '../../../shared/await-all.ts'
import { committed } from '../../../shared/ledger/committed.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type AlarmRecord, type IncidentRecord, keys, type TransitionRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { turn } from '../../../shared/turn.ts'
import { takeAtOnce } from '../delivery/take-at-once.ts'
import type { Transition } from '../intake/index.ts'
import { withInstanceAction } from '../intake/instance-action.ts'
import { type Decision, decide, nextAlarm, notInFuture, opensIncident } from '../rules/decide.ts'
import {
  advance,
  begin,
  eventReason,
  forRecord,
  type Hold,
  isOver,
  newIncident,
  recoveryNotSeen,
} from '../rules/incident.ts'
import { flapping, type Opening, timesLately } from '../rules/noise.ts'
import { messagesIn } from '../rules/notifications.ts'
import { saysMore } from '../rules/parts.ts'
import { route } from '../rules/routing.ts'
import { type Wake, wakesOf } from '../rules/timers.ts'
import {
  type IncidentFile,
  incidentFileAfter,
  readIncidentFile,
  transact,
  type World,
  wakeAll,
} from '../world/world.ts'
import { advanceWrites, holdNow } from './change.ts'
import { inForce } from './in-force.ts'
import { tell } from './progress.ts'
import { readAhead } from './read-ahead.ts'

/**
 * Takes a transition all the way: decides once, writes the decision and the messages it owes in one transaction, then
 * sends them. Called again with the same transition it only sends what is still owed.
 * @throws TransientError: to be tried again
 */
export const react = async (received: Transition, given: World): Promise<TransitionRecord> => {
  const transition = withInstanceAction(notInFuture(received, given.now), given.config.alarms)
  const {
    record,
    file,
    taken,
    timers = [],
    woken,
    world,
  } = await transact((tries) => decideOnce(transition, given, tries > 0))
  const tellAll = async (): Promise<void> => {
    if (record.incident) await tell(record.incident, world, file, taken)
    if (record.replaces) await tell(record.replaces, world)
  }
  // What wakes somebody goes out before the timers, which are minutes off; one that the queue does not get the sweep finds.
  await awaitAll([tellAll(), turn().then(() => wakeAll(timers, world)), Promise.resolve(woken)])
  return record
}

/** When this alarm has gone off lately: its newest transitions stand last below it. */
const openingsOf = async ({ ledger }: World, { alarm }: Transition): Promise<Opening[]> => {
  const records = await ledger.lastChildren<TransitionRecord>(keys.alarm(alarm).pk, 4 * flapping.times)
  return records.flatMap(({ outcome, at }) =>
    outcome === 'opened' || outcome === 'held' ? [{ at, told: outcome === 'opened' }] : [],
  )
}

/** What tells two transitions of one time apart: several parts of a thing change in the same second. */
const stateKey = ({ state, suppressed, part }: Transition): string =>
  [state, ...(suppressed === undefined ? [] : ['muted']), ...(part ? [part.name, part.by ?? ''] : [])].join('-')

/** That it is tried again ends an incident of which nobody has heard. To whoever has, it is no end. */
const whileHeld = async (transition: Transition, alarm: AlarmRecord | undefined, world: World): Promise<Transition> => {
  if (!transition.triedAgain || alarm?.incident === undefined) return transition
  const file = await readIncidentFile(world, alarm.incident)
  return file?.incident.state === 'held' ? transition : { ...transition, state: 'NOTE' }
}

/** The text of a further report, where it says more than what opened the incident. */
const explainedWrites = async (transition: Transition, id: string | undefined, world: World): Promise<Write[]> => {
  if (transition.part === undefined || transition.state !== 'ALARM' || id === undefined) return []
  const incident = (await readIncidentFile(world, id))?.incident
  if (!incident || isOver(incident) || !saysMore(transition, incident.basis.event as Transition)) return []
  const { version, ...known } = incident
  const item: IncidentRecord = {
    ...known,
    title: transition.title || transition.name,
    reason: incident.reason === eventReason(incident) ? transition.reason : incident.reason,
    basis: { ...known.basis, event: forRecord(transition) },
  }
  return [{ item, expect: version }]
}

interface Decided {
  readonly record: TransitionRecord
  /** The incident's file as this decision has left it. */
  readonly file?: IncidentFile | undefined
  /** Sort keys of the notifications that this decision has taken, to be sent now. */
  readonly taken?: ReadonlySet<string>
  /** The timers that this decision has set, to be given to the queue. */
  readonly timers?: readonly Wake[]
  /** With the config as it was in force when this was decided: what is sent goes by the same. */
  readonly world: World
  /** Over when the queue has what brings back what is taken, should this call die. Nobody waits for it to be paged. */
  readonly woken?: Promise<void>
}

/** @param again whether the write of a try before this one came too late, as that of a transition seen already does */
const decideOnce = async (
  transition: Transition,
  given: World,
  again: boolean,
): Promise<{ readonly done: Decided } | 'again'> => {
  const ahead = again ? given : readAhead(transition, given)
  const { ledger, version, now } = ahead
  // EventBridge tells of a muted alarm too; when SNS tells of it after the mute, with the same time, it is another matter.
  const state = stateKey(transition)
  const key = keys.transition(transition.alarm, transition.claimedAt ?? transition.at, state)
  const [seen, alarm, world] = await Promise.all([
    again ? ledger.get<TransitionRecord>(key) : undefined,
    ledger.get<AlarmRecord>(keys.alarm(transition.alarm)),
    inForce(ahead),
  ])
  const acts = { ...given, config: world.config, inForce: world.inForce }
  if (seen) return { done: { record: seen, world: acts } }
  const opens = opensIncident(transition, alarm)
  // Its tags are kept: what it inhibits, and a rehearsal, may go by them.
  const [tags, openings] = opens
    ? await Promise.all([world.tagsOf(transition, world.config), alarm ? openingsOf(world, transition) : []])
    : [undefined, []]
  const tagged = tags ? { ...transition, tags } : transition
  const hold = opens ? await holdNow(tagged, openings, world) : undefined
  const counted = await whileHeld(transition, alarm, world)
  const decision = decide(counted, alarm, hold, now)
  const record: TransitionRecord = {
    ...key,
    kind: 'transition',
    at: transition.at,
    receivedAt: now.toISOString(),
    alarm: transition.name,
    ...decision,
    basis: {
      event: forRecord(transition),
      state: alarm && { state: alarm.state, stateAt: alarm.stateAt, incident: alarm.incident },
      config: version,
    },
  }
  const closing = decision.outcome === 'resolved' ? decision.incident : decision.replaces
  const before = closing === undefined ? undefined : await readIncidentFile(world, closing)
  const ownWrites = await incidentWrites(withFlapping(tagged, openings, now), decision, hold, before, world)
  const planned = [
    { item: record, expect: 'absent' as const },
    ...alarmWrites(counted, decision, alarm),
    ...ownWrites,
    ...(decision.outcome === 'noted' ? await explainedWrites(transition, decision.incident, world) : []),
    ...(decision.replaces && before ? await replacedWrites(before, transition, ownWrites, world) : []),
  ]
  const { writes, taken, wakes } = again
    ? { writes: planned, taken: undefined, wakes: [] }
    : await takeAtOnce(planned, world, before?.notifications)
  // Asked for before the write, and not waited for: it goes out at the same time.
  const woken = wakeAll(wakes, world)
  if (!(await committed(world.ledger.commit(writes, now)))) {
    await woken
    return 'again'
  }
  metrics.add(decision.outcome === 'opened' ? 'IncidentsOpened' : 'TransitionsSeen', 1)
  log.info('transition', { outcome: record.outcome, incident: record.incident })
  const { incident, replaces } = decision
  const known = replaces === undefined ? before : undefined
  const file = incident === undefined ? undefined : incidentFileAfter(incident, known, writes, now)
  return { done: { record, file, timers: wakesOf(writes), woken, world: acts, ...(taken ? { taken } : {}) } }
}

const alarmWrites = (transition: Transition, decision: Decision, alarm: Stored<AlarmRecord> | undefined): Write[] => {
  const item = nextAlarm(transition, decision, alarm)
  return item ? [{ item, expect: alarm?.version ?? 'absent' }] : []
}

/** Says that an alarm flaps, where it does. */
const withFlapping = (transition: Transition, openings: readonly Opening[], now: Date): Transition => {
  const times = timesLately(openings, now)
  if (times <= flapping.times) return transition
  return {
    ...transition,
    reason: `flapping, ${times} times in ${flapping.windowMinutes} minutes: ${transition.reason}`,
  }
}

const incidentWrites = async (
  transition: Transition,
  { incident: id, outcome }: Decision,
  hold: Hold | undefined,
  file: IncidentFile | undefined,
  world: World,
): Promise<Write[]> => {
  if (id === undefined) return []
  if (outcome === 'opened' || outcome === 'held') {
    const { policy, severity } = route(world.config, transition, transition.tags ?? {})
    const incident = newIncident(id, transition, { policy, severity }, world.version)
    const first = begin(incident, policyOf(world.config, policy), hold, world.now)
    return advanceWrites(first, 'absent', { timer: undefined, notifications: [] }, world)
  }
  if (!file) return []
  const { at, reason } = transition
  const over = advance(
    file.incident,
    { kind: 'recovered', at, reason },
    policyOf(world.config, file.incident.policy),
    undefined,
    world.now,
  )
  return over ? advanceWrites(over, file.incident.version, file, world) : []
}

/**
 * The end of an incident of which nobody reported the end. Whoever gets the page of the one after it is not told that it is
 * over: to them it goes on.
 * @param next the writes that open the one after it
 */
const replacedWrites = async (
  file: IncidentFile,
  { at }: Transition,
  next: readonly Write[],
  world: World,
): Promise<Write[]> => {
  const over = advance(
    file.incident,
    { kind: 'recovered', at, reason: recoveryNotSeen },
    policyOf(world.config, file.incident.policy),
    undefined,
    world.now,
  )
  if (!over) return []
  // What waits for a digest may be over before it goes, and then nobody would report the end of this one.
  const now = messagesIn(next).filter(({ digest }) => !digest)
  const paged = new Set(now.map(({ to, channel }) => `${to} ${channel}`))
  const writes = await advanceWrites(over, file.incident.version, file, world)
  return writes.filter(
    ({ item }) =>
      !messagesIn([{ item }]).some((each) => each.purpose === 'recovery' && paged.has(`${each.to} ${each.channel}`)),
  )
}
