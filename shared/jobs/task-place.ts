import type { JobConfig } from '../config/jobs/schema.ts'

/** Where a job's task is found: its container, and the log of that. */
export interface TaskPlace {
  /** Family of its task definition. */
  readonly family: string
  /** The essential container. */
  readonly container: string
  /** The stream of a task is `prefix/container/task id`. */
  readonly log?: { readonly group: string; readonly prefix: string } | undefined
}

/** The place of a job's tasks: a definition of others says it, ours are called after the job. @param deployment the config's name */
export const taskPlaceOf = (
  deployment: string,
  name: string,
  { taskDefinition }: Pick<JobConfig, 'taskDefinition'>,
): TaskPlace => {
  if (taskDefinition) {
    const { family, container, log } = taskDefinition
    return { family, container, log }
  }
  const family = `${deployment}-${name}`
  return { family, container: 'main', log: { group: `/nightshift/jobs/${family}`, prefix: name } }
}

/** The stream of logs of one task. @param taskArn its ARN, or its id */
export const logStreamOf = (
  { log, container }: Pick<TaskPlace, 'container'> & { readonly log: { readonly prefix: string } },
  taskArn: string,
): string => `${log.prefix}/${container}/${taskArn.slice(taskArn.lastIndexOf('/') + 1)}`
