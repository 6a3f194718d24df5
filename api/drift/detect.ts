import type { CloudFormationClient, StackResourceDrift, StackResourceSummary } from '@aws-sdk/client-cloudformation'
import { allPages } from '../../shared/all-pages.ts'
import { errorText } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import { stacksOf } from '../../shared/stacks/index.ts'
import type { DeployedStack } from '../../shared/stacks/stack.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { type DriftRow, driftRows, unknownStack } from './rows.ts'

type Pause = (ms: number) => Promise<unknown>

/** How often, and for how long, CloudFormation is asked whether it is done: it may take minutes. */
const looks = { times: 120, pauseMs: 5_000 } as const

/** Detections at once: CloudFormation throttles them. */
const atOnce = 2

const sdk = () => import('@aws-sdk/client-cloudformation')

/**
 * Has CloudFormation compare a stack with its template, and waits until it has.
 * @returns why it failed for some of the resources; the others are known all the same
 * @throws Error where it does not end within ten minutes, and the SDK's errors
 */
const detect = async (client: CloudFormationClient, StackName: string, pause: Pause): Promise<string | undefined> => {
  const { DetectStackDriftCommand, DescribeStackDriftDetectionStatusCommand } = await sdk()
  const begin = async (left: number): Promise<string> => {
    try {
      const { StackDriftDetectionId = '' } = await client.send(new DetectStackDriftCommand({ StackName }))
      return StackDriftDetectionId
    } catch (error) {
      // Only one detection of a stack runs at a time, and somebody else has begun one.
      if (!/already in progress/i.test(errorText(error)) || left === 0) throw error
      await pause(looks.pauseMs)
      return begin(left - 1)
    }
  }
  const StackDriftDetectionId = await begin(looks.times)
  const wait = async (left: number): Promise<string | undefined> => {
    const seen = await client.send(new DescribeStackDriftDetectionStatusCommand({ StackDriftDetectionId }))
    if (seen.DetectionStatus === 'DETECTION_COMPLETE') return undefined
    if (seen.DetectionStatus === 'DETECTION_FAILED') return seen.DetectionStatusReason ?? 'no reason is given'
    if (left === 0) throw new Error('the detection did not end within ten minutes')
    await pause(looks.pauseMs)
    return wait(left - 1)
  }
  return wait(looks.times)
}

const allDrifts = (client: CloudFormationClient, StackName: string): Promise<StackResourceDrift[]> =>
  allPages(async (NextToken) => {
    const { DescribeStackResourceDriftsCommand } = await sdk()
    const page = await client.send(new DescribeStackResourceDriftsCommand({ StackName, NextToken }))
    return { items: page.StackResourceDrifts, next: page.NextToken }
  })

const allResources = (client: CloudFormationClient, StackName: string): Promise<StackResourceSummary[]> =>
  allPages(async (NextToken) => {
    const { ListStackResourcesCommand } = await sdk()
    const page = await client.send(new ListStackResourcesCommand({ StackName, NextToken }))
    return { items: page.StackResourceSummaries, next: page.NextToken }
  })

/** Of one stack. Nothing where it is not there. */
const lookAt = async (
  deployment: Deployment,
  { name, region }: DeployedStack,
  pause: Pause,
): Promise<DriftRow[] | undefined> => {
  const { CloudFormationClient } = await sdk()
  const client = deployment.connect(CloudFormationClient, { region })
  const where = { stack: name, region }
  try {
    const failed = await detect(client, name, pause)
    const [drifts, resources] = await Promise.all([allDrifts(client, name), allResources(client, name)])
    const rows = driftRows(deployment, where, drifts, resources)
    return failed === undefined ? rows : [unknownStack(where, failed), ...rows]
  } catch (error) {
    return /does not exist/.test(errorText(error)) ? undefined : [unknownStack(where, errorText(error))]
  }
}

/**
 * Where the stacks of a deployment are not as their templates say. A stack that cannot be looked at has a row of state `unknown`, and the others
 * are looked at. One that the config asks for and that was never deployed has none.
 * @param pause waits between looks
 * @throws UsageError where nothing is deployed
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
 */
export const detectDrift = async (deployment: Deployment, pause: Pause): Promise<DriftRow[]> => {
  const found = await inParallel(stacksOf(deployment.config), atOnce, (stack) => lookAt(deployment, stack, pause))
  if (found.every((rows) => rows === undefined))
    throw new UsageError('Nothing of this config is deployed. Deploy: npm run deploy')
  return found.flatMap((rows) => rows ?? [])
}
