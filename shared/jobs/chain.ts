/** What a job comes after. */
export interface After {
  readonly jobs: readonly string[]
  /** Whether all of them must have succeeded, or one. */
  readonly when: 'all' | 'any'
}

interface Linked {
  readonly after?: After | undefined
}

interface Scheduled extends Linked {
  readonly schedule: string
  readonly zone: string
  readonly holidays?: object | undefined
}

/** The jobs that come directly after one. */
export const successorsOf = (jobs: Readonly<Record<string, Linked>>, name: string): string[] =>
  Object.entries(jobs).flatMap(([each, { after }]) => (after?.jobs.includes(name) ? [each] : []))

/** The first way round that leads from a job back to it, itself at both ends; undefined where there is none. */
export const circleFrom = (jobs: Readonly<Record<string, Linked>>, start: string): string[] | undefined => {
  const seen = new Set<string>()
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    for (const before of jobs[name]?.after?.jobs ?? []) {
      if (before === start) return [...way, before]
      if (seen.has(before)) continue
      seen.add(before)
      const found = walk(before, [...way, before])
      if (found) return found
    }
    return undefined
  }
  return walk(start, [start])
}

/** The job at the beginning of a chain, whose schedule all of it has: the first of each. */
export const rootOf = (jobs: Readonly<Record<string, Linked>>, name: string): string => {
  const seen = new Set<string>()
  let at = name
  for (
    let before = jobs[at]?.after?.jobs[0];
    before !== undefined && !seen.has(at);
    before = jobs[at]?.after?.jobs[0]
  ) {
    seen.add(at)
    at = before
  }
  return at
}

/** Jobs with the schedule and zone of those that they come after, and with their holidays unless they have a rule of their own. */
export const withInheritedSchedules = <Job extends Scheduled>(
  jobs: Readonly<Record<string, Job>>,
): Record<string, Job> =>
  Object.fromEntries(
    Object.entries(jobs).map(([name, job]) => {
      const root = job.after === undefined ? undefined : jobs[rootOf(jobs, name)]
      if (root === undefined) return [name, job]
      const { schedule, zone } = root
      const holidays = job.holidays ?? root.holidays
      return [name, { ...job, schedule, zone, ...(holidays === undefined ? {} : { holidays }) }]
    }),
  )
