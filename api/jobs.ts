// What may be asked of and done to the jobs of a running deployment.
export { longestReason } from '../functions/jobs/rules/command.ts'
export { isSettled } from '../functions/jobs/rules/job-state.ts'
export * from './jobs/actions.ts'
export type { NamedRun } from './jobs/find-run.ts'
export { type JobRow, readJobs } from './jobs/jobs.ts'
export { knownJob } from './jobs/known-job.ts'
export { type PreflightRow, preflight } from './jobs/preflight.ts'
export { lastEnded, type RunFilter, type RunRow, readRuns, runStates } from './jobs/runs.ts'
