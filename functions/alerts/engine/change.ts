import { errorName } from '../../../shared/errors.ts'
import { subjectsOf } from '../../../shared/hours/planned-off.ts'
import type { Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type AlarmRecord, type IncidentRecord, keys, type PlannedOffRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { named, shadowsAt, targetsAt } from '../../../shared/on-call/targets.ts'
import { joinsDigest, readMailboxes } from '../delivery/mailboxes.ts'
import type { Transition } from '../intake/index.ts'
import { withPeople } from '../rules/history.ts'
import { type Advance, advance, type Happening, type Hold, isOver } from '../rules/incident.ts'
import { holdFor, type Opening } from '../rules/noise.ts'
import {
  dropPages,
  messagesIn,
  type PageOptions,
  planPages,
  planRecoveries,
  replacePages,
} from '../rules/notifications.ts'
import { waitForPages } from '../rules/step-clock.ts'
import { incidentTimer } from '../rules/timers.ts'
import type { LinkWorld } from '../world/link-world.ts'
import { commit, type IncidentFile, incidentFileAfter, readIncidentFile, transact, type World } from '../world/world.ts'

/** What is written with an advance of an incident: its new state, its timer, whom it tells, what it takes back. */
export const advanceWrites = async (
  { incident: advanced, notify, asked, handedTo, partlyBy }: Advance,
  expect: Write['expect'],
  before: Pick<IncidentFile, 'timer' | 'notifications'>,
  world: Pick<World, 'config' | 'now' | 'spent' | 'newToken' | 'ledger' | 'inForce'>,
): Promise<Write[]> => {
  const { now } = world
  const known = before.notifications
  const pages = notify ? await pagesFor(advanced, targetsAt(world.config, notify, now), { known, asked }, world) : []
  const shadows = notify
    ? await pagesFor(advanced, shadowsAt(world.config, notify, now), { known, asked, shadow: true }, world)
    : []
  const told = messagesIn(pages)
  const waiting = waitForPages(advanced, told, now)
  // Who was called is kept with the step, so that a list of incidents need not read every message.
  const incident = notify
    ? withPeople(
        waiting,
        told.map(({ to }) => to),
        world.inForce === 'unread',
      )
    : waiting
  const handOver = { purpose: 'hand-over', step: incident.acknowledgements?.length ?? 0 } as const
  const notices = handedTo ? await pagesFor(incident, [handedTo], { known, asked: true, as: handOver }, world) : []
  const ended = isOver(incident)
  return [
    { item: incident, expect },
    ...incidentTimer(incident, before.timer),
    ...pages,
    ...shadows,
    ...notices,
    ...replacePages(known, [...pages, ...shadows], now),
    ...(ended ? planRecoveries(known, now) : []),
    ...(ended ? dropPages(known, 'over before it was sent', now, ['page', 'hand-over']) : []),
    // Who has acknowledged, where others still have to, is not called for the step that was taken before.
    ...(partlyBy
      ? dropPages(
          known.filter(({ to }) => to === partlyBy),
          'acknowledged by them',
          now,
        )
      : []),
    ...(incident.state === 'acknowledged' ? dropPages(known, `acknowledged by ${incident.acknowledgedBy}`, now) : []),
  ]
}

/** The pages of a step, or notices. What waits for a digest is planned so at once: in a storm that is nearly all. */
const pagesFor = async (
  incident: IncidentRecord,
  to: readonly string[],
  options: Pick<PageOptions, 'known' | 'asked' | 'as' | 'shadow'>,
  world: Pick<World, 'config' | 'now' | 'spent' | 'newToken' | 'ledger'>,
): Promise<Write[]> => {
  const { config, now, newToken } = world
  const [spent, ...read] = await Promise.all([
    world.spent(),
    ...to.map(async (name) => [name, await readMailboxes(name, world)] as const),
  ])
  const boxes = new Map(read)
  return planPages(incident, {
    responders: config.responders,
    to,
    spent,
    ...options,
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
  world: Pick<World, 'config' | 'ledger' | 'now' | 'switchesOff' | 'listedAlarms'>,
): Promise<Hold | undefined> => {
  const { config, ledger, now } = world
  const { silences, inhibits } = config
  const [incidents, plannedOff] = await Promise.all([
    inhibits.length > 0 ? ledger.open<IncidentRecord>('incident') : [],
    readPlannedOff(transition, world),
  ])
  const surroundings = { silences, inhibits, tags: transition.tags ?? {}, incidents, openings, plannedOff }
  return holdFor(transition, surroundings, now)
}

const readPlannedOff = async (
  transition: Transition,
  { ledger, switchesOff = false, listedAlarms }: Pick<World, 'ledger' | 'switchesOff' | 'listedAlarms'>,
): Promise<PlannedOffRecord[]> => {
  if (!switchesOff) return []
  const found = subjectsOf(transition, listedAlarms).map((subject) =>
    ledger.get<PlannedOffRecord>(keys.plannedOff(subject)),
  )
  return (await Promise.all(found)).filter((record) => record !== undefined)
}

/** The alarm forgets an incident that a person has ended, so that its next transition opens another. */
const forget = async ({ alarmKey, id }: IncidentRecord, { ledger }: Pick<World, 'ledger'>): Promise<Write[]> => {
  const alarm: Stored<AlarmRecord> | undefined = await ledger.get<AlarmRecord>(keys.alarm(alarmKey))
  return alarm?.incident === id
    ? [{ item: { ...alarm, incident: undefined } as AlarmRecord, expect: alarm.version }]
    : []
}

/** What a change of an incident needs: nothing that reaches anybody. */
type ChangeWorld = Pick<
  World,
  'config' | 'now' | 'spent' | 'newToken' | 'ledger' | 'wake' | 'switchesOff' | 'listedAlarms' | 'inForce'
>

/**
 * Lets something happen to an incident: decides and writes, and sends nothing. Can be called again at any time; what has
 * happened does not happen again.
 * @returns the incident's file as it then is, or nothing when there is none
 */
export const change = (id: string, happening: Happening, world: ChangeWorld): Promise<IncidentFile | undefined> =>
  transact(async () => {
    const file = await readIncidentFile(world, id)
    if (!file) return { done: undefined }
    const next = await decideNext(file, happening, world)
    if (!next) return { done: file }
    const writes = [
      ...(await advanceWrites(next, file.incident.version, file, world)),
      ...(happening.kind === 'resolved' ? await forget(file.incident, world) : []),
    ]
    if (!(await commit(world, writes))) return 'again'
    log.info('incident', {
      incident: id,
      happening: happening.kind,
      state: next.incident.state,
      steps: next.incident.steps,
    })
    return { done: incidentFileAfter(id, file, writes, world.now) }
  })

/** What a happening makes of an incident now, with what the ledger and the config have to say about it. */
export const decideNext = async (
  { incident, notifications }: IncidentFile,
  happening: Happening,
  world: Pick<World, 'config' | 'now' | 'ledger' | 'switchesOff' | 'listedAlarms'>,
): Promise<Advance | undefined> => {
  const { config, now } = world
  // Who is not in the config can be handed nothing.
  if (happening.kind === 'handed-over' && !named(config.responders, happening.to)) return undefined
  const isDue =
    happening.kind === 'released' ||
    (happening.kind === 'due' && incident.nextAt !== undefined && incident.nextAt <= now.toISOString())
  const hold = isDue ? await holdNow(incident.basis.event as Transition, [], world) : undefined
  return advance(incident, happening, policyOf(config, incident.policy), hold, now, notifications)
}

const owesMessages = ({ notifications }: IncidentFile): boolean =>
  notifications.some(({ outcome, digest }) => outcome === 'planned' && !digest)

/**
 * Lets something happen to an incident where nobody may be reached from: what is then owed to people is handed over. An acknowledgement and an end are
 * written at once. An escalation is handed over as it was asked for, since it is nothing but messages: whoever takes it over
 * knows which of them may go.
 * @returns the incident as it then is or, escalated, will be within a second; nothing when there is none
 * @throws what kept it from being written, or an escalation from being handed over
 */
export const actByLink = async (
  id: string,
  happening: Happening,
  world: LinkWorld,
): Promise<IncidentRecord | undefined> => {
  if (happening.kind === 'escalated') {
    const file = await readIncidentFile(world, id)
    const next = file && (await decideNext(file, happening, world))
    if (next) await world.handOver({ escalate: id, by: happening.by, steps: happening.steps ?? file.incident.steps })
    return next?.incident ?? file?.incident
  }
  // No page is planned by these, so nobody asks which channel has money left.
  const file = await change(id, happening, { ...world, spent: async () => new Set() })
  if (file && owesMessages(file))
    await world
      .handOver({ tell: id })
      .catch((error: unknown) => log.warn('left for the sweep', { error: errorName(error) }))
  return file?.incident
}
