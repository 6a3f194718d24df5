/** A stretch of time in which a job's task runs, or will. Epoch milliseconds. */
export interface Stretch {
  readonly job: string
  readonly from: number
  readonly until: number
}

/** Two jobs that run at the same time, or one of which two runs do. */
export interface Pair {
  readonly jobs: readonly [string, string]
  readonly times: number
  /** In which both run. */
  readonly milliseconds: number
  /** The first time, in epoch milliseconds. */
  readonly firstAt: number
}

/** A stretch in which several run. */
export interface Crowd {
  readonly from: number
  readonly until: number
  /** Most at once. */
  readonly most: number
  /** Names of jobs, in order, each once. */
  readonly jobs: readonly string[]
}

/** What overlaps. */
export interface Overlaps {
  /** Oldest first. */
  readonly crowds: readonly Crowd[]
  /** Those that are together longest first. */
  readonly pairs: readonly Pair[]
}

const named = (one: string, other: string): readonly [string, string] => (one <= other ? [one, other] : [other, one])

/** Finds what runs at the same time. One that begins as another ends does not overlap it. */
export const overlapsOf = (stretches: readonly Stretch[]): Overlaps => {
  const sorted = stretches.filter(({ from, until }) => until > from).toSorted((one, other) => one.from - other.from)
  const pairs = new Map<string, Pair>()
  const crowds: { from: number; until: number; most: number; jobs: Set<string> }[] = []
  let running: Stretch[] = []
  for (const stretch of sorted) {
    running = running.filter(({ until }) => until > stretch.from)
    for (const other of running) {
      const jobs = named(stretch.job, other.job)
      const key = jobs.join(' ')
      const known = pairs.get(key) ?? { jobs, times: 0, milliseconds: 0, firstAt: stretch.from }
      const together = Math.min(stretch.until, other.until) - stretch.from
      pairs.set(key, { ...known, times: known.times + 1, milliseconds: known.milliseconds + together })
    }
    running.push(stretch)
    if (running.length > 1) addTo(crowds, stretch, running)
  }
  return {
    crowds: crowds.map(({ jobs, ...crowd }) => ({ ...crowd, jobs: [...jobs].sort() })),
    pairs: [...pairs.values()].sort((one, other) => other.milliseconds - one.milliseconds),
  }
}

/** Two run at the same time from the beginning of `stretch` until all but one of those that run have ended. */
const addTo = (
  crowds: { from: number; until: number; most: number; jobs: Set<string> }[],
  { from }: Stretch,
  running: readonly Stretch[],
): void => {
  const until = running.map((each) => each.until).sort((one, other) => other - one)[1] ?? from
  const last = crowds.at(-1)
  const names = running.map(({ job }) => job)
  if (last && from <= last.until) {
    last.until = Math.max(last.until, until)
    last.most = Math.max(last.most, running.length)
    for (const name of names) last.jobs.add(name)
  } else crowds.push({ from, until, most: running.length, jobs: new Set(names) })
}
