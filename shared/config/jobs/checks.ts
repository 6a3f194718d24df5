import type { ConfigChecks } from '../checks.ts'
import { jobsProblems } from './problems.ts'
import { jobsWarnings } from './warnings.ts'

export const jobsChecks: ConfigChecks = {
  problems: jobsProblems,
  warnings: ({ jobs = {} }, now) => jobsWarnings(jobs, now),
}
