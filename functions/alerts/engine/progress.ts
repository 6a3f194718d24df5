import { errorName } from '../../../shared/errors.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { deliver, isOutOfReach } from '../delivery/deliver.ts'
import type { Transition } from '../intake/index.ts'
import type { Happening } from '../rules/incident.ts'
import { fallback, planNotification } from '../rules/notifications.ts'
import { incidentTimer } from '../rules/timers.ts'
import { commit, type IncidentFile, readIncidentFile, transact, type World } from '../world/world.ts'
import { advanceWrites, change, decideNext, holdNow } from './change.ts'
import { inForce } from './in-force.ts'

/**
 * Lets something happen to an incident and sends what it then owes.
 * @returns the incident as it then is, or nothing when there is none
 * @throws what kept a message from being sent now
 */
export const happen = async (id: string, happening: Happening, given: World): Promise<IncidentRecord | undefined> => {
  const world = await inForce(given)
  const file = await change(id, happening, world)
  if (file) await tell(id, world, file)
  return file?.incident
}

/**
 * The same in the name of a person, who is told that it is done as soon as it is written: what could not be sent at once
 * is sent by the sweep, and is no failure of theirs.
 */
export const act = async (id: string, happening: Happening, given: World): Promise<IncidentRecord | undefined> => {
  const world = await inForce(given)
  const file = await change(id, happening, world)
  if (file)
    await tell(id, world, file).catch((error: unknown) => log.warn('left for the sweep', { error: errorName(error) }))
  return file?.incident
}

/**
 * Sends what an incident owes. Where everybody of a step is out of reach, the next step is taken at once, and after the
 * last one the fallback topic is told.
 * @param known the incident's file, where the caller has just written it
 * @param taken sort keys of the notifications in it that the caller took with that write, to be sent now
 * @throws what kept a message from being sent now; everything else has been done
 */
export const tell = async (
  id: string,
  world: World,
  known?: IncidentFile,
  taken?: ReadonlySet<string>,
): Promise<void> => {
  const { outOfReach, failure } = await deliver(id, world, known, taken)
  if (outOfReach && (await goOn(id, world))) await tell(id, world)
  if (failure !== undefined) throw failure
}

/** @returns whether there is something new to be sent */
const goOn = (id: string, world: World): Promise<boolean> =>
  transact(async () => {
    const file = await readIncidentFile(world, id)
    if (!file || !isOutOfReach(file)) return { done: false }
    const { incident } = file
    const hold = await holdNow(incident.basis.event as Transition, [], world)
    if (hold) {
      // The timer comes back to it when nothing holds it any more.
      const held = { ...incident, nextAt: hold.until.toISOString() }
      if (incident.nextAt !== undefined && incident.nextAt <= held.nextAt) return { done: false }
      return (await commit(world, [{ item: held, expect: incident.version }, ...incidentTimer(held, file.timer)]))
        ? { done: false }
        : 'again'
    }
    const next = await decideNext(file, { kind: 'unreachable' }, world)
    const writes = next
      ? await advanceWrites(next, incident.version, file, world)
      : [
          { item: planNotification(id, 'page', incident.steps, fallback, world.now), expect: 'absent' as const },
          // With the incident itself, so that it cannot end in between and leave the fallback without its recovery.
          { item: incident, expect: incident.version },
        ]
    return (await commit(world, writes)) ? { done: true } : 'again'
  })
