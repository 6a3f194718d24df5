import { Duration } from 'aws-cdk-lib'
import * as applicationautoscaling from 'aws-cdk-lib/aws-applicationautoscaling'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import type { WebScaling } from '../../../shared/config/estate/web-scaling.ts'
import { durationSeconds } from '../../../shared/config/values.ts'

const duration = (text: string): Duration => Duration.seconds(durationSeconds(text))

/** Pauses between two changes; AWS's own where the config has none. */
const pausesOf = ({ cooldown = {} }: Partial<WebScaling>) => ({
  ...(cooldown.out ? { scaleOutCooldown: duration(cooldown.out) } : {}),
  ...(cooldown.in ? { scaleInCooldown: duration(cooldown.in) } : {}),
})

/**
 * Has the number of tasks follow the load. It belongs to scaling: a deployment leaves it as it is. Of several policies the one that wants the most tasks
 * counts, and tasks are taken away only when all of them allow it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export const scale = (service: ecs.FargateService, { min, max, scaling }: WebConfig): ecs.ScalableTaskCount => {
  const count = service.autoScaleTaskCount({ minCapacity: min, maxCapacity: max })
  const { cpu = 70, memory, backlog, steps = [] } = scaling ?? {}
  const pauses = pausesOf(scaling ?? {})
  if (cpu !== false) count.scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: cpu, ...pauses })
  if (memory !== undefined) count.scaleOnMemoryUtilization('Memory', { targetUtilizationPercent: memory, ...pauses })
  if (backlog) holdBacklog(count, service, backlog, pauses)
  if (steps.length > 0) addInSteps(count, service, steps, pauses.scaleOutCooldown)
  return count
}

/** The same by requests, which are counted for the target group of a load balancer that has a listener. */
export const scaleOnRequests = (
  count: ecs.ScalableTaskCount,
  targetGroup: elb.ApplicationTargetGroup,
  { scaling }: WebConfig,
): void => {
  if (scaling?.requests === undefined) return
  count.scaleOnRequestCount('Requests', { requestsPerTarget: scaling.requests, targetGroup, ...pausesOf(scaling) })
}

/** CDK's own policy takes no metric math. https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html */
const holdBacklog = (
  count: ecs.ScalableTaskCount,
  service: ecs.FargateService,
  { queue, perTask }: NonNullable<WebScaling['backlog']>,
  { scaleOutCooldown, scaleInCooldown }: ReturnType<typeof pausesOf>,
): void => {
  const { clusterName } = service.cluster
  const metric = (
    namespace: string,
    metricName: string,
    dimensions: Readonly<Record<string, string>>,
    stat: string,
  ) => ({
    metric: { namespace, metricName, dimensions: Object.entries(dimensions).map(([name, value]) => ({ name, value })) },
    stat,
  })
  const policy = new applicationautoscaling.CfnScalingPolicy(count, 'Backlog', {
    policyName: `${service.serviceName}-backlog`,
    policyType: 'TargetTrackingScaling',
    resourceId: `service/${clusterName}/${service.serviceName}`,
    scalableDimension: 'ecs:service:DesiredCount',
    serviceNamespace: 'ecs',
    targetTrackingScalingPolicyConfiguration: {
      targetValue: perTask,
      ...(scaleOutCooldown ? { scaleOutCooldown: scaleOutCooldown.toSeconds() } : {}),
      ...(scaleInCooldown ? { scaleInCooldown: scaleInCooldown.toSeconds() } : {}),
      customizedMetricSpecification: {
        metrics: [
          {
            id: 'waiting',
            metricStat: metric('AWS/SQS', 'ApproximateNumberOfMessagesVisible', { QueueName: queue }, 'Maximum'),
            returnData: false,
          },
          {
            id: 'tasks',
            metricStat: metric(
              'ECS/ContainerInsights',
              'RunningTaskCount',
              { ClusterName: clusterName, ServiceName: service.serviceName },
              'Average',
            ),
            returnData: false,
          },
          { id: 'backlog', expression: 'waiting / tasks', label: 'Messages that wait for each task', returnData: true },
        ],
      },
    },
  })
  policy.node.addDependency(count)
}

/** The alarm goes off at the first step, and each step reaches up to the next: AWS takes neither gaps nor overlaps. */
const addInSteps = (
  count: ecs.ScalableTaskCount,
  service: ecs.FargateService,
  steps: WebScaling['steps'],
  cooldown: Duration | undefined,
): void => {
  const [first] = steps
  if (!first) return
  count.scaleOnMetric('Steps', {
    metric: service.metricCpuUtilization({ period: Duration.minutes(1), statistic: cloudwatch.Stats.AVERAGE }),
    adjustmentType: applicationautoscaling.AdjustmentType.CHANGE_IN_CAPACITY,
    scalingSteps: [
      { upper: first.cpu, change: 0 },
      ...steps.map(({ cpu, add }, index) => {
        const upper = steps[index + 1]?.cpu
        return { lower: cpu, change: add, ...(upper === undefined ? {} : { upper }) }
      }),
    ],
    ...(cooldown ? { cooldown } : {}),
  })
}
