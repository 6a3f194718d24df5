import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/** The name of a job, if the config has it. @throws UsageError naming the jobs that exist */
export const knownJob = ({ config }: Pick<Deployment, 'config'>, name: string): string => {
  const jobs = config.jobs ?? {}
  if (Object.hasOwn(jobs, name)) return name
  throw new UsageError(`There is no job "${name}". There are: ${Object.keys(jobs).join(', ') || 'none'}.`)
}
