import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as s3 from 'aws-cdk-lib/aws-s3'
import * as wafv2 from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'
import { cloudFrontList } from '../../shared/config/estate/cloudfront-lists.ts'
import type { WebConfig } from '../../shared/config/estate/schema.ts'
import { imageOf } from '../constructs/container-image.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { letIntoEndpoints } from '../constructs/network/endpoints.ts'
import { databaseRule } from '../constructs/network/security-rules.ts'
import type { DatabaseAccess } from './data.ts'
import type { EstateNetwork } from './network.ts'

export interface WebStackProps extends StackProps {
  readonly config: WebConfig
  readonly network: EstateNetwork
  /** The database that the service uses. Default: none. */
  readonly database?: DatabaseAccess
  /** What looks at the balancer's access logs, and its web ACL. Default: nobody. */
  readonly firewall?: { readonly webAclArn: string }
}

/** The log group of a stack's web service, which the network's stack makes. */
export const webLogGroup = (stackName: string): string => `/nightshift/${stackName}`

const containerName = 'web'
/** A service on Fargate behind a load balancer in two zones: HTTPS where there is a certificate, more tasks under load. */
export class WebStack extends Stack {
  readonly clusterName: string
  readonly serviceName: string

  constructor(scope: Construct, id: string, { config, network, database, firewall, ...props }: WebStackProps) {
    super(scope, id, props)
    // Known before the stack is there, so that what looks after the service does not wait for it: a bad image would hold it up.
    this.clusterName = this.stackName
    this.serviceName = this.stackName
    const logGroup = logs.LogGroup.fromLogGroupName(this, 'Logs', webLogGroup(this.stackName))
    const service = this.makeService(config, network, this.makeTask(config, logGroup, database), database)
    const accessLogs = this.makeAccessLogs(firewall !== undefined)
    const balancer = this.makeBalancer(network, accessLogs, config)
    if (firewall)
      new wafv2.CfnWebACLAssociation(this, 'WebAcl', {
        webAclArn: firewall.webAclArn,
        resourceArn: balancer.loadBalancerArn,
      })
    this.listen(balancer, service, config)
    const scheme = config.certificateArn ? 'https' : 'http'
    new CfnOutput(this, 'LoadBalancerUrl', { value: `${scheme}://${balancer.loadBalancerDnsName}` })
    new CfnOutput(this, 'WebClusterName', { value: this.clusterName })
    new CfnOutput(this, 'WebServiceName', { value: this.serviceName })
    new CfnOutput(this, 'AccessLogsBucket', { value: accessLogs.bucketName })
  }

  private makeService(
    config: WebConfig,
    network: EstateNetwork,
    taskDefinition: ecs.FargateTaskDefinition,
    database?: DatabaseAccess,
  ): ecs.FargateService {
    const cluster = new ecs.Cluster(this, 'Cluster', {
      vpc: network.vpc,
      clusterName: this.clusterName,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    })
    // Container Insights would make it itself, and keep it for ever.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-reference-performance-logs-ECS.html
    const insights = `/aws/ecs/containerinsights/${this.clusterName}/performance`
    cluster.node.addDependency(makeEstateLogGroup(this, insights, 'InsightsLogs'))
    const group = new ec2.SecurityGroup(this, 'ServiceGroup', {
      vpc: network.vpc,
      description: 'The web service: its port from the load balancer only',
    })
    letIntoEndpoints(this, 'ToEndpoints', network, group)
    if (database) databaseRule(this, 'ToDatabase', database, group, 'Web service to database')
    const service = new ecs.FargateService(this, 'Service', {
      // CDK's own types disagree about optional properties, hence the assertion; the bucket below has the same.
      cluster: cluster as ecs.ICluster,
      serviceName: this.serviceName,
      taskDefinition,
      securityGroups: [group],
      vpcSubnets: network.tasks.subnets,
      assignPublicIp: network.tasks.assignPublicIp,
      circuitBreaker: { enable: true, rollback: true },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      healthCheckGracePeriod: Duration.seconds(60),
    })
    service
      .autoScaleTaskCount({ minCapacity: config.min, maxCapacity: config.max })
      .scaleOnCpuUtilization('Cpu', { targetUtilizationPercent: 70 })
    return service
  }

  private makeTask(config: WebConfig, logGroup: logs.ILogGroup, database?: DatabaseAccess): ecs.FargateTaskDefinition {
    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 })
    const about = database
      ? { DATABASE_HOST: database.host, DATABASE_PORT: String(database.port), DATABASE_NAME: database.name }
      : {}
    task.addContainer(containerName, {
      image: imageOf(config.image),
      portMappings: [{ containerPort: config.port }],
      environment: { ...about, ...config.environment },
      ...(database
        ? {
            secrets: {
              DATABASE_USER: ecs.Secret.fromSecretsManager(database.secret, 'username'),
              DATABASE_PASSWORD: ecs.Secret.fromSecretsManager(database.secret, 'password'),
            },
          }
        : {}),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: containerName, logGroup }),
    })
    Validations.of(task).acknowledge(
      {
        id: 'AwsSolutions-ECS2',
        reason:
          'Plain variables hold the database address and what the config calls no secret. The password is a secret.',
      },
      {
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:${this.region}:<AWS::AccountId>:log-group:${webLogGroup(this.stackName)}:*]`,
        reason: "Every stream of the service's one log group, where another stack makes it; each task writes its own.",
      },
    )
    return task
  }

  private makeBalancer(
    { vpc, publicSubnets, hasIpv6 }: EstateNetwork,
    accessLogs: s3.IBucket,
    { from }: WebConfig,
  ): elb.ApplicationLoadBalancer {
    const group = new ec2.SecurityGroup(this, 'BalancerGroup', {
      vpc,
      description: `The load balancer: HTTP and HTTPS from ${from === 'everyone' ? 'everywhere' : 'CloudFront'}, out to the web service only`,
      allowAllOutbound: false,
    })
    Validations.of(group).acknowledge({
      id: 'AwsSolutions-EC23',
      reason: 'A public site is open to the public, on 80 and 443.',
    })
    const balancer = new elb.ApplicationLoadBalancer(this, 'Balancer', {
      vpc,
      vpcSubnets: publicSubnets,
      internetFacing: true,
      securityGroup: group,
      dropInvalidHeaderFields: true,
      ...(hasIpv6 ? { ipAddressType: elb.IpAddressType.DUAL_STACK } : {}),
    })
    balancer.logAccessLogs(accessLogs)
    return balancer
  }

  /** @param notifies whether EventBridge is told of every new object; who asks for that need not know the bucket */
  private makeAccessLogs(notifies: boolean): s3.IBucket {
    const bucket = new s3.Bucket(this, 'AccessLogs', {
      // Load balancers can write to no other encryption than S3's own.
      encryption: s3.BucketEncryption.S3_MANAGED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(90), abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      // Even when its first deployment fails: the balancer has written its test file by then, and S3 deletes no bucket that
      // holds anything. CloudFormation makes the name, so it is in nobody's way.
      removalPolicy: RemovalPolicy.RETAIN,
    })
    // Without CDK's custom resource, which would be a function of its own.
    if (notifies && bucket.node.defaultChild instanceof s3.CfnBucket)
      bucket.node.defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'It is where logs end; logging the log has no end.',
    })
    return bucket as s3.IBucket
  }

  private listen(balancer: elb.ApplicationLoadBalancer, service: ecs.FargateService, config: WebConfig): void {
    const { certificateArn } = config
    const open = config.from === 'everyone'
    const listener = certificateArn
      ? balancer.addListener('Https', {
          port: 443,
          open,
          certificates: [elb.ListenerCertificate.fromArn(certificateArn)],
          // TLS 1.2 and 1.3: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
          sslPolicy: elb.SslPolicy.RECOMMENDED_TLS,
        })
      : balancer.addListener('Http', { port: 80, open })
    if (certificateArn && open) balancer.addRedirect()
    // The list weighs 55 of a group's 60 rules: there is room for one port, and CloudFront redirects by itself.
    if (!open)
      balancer.connections.allowFrom(
        ec2.Peer.prefixList(cloudFrontList(this.region)),
        ec2.Port.tcp(certificateArn ? 443 : 80),
        'CloudFront, by the list that AWS keeps',
      )
    listener.addTargets('Web', {
      port: config.port,
      protocol: elb.ApplicationProtocol.HTTP,
      targets: [service.loadBalancerTarget({ containerName, containerPort: config.port })],
      deregistrationDelay: Duration.seconds(30),
      healthCheck: {
        path: config.healthPath,
        healthyHttpCodes: '200',
        interval: Duration.seconds(15),
        timeout: Duration.seconds(5),
        healthyThresholdCount: 2,
        unhealthyThresholdCount: 3,
      },
    })
  }
}
