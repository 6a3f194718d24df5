import { errorName } from '../../../shared/errors.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type AlarmRecord, type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { targetsAt } from '../../../shared/on-call/targets.ts'
import { joinsDigest, readBoxes } from '../delivery/mailboxes.ts'
import { deliver, isOutOfReach } from '../delivery/deliver.ts'
import { commit, type Desk, type File, fileAfter, readFile, untilDone } from '../world/world.ts'
import { type Advance, advance, type Happening, type Hold, isOver } from '../rules/incident.ts'
import type { Transition } from '../intake/index.ts'
import { holdFor, type Opening } from '../rules/noise.ts'
import { dropPages, fallback, planNotification, planPages, planRecoveries, replacePages } from '../rules/notifications.ts'
import { incidentTimer } from '../rules/timers.ts'

/** What is written with an advance of an incident: its new state, its timer, whom it tells, what it takes back. */
export const advanceWrites = async (
  { incident, notify }: Advance,
  expect: Write['expect'],
  before: Pick<File, 'timer' | 'notifications'>,
  desk: Pick<Desk, 'config' | 'now' | 'smsSpent' | 'newToken' | 'ledger'>,
): Promise<Write[]> => {
  const { now } = desk
  const pages = notify ? await pagesFor(incident, notify, before.notifications, desk) : []
  const ended = isOver(incident)
  return [
    { item: incident, expect },
    ...incidentTimer(incident, before.timer),
    ...pages,
    ...replacePages(before.notifications, pages, now),
    ...(ended ? planRecoveries(before.notifications, now) : []),
    ...(ended ? dropPages(before.notifications, 'over before it was sent', now) : []),
    ...(incident.state === 'acknowledged'
      ? dropPages(before.notifications, `${incident.acknowledgedBy} has it`, now)
      : []),
  ]
}

/** The pages of a step. What waits for a digest is planned so at once: in a storm that is nearly all. */
const pagesFor = async (
  incident: IncidentRecord,
  notify: readonly string[],
  known: File['notifications'],
  desk: Pick<Desk, 'config' | 'now' | 'smsSpent' | 'newToken' | 'ledger'>,
): Promise<Write[]> => {
  const { config, now, newToken } = desk
  const to = targetsAt(config, notify, now)
  const boxes = new Map(await Promise.all(to.map(async (name) => [name, await readBoxes(name, desk)] as const)))
  return planPages(incident, {
    responders: config.responders,
    to,
    smsSpent: await desk.smsSpent(),
    known,
    now,
    joinsDigest: (mailbox) => {
      const box = boxes.get(mailbox.to)?.(mailbox.channel)
      return box !== undefined && joinsDigest(box, incident.severity, now)
    },
    ...(newToken ? { newToken } : {}),
  })
}

/**
 * Why nobody may be told of an alarm now. Reads no more than the config's rules need.
 * @param transition with the tags of its alarm
 */
export const holdNow = async (
  transition: Transition,
  openings: readonly Opening[],
  desk: Pick<Desk, 'config' | 'ledger' | 'now'>,
): Promise<Hold | undefined> => {
  const { config, ledger, now } = desk
  const { silences, inhibits } = config
  const incidents = inhibits.length > 0 ? await ledger.open<IncidentRecord>('incident') : []
  return holdFor(transition, { silences, inhibits, tags: transition.tags ?? {}, incidents, openings }, now)
}

/** The alarm forgets an incident that a person has ended, so that its next transition opens another. */
const forget = async ({ alarmKey, id }: IncidentRecord, { ledger }: Desk): Promise<Write[]> => {
  const alarm: Stored<AlarmRecord> | undefined = await ledger.get<AlarmRecord>(keys.alarm(alarmKey))
  return alarm?.incident === id
    ? [{ item: { ...alarm, incident: undefined } as AlarmRecord, expect: alarm.version }]
    : []
}

/**
 * Lets something happen to an incident: decides and writes, and sends nothing. Can be called again at any time; what has
 * happened does not happen again.
 * @returns the incident's file as it then is, or nothing when there is none
 */
const change = (id: string, happening: Happening, desk: Desk): Promise<File | undefined> =>
  untilDone(async () => {
    const file = await readFile(desk, id)
    if (!file) return { done: undefined }
    const next = await decideNext(file.incident, happening, desk)
    if (!next) return { done: file }
    const writes = [
      ...(await advanceWrites(next, file.incident.version, file, desk)),
      ...(happening.kind === 'resolved' ? await forget(file.incident, desk) : []),
    ]
    if (!(await commit(desk, writes))) return 'again'
    log.info('incident', {
      incident: id,
      happening: happening.kind,
      state: next.incident.state,
      steps: next.incident.steps,
    })
    return { done: fileAfter(id, file, writes, desk.now) }
  })

/**
 * Lets something happen to an incident and sends what it then owes.
 * @returns the incident as it then is, or nothing when there is none
 * @throws what kept a message from being sent now
 */
export const happen = async (id: string, happening: Happening, desk: Desk): Promise<IncidentRecord | undefined> => {
  const file = await change(id, happening, desk)
  if (file) await tell(id, desk, file)
  return file?.incident
}

/**
 * The same in the name of a person, who is told that it is done as soon as it is written: what could not be sent at once
 * is sent by the sweep, and is no failure of theirs.
 */
export const act = async (id: string, happening: Happening, desk: Desk): Promise<IncidentRecord | undefined> => {
  const file = await change(id, happening, desk)
  if (file)
    await tell(id, desk, file).catch((error: unknown) => log.warn('left for the sweep', { error: errorName(error) }))
  return file?.incident
}

/**
 * Sends what an incident owes. Where everybody of a step is out of reach, the next step is taken at once, and after the
 * last one the fallback topic is told.
 * @param known the incident's file, where the caller has just written it
 * @throws what kept a message from being sent now; everything else has been done
 */
export const tell = async (id: string, desk: Desk, known?: File): Promise<void> => {
  const { outOfReach, failure } = await deliver(id, desk, known)
  if (outOfReach && (await goOn(id, desk))) await tell(id, desk)
  if (failure !== undefined) throw failure
}

/** @returns whether there is something new to be sent */
const goOn = (id: string, desk: Desk): Promise<boolean> =>
  untilDone(async () => {
    const file = await readFile(desk, id)
    if (!file || !isOutOfReach(file)) return { done: false }
    const { incident } = file
    const next = await decideNext(incident, { kind: 'unreachable' }, desk)
    const writes = next
      ? await advanceWrites(next, incident.version, file, desk)
      : [
          { item: planNotification(id, 'page', incident.steps, fallback, desk.now), expect: 'absent' as const },
          // With the incident itself, so that it cannot end in between and leave the fallback without its recovery.
          { item: incident, expect: incident.version },
        ]
    return (await commit(desk, writes)) ? { done: true } : 'again'
  })

const decideNext = async (incident: IncidentRecord, happening: Happening, desk: Desk): Promise<Advance | undefined> => {
  const looksForHold = happening.kind === 'due' && incident.steps === 0
  const hold = looksForHold ? await holdNow(incident.basis.event as Transition, [], desk) : undefined
  return advance(incident, happening, policyOf(desk.config, incident.policy), hold, desk.now)
}
