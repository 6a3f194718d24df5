import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as events from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as scheduler from 'aws-cdk-lib/aws-scheduler'
import type { JobConfig, JobsConfig } from '../../shared/config/jobs.ts'
import { durationSeconds } from '../../shared/config/values.ts'
import { imageOf } from '../constructs/container-image.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { FunctionSchedules } from '../constructs/function-schedules.ts'
import { OpsFunction } from '../constructs/ops-function.ts'
import { DeadLetters, WatchedQueue } from '../constructs/watched-queue.ts'
import type { EstateNetwork } from '../stacks/network.ts'

export interface JobsProps {
  readonly config: JobsConfig
  readonly network: EstateNetwork
}

/** Schedules → the function that starts tasks; state changes → the function that gives the verdict; a sweep every minute. */
export const addJobs = (stack: Stack, foundation: Foundation, { config, network }: JobsProps): void => {
  const cluster = new ecs.Cluster(stack, 'JobsCluster', {
    vpc: network.vpc,
    containerInsightsV2: ecs.ContainerInsights.DISABLED,
  })
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions-ECS4',
    reason: 'Container Insights costs a metric for each task; the ledger and the job logs tell how each run went.',
  })
  const securityGroup = new ec2.SecurityGroup(stack, 'JobsSecurityGroup', {
    vpc: network.vpc,
    description: 'Tasks of scheduled jobs: nobody may reach them, they may reach out',
  })
  const familyPrefix = `${foundation.config.name}-`
  const definitions = Object.entries(config).map(([name, job]) =>
    addTaskDefinition(stack, `${familyPrefix}${name}`, name, job, foundation),
  )
  const deadLetters = new DeadLetters(stack, 'JobsDeadLetters', { foundation })

  const makeFunction = (id: string, entry: string, keepsFailures: boolean) => {
    const { fn } = new OpsFunction(stack, id, {
      foundation,
      capability: 'jobs',
      entry,
      config: {
        familyPrefix,
        jobs: Object.fromEntries(
          Object.entries(config).map(([name, { schedule, zone, startWithin }]) => [
            name,
            { schedule, zone, startWithin: durationSeconds(startWithin) },
          ]),
        ),
      },
      environment: {
        SIGNAL_BUS: foundation.bus.eventBusName,
        CLUSTER: cluster.clusterName,
        SUBNETS: network.vpc.selectSubnets(network.tasks.subnets).subnetIds.join(','),
        SECURITY_GROUPS: securityGroup.securityGroupId,
        ASSIGN_PUBLIC_IP: String(network.tasks.assignPublicIp),
      },
      ...(keepsFailures ? { deadLetters } : {}),
    })
    foundation.grantLedger(fn)
    foundation.bus.grantPutEventsTo(fn)
    return fn
  }
  const start = makeFunction('StartJob', 'on-schedule', true)
  const verdict = makeFunction('TaskChanged', 'on-task-change', false)
  const sweep = makeFunction('SweepJobs', 'on-minute', true)
  for (const fn of [start, sweep]) grantTasks(fn, cluster, definitions)

  const firings = new FunctionSchedules(stack, 'JobSchedules', { fn: start, deadLetters })
  for (const [name, job] of Object.entries(config))
    firings.add(name, {
      name: `${familyPrefix}${name}`,
      description: `Starts the job ${name}`,
      schedule: job.schedule,
      zone: job.zone,
      // A firing that may no longer start is worth nothing: the sweep tells of it.
      maxEventAge: Duration.seconds(durationSeconds(job.startWithin)),
      input: scheduler.ScheduleTargetInput.fromObject({
        job: name,
        scheduledAt: scheduler.ContextAttribute.scheduledTime,
      }),
    })
  new FunctionSchedules(stack, 'SweepSchedule', { fn: sweep, deadLetters }).add('EveryMinute', {
    description: 'Finds firings that never produced a run and ends that nobody told',
    schedule: 'rate(1 minute)',
    maxEventAge: Duration.minutes(1),
  })

  const changes = new WatchedQueue(stack, 'TaskChanges', { foundation, workTime: Duration.seconds(30) })
  new events.Rule(stack, 'TaskStateChanges', {
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [cluster.clusterArn], startedBy: [{ prefix: 'nightshift/' }] },
    },
    targets: [new SqsQueue(changes.queue, { deadLetterQueue: deadLetters.queue })],
  })
  verdict.addEventSource(new SqsEventSource(changes.queue, { batchSize: 10, reportBatchItemFailures: true }))

  foundation.output('ClusterName', cluster.clusterName)
  foundation.output('StartJobFunction', start.functionName)
  foundation.output('SweepJobsFunction', sweep.functionName)
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Jobs',
      width: 24,
      left: [start.metricInvocations(), start.metricErrors(), verdict.metricErrors(), sweep.metricErrors()],
      right: [changes.queue.metricApproximateAgeOfOldestMessage()],
    }),
  )
}

interface JobTask {
  readonly definition: ecs.FargateTaskDefinition
  readonly family: string
}

const addTaskDefinition = (
  stack: Stack,
  family: string,
  name: string,
  job: JobConfig,
  { config }: Foundation,
): JobTask => {
  const logGroup = new logs.LogGroup(stack, `JobLogs-${name}`, {
    logGroupName: `/nightshift/jobs/${family}`,
    retention: config.logDays as logs.RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const definition = new ecs.FargateTaskDefinition(stack, `Job-${name}`, {
    family,
    cpu: job.cpu,
    memoryLimitMiB: job.memory,
  })
  definition.addContainer('main', {
    containerName: 'main',
    image: imageOf(definition, job.image),
    ...(job.command ? { command: [...job.command] } : {}),
    environment: { ...job.environment },
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: name }),
    essential: true,
  })
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'Plain variables hold what the config calls no secret.',
  })
  return { definition, family }
}

const grantTasks = (fn: lambda.Function, cluster: ecs.Cluster, jobs: readonly JobTask[]): void => {
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster.clusterArn } }
  const allow = (statement: iam.PolicyStatementProps) =>
    fn.grantPrincipal.addToPrincipalPolicy(new iam.PolicyStatement(statement))
  allow({
    sid: 'StartJobs',
    actions: ['ecs:RunTask'],
    // The revision is left open: a task is started from the newest one.
    resources: jobs.map(({ family }) =>
      fn.stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` }),
    ),
    conditions: inCluster,
  })
  allow({
    sid: 'LookAtTasks',
    actions: ['ecs:DescribeTasks'],
    // A task's id is made by ECS; the cluster's name is the narrowest that can be said.
    resources: [fn.stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })],
  })
  // ListTasks knows no resource but container instances; the condition names the cluster.
  allow({ sid: 'FindTasks', actions: ['ecs:ListTasks'], resources: ['*'], conditions: inCluster })
  allow({
    sid: 'TagTasks',
    actions: ['ecs:TagResource'],
    resources: [fn.stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })],
    conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
  })
  allow({
    sid: 'HandOverRoles',
    actions: ['iam:PassRole'],
    resources: jobs.flatMap(({ definition }) => [
      definition.taskRole.roleArn,
      definition.obtainExecutionRole().roleArn,
    ]),
    conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
  })
  acknowledgeTasks(fn, cluster, jobs)
}

const acknowledgeTasks = (fn: lambda.Function, cluster: ecs.Cluster, jobs: readonly JobTask[]): void => {
  const arn = (rest: string) =>
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:${fn.stack.region}:<AWS::AccountId>:${rest}]`
  const clusterId = fn.stack.getLogicalId(cluster.node.defaultChild as ecs.CfnCluster)
  for (const [id, reason] of [
    ...jobs.map(
      ({ family }) =>
        [arn(`task-definition/${family}:*`), 'Any revision of this one family: the newest is started.'] as const,
    ),
    [arn(`task/<${clusterId}>/*`), 'ECS makes the ids of tasks; they are all in the cluster of jobs.'],
    [
      'AwsSolutions-IAM5[Resource::*]',
      'ecs:ListTasks knows no resource but container instances; a condition names the cluster.',
    ],
  ] as const)
    Validations.of(fn.role ?? fn).acknowledge({ id, reason })
}
