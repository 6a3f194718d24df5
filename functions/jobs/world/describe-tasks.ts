import { errorName } from '../../../shared/errors.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { TaskChange } from '../rules/task-change.ts'
import { describeLimit, type Tasks } from './effects.ts'

/**
 * Answers that mean that a task is none of the cluster's, or that there is no cluster. One such task has the whole question
 * refused. A right that is missing says nothing of a task. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
const notThere: ReadonlySet<string> = new Set([
  'ClusterNotFoundException',
  'InvalidParameterException',
  'ClientException',
])

export interface Seen {
  /** What ECS says of each task that it was asked for; nothing for those that it does not know. */
  readonly tasks: ReadonlyMap<string | undefined, TaskChange | undefined>
  readonly failures: readonly unknown[]
}

/** Asks how tasks stand, a hundred at a time; alone where one of them has the question refused. */
export const describeTasks = async (arns: readonly string[], { describe }: Pick<Tasks, 'describe'>): Promise<Seen> => {
  const tasks = new Map<string | undefined, TaskChange | undefined>()
  const failures: unknown[] = []
  const ask = async (group: readonly string[]): Promise<void> => {
    try {
      const changes = await describe(group)
      for (const arn of group) tasks.set(arn, undefined)
      for (const change of changes) tasks.set(change.taskArn, change)
    } catch (error) {
      if (!notThere.has(errorName(error))) failures.push(error)
      else if (group.length > 1) await Promise.all(group.map((arn) => ask([arn])))
      else tasks.set(group[0], undefined)
    }
  }
  for (const group of piecesOf(arns, describeLimit)) await ask(group)
  return { tasks, failures }
}
