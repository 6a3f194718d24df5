import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { errorText } from '../shared/errors.ts'

export type StackToDeploy = {
  readonly name: string
  readonly templateUrl: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  readonly report: (text: string) => void
}

const describe = async (client: CloudFormationClient, name: string): Promise<Stack | undefined> => {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }))
    return Stacks?.[0]
  } catch (error) {
    if (errorText(error).includes('does not exist')) return undefined
    throw error
  }
}

/** What went wrong, the first failure first. The stack's own failure only repeats that of its resource. */
const failures = async (client: CloudFormationClient, name: string): Promise<string[]> => {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: name }))
  const failed = StackEvents.toReversed().filter(({ ResourceStatus }) => ResourceStatus?.endsWith('_FAILED'))
  const ofResources = failed.filter(({ LogicalResourceId }) => LogicalResourceId !== name)
  return (ofResources.length > 0 ? ofResources : failed).map(
    ({ LogicalResourceId, ResourceType, ResourceStatusReason }) =>
      [LogicalResourceId, ResourceType && `(${ResourceType}):`, ResourceStatusReason].filter(Boolean).join(' '),
  )
}

/** Starts to create or update the stack; false when there is nothing to update. */
const start = async (client: CloudFormationClient, stack: StackToDeploy, exists: boolean): Promise<boolean> => {
  const input = {
    StackName: stack.name,
    TemplateURL: stack.templateUrl,
    Capabilities: ['CAPABILITY_IAM' as const, 'CAPABILITY_NAMED_IAM' as const, 'CAPABILITY_AUTO_EXPAND' as const],
    Parameters: Object.entries(stack.parameters).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(stack.tags).map(([Key, Value]) => ({ Key, Value })),
  }
  try {
    // What failed stays to be looked at; the emulator is thrown away anyway.
    if (exists) await client.send(new UpdateStackCommand({ ...input, DisableRollback: true }))
    else await client.send(new CreateStackCommand({ ...input, OnFailure: 'DO_NOTHING' }))
    return true
  } catch (error) {
    if (errorText(error).includes('No updates are to be performed')) return false
    throw new Error(`${stack.name}: ${errorText(error)}`, { cause: error })
  }
}

/**
 * Creates or updates a stack and waits for it; gives its outputs by name.
 * @throws Error naming the stack, each resource that failed, and why; or after 5 minutes.
 */
export const deployStack = async (
  client: CloudFormationClient,
  stack: StackToDeploy,
): Promise<Readonly<Record<string, string>>> => {
  const began = performance.now()
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`
  const started = await start(client, stack, (await describe(client, stack.name)) !== undefined)
  let told = performance.now()
  for (;;) {
    const now = await describe(client, stack.name)
    const status = now?.StackStatus ?? 'gone'
    if (!status.endsWith('_IN_PROGRESS')) {
      if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status))
        throw new Error(`${stack.name} is ${status}\n  ${(await failures(client, stack.name)).join('\n  ')}`)
      stack.report(started ? `${stack.name} deployed in ${seconds()}` : `${stack.name} is as it should be`)
      return Object.fromEntries(
        (now?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      )
    }
    if (performance.now() - began > 300_000) throw new Error(`${stack.name} is still ${status} after 5 minutes`)
    if (performance.now() - told > 2_500) {
      stack.report(`${stack.name} is still being deployed, ${seconds()}`)
      told = performance.now()
    }
    await sleep(200)
  }
}
