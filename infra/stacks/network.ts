import { Annotations, CfnOutput, CfnWaitConditionHandle, Fn, Stack, type StackProps } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'
import type { ExistingNetwork, NetworkConfig, NewNetwork } from '../../shared/config/estate/schema.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'

export interface EstateNetwork {
  readonly vpc: ec2.IVpc
  readonly appSubnets: ec2.SubnetSelection
  readonly publicSubnets: ec2.SubnetSelection
  readonly databaseSubnets: ec2.SubnetSelection
  /** Where tasks that need the internet run, and whether they need a public address there. */
  readonly tasks: { readonly subnets: ec2.SubnetSelection; readonly assignPublicIp: boolean }
}

export interface NetworkStackProps extends StackProps {
  readonly config: NetworkConfig
  /** Names of log groups of what may stand in the network. They are made here and stay, whatever comes and goes. Default none. */
  readonly logGroups?: readonly string[]
}

/** The log group of a stack's flow logs. */
export const flowLogGroup = (stackName: string): string => `/nightshift/${stackName}/flow-logs`

const gateways = { none: 0, one: 1, 'per-zone': 2 } as const

/** Hands out the ranges of the config, each kind's first to the first zone, instead of dividing the VPC's range. */
const rangesOf = (config: NewNetwork): ec2.IIpAddresses => ({
  allocateVpcCidr: () => ({ cidrBlock: config.cidr }),
  allocateSubnetsCidr: ({ requestedSubnets }) => {
    const left: Record<string, string[]> = {
      public: [...config.public],
      app: [...config.app],
      database: [...config.database],
    }
    return {
      allocatedSubnets: requestedSubnets.map(({ configuration }) => {
        const cidr = left[configuration.name]?.shift()
        if (cidr === undefined) throw new RangeError(`No range is left for another ${configuration.name} subnet`)
        return { cidr }
      }),
    }
  },
})

const named = (subnetGroupName: string): ec2.SubnetSelection => ({ subnetGroupName })

const estate = (vpc: ec2.IVpc, tasks: EstateNetwork['tasks']): EstateNetwork => ({
  vpc,
  appSubnets: named('app'),
  publicSubnets: named('public'),
  databaseSubnets: named('database'),
  tasks,
})

/**
 * The network that everything else stands in: a VPC over two zones with public, app and database subnets, or one that
 * exists already, of which nothing is changed.
 */
export class NetworkStack extends Stack {
  readonly network: EstateNetwork

  constructor(scope: Construct, id: string, { config, logGroups = [], ...props }: NetworkStackProps) {
    super(scope, id, props)
    this.network = 'vpcId' in config ? this.existing(config) : this.create(config)
    for (const name of logGroups) makeEstateLogGroup(this, name)
    new CfnOutput(this, 'VpcId', { value: this.network.vpc.vpcId })
  }

  /** The region's first two zones, by a function that CloudFormation evaluates: no synthesis asks an account. */
  override get availabilityZones(): string[] {
    return [0, 1].map((index) => Fn.select(index, Fn.getAzs()))
  }

  private create(config: NewNetwork): EstateNetwork {
    const hasNat = config.nat !== 'none'
    const flowLogs = makeEstateLogGroup(this, flowLogGroup(this.stackName), 'FlowLogs')
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: rangesOf(config),
      natGateways: gateways[config.nat],
      // Tasks ask for a public address where they need one; nothing else gets one by accident.
      subnetConfiguration: [
        { name: 'public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        {
          name: 'app',
          subnetType: hasNat ? ec2.SubnetType.PRIVATE_WITH_EGRESS : ec2.SubnetType.PRIVATE_ISOLATED,
        },
        { name: 'database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      // Free, and they keep the traffic to S3 (image layers too) and the ledger off the NAT gateway, which is not.
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
      flowLogs: {
        All: {
          destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs),
          trafficType: ec2.FlowLogTrafficType.ALL,
        },
      },
      // It would take a Lambda of CDK's own. Nothing joins the default group: each resource has a group of its own.
      restrictDefaultSecurityGroup: false,
    })
    // Without a gateway, an own address is a task's only way to its image and its logs.
    // CDK's own types disagree about optional properties, hence the assertion.
    return estate(
      vpc as ec2.IVpc,
      hasNat ? { subnets: named('app'), assignPublicIp: false } : { subnets: named('public'), assignPublicIp: true },
    )
  }

  private existing(config: ExistingNetwork): EstateNetwork {
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: config.vpcId,
      vpcCidrBlock: config.cidr,
      availabilityZones: config.zones,
      publicSubnetIds: config.publicSubnetIds,
      publicSubnetNames: ['public'],
      privateSubnetIds: config.appSubnetIds,
      privateSubnetNames: ['app'],
      isolatedSubnetIds: config.databaseSubnetIds,
      isolatedSubnetNames: ['database'],
    })
    Annotations.of(vpc).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'Route tables are asked for only to add routes, and an existing network keeps its own.',
    )
    // CloudFormation takes no stack without a resource; this one is nothing and costs nothing.
    new CfnWaitConditionHandle(this, 'Nothing')
    return estate(vpc, { subnets: named('app'), assignPublicIp: false })
  }
}
