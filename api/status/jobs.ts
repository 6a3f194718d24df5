import type { Deployment } from '../deployment.ts'
import { lastEnded } from '../jobs/runs.ts'
import type { StatusContribution } from './check.ts'

/** The jobs whose last run ended badly. */
export const lastRuns = async (deployment: Pick<Deployment, 'config' | 'ledger'>): Promise<string[]> => {
  const newest = await Promise.all(Object.keys(deployment.config.jobs ?? {}).map((job) => lastEnded(deployment, job)))
  return newest.flatMap((run) =>
    run && run.state !== 'succeeded' ? [`${run.job} ${run.state} (${run.cause}) at ${run.scheduledAt}`] : [],
  )
}

/** How the last run of each job went. */
export const jobsStatus: StatusContribution = {
  outputs: ({ jobs }) => (jobs ? ['ClusterName'] : []),
  checks: [{ what: 'jobs', look: lastRuns, fine: 'the last run of each that ended was good' }],
}
