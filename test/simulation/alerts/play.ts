import type { Desk } from '../../../functions/alerts/desk.ts'
import { linkDesk } from '../../../functions/alerts/link-desk.ts'
import type { Message } from '../../../functions/alerts/message/index.ts'
import type { Action } from '../../../functions/alerts/page/view.ts'
import { react } from '../../../functions/alerts/react.ts'
import { sweep, wakeUp } from '../../../functions/alerts/sweep.ts'
import { delayUntil, type Wake } from '../../../functions/alerts/timers.ts'
import { TransientError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type HeartbeatRecord, keys, type NotificationRecord } from '../../../shared/ledger/records.ts'
import { type Crash, crashing } from '../../unit/alerts/faults.ts'
import { refused, throttled } from '../../unit/alerts/world.ts'
import { makeAgenda } from './events.ts'
import { judge } from './judge.ts'
import { makeRandom } from './random.ts'
import type { Delivery, Story } from './story.ts'
import { type Call, makeWatch } from './watch.ts'

export interface Played {
  readonly violations: readonly string[]
  readonly transitions: number
  readonly deliveries: number
  readonly incidents: number
  /** Messages that a channel has sent, and how many of what they told had been sent before. */
  readonly messages: number
  readonly doubled: number
  /** Milliseconds by which the latest step was late, where nothing fails. */
  readonly slowest: number
  /** How incidents ended. */
  readonly ends: Readonly<Record<string, number>>
  /** One line that is the same for the same seed. */
  readonly trace: number
}

const minute = 60_000
/** Minutes of calm after the last fault, in which everything owed must be done. */
const calmMinutes = 30

const linkPattern = /https:\/\/ns\.example\/([\w-]{16})/

/** Plays a story to its end and says what must not have happened. Virtual time; the same seed plays the same. */
export const play = async (story: Story): Promise<Played> => {
  const random = makeRandom(story.seed ^ 0x5bd1e995)
  const watch = makeWatch(story)
  const ledger = memoryLedger([], { frozen: true })
  const agenda = makeAgenda<() => Promise<void>>()
  const until = story.calmFrom + calmMinutes * minute
  let clock = story.begin
  let calls = 0
  let trace = 0
  let tokens = 0
  const isWild = (): boolean => story.wild && clock < story.calmFrom
  const happens = (share: number): boolean => isWild() && random.chance(share)
  const note = (text: string): void => {
    for (let index = 0; index < text.length; index += 1) trace = (Math.imul(trace, 31) + text.charCodeAt(index)) >>> 0
  }

  const ledgerFor = (call: Call): Ledger => ({
    ...ledger,
    commit: async (writes, now) => {
      if (happens(0.004)) {
        call.faulted = true
        throw new TransientError('The ledger asks to try again')
      }
      await ledger.commit(writes, now)
      watch.onCommit(writes, call, clock)
    },
  })

  const answer = ({ to }: Pick<NotificationRecord, 'to'>, message: Message): void => {
    const token = (linkPattern.exec(message.sms) ?? linkPattern.exec(message.text))?.[1]
    if (token === undefined || !random.chance(story.answering)) return
    const action = random.pick<Action>(['acknowledge', 'acknowledge', 'acknowledge', 'resolve', 'escalate'])
    const taps = random.chance(0.2) ? 2 : 1
    note(`${to} ${action}`)
    for (let tap = 0; tap < taps; tap += 1)
      agenda.add(clock + random.between(5_000, 15 * minute) + tap * 500, async () => {
        await run(
          `link-${calls}`,
          (desk) => linkDesk((now) => ({ ...desk, now })).act(token, action, desk.now),
          action === 'escalate',
        )
      })
  }

  const sendFor =
    (call: Call): Desk['send'] =>
    async (target, message) => {
      const { to, channel } = target
      if (happens(0.02)) throw throttled()
      if (story.refusing.has(`${to} ${channel}`)) throw refused()
      if (happens(0.01)) throw new Error('socket hang up')
      const lost = happens(0.002)
      watch.onSend(target, call, lost, clock)
      note(`${clock} ${to} ${channel} ${message.subject}`)
      answer({ to }, message)
      if (lost) throw new Error('no answer in time')
      return `id-${clock}`
    }

  const wake = async (what: Wake, now: Date): Promise<void> => {
    if (happens(0.01)) throw throttled()
    const seconds = delayUntil(what.at, now)
    if (seconds === undefined || happens(0.03)) return
    const late = happens(0.05) ? random.between(1_000, 4 * minute) : random.between(20, 900)
    const bring = (tries: number) => async (): Promise<void> => {
      const done = await run(`wake-${calls}`, (desk) => wakeUp(what, desk))
      if (!done && tries > 1) agenda.add(clock + 30_000, bring(tries - 1))
    }
    agenda.add(clock + seconds * 1000 + late, bring(3))
    if (happens(0.05)) agenda.add(clock + seconds * 1000 + random.between(20, 2 * minute), bring(1))
  }

  /** One call, with whatever goes wrong in it. @returns whether it came to a good end */
  const run = async (id: string, work: (desk: Desk) => Promise<unknown>, asked = false): Promise<boolean> => {
    calls += 1
    const now = new Date(clock + (story.wild ? random.between(-2_000, 2_000) : 0))
    const crash: Crash | undefined = happens(0.03)
      ? { at: random.between(0, 24), late: random.chance(0.5), dies: random.chance(0.7) }
      : undefined
    let effects = (): number => 0
    let broken = false
    const call: Call = {
      id,
      now,
      asked,
      get faulted() {
        return broken || (crash !== undefined && effects() > crash.at)
      },
      set faulted(value) {
        broken = broken || value
      },
    }
    const hops = async (): Promise<void> => {
      for (let turns = random.between(0, 3); turns > 0; turns -= 1) await Promise.resolve()
    }
    const crashed = crashing({ ledger: ledgerFor(call), send: sendFor(call), wake }, crash, hops)
    effects = crashed.effects
    const desk: Desk = {
      ...crashed.desk,
      tagsOf: async () => ({}),
      smsSpent: async () => false,
      pointsOf: async () => [],
      linkBase: 'https://ns.example',
      config: story.config,
      version: 'simulated',
      now,
      callId: id,
      newToken,
    }
    try {
      await work(desk)
      return true
    } catch (error) {
      if (!isExpected(error)) watch.violations.push(`${id}: ${String(error)}`)
      return false
    }
  }

  const newToken = (): string => {
    tokens += 1
    return String(tokens).padStart(16, 'a')
  }

  // Lambda tries an asynchronous call again after one and two minutes, with the same id; then somebody replays the queue.
  const deliver =
    ({ transition }: Delivery, callId: string, tries = 0) =>
    async (): Promise<void> => {
      if (await run(callId, (desk) => react(transition, desk))) return
      if (tries < 2) agenda.add(clock + (tries + 1) * minute, deliver({ transition, at: clock }, callId, tries + 1))
      else agenda.add(clock + random.between(5, 20) * minute, deliver({ transition, at: clock }, `${callId} again`))
    }
  for (const [index, delivery] of story.deliveries.entries()) agenda.add(delivery.at, deliver(delivery, `sns-${index}`))

  for (let at = story.begin; at < until; at += minute)
    agenda.add(at, async () => void (await run(`sweep-${at}`, sweep)))

  const beat = async (): Promise<void> => {
    const record = await ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
    if (record) await run(`beat-${calls}`, (desk) => linkDesk((now) => ({ ...desk, now })).beat(record.token, desk.now))
  }
  for (let at = story.begin; at < until; at += random.between(5, 40) * minute) agenda.add(at + 1_234, beat)

  for (let first = agenda.next(); first; first = agenda.next()) {
    if (first.at > until) break
    clock = first.at
    // What happens within half a second happens side by side.
    const together = [first.act()]
    while ((agenda.nextAt() ?? Number.POSITIVE_INFINITY) <= clock + 500) {
      const other = agenda.next()
      if (other) together.push(other.act())
    }
    await Promise.all(together)
  }
  clock = until
  const ends = await judge(story, watch, ledger, new Date(until))
  return {
    violations: watch.violations,
    transitions: story.transitions.length,
    deliveries: story.deliveries.length,
    incidents: watch.incidents.size,
    ...watch.counts(),
    ends,
    trace,
  }
}

/** Failures that the story itself brings about. Any other is a fault of the code. */
const isExpected = (error: unknown): boolean =>
  error instanceof AggregateError
    ? error.errors.every(isExpected)
    : error instanceof Error && ['TransientError', 'CrashError', 'ThrottlingException'].includes(error.name)
