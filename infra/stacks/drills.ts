import { Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import type { Construct } from 'constructs'
import { probeOf } from '../../functions/backups/drills/places.ts'
import { probeScript } from '../../functions/backups/drills/probe-script.ts'
import type { DrillConfig } from '../../shared/config/backups/drills.ts'
import { imageOf } from '../constructs/container-image.ts'
import type { DatabaseAccess } from '../constructs/data/access.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { letIntoEndpoints } from '../constructs/network/endpoints.ts'
import { callerRule } from '../constructs/network/security-rules.ts'
import type { EstateNetwork } from './network.ts'

export interface DrillsStackProps extends StackProps {
  /** The config's name. */
  readonly deployment: string
  readonly drills: Readonly<Record<string, DrillConfig>>
  /** Of drills of the estate's database, which name no network. */
  readonly network?: EstateNetwork
  readonly database?: DatabaseAccess
}

/**
 * What measures the outage of a failover: a task that connects each second and ends by itself. The service names where the probe of the estate's
 * database runs, and is never at more than no task.
 */
export class DrillsStack extends Stack {
  constructor(scope: Construct, id: string, { deployment, drills, network, database, ...props }: DrillsStackProps) {
    super(scope, id, props)
    const { cluster: clusterName, logGroup } = probeOf(deployment, '')
    const cluster = new ecs.CfnCluster(this, 'Cluster', { clusterName })
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason: 'A task runs while a drill does, and is nothing to be measured.',
    })
    const logs = makeEstateLogGroup(this, logGroup, 'Logs')
    const tasks = Object.entries(drills).map(([name, drill]) => ({
      drill,
      definition: this.makeTask(deployment, name, drill, logs),
    }))
    const inside = tasks.find(({ drill }) => drill.network === undefined)
    if (inside && network && database) this.placeInside(cluster, inside.definition, network, database, deployment)
  }

  private makeTask(
    deployment: string,
    name: string,
    { image }: DrillConfig,
    logGroup: ReturnType<typeof makeEstateLogGroup>,
  ): ecs.FargateTaskDefinition {
    const { family, container, logPrefix } = probeOf(deployment, name)
    const definition = new ecs.FargateTaskDefinition(this, `Probe-${name}`, { family, cpu: 256, memoryLimitMiB: 512 })
    definition.addContainer(container, {
      containerName: container,
      image: imageOf(image),
      command: ['node', '-e', probeScript],
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: logPrefix, logGroup }),
    })
    return definition
  }

  /** In the app subnets, with a group of its own that the database lets in. */
  private placeInside(
    cluster: ecs.CfnCluster,
    definition: ecs.FargateTaskDefinition,
    network: EstateNetwork,
    database: DatabaseAccess,
    deployment: string,
  ): void {
    const group = new ec2.SecurityGroup(this, 'ProbeGroup', {
      vpc: network.vpc,
      description: 'Probe of failover drills: nobody may reach it, it may reach the database',
    })
    callerRule(this, 'ProbeToDatabase', database, group, 'Probe of failover drills to database')
    letIntoEndpoints(this, 'ProbeToEndpoints', network, group)
    new ecs.CfnService(this, 'Service', {
      cluster: cluster.attrArn,
      serviceName: probeOf(deployment, '').service,
      taskDefinition: definition.taskDefinitionArn,
      desiredCount: 0,
      launchType: 'FARGATE',
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: network.vpc.selectSubnets(network.tasks.subnets).subnetIds,
          securityGroups: [group.securityGroupId],
          assignPublicIp: network.tasks.assignPublicIp ? 'ENABLED' : 'DISABLED',
        },
      },
    })
  }
}
