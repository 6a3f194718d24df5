import { rankOf } from '../shared/quantiles.ts'

/** The value below which a share of the values lies (nearest rank). @throws RangeError when there are none */
export const quantile = (values: readonly number[], share: number): number => {
  const found = rankOf(values, share)
  if (found === undefined) throw new RangeError('No values')
  return found
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

/** Milliseconds that something takes. */
export const timed = async (act: () => unknown): Promise<number> => {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

/** Milliseconds of the clock, and of all processors together, of this process with all its threads, that something takes. */
export interface Times {
  readonly wall: number
  readonly processor: number
}

/** What something takes, by both clocks. On a busy machine that of the processors is the steadier one. */
export const timedTwice = async (act: () => unknown): Promise<Times> => {
  const [begun, used] = [performance.now(), process.cpuUsage()]
  await act()
  const { user, system } = process.cpuUsage(used)
  return { wall: performance.now() - begun, processor: (user + system) / 1_000 }
}

/** Milliseconds for people: `3.2 ms`, `128 ms`, `1.84 s`. */
export const duration = (ms: number): string =>
  ms >= 1_000 ? `${(ms / 1_000).toFixed(2)} s` : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`
