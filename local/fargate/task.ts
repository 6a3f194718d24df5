import type { ContainerDefinition, ContainerOverride, Task, TaskDefinition } from '@aws-sdk/client-ecs'

/** What a task has to run on this machine. */
export type Command = {
  readonly container: string
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** Variables and the ARNs that ECS fills them from. */
  readonly secrets: Readonly<Record<string, string>>
  /** ARNs of files of variables in S3. */
  readonly environmentFiles: readonly string[]
  /** Seconds between SIGTERM and SIGKILL when the task is stopped. */
  readonly stopTimeout: number
  /** Where the output goes, when the container logs to CloudWatch. */
  readonly log?: { readonly group: string; readonly stream: string }
}

/** The last part of a task's ARN. */
export const taskId = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** Fargate's default. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const defaultStopTimeout = 30

const essentialContainer = ({ containerDefinitions = [] }: TaskDefinition): ContainerDefinition | undefined =>
  containerDefinitions.find(({ essential }) => essential !== false)

const variables = (...lists: readonly (ContainerOverride['environment'] | undefined)[]): Record<string, string> =>
  Object.fromEntries(lists.flatMap((list) => (list ?? []).map(({ name = '', value = '' }) => [name, value])))

const logOf = ({ name = '', logConfiguration }: ContainerDefinition, arn: string): Command['log'] => {
  const { 'awslogs-group': group, 'awslogs-stream-prefix': prefix } = logConfiguration?.options ?? {}
  return logConfiguration?.logDriver === 'awslogs' && group && prefix
    ? { group, stream: `${prefix}/${name}/${taskId(arn)}` }
    : undefined
}

/**
 * The command of a task's essential container, with the task's overrides. Other containers are not run.
 * Undefined when the definition leaves the command to the image, which is not here to be asked.
 */
export const commandOf = (task: Task, definition: TaskDefinition): Command | undefined => {
  const container = essentialContainer(definition)
  const override = task.overrides?.containerOverrides?.find(({ name }) => name === container?.name)
  const command = [...(container?.entryPoint ?? []), ...(override?.command ?? container?.command ?? [])]
  if (!container?.name || command.length === 0) return undefined
  const log = logOf(container, task.taskArn ?? '')
  return {
    container: container.name,
    command,
    environment: variables(container.environment, override?.environment),
    secrets: Object.fromEntries((container.secrets ?? []).map(({ name = '', valueFrom = '' }) => [name, valueFrom])),
    environmentFiles: [...(container.environmentFiles ?? []), ...(override?.environmentFiles ?? [])].flatMap(
      ({ value }) => value ?? [],
    ),
    stopTimeout: container.stopTimeout ?? defaultStopTimeout,
    ...(log ? { log } : {}),
  }
}
