import { Duration, type Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import type { EstateNetwork } from '../../stacks/network.ts'
import type { UsableData } from '../data/access.ts'
import { makeEstateLogGroup } from '../estate-log-group.ts'
import { letIntoEndpoints } from '../network/endpoints.ts'
import { callerRule } from '../network/security-rules.ts'

export interface WebServiceProps {
  readonly clusterName: string
  readonly serviceName: string
  readonly network: EstateNetwork
  readonly taskDefinition: ecs.FargateTaskDefinition
  readonly data: UsableData
}

/** The service in a cluster of its own: a deployment that fails is rolled back, and never takes away what serves people. */
export const makeService = (
  stack: Stack,
  { clusterName, serviceName, network, taskDefinition, data: { database, cache } }: WebServiceProps,
): ecs.FargateService => {
  const cluster = new ecs.Cluster(stack, 'Cluster', {
    vpc: network.vpc,
    clusterName,
    containerInsightsV2: ecs.ContainerInsights.ENABLED,
  })
  // Container Insights would make it itself, and keep it for ever.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html
  const insights = `/aws/ecs/containerinsights/${clusterName}/performance`
  cluster.node.addDependency(makeEstateLogGroup(stack, insights, 'InsightsLogs'))
  const group = new ec2.SecurityGroup(stack, 'ServiceGroup', {
    vpc: network.vpc,
    description: 'The web service: its port from the load balancer only',
  })
  letIntoEndpoints(stack, 'ToEndpoints', network, group)
  if (database) callerRule(stack, 'ToDatabase', database, group, 'Web service to database')
  if (cache) callerRule(stack, 'ToCache', cache, group, 'Web service to cache')
  return new ecs.FargateService(stack, 'Service', {
    // CDK's own types disagree about optional properties, hence the assertion.
    cluster: cluster as ecs.ICluster,
    serviceName,
    taskDefinition,
    securityGroups: [group],
    vpcSubnets: network.tasks.subnets,
    assignPublicIp: network.tasks.assignPublicIp,
    circuitBreaker: { enable: true, rollback: true },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    healthCheckGracePeriod: Duration.seconds(60),
  })
}
