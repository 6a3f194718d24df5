import type { RunTaskCommandInput } from '@aws-sdk/client-ecs'
import { errorName, TransientError } from '../../../shared/errors.ts'
import type { Parts } from '../kinds/kind.ts'

// Tasks that ask a database something: the check of a restored copy, the probe of a drill.

export const loadEcs = async ({ client }: Pick<Parts, 'client'>) => {
  const sdk = await import('../../../shared/sdk/ecs.ts')
  return { sdk, ecs: client(sdk.ECSClient) }
}

/**
 * Starts a task of Fargate, once for its token: ECS knows a request again by it for a day.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 * @param environment of its container
 * @returns the task's ARN
 * @throws TransientError where Fargate has no place for it just now; the SDK's errors
 */
export const startTask = async (
  {
    container,
    environment,
    ...input
  }: Omit<RunTaskCommandInput, 'launchType' | 'overrides'> & {
    readonly container: string
    readonly environment: Readonly<Record<string, string | number>>
  },
  parts: Pick<Parts, 'client'>,
): Promise<string> => {
  const { sdk, ecs } = await loadEcs(parts)
  const { tasks, failures } = await ecs.send(
    new sdk.RunTaskCommand({
      ...input,
      launchType: 'FARGATE',
      overrides: {
        containerOverrides: [
          {
            name: container,
            environment: Object.entries(environment).map(([name, value]) => ({ name, value: String(value) })),
          },
        ],
      },
    }),
  )
  const arn = tasks?.[0]?.taskArn
  if (arn === undefined)
    throw new TransientError(`ECS starts no task: ${failures?.[0]?.reason ?? 'it does not say why'}`)
  return arn
}

/** Stops a task. One that is gone already is no error. */
export const stopTask = async (
  cluster: string,
  task: string,
  reason: string,
  parts: Pick<Parts, 'client'>,
): Promise<void> => {
  const { sdk, ecs } = await loadEcs(parts)
  try {
    await ecs.send(new sdk.StopTaskCommand({ cluster, task, reason }))
  } catch (error) {
    if (errorName(error) !== 'InvalidParameterException') throw error
  }
}

/** The name of the stream of a task's log, as the driver makes it. */
export const streamOf = (
  { logPrefix, container }: { readonly logPrefix: string; readonly container: string },
  arn: string,
) => `${logPrefix}/${container}/${arn.slice(arn.lastIndexOf('/') + 1)}`
