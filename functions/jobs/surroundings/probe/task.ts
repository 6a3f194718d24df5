import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  type TaskDefinition,
} from '@aws-sdk/client-ecs'
import type { Glance } from '../../../../shared/glance.ts'
import type { TaskPlace } from '../facts.ts'
import { parameterArn, secretArn, type TaskNeeds } from '../needs.ts'

const unique = (texts: readonly string[]): string[] => [...new Set(texts)]

/** What a task definition asks for before its command can run. */
export const needsOf = (definition: TaskDefinition, region: string): TaskNeeds => {
  const { containerDefinitions: containers = [], executionRoleArn, taskRoleArn, taskDefinitionArn = '' } = definition
  const account = taskDefinitionArn.split(':')[4] ?? ''
  const values = unique(containers.flatMap(({ secrets = [] }) => secrets.flatMap(({ valueFrom }) => valueFrom ?? [])))
  const isSecret = (value: string): boolean => value.split(':')[2] === 'secretsmanager'
  const logs = containers.flatMap(({ logConfiguration }) => {
    const group = logConfiguration?.options?.['awslogs-group']
    return logConfiguration?.logDriver === 'awslogs' && group !== undefined
      ? { group, region: logConfiguration.options?.['awslogs-region'] ?? region }
      : []
  })
  const fileSystems = unique(
    (definition.volumes ?? []).flatMap(({ efsVolumeConfiguration }) => efsVolumeConfiguration?.fileSystemId || []),
  )
  return {
    images: unique(containers.flatMap(({ image }) => image ?? [])),
    logs: logs.filter((log, index) => logs.findIndex(({ group }) => group === log.group) === index),
    secrets: unique(values.filter(isSecret).map(secretArn)),
    // A parameter of the own region may be given by its name alone.
    parameters: values
      .filter((value) => !isSecret(value))
      .map((value) => (value.startsWith('arn:') ? value : parameterArn(value, region, account))),
    files: unique(
      containers.flatMap(({ environmentFiles = [] }) => environmentFiles.flatMap(({ value }) => value ?? [])),
    ),
    ...(fileSystems.length > 0 ? { fileSystems } : {}),
    // Some answers have an empty text for none.
    executionRole: executionRoleArn || undefined,
    taskRole: taskRoleArn || undefined,
  }
}

/** The needs of a task, of the revision that it ran with where there is one, and the subnet that it was put in. */
export const lookAtTask = async (
  { cluster, taskArn, family }: TaskPlace,
  region: string,
  glance: Glance,
  ecs: ECSClient,
): Promise<{ readonly needs?: TaskNeeds; readonly subnet?: string | undefined }> => {
  const tasks =
    taskArn === undefined
      ? undefined
      : await glance(`the task ${taskArn}`, (send) =>
          ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }), send),
        )
  const task = tasks?.tasks?.[0]
  const subnet = task?.attachments
    ?.flatMap(({ details = [] }) => details)
    .find(({ name }) => name === 'subnetId')?.value
  const taskDefinition = task?.taskDefinitionArn ?? family
  const answer = await glance(`the task definition ${taskDefinition}`, (send) =>
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }), send),
  )
  return { subnet, ...(answer?.taskDefinition ? { needs: needsOf(answer.taskDefinition, region) } : {}) }
}
