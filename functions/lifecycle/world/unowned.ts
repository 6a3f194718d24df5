import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, paginateDescribeAlarms, paginateListDashboards } from '@aws-sdk/client-cloudwatch'
import type { Connect } from '../../../shared/connect.ts'

/** A dashboard or an alarm that no stack of CloudFormation made. */
export interface Unowned {
  readonly kind: 'dashboard' | 'alarm'
  readonly name: string
}

const ofCloudWatch = /^AWS::CloudWatch::(Alarm|CompositeAlarm|Dashboard|AnomalyDetector)$/

/** Names of the alarms and dashboards that stacks made. A stack that is gone owns nothing. */
const ownedNames = async (cloudFormation: CloudFormationClient): Promise<Set<string>> => {
  const owned = new Set<string>()
  for await (const { Stacks = [] } of paginateDescribeStacks({ client: cloudFormation }, {}))
    for (const { StackName } of Stacks)
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client: cloudFormation },
        { StackName },
      ))
        for (const { ResourceType = '', PhysicalResourceId, ResourceStatus } of StackResourceSummaries)
          if (PhysicalResourceId && ofCloudWatch.test(ResourceType) && ResourceStatus !== 'DELETE_COMPLETE')
            owned.add(PhysicalResourceId)
  return owned
}

/**
 * Dashboards and alarms of the account and region that no stack made: somebody clicked them together, or their stack is gone. Those
 * that Auto Scaling makes for its target tracking are its own, and left out.
 */
export const unownedThings = async (connect: Connect): Promise<Unowned[]> => {
  const cloudWatch = connect(CloudWatchClient)
  const found: Unowned[] = []
  for await (const page of paginateDescribeAlarms(
    { client: cloudWatch },
    { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  ))
    for (const { AlarmName } of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? [])])
      if (AlarmName && !AlarmName.startsWith('TargetTracking-')) found.push({ kind: 'alarm', name: AlarmName })
  for await (const { DashboardEntries = [] } of paginateListDashboards({ client: cloudWatch }, {}))
    for (const { DashboardName } of DashboardEntries)
      if (DashboardName) found.push({ kind: 'dashboard', name: DashboardName })
  if (found.length === 0) return []
  const owned = await ownedNames(connect(CloudFormationClient))
  return found.filter(({ name }) => !owned.has(name))
}
