import { TransientError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { type Arrival, sourceOf } from '../rules/notification.ts'
import type { LogWorld } from '../world/world.ts'
import { clockOf } from './clock.ts'
import { askForPassSoon } from './due.ts'
import { type Gathering, makeGathering } from './gathering.ts'
import { type Taken, takeLog } from './take-log.ts'

/** Time that must be left to begin another message: what is counted is still to be written. */
const leastMs = 8_000

/** What one message came to: its objects, and what failed. */
interface Tried {
  readonly taken: { readonly source: string; readonly taken: Taken }[]
  readonly failures: unknown[]
}

/** A time of an event, or now where it has none that can be read. */
const timeOf = (at: string | undefined, now: Date): Date => {
  const time = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(time) ? now : new Date(time)
}

const tryMessage = async (
  arrivals: readonly Arrival[],
  world: LogWorld,
  gathering: Gathering,
  clock: () => Date,
): Promise<Tried> => {
  const tried: Tried = { taken: [], failures: [] }
  for (const arrival of arrivals) {
    const source = sourceOf(arrival, world.slice)
    if (!source) {
      log.info('an object of no source')
      continue
    }
    const { bucket, key, etag, versionId, at } = arrival
    const object = { bucket, key, etag, versionId, at: timeOf(at, clock()) }
    try {
      tried.taken.push({ source: source.name, taken: await takeLog(object, source, world, gathering, clock) })
    } catch (error) {
      tried.failures.push(error)
    }
  }
  return tried
}

/** What is said of the objects of a message. @returns whether anything waits for a pass */
const settle = ({ taken, failures }: Tried, gathering: Gathering): boolean => {
  let isOpen = false
  for (const { source, taken: each } of taken) {
    if (each.state === 'known') isOpen ||= each.isOpen
    try {
      // One that was there already may be judged already; whoever wrote it may have died before it asked.
      const pieces = each.state === 'counted' ? each.pieces + (gathering.wasNew(each.last) ? 1 : 0) : undefined
      if (pieces !== undefined) isOpen = true
      log.info('log', { source, state: pieces === 0 ? 'known' : each.state, ...(pieces ? { pieces } : {}) })
    } catch (error) {
      failures.push(error)
    }
  }
  return isOpen
}

/**
 * Counts the objects of the messages of one call, and writes what they count together; what is nobody's log is left alone. One object that
 * fails does not keep the others.
 * @returns by message the first of its failures, or undefined where it is done
 */
export const takeMessages = async (
  messages: readonly (readonly Arrival[])[],
  world: LogWorld,
): Promise<readonly unknown[]> => {
  const clock = clockOf(world)
  const gathering = makeGathering(world, clock)
  const tried: Tried[] = []
  for (const arrivals of messages)
    tried.push(
      world.remainingMs() < leastMs && tried.length > 0
        ? { taken: [], failures: [new TransientError('No time left in this call')] }
        : await tryMessage(arrivals, world, gathering, clock),
    )
  await gathering.write()
  const open = tried.map((each) => settle(each, gathering))
  if (open.includes(true)) {
    try {
      await askForPassSoon(world, clock())
    } catch (error) {
      tried.forEach(({ failures }, index) => {
        if (open[index]) failures.push(error)
      })
    }
  }
  return tried.map(({ failures }) => failures[0])
}
