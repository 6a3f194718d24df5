import type { Message } from '../../../functions/alerts/message/index.ts'
import type { Wake } from '../../../functions/alerts/rules/timers.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { TransientError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { delayUntil } from '../../../shared/queue-delay.ts'
import { refused, throttled } from '../../unit/alerts/scene.ts'
import { type Crash, CrashError, makeBreaker } from '../engine/crash.ts'
import type { Random } from '../engine/random.ts'
import { type Rates, ratesOf } from './rates.ts'
import type { Story } from './story.ts'
import type { Call, Watch } from './watch.ts'

/** The world around the calls, and who hears what they do to it. */
export interface Surroundings {
  readonly story: Story
  readonly ledger: Ledger
  readonly watch: Watch
  readonly random: Random
  /** Milliseconds since 1970. */
  readonly clock: () => number
  readonly onMessage: (to: string, channel: string, message: Message) => void
  /** The queue of timers has taken a wake and will bring it after some seconds, and after so many milliseconds more. */
  readonly onWake: (wake: Wake, seconds: number, late: number) => void
}

/** Effects among which one may crash: of a short call, of a usual one, and of the longest. */
const effectsOfACall = [8, 16, 40] as const

/** Failures that the story itself brings about. Any other is a fault of the code. */
const isExpected = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isExpected)
    : error instanceof Error && ['TransientError', 'CrashError', 'ThrottlingException'].includes(error.name)

/**
 * Makes a function that does one call of one of our functions, with whatever goes wrong in it.
 * @returns whether the call came to a good end
 */
export const makeCaller = ({ story, ledger, watch, random, clock, onMessage, onWake }: Surroundings) => {
  let tokens = 0
  const newToken = (): string => {
    tokens += 1
    return String(tokens).padStart(16, 'a')
  }
  const happens = (what: Exclude<keyof Rates, 'skew'>): boolean => {
    const share = clock() < story.calmFrom ? ratesOf[story.mood][what] : 0
    return share > 0 && random.chance(share)
  }

  const ledgerFor = (call: Call): Ledger => ({
    ...ledger,
    commit: async (writes, now) => {
      if (happens('ledgerThrottled')) {
        call.faults += 1
        throw new TransientError('The ledger asks to try again')
      }
      await ledger.commit(writes, now)
      watch.onCommit(writes, call, clock())
    },
  })

  /** Whatever keeps a call from reading what was made at run time, the judge knows of it. */
  const noticing = (of: Ledger, call: Call): Ledger => ({
    ...of,
    get: async (key) => {
      if (key.pk !== keys.onCall().pk) return of.get(key)
      try {
        if (happens('madeUnread')) throw new TransientError('The ledger asks to try again')
        return await of.get(key)
      } catch (error) {
        call.unread = true
        throw error
      }
    },
  })

  const sendFor =
    (call: Call, die: () => void): World['send'] =>
    async (target, message) => {
      const { to, channel } = target
      if (happens('channelThrottled')) throw throttled()
      if (story.refusing.has(`${to} ${channel}`)) throw refused()
      if (happens('channelSilent')) throw new Error('socket hang up')
      const hangs = happens('channelHangs')
      if (hangs) die()
      if (hangs && random.chance(0.7)) throw new CrashError('no time left')
      const lost = hangs || happens('answerLost')
      watch.onSend(target, call, { lost, notice: message.about?.kind === 'notice' && !('incident' in target) }, clock())
      onMessage(to, channel, message)
      if (lost) throw new Error('no answer in time')
      return `id-${clock()}`
    }

  const wake: World['wake'] = async (what, now) => {
    if (happens('wakeRefused')) throw throttled()
    const seconds = delayUntil(what.at, now)
    if (seconds === undefined || happens('wakeLost')) return
    onWake(what, seconds, happens('wakeLate') ? random.between(1_000, 240_000) : random.between(20, 900))
    if (happens('wakeDoubled')) onWake(what, seconds, random.between(20, 120_000))
  }

  // Calls that happen at once take turns in another order each time.
  const hop = async (turns: number): Promise<void> => {
    for (let left = turns; left > 1; left -= 1) await undefined
  }
  const hops = (): Promise<void> | undefined => {
    const turns = random.between(0, 3)
    return turns === 0 ? undefined : hop(turns)
  }

  return async (id: string, work: (world: World) => Promise<unknown>, asked = false): Promise<boolean> => {
    const { skew } = ratesOf[story.mood]
    const now = new Date(clock() + (skew > 0 ? random.between(-skew, skew) : 0))
    const crash: Crash | undefined = happens('crash')
      ? { at: random.between(0, random.pick(effectsOfACall)), late: random.chance(0.5), dies: random.chance(0.7) }
      : undefined
    const call: Call = { id, now, asked, version: watch.made.version(), faults: 0 }
    const breaker = makeBreaker(crash, hops, () => {
      call.faults += 1
    })
    const world: World = {
      ledger: noticing(breaker.ledger(ledgerFor(call)), call),
      send: breaker.around(sendFor(call, breaker.die)),
      wake: breaker.around(wake),
      tagsOf: async () => ({}),
      spent: async () => new Set(clock() >= story.smsSpentFrom ? ['sms'] : []),
      pointsOf: async () => [],
      linkBase: 'https://ns.example',
      config: story.config,
      version: 'simulated',
      now,
      callId: id,
      newToken,
    }
    try {
      await work(world)
      return true
    } catch (error) {
      const mayFail = story.mood !== 'calm' && clock() < story.calmFrom
      if (!mayFail || !isExpected(error)) watch.violations.push(`${id}: ${String(error)}`)
      return false
    }
  }
}
