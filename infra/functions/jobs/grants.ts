import { ArnFormat, Validations } from 'aws-cdk-lib'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { divide, grantList } from '../../constructs/grant-list.ts'
import type { JobTask } from './task.ts'

export interface Grants {
  readonly cluster: ecs.Cluster
  readonly tasks: readonly JobTask[]
  /** Whether a task mounts a file system, or may: then mount targets are looked at. */
  readonly mounts: boolean
}

/** Says why a wildcard stays. `rest` is what follows the account in the ARN of a service. */
const acknowledge = (fn: lambda.Function, service: string, rest: string, reason: string): void =>
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${service}:${fn.stack.region}:<AWS::AccountId>:${rest}]`,
    reason,
  })

const inCluster = ({ clusterArn }: ecs.Cluster) => ({ ArnEquals: { 'ecs:cluster': clusterArn } })

/** Tasks in the cluster; ECS makes their ids. */
const tasksIn = (fn: lambda.Function, { clusterName }: ecs.Cluster): string =>
  fn.stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${clusterName}/*` })

/** Lets a function start tasks of the jobs, find out whether it has, and hand over their roles. */
export const grantStarting = (fn: lambda.Function, { cluster, tasks }: Grants): void => {
  grantList(fn, {
    sid: 'StartJobs',
    actions: ['ecs:RunTask'],
    // The revision is left open: a task is started from the newest one.
    resources: tasks.map(({ family }) =>
      fn.stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` }),
    ),
    conditions: inCluster(cluster),
  })
  for (const family of new Set(tasks.map((task) => task.family)))
    acknowledge(fn, 'ecs', `task-definition/${family}:*`, 'Any revision of this one family: the newest is started.')
  // ListTasks knows no resource but container instances; the condition names the cluster.
  grantList(fn, { sid: 'FindTasks', actions: ['ecs:ListTasks'], resources: ['*'], conditions: inCluster(cluster) })
  Validations.of(fn.role ?? fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'ecs:ListTasks knows no resource but container instances; a condition names the cluster.',
  })
  grantList(fn, {
    sid: 'TagTasks',
    actions: ['ecs:TagResource'],
    resources: [tasksIn(fn, cluster)],
    conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
  })
  grantList(fn, {
    sid: 'HandOverRoles',
    actions: ['iam:PassRole'],
    resources: tasks.flatMap(({ roles }) => roles),
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  })
}

/** Lets a function see how tasks stand, and stop them. */
export const grantStopping = (fn: lambda.Function, { cluster }: Grants): void => {
  grantList(fn, {
    sid: 'WatchTasks',
    actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
    resources: [tasksIn(fn, cluster)],
    conditions: inCluster(cluster),
  })
  acknowledgeTasks(fn, cluster)
}

const acknowledgeTasks = (fn: lambda.Function, cluster: ecs.Cluster): void => {
  const clusterId = fn.stack.getLogicalId(cluster.node.defaultChild as ecs.CfnCluster)
  acknowledge(fn, 'ecs', `task/<${clusterId}>/*`, 'ECS makes the ids of tasks; they are all in the cluster of jobs.')
}

/** Lets a function read the end of a job's log. */
export const grantReading = (
  fn: lambda.Function,
  { tasks }: { readonly tasks: readonly Pick<JobTask, 'log'>[] },
): void => {
  const groups = [...new Set(tasks.flatMap(({ log }) => log?.group ?? []))]
  grantList(fn, {
    sid: 'ReadLogs',
    actions: ['logs:GetLogEvents'],
    resources: groups.map((group) =>
      fn.stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${group}:log-stream:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  })
  for (const group of groups)
    acknowledge(
      fn,
      'logs',
      `log-group:${group}:log-stream:*`,
      'Each task writes a stream of its own to this one group.',
    )
}

/** Lets a function look at what is around a task: its definition, its network, what its execution role may, its files. */
export const grantLooking = (fn: lambda.Function, { cluster, tasks, mounts }: Grants): void => {
  grantList(fn, {
    sid: 'FindSubnet',
    actions: ['ecs:DescribeTasks'],
    resources: [tasksIn(fn, cluster)],
    conditions: inCluster(cluster),
  })
  acknowledgeTasks(fn, cluster)
  // None of these knows a resource. They read how the network is laid out and what a task definition says.
  grantList(fn, {
    sid: 'LookAround',
    actions: [
      'ecs:DescribeTaskDefinition',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeRouteTables',
      'ec2:DescribeNetworkAcls',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeNatGateways',
      ...(mounts ? ['ec2:DescribeNetworkInterfaces'] : []),
    ],
    resources: ['*'],
  })
  Validations.of(fn.role ?? fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Neither ecs:DescribeTaskDefinition nor EC2 has resources for its Describe calls.',
  })
  grantList(fn, {
    sid: 'AskForRights',
    actions: ['iam:SimulatePrincipalPolicy'],
    resources: tasks.flatMap(({ executionRoles }) => executionRoles),
  })
  grantFinding(fn, tasks)
}

/** Each bucket's files by name, in pieces that leave a statement small. */
const grantFinding = (fn: lambda.Function, tasks: Grants['tasks']): void => {
  const files = Map.groupBy(
    tasks.flatMap(({ environmentFiles }) => environmentFiles),
    ({ bucket }) => bucket,
  )
  const pieces = [...files].flatMap(([bucket, inBucket]) =>
    divide([...new Set(inBucket.map(({ key }) => key))], (key) => key.length, 1_500).map((keys) => ({ bucket, keys })),
  )
  for (const [index, { bucket, keys }] of pieces.entries())
    grantList(fn, {
      sid: `FindEnvironmentFiles${index === 0 ? '' : index + 1}`,
      actions: ['s3:ListBucket'],
      resources: [`arn:${fn.stack.partition}:s3:::${bucket}`],
      conditions: { StringEquals: { 's3:prefix': keys } },
    })
}

/** Lets a function call another; `grantInvoke` would add every version and alias of it, of which there are none. */
export const grantInvoking = (fn: lambda.Function, { functionArn }: lambda.IFunction): void =>
  grantList(fn, { sid: 'AskWhatIsAround', actions: ['lambda:InvokeFunction'], resources: [functionArn] })
