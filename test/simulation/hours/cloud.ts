import type { Costs, Observed, Order, Refusal, Size, TargetKind } from '../../../functions/hours/targets/target-kind.ts'
import type { Random } from '../engine/random.ts'
import type { Rates } from './rates.ts'

/** What kinds of targets this AWS has: some that are switched in batches, some that start by themselves after a week, some with a size. */
export type Noun = 'instance' | 'database' | 'group'

/** Who did something to a target. */
export type Who = 'engine' | 'hand' | 'aws' | 'deploy'

type Shape = 'running' | 'stopped' | 'starting' | 'stopping'

/** A target as this AWS itself knows it. Times in epoch milliseconds. */
export interface SimulatedTarget {
  readonly name: string
  readonly noun: Noun
  readonly id: string
  readonly tag?: string | undefined
  /** AWS never lets it be stopped, though it does not say so before it is asked. */
  readonly isProtected: boolean
  readonly maintenanceWindow?: string | undefined
  state: Shape
  /** What it is on its way to, when it is there, and why where that is not what was asked for. */
  change?: { readonly at: number; readonly to: Shape; readonly reason?: string } | undefined
  changedAt: number
  before?: Observed | undefined
  reason?: string | undefined
  size: { min: number; desired: number }
  readonly suspended: Set<string>
  restartsAt?: number | undefined
  busyUntil: number
  gone: boolean
  /** Milliseconds for which it has really been stopped. */
  stoppedMs: number
  stoppedSince?: number | undefined
  /** Milliseconds for which it ran between two moments at which it was shown stopped: nobody could see that. */
  unseenMs: number
  /** When it was shown stopped, if it was when it was shown last, and for how many milliseconds it had really been. */
  shownStopped?: { readonly at: number; readonly stoppedMs: number } | undefined
  lastBy: Who
}

/** An error as the SDK gives it, without where it comes from: most of what takes time about one, and there are millions. */
export const awsError = (name: string, httpStatusCode: number, message = name): Error => {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode } })
  Error.stackTraceLimit = stackTraceLimit
  return error
}

/** Milliseconds for which a target has really been stopped until a time. */
export const reallyStopped = (
  { stoppedMs, stoppedSince }: Pick<SimulatedTarget, 'stoppedMs' | 'stoppedSince'>,
  now: number,
): number => stoppedMs + (stoppedSince === undefined ? 0 : now - stoppedSince)

/** The most milliseconds that may be claimed of it: it was stopped, or ran where nobody could see it. */
export const seenStopped = (target: SimulatedTarget, now: number): number =>
  reallyStopped(target, now) + target.unseenMs

const week = 7 * 86_400_000

/** What each target costs. */
const costs: Costs = { running: [{ item: 'unit', count: 1 }], stopped: [{ item: 'storage', count: 1 }] }

/** What a group's scaling consists of. */
export const scaling = ['launch', 'terminate'] as const

export interface CloudWorld {
  readonly clock: () => number
  /** The engine asks for something, and AWS is about to do it. */
  readonly onRequest: (target: SimulatedTarget, order: Order, call: unknown) => void
  /** It was shown as it is, or as it was a moment ago. */
  readonly onShown: (target: SimulatedTarget, seen: Observed, call: unknown) => void
  /** The engine has a group's size taken away, and AWS is about to do it. */
  readonly onEmptied: (target: SimulatedTarget, call: unknown) => void
}

async function* onePage<Item>(read: () => Promise<Item>): AsyncGenerator<Item> {
  yield await read()
}

/** AWS as far as hours needs it. */
export const makeCloud = (
  targets: readonly SimulatedTarget[],
  { clock, onRequest, onShown, onEmptied }: CloudWorld,
) => {
  const byName = new Map(targets.map((target) => [target.name, target]))
  const ofNoun = (noun: Noun): SimulatedTarget[] => targets.filter((target) => target.noun === noun)

  const become = (target: SimulatedTarget, state: Shape, at: number): void => {
    if (target.state === 'stopped' && state !== 'stopped' && target.stoppedSince !== undefined) {
      target.stoppedMs += at - target.stoppedSince
      target.stoppedSince = undefined
    }
    if (state === 'stopped' && target.state !== 'stopped') {
      target.stoppedSince = at
      if (target.noun === 'database') target.restartsAt = at + week
    }
    if (state !== 'stopped') target.restartsAt = undefined
    target.state = state
    target.changedAt = at
  }

  /** What has happened to it by now. */
  const advance = (target: SimulatedTarget): void => {
    const now = clock()
    for (;;) {
      const { change, restartsAt } = target
      if (change && change.at <= now) {
        target.change = undefined
        target.before = shown(target)
        become(target, change.to, change.at)
        target.reason = change.reason
      } else if (restartsAt !== undefined && restartsAt <= now && target.state === 'stopped') {
        target.before = shown(target)
        become(target, 'starting', restartsAt)
        target.lastBy = 'aws'
        target.change = { at: restartsAt + 240_000, to: 'running' }
      } else return
    }
  }

  const shown = (target: SimulatedTarget): Observed => {
    const { state, noun, size, suspended, changedAt, busyUntil, reason, restartsAt } = target
    if (target.gone) return { state: 'gone' }
    const isBusy = state === 'running' && clock() < busyUntil
    const isFresh = state === 'running' && noun === 'instance' && clock() - changedAt < 60_000
    const seen: { -readonly [Key in keyof Observed]: Observed[Key] } = { state: isBusy ? 'busy' : state, costs }
    if (isFresh) seen.unproven = 'status checks are initializing'
    if (reason !== undefined) seen.reason = { code: reason, words: `AWS says ${reason}.` }
    if (noun === 'group') {
      seen.size = { ...size }
      seen.suspended = [...suspended]
    }
    if (restartsAt !== undefined) seen.restartsAt = new Date(restartsAt).toISOString()
    if (target.maintenanceWindow !== undefined) seen.maintenanceWindow = target.maintenanceWindow
    return seen
  }

  const noteShown = (target: SimulatedTarget, { state }: Observed): void => {
    if (state !== 'stopped') {
      target.shownStopped = undefined
      return
    }
    const [at, stoppedMs] = [clock(), reallyStopped(target, clock())]
    const last = target.shownStopped
    if (last) target.unseenMs += at - last.at - (stoppedMs - last.stoppedMs)
    target.shownStopped = { at, stoppedMs }
  }

  const remember = (target: SimulatedTarget): void => {
    target.before = shown(target)
    target.changedAt = clock()
  }

  /** Sets it going. Nothing where it is so already. */
  const go = (target: SimulatedTarget, to: 'running' | 'stopped', who: Who, after: number, reason?: string): void => {
    const via = to === 'running' ? 'starting' : 'stopping'
    if (target.state === to || (target.state === via && target.change?.to === to)) return
    remember(target)
    target.lastBy = who
    target.reason = undefined
    become(target, via, clock())
    const undoneTo = to === 'running' && reason !== undefined
    target.change = { at: clock() + after, to: undoneTo ? 'stopped' : to, ...(undoneTo ? { reason } : {}) }
  }

  const setSize = (target: SimulatedTarget, size: Size, who: Who, after: number, reason?: string): void => {
    remember(target)
    if (size.min !== undefined) target.size.min = size.min
    if (size.desired !== undefined) target.size.desired = size.desired
    target.size.desired = Math.max(target.size.desired, target.size.min)
    target.lastBy = who
    if (target.size.desired === 0) go(target, 'stopped', who, after)
    else if (target.state !== 'running') {
      // An interrupted stop turns round.
      target.change = undefined
      become(target, 'starting', clock())
      target.change =
        reason === undefined ? { at: clock() + after, to: 'running' } : { at: clock() + after * 3, to: 'running' }
    }
  }

  const refuse = (target: SimulatedTarget, order: Order, random: Random, rates: Rates): void => {
    if (target.gone) throw awsError('NotFound', 400)
    if (order.action === 'stop' && target.isProtected) throw awsError('OperationNotPermitted', 400)
    if (order.action === 'start' && random.chance(rates.noCapacity)) throw awsError('InsufficientCapacity', 500)
    if (target.noun === 'group') return
    const wrong =
      target.noun === 'database'
        ? target.state !== (order.action === 'stop' ? 'running' : 'stopped') || clock() < target.busyUntil
        : target.state === (order.action === 'stop' ? 'starting' : 'stopping')
    if (wrong) throw awsError('IncorrectState', 400)
  }

  const perform = (target: SimulatedTarget, order: Order, random: Random, rates: Rates, call: unknown): void => {
    const after = random.chance(rates.late) ? random.between(240_000, 780_000) : random.between(5_000, 150_000)
    const reason = random.chance(rates.undone) ? 'Client.InternalError' : undefined
    if (target.noun !== 'group') {
      go(target, order.action === 'stop' ? 'stopped' : 'running', 'engine', after, reason)
      return
    }
    const isHalf = random.chance(rates.half)
    if (order.action === 'stop') {
      remember(target)
      for (const name of order.scaling ?? []) target.suspended.add(name)
      if (isHalf) throw awsError('ServiceUnavailable', 503)
      onEmptied(target, call)
      setSize(target, { min: 0, desired: 0 }, 'engine', after)
    } else {
      if (order.size) setSize(target, order.size, 'engine', after, reason)
      if (isHalf) throw awsError('ServiceUnavailable', 503)
      for (const name of order.scaling ?? []) target.suspended.delete(name)
    }
  }

  const mayFail = (random: Random, rates: Rates): void => {
    if (random.chance(rates.throttled)) throw awsError('ThrottlingException', 400)
  }

  /** The kinds as one call meets them. */
  const kindsFor = (
    random: Random,
    rates: () => Rates,
    call: unknown,
    around: <Args extends unknown[], Result>(
      effect: (...args: Args) => Promise<Result>,
    ) => (...args: Args) => Promise<Result>,
  ): ReadonlyMap<string, TargetKind> => {
    const kindOf = (noun: Noun): TargetKind => {
      const get = (id: string): SimulatedTarget | undefined => byName.get(`${noun}/${id}`)
      const list = around(async (selector: { readonly names?: readonly string[]; readonly tagged?: true }) => {
        mayFail(random, rates())
        return (
          selector.names?.map((id) => ({ id })) ??
          ofNoun(noun).flatMap(({ id, tag, gone }) => (tag === undefined || gone ? [] : [{ id, tag }]))
        )
      })
      return {
        kind: `${noun}s`,
        noun,
        schema: () => {
          throw new RangeError('A simulated kind has no schema')
        },
        isByTag: (selector) => (selector as { tagged?: true }).tagged === true,
        batch: { observe: 8, request: 3 },
        interruptible: noun === 'group',
        scaling: noun === 'group' ? scaling : [],
        within: { start: 900, stop: 900 },
        find: (selector) => onePage(() => list(selector as never)),
        observe: around(async (ids: readonly string[]) => {
          mayFail(random, rates())
          return new Map(
            ids.map((id): [string, Observed] => {
              const target = get(id)
              if (!target) return [id, { state: 'gone' }]
              advance(target)
              const isStale = target.before && clock() - target.changedAt < 20_000 && random.chance(rates().stale)
              const seen = isStale && target.before ? target.before : shown(target)
              noteShown(target, seen)
              onShown(target, seen, call)
              return [id, seen]
            }),
          )
        }),
        request: around(async (orders: readonly Order[]) => {
          mayFail(random, rates())
          const known = orders.flatMap((order) => {
            const target = get(order.id)
            if (!target) throw awsError('NotFound', 400)
            advance(target)
            return [{ order, target }]
          })
          // One that is refused fails them all.
          for (const { order, target } of known) refuse(target, order, random, rates())
          for (const { order, target } of known) {
            onRequest(target, order, call)
            perform(target, order, random, rates(), call)
          }
          if (random.chance(rates().answerLost)) throw new Error('socket hang up')
          return new Map(orders.map(({ id }): [string, Refusal | undefined] => [id, undefined]))
        }),
        subjects: (id) => [`Id=${noun}-${id}`],
        refusalOf: (error) => {
          const { name, message } = error as Error
          return {
            code: name,
            words: `AWS refuses: ${message}.`,
            transient: name !== 'OperationNotPermitted' && name !== 'NotFound',
          }
        },
        statements: () => [],
      }
    }
    return new Map((['instance', 'database', 'group'] as const).map((noun) => [`${noun}s`, kindOf(noun)]))
  }

  return { targets, byName, advance, go, setSize, kindsFor }
}

export type Cloud = ReturnType<typeof makeCloud>
