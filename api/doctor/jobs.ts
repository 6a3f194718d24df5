import { recursionCheck } from './base/recursion.ts'
import type { DoctorContribution } from './check.ts'

/** What jobs need of an account beside roles and quotas, which the web service needs too. */
export const jobsDoctor: DoctorContribution = [
  recursionCheck('jobs', ['on-timer', 'on-look'], ({ jobs }) => jobs !== undefined),
]
