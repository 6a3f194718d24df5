import type { ConfigChecks } from '../checks.ts'
import { jobsProblems } from './problems.ts'
import { holidayRuleWarnings, jobsWarnings, poolWarnings } from './warnings.ts'

export const jobsChecks: ConfigChecks = {
  problems: jobsProblems,
  warnings: ({ jobs = {}, jobPools, hours }, now) => [
    ...jobsWarnings(jobs, now),
    ...holidayRuleWarnings(jobs, hours?.calendars),
    ...poolWarnings(jobs, jobPools),
  ],
}
