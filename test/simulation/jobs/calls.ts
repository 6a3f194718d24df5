import type { Wake, World } from '../../../functions/jobs/world/world.ts'
import { TransientError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { delayUntil } from '../../../shared/queue-delay.ts'
import type { Signal } from '../../../shared/signals.ts'
import { type Crash, CrashError, makeBreaker } from '../engine/crash.ts'
import type { Chances } from './chances.ts'
import { awsError, type SimulatedEcs } from './ecs.ts'
import { makeHappens, type Rates } from './rates.ts'
import type { Call } from './seen.ts'
import type { Story } from './story.ts'
import type { Watch } from './watch.ts'

/** The world around the calls, and who hears what they do to it. */
export interface Surroundings {
  readonly story: Story
  readonly ledger: Ledger
  readonly ecs: SimulatedEcs
  readonly watch: Watch
  readonly chances: Chances
  readonly clock: () => number
  readonly pause: (milliseconds: number) => Promise<void>
  readonly rates: () => Rates
  /** The queue of timers has taken a wake and will bring it after so many milliseconds. */
  readonly onWake: (wake: Wake, milliseconds: number) => void
}

/** Who wants to know how a call went. */
export interface Ears {
  /** What a person asked for is not to be had. */
  readonly onRefused?: () => void
  readonly onDone?: (call: Call) => void
}

/** Effects among which one may crash: of a short call, of a usual one, and of the longest. */
const effectsOfACall = [6, 12, 40] as const

/** Milliseconds after which Lambda ends a call. */
const callLimit = 30_000

const expected = ['TransientError', 'CrashError', 'ThrottlingException', 'ServerException']

/** Failures that the story itself brings about. Any other is a fault of the code. */
const isExpected = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isExpected)
    : error instanceof Error && (expected.includes(error.name) || error.message === 'socket hang up')

/**
 * Makes a function that does one call of one of our functions, with whatever goes wrong in it.
 * @returns whether the call came to a good end
 */
export const makeCaller = (surroundings: Surroundings) => {
  const { story, ledger, ecs, watch, chances, clock, pause, rates, onWake } = surroundings
  // A deployment that leaves nothing to fire: without it the schedules, which are silent then, would owe firings for ever.
  const retired = Object.fromEntries(
    Object.entries(story.jobs).map(([name, job]) => [name, { ...job, schedule: 'at(2020-01-01T00:00:00)' }]),
  )
  return async (
    id: string,
    work: (world: World) => Promise<unknown>,
    { onRefused, onDone }: Ears = {},
  ): Promise<boolean> => {
    const random = chances(`${id} ${clock()}`)
    const happens = makeHappens(random, rates)
    const { skew } = rates()
    const begun = clock()
    const now = new Date(begun + (skew > 0 ? random.between(-skew, skew) : 0))
    const call: Call = { id, now, begun, blind: false }
    const crash: Crash | undefined = happens('crash')
      ? { at: random.between(0, random.pick(effectsOfACall)), late: random.chance(0.5), dies: random.chance(0.7) }
      : undefined
    // Calls that happen at once take turns in another order each time; a slow one lets others overtake it.
    const wait = async (): Promise<void> => {
      if (happens('slow')) await pause(random.between(20, random.chance(0.1) ? 9_000 : 900))
      else for (let turns = random.between(0, 2); turns > 0; turns -= 1) await Promise.resolve()
      if (clock() - begun > callLimit) throw new CrashError('Lambda has ended the call')
    }
    const breaker = makeBreaker(crash, wait)
    const { around } = breaker
    const tasks = ecs.tasksFor(random)
    const world: World = {
      ledger: breaker.ledger({
        ...ledger,
        open: (async (word: string, until?: string) => {
          const all = await ledger.open(word, until)
          const seen = all.filter(() => !happens('indexLags'))
          call.blind ||= seen.length < all.length
          return seen
        }) as Ledger['open'],
        commit: async (writes, at) => {
          if (happens('ledgerThrottled')) throw new TransientError('The ledger asks to try again')
          await ledger.commit(writes, at)
          watch.onCommit(writes, call)
        },
      }),
      tasks: {
        start: around(tasks.start),
        find: around(tasks.find),
        describe: around(tasks.describe),
        stop: around(tasks.stop),
        logTail: around(tasks.logTail),
      },
      publish: around(async (signal: Signal) => {
        if (happens('busRefused')) throw new TransientError('The bus refused')
        watch.onSignal(signal)
      }),
      wake: around(async (wake: Wake, at: Date) => {
        if (happens('ecsThrottled')) throw awsError('ThrottlingException', 400)
        const seconds = delayUntil(wake.at, at)
        if (seconds === undefined || happens('wakeLost')) return
        onWake(wake, seconds * 1000 + (happens('wakeLate') ? random.between(1_000, 240_000) : random.between(20, 900)))
        if (happens('wakeDoubled')) onWake(wake, seconds * 1000 + random.between(20, 120_000))
      }),
      refine: async (verdict) => verdict,
      jobs: begun < story.end ? story.jobs : retired,
      version: 'simulated',
      now,
      callId: id,
    }
    try {
      await work(world)
      if (clock() - begun > callLimit) return false
      onDone?.(call)
      return true
    } catch (error) {
      if (onRefused && error instanceof Error && error.name === 'PermanentError') {
        onRefused()
        return true
      }
      const mayFail = story.mood !== 'calm' && begun < story.calmFrom
      if (!mayFail || !isExpected(error))
        watch.violations.push(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      return false
    }
  }
}
