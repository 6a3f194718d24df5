import type { ConfigChecks } from '../checks.ts'
import { jobsProblems } from './problems.ts'
import { jobsWarnings, poolWarnings } from './warnings.ts'

export const jobsChecks: ConfigChecks = {
  problems: jobsProblems,
  warnings: ({ jobs = {}, jobPools }, now) => [...jobsWarnings(jobs, now), ...poolWarnings(jobs, jobPools)],
}
