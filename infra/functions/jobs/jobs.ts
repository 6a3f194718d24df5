import { Duration, type Stack, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as events from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import * as scheduler from 'aws-cdk-lib/aws-scheduler'
import { usesPart } from '../../../shared/config/estate/uses.ts'
import { calendarsOf } from '../../../shared/config/hours/calendars.ts'
import type { HoursConfig } from '../../../shared/config/hours/schema.ts'
import type { JobDigestConfig, JobPoolsConfig, JobsConfig } from '../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { once } from '../../../shared/once.ts'
import { parseSchedule } from '../../../shared/schedule.ts'
import type { UsableData } from '../../constructs/data/access.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { letIntoEndpoints } from '../../constructs/network/endpoints.ts'
import { callerRule } from '../../constructs/network/security-rules.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { addSilenceAlarm } from '../../constructs/silence-alarm.ts'
import { DeadLetters, WatchedQueue } from '../../constructs/watched-queue.ts'
import type { EstateNetwork } from '../../stacks/network.ts'
import type { Capability } from '../capability.ts'
import { grantInvoking, grantLooking, grantReading, grantStarting, grantStopping } from './grants.ts'
import { digestOf, sliceOf } from './slice.ts'
import { idleRole, taskOf } from './task.ts'
import { letIntoFiles } from './volumes.ts'

export interface JobsProps {
  readonly config: JobsConfig
  readonly pools?: JobPoolsConfig
  readonly digest?: JobDigestConfig | undefined
  /** Whose calendars jobs name. */
  readonly hours?: HoursConfig | undefined
  readonly network: EstateNetwork
  /** What of the estate jobs may use. Default none. */
  readonly data?: UsableData
  /** One-time schedules that are over by then get no schedule any more. Default: now. */
  readonly now?: Date
}

/**
 * Schedules → the function that starts tasks; state changes → the function that gives the verdict; timers → the function
 * that goes on with a run that waits; a sweep every minute, which finds what none of them was told of.
 */
export const addJobs = (stack: Stack, foundation: Foundation, props: JobsProps): void => {
  const { config, network, data = {}, pools = {}, digest, hours, now = new Date() } = props
  const named = new Set([
    ...Object.values(config).flatMap(({ holidays }) => holidays?.calendar ?? []),
    ...(digest?.calendar === undefined ? [] : [digest.calendar]),
  ])
  const calendars = hours && named.size > 0 ? calendarsOf(hours, now) : {}
  const cluster = addCluster(
    stack,
    network,
    Object.values(config).some(({ spot }) => spot),
  )
  const securityGroup = new ec2.SecurityGroup(stack, 'JobsSecurityGroup', {
    vpc: network.vpc,
    description: 'Tasks of scheduled jobs: nobody may reach them, they may reach out',
  })
  letIntoEndpoints(stack, 'JobsToEndpoints', network, securityGroup)
  letIntoFiles(stack, config, securityGroup)
  letIntoData(stack, securityGroup, config, data)
  const idle = once(() => idleRole(stack))
  const jobs = Object.entries(config).map(([name, job]) => ({
    name,
    job,
    task: taskOf(stack, name, job, foundation, idle, data),
  }))
  const deadLetters = new DeadLetters(stack, 'JobsDeadLetters', { foundation })
  const changes = new WatchedQueue(stack, 'TaskChanges', { foundation, workTime: Duration.seconds(30) })
  const timers = new WatchedQueue(stack, 'RunTimers', { foundation, workTime: Duration.seconds(30) })

  const mounts = jobs.some(({ job }) => job.taskDefinition !== undefined || Object.keys(job.volumes).length > 0)
  const grants = { cluster, tasks: jobs.map(({ task }) => task), mounts }
  // Alone with what it may look at, and with EC2's client, which is larger than all the rest.
  const look = new OpsFunction(stack, 'LookAround', {
    foundation,
    capability: 'jobs',
    entry: 'on-look',
    config: {},
    // It calls nothing, but it is called in every round of the timers' chain.
    recursion: 'meant',
  })
  grantLooking(look.fn, grants)
  const makeFunction = (id: string, entry: string, source?: WatchedQueue): lambda.Function => {
    const { fn } = new OpsFunction(stack, id, {
      foundation,
      capability: 'jobs',
      entry,
      config: {
        jobs: Object.fromEntries(jobs.map(({ name, job, task }) => [name, sliceOf(job, task, pools)])),
        ...(digest ? { digest: digestOf(digest, config) } : {}),
        ...(named.size > 0
          ? { calendars: Object.fromEntries(Object.entries(calendars).filter(([name]) => named.has(name))) }
          : {}),
      },
      environment: {
        SIGNAL_BUS: foundation.bus.eventBusName,
        RUN_TIMERS_QUEUE: timers.queue.queueUrl,
        LOOK_FUNCTION: look.fn.functionName,
        CLUSTER: cluster.clusterName,
        SUBNETS: network.vpc.selectSubnets(network.tasks.subnets).subnetIds.join(','),
        SECURITY_GROUPS: securityGroup.securityGroupId,
        ASSIGN_PUBLIC_IP: String(network.tasks.assignPublicIp),
      },
      ...(source ? {} : { deadLetters }),
      everyEventCounts: entry === 'on-schedule',
      ...(entry === 'on-minute' ? { throttlesShow: 'in silence' as const } : {}),
      // A run that waits for its next attempt sets the timer of the one after it.
      ...(source ? { recursion: source === timers ? 'meant' : 'watched' } : {}),
    })
    foundation.grantLedger(fn)
    foundation.bus.grantPutEventsTo(fn)
    grantList(fn, { sid: 'SetTimers', actions: ['sqs:SendMessage'], resources: [timers.queue.queueArn] })
    grantStopping(fn, grants)
    // Twenty messages at once are plenty, and in a new account, which may run ten functions at once, alarms keep room.
    if (source)
      fn.addEventSource(
        new SqsEventSource(source.queue, { batchSize: 10, maxConcurrency: 2, reportBatchItemFailures: true }),
      )
    return fn
  }
  const start = makeFunction('StartJob', 'on-schedule')
  const verdict = makeFunction('TaskChanged', 'on-task-change', changes)
  const timer = makeFunction('RunTimer', 'on-timer', timers)
  const sweep = makeFunction('SweepJobs', 'on-minute')
  for (const fn of [start, timer, sweep]) grantStarting(fn, grants)
  for (const fn of [verdict, timer, sweep]) {
    grantReading(fn, grants)
    grantInvoking(fn, look.fn)
  }

  addSchedules(stack, foundation, { config, now, start, deadLetters })
  new FunctionSchedules(stack, 'SweepSchedule', { fn: sweep, deadLetters }).add('EveryMinute', {
    description: 'Finds firings that never produced a run and ends that nobody told',
    schedule: 'rate(1 minute)',
    maxEventAge: Duration.minutes(1),
  })
  addSilenceAlarm(stack, foundation, {
    id: 'SweepSilent',
    name: 'jobs-sweep-silent',
    fn: sweep,
    subject: 'The sweep of jobs',
    means: 'missed firings and lost ends are not found',
  })
  new events.Rule(stack, 'TaskStateChanges', {
    eventPattern: {
      source: ['aws.ecs'],
      detailType: ['ECS Task State Change'],
      detail: { clusterArn: [cluster.clusterArn], startedBy: [{ prefix: 'nightshift/' }] },
    },
    targets: [new SqsQueue(changes.queue, { deadLetterQueue: deadLetters.queue })],
  })

  foundation.output('ClusterName', cluster.clusterName)
  foundation.actBy('StartJobFunction', start)
  foundation.output('SweepJobsFunction', sweep.functionName)
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Jobs',
      width: 24,
      left: [start.metricInvocations(), ...[start, verdict, timer, sweep, look.fn].map((fn) => fn.metricErrors())],
      right: [changes, timers].map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
    }),
  )
}

/** Jobs share a group: where one of them uses a part of the estate, it is let in there. */
const letIntoData = (
  stack: Stack,
  group: ec2.ISecurityGroup,
  config: JobsConfig,
  { database, cache }: UsableData,
): void => {
  if (database && usesPart(config, 'database')) callerRule(stack, 'JobsToDatabase', database, group, 'Jobs to database')
  if (cache && usesPart(config, 'cache')) callerRule(stack, 'JobsToCache', cache, group, 'Jobs to cache')
}

const addCluster = (stack: Stack, { vpc }: EstateNetwork, usesSpot: boolean): ecs.Cluster => {
  const cluster = new ecs.Cluster(stack, 'JobsCluster', {
    vpc,
    containerInsightsV2: ecs.ContainerInsights.DISABLED,
    ...(usesSpot ? { enableFargateCapacityProviders: true } : {}),
  })
  Validations.of(cluster).acknowledge({
    id: 'AwsSolutions-ECS4',
    reason: 'Container Insights costs a metric for each task; the ledger and the job logs show how each run went.',
  })
  return cluster
}

interface SchedulesProps {
  readonly config: JobsConfig
  readonly now: Date
  readonly start: lambda.Function
  readonly deadLetters: DeadLetters
}

const addSchedules = (stack: Stack, { config: { name } }: Foundation, props: SchedulesProps): void => {
  const { config, now, start, deadLetters } = props
  const firings = new FunctionSchedules(stack, 'JobSchedules', { fn: start, deadLetters })
  for (const [job, { schedule, zone, startWithin }] of Object.entries(config)) {
    // CloudFormation cannot have a one-time schedule delete itself (ActionAfterCompletion): the next deployment does.
    if (parseSchedule(schedule, zone).next(now.getTime()) === undefined) continue
    firings.add(job, {
      name: `${name}-${job}`,
      description: `Starts the job ${job}`,
      schedule,
      zone,
      // A firing that may no longer start is worth nothing: the sweep tells of it.
      maxEventAge: Duration.seconds(durationSeconds(startWithin)),
      input: scheduler.ScheduleTargetInput.fromObject({
        job,
        scheduledAt: scheduler.ContextAttribute.scheduledTime,
      }),
    })
  }
}

export const jobs: Capability = {
  add: (stack, foundation, { config, network, data }) => {
    if (config.jobs && network)
      addJobs(stack, foundation, {
        config: config.jobs,
        pools: config.jobPools,
        digest: config.jobDigest,
        hours: config.hours,
        network,
        ...(data ? { data } : {}),
      })
    return {}
  },
}
