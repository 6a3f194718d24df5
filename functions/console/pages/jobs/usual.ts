import type { RunRow } from '../../../../api/jobs/runs.ts'
import { quantile } from '../../../../shared/quantiles.ts'

/** How long a job usually runs, in seconds: eight of ten good runs are from `from` to `until`. */
export interface Usual {
  readonly from: number
  readonly middle: number
  readonly until: number
}

/** Fewest good runs of which something usual can be said. */
const fewest = 5

/** The usual duration of good runs, from the tenth percentile to the ninetieth; nothing where there are too few. */
export const usualOf = (runs: readonly Pick<RunRow, 'state' | 'seconds'>[]): Usual | undefined => {
  const durations = runs.flatMap(({ state, seconds }) =>
    state === 'succeeded' && seconds !== undefined ? [seconds] : [],
  )
  if (durations.length < fewest) return undefined
  const [from = 0, middle = 0, until = 0] = [0.1, 0.5, 0.9].map((share) => quantile(durations, share))
  return { from, middle, until }
}
