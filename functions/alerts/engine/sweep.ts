import { keys, type NotificationRecord, type TimerRecord } from '../../../shared/ledger/records.ts'
import { once } from '../../../shared/once.ts'
import { contactsOf } from '../channels/index.ts'
import { type Mailbox, setDigest } from '../delivery/mailboxes.ts'
import { digestWord } from '../rules/notifications.ts'
import type { Wake } from '../rules/timers.ts'
import { type World, worldOfPart } from '../world/world.ts'
import { checkHeartbeats } from './heartbeat.ts'
import { inForce } from './in-force.ts'
import { happen, tell } from './progress.ts'
import { reconcileAlarms } from './reconcile-alarms.ts'
import { releaseSilenced } from './release.ts'
import { tellShiftStarts } from './shifts.ts'
import { checkSources } from './sources.ts'

/**
 * Seconds that a message may be owed before the sweep sends it in the place of whoever planned it. Not long: who is still at
 * it has a lease.
 */
const owedSeconds = 15

/** Seconds ahead of which timers are given to the queue, so that also a long wait ends on time. */
const aheadSeconds = 90

/** Does what a timer stands for, when its time has come. */
export const ring = async ({ subject }: TimerRecord, world: World): Promise<void> => {
  if ('incident' in subject) await happen(subject.incident, { kind: 'due' }, world)
  else await digest(subject.mailbox, world)
}

/** Loaded when something waits for a digest: most looks are over before. */
export const digests = once(() => import('../delivery/digest.ts'))

const digest = async (mailbox: Mailbox, world: World): Promise<void> => {
  const { sendDigest } = await digests()
  await tellAll(await sendDigest(mailbox, world), world)
}

/** Tells of one incident after the other, so that a storm does not take every connection. @throws the last failure */
const tellAll = async (incidents: Iterable<string>, world: World): Promise<void> => {
  let failure: unknown
  for (const incident of incidents)
    await tell(incident, world).catch((error: unknown) => {
      failure = error
    })
  if (failure !== undefined) throw failure
}

/**
 * What the queue of timers brings. A timer that was stopped or set anew since is no longer meant, but whoever set it anew
 * may have died before it had sent all.
 */
export const wakeUp = async ({ pk, sk, at }: Wake, given: World): Promise<void> => {
  const [timer, world] = await Promise.all([given.ledger.get<TimerRecord>({ pk, sk }), inForce(given)])
  if (timer?.open && timer.at === at) {
    if (timer.at > world.now.toISOString()) await world.wake({ pk, sk, at }, world.now)
    else await ring(timer, world)
  } else if (timer && 'incident' in timer.subject) await tell(timer.subject.incident, world)
}

const ahead = (now: Date, seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString()

/**
 * Finds what nobody brought up: timers whose message was lost or that are too far ahead for the queue, messages that are
 * owed, digests without a timer, heartbeats that are silent, sources that were refused, turns that begin, changes of alarms
 * that nobody reported. Each can be repeated; one failure stops no other.
 * @throws AggregateError of what failed, after everything was tried
 */
export const sweep = async (given: World): Promise<void> => {
  const { ledger, now } = given
  const [world, timers, owed] = await Promise.all([
    inForce(given),
    ledger.open<TimerRecord>('timer', ahead(now, aheadSeconds)),
    ledger.open<NotificationRecord>('notification', ahead(now, -owedSeconds)),
  ])
  const isDue = ({ at }: TimerRecord): boolean => at <= now.toISOString()
  const incidents = new Set(owed.map(({ incident }) => incident))
  const results = await Promise.allSettled([
    ...timers.filter(isDue).map((timer) => ring(timer, worldOfPart(`${timer.pk} ${timer.sk}`, world))),
    ...timers.filter((timer) => !isDue(timer)).map(({ pk, sk, at }) => world.wake({ pk, sk, at }, now)),
    tellAll(incidents, worldOfPart('owed', world)),
    ...mailboxesOf(world).map((mailbox) =>
      findStragglers(mailbox, worldOfPart(`digest ${mailbox.to} ${mailbox.channel}`, world)),
    ),
    checkHeartbeats(world),
    checkSources(world),
    reconcileAlarms(world),
    tellShiftStarts(world),
    releaseSilenced(world.silencesMade ?? [], worldOfPart('release', world)),
  ])
  const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '))
}

const mailboxesOf = ({ config }: World): Mailbox[] =>
  Object.entries(config.responders).flatMap(([to, responder]) =>
    contactsOf(responder).map(({ name }) => ({ to, channel: name })),
  )

/** Milliseconds by which what has waited for its own time may be late before it is brought forward. */
const patienceMs = 60_000

/**
 * What waits without a timer: quiet hours are over, or will be before the next look, or the timer ran out just as it came. And what waited for a
 * time of its own, where the timer is set for something less severe, which a full mailbox may keep for an hour.
 */
export const findStragglers = async (mailbox: Mailbox, world: World): Promise<void> => {
  const { ledger, now } = world
  const { to, channel } = mailbox
  const waiting = await ledger.open<NotificationRecord>(digestWord(to, channel), ahead(now, aheadSeconds))
  if (waiting.length === 0) return
  const timer = await ledger.get<TimerRecord>(keys.mailboxTimer(to, channel))
  const first = waiting.find(({ notBefore }) => !timer?.open || notBefore !== undefined)
  if (!first) return
  const at = new Date(Math.max(now.getTime(), Date.parse(first.at)))
  if (timer?.open && Date.parse(timer.at) <= at.getTime() + patienceMs) return
  await setDigest(mailbox, at, world)
  if (at <= now) await digest(mailbox, world)
}
