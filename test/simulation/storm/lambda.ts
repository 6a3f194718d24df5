import { CrashError } from '../engine/crash.ts'
import type { Clock } from './clock.ts'

/** One call of a function. */
export interface Call {
  readonly id: string
  readonly now: Date
  /** Milliseconds until the call is ended. */
  readonly remainingMs: () => number
  /** An effect of the call: does not happen, or is not heard of, once its time is over. */
  readonly effect: <Input extends readonly unknown[], Output>(
    act: (...input: Input) => Promise<Output>,
  ) => (...input: Input) => Promise<Output>
}

type Work = (call: Call) => Promise<unknown>

/** Seconds after which an asynchronous call that failed is tried again. https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retries = [60, 120] as const

/** Milliseconds in which an environment starts. */
const coldStart = 600

/** Functions of one account: so many calls at once, the others wait for their turn. */
export const makeLambda = (
  clock: Clock,
  { concurrency, seconds }: { readonly concurrency: number; readonly seconds: number },
) => {
  const waiting: (() => void)[] = []
  const deadLetters: string[] = []
  const failures = new Map<string, number>()
  let running = 0
  let warm = 0
  let most = 0

  const turn = async (): Promise<void> => {
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    most = Math.max(most, running)
    if (running <= warm) return
    warm += 1
    await clock.sleep(coldStart)
  }
  const done = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }

  /** Does one call, and says whether it came to a good end in its time. */
  const once = async (id: string, work: Work): Promise<boolean> => {
    await turn()
    const end = clock.now() + seconds * 1_000
    const left = (): number => end - clock.now()
    const check = (): void => {
      if (left() <= 0) throw new CrashError(`${id}: no time left`)
    }
    const call: Call = {
      id,
      now: new Date(clock.now()),
      remainingMs: left,
      effect:
        (act) =>
        async (...input) => {
          check()
          const result = await act(...input)
          check()
          return result
        },
    }
    try {
      await work(call)
      return true
    } catch (error) {
      const name = error instanceof Error ? error.name : String(error)
      failures.set(name, (failures.get(name) ?? 0) + 1)
      return false
    } finally {
      done()
    }
  }

  /** Called asynchronously: what fails is tried twice more with the same id, and then kept. */
  const invoke = async (id: string, work: Work, tries = 0): Promise<void> => {
    if (await once(id, work)) return
    const wait = retries[tries]
    if (wait === undefined) deadLetters.push(id)
    else clock.at(clock.now() + wait * 1_000, () => invoke(id, work, tries + 1))
  }

  /** A queue before a function, which reads so many messages at once. What fails comes again, and is kept after the fifth time. */
  const makeQueue = (
    name: string,
    { atOnce, visibility }: { readonly atOnce: number; readonly visibility: number },
  ) => {
    const messages: { readonly work: Work; readonly receives: number }[] = []
    let readers = 0
    let calls = 0
    const read = async (): Promise<void> => {
      readers += 1
      for (let message = messages.shift(); message; message = messages.shift()) {
        const { work, receives } = message
        calls += 1
        if (await once(`${name}-${calls}`, work)) continue
        if (receives >= 5) deadLetters.push(name)
        else clock.at(clock.now() + visibility * 1_000, () => put(work, receives + 1))
      }
      readers -= 1
    }
    const put = (work: Work, receives = 1): void => {
      messages.push({ work, receives })
      if (readers < atOnce) void read()
    }
    return { put, waiting: () => messages.length }
  }

  return { invoke, makeQueue, deadLetters, failures, most: () => most }
}
