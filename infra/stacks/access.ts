import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import type { AccessConfig } from '../../shared/config/estate/schema.ts'
import { imageOf } from '../constructs/container-image.ts'
import type { DatabaseAccess } from '../constructs/data/access.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { letIntoEndpoints } from '../constructs/network/endpoints.ts'
import { callerRule } from '../constructs/network/security-rules.ts'
import type { EstateNetwork } from './network.ts'

export interface AccessStackProps extends StackProps {
  readonly config: AccessConfig
  readonly network: EstateNetwork
  readonly database: DatabaseAccess
}

/** What a container of ECS Exec calls. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html */
const sessionActions = ['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel']

/**
 * The way of a person to the database: a task that `nightshift connect` starts, that forwards a port by Session Manager, and that ends by
 * itself. The service names where it may run and is never at more than no task.
 */
export class AccessStack extends Stack {
  constructor(scope: Construct, id: string, { config, network, database, ...props }: AccessStackProps) {
    super(scope, id, props)
    const group = new ec2.SecurityGroup(this, 'ConnectGroup', {
      vpc: network.vpc,
      description: 'nightshift connect: nobody may reach it, it may reach the database',
    })
    callerRule(this, 'ConnectToDatabase', database, group, 'nightshift connect to database')
    letIntoEndpoints(this, 'ConnectToEndpoints', network, group)
    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: network.vpc,
      clusterName: this.stackName,
      containerInsightsV2: ecs.ContainerInsights.DISABLED,
    })
    Validations.of(cluster).acknowledge({
      id: 'AwsSolutions-ECS4',
      reason: 'A task runs while somebody is connected, and is nothing to be measured.',
    })
    const service = new ecs.FargateService(this, 'Service', {
      // CDK's own types disagree about optional properties.
      cluster: cluster as ecs.ICluster,
      serviceName: this.stackName,
      taskDefinition: this.makeTask(config),
      desiredCount: 0,
      circuitBreaker: { enable: true },
      securityGroups: [group],
      vpcSubnets: network.tasks.subnets,
      assignPublicIp: network.tasks.assignPublicIp,
      minHealthyPercent: 0,
      maxHealthyPercent: 100,
    })
    new CfnOutput(this, 'ConnectCluster', { value: cluster.clusterName })
    new CfnOutput(this, 'ConnectService', { value: service.serviceName })
    new CfnOutput(this, 'ConnectHost', { value: database.host })
  }

  private makeTask({ image, minutes }: AccessConfig): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 })
    task.addContainer('connect', {
      image: imageOf(image),
      // When it ends the task does, whatever became of whoever started it.
      command: ['sleep', String(minutes * 60)],
      linuxParameters: new ecs.LinuxParameters(this, 'Linux', { initProcessEnabled: true }),
      logging: ecs.LogDrivers.awsLogs({
        streamPrefix: 'connect',
        logGroup: makeEstateLogGroup(this, `/nightshift/${this.stackName}`),
      }),
    })
    task.taskRole.addToPrincipalPolicy(
      new iam.PolicyStatement({ actions: sessionActions.map((each) => `ssmmessages:${each}`), resources: ['*'] }),
    )
    Validations.of(task).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason: 'Channels of Session Manager and ecr:GetAuthorizationToken name no resource.',
    })
    return task
  }
}
