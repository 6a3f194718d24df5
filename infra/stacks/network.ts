import { Annotations, CfnOutput, CfnWaitConditionHandle, Fn, Stack, type StackProps } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'
import type { EndpointService } from '../../shared/config/estate/endpoint-services.ts'
import { tasksAreInside } from '../../shared/config/estate/endpoints.ts'
import {
  type ExistingNetwork,
  type NetworkConfig,
  type NewNetwork,
  subnetKinds,
} from '../../shared/config/estate/network-schema.ts'
import { zoneName } from '../../shared/config/estate/zones.ts'
import { peeringOutput } from '../../shared/stacks/estate.ts'
import { makeEstateLogGroup } from '../constructs/estate-log-group.ts'
import { addDatabaseAcl } from '../constructs/network/acls.ts'
import { addClientVpn } from '../constructs/network/client-vpn.ts'
import { addEndpoints } from '../constructs/network/endpoints.ts'
import { archiveFlowLogs } from '../constructs/network/flow-log-archive.ts'
import { addIpv6 } from '../constructs/network/ipv6.ts'
import { addPeering, PeeringFunction } from '../constructs/network/peering.ts'
import { addSiteVpns } from '../constructs/network/site-vpn.ts'
import { makeSubnets } from '../constructs/network/subnets.ts'
import { addInternetGateway, addNat } from '../constructs/network/ways-out.ts'

export interface EstateNetwork {
  readonly vpc: ec2.IVpc
  /** Whether its public subnets are reached by IPv6 as well. */
  readonly hasIpv6: boolean
  readonly appSubnets: ec2.SubnetSelection
  readonly publicSubnets: ec2.SubnetSelection
  readonly databaseSubnets: ec2.SubnetSelection
  /** Where tasks that need the internet run, and whether they need a public address there. */
  readonly tasks: { readonly subnets: ec2.SubnetSelection; readonly assignPublicIp: boolean }
  /** The group of the interface endpoints, which lets nobody in until a stack adds a rule. Left out: there are none. */
  readonly endpoints?: ec2.ISecurityGroup
  /** The group of the clients of the VPN. Left out: there are none. */
  readonly vpnClients?: ec2.ISecurityGroup
}

export interface NetworkStackProps extends StackProps {
  readonly config: NetworkConfig
  /** Services with an interface endpoint. Default none. */
  readonly endpoints?: readonly EndpointService[]
  /** Names of log groups of what may stand in the network. They are made here and stay, whatever comes and goes. Default none. */
  readonly logGroups?: readonly string[]
}

/** The log group of a stack's flow logs. */
export const flowLogGroup = (stackName: string): string => `/nightshift/${stackName}/flow-logs`

/** Ranges of peers and of other sites that may call a part of the network. */
export const rangesInto = (part: string, { peers, access }: NewNetwork): string[] => [
  ...Object.values(peers).flatMap(({ cidr, mayReach }) => (mayReach.includes(part) ? [cidr] : [])),
  ...Object.values(access.sites).flatMap(({ ranges, mayReach }) => (mayReach.includes(part) ? ranges : [])),
]

const named = (subnetGroupName: string): ec2.SubnetSelection => ({ subnetGroupName })

const estate = (vpc: ec2.IVpc, tasks: EstateNetwork['tasks']): EstateNetwork => ({
  vpc,
  hasIpv6: false,
  appSubnets: named('app'),
  publicSubnets: named('public'),
  databaseSubnets: named('database'),
  tasks,
})

/**
 * The network that everything else stands in: a VPC over two zones or more with public, app and database subnets, or one that
 * exists already, of which nothing is changed.
 */
export class NetworkStack extends Stack {
  readonly network: EstateNetwork
  /** Ids of the connections with peers, by their names. */
  readonly peerings = new Map<string, string>()
  private readonly endpoints: readonly EndpointService[]

  constructor(scope: Construct, id: string, { config, endpoints = [], logGroups = [], ...props }: NetworkStackProps) {
    super(scope, id, props)
    this.endpoints = endpoints
    this.network = 'vpcId' in config ? this.existing(config) : this.create(config)
    for (const name of logGroups) makeEstateLogGroup(this, name)
    new CfnOutput(this, 'VpcId', { value: this.network.vpc.vpcId })
  }

  /** As many zones as the longest list of subnets needs, by name or by a function that CloudFormation evaluates: no synthesis asks an account. */
  private zonesOf(config: NewNetwork): string[] {
    const count = Math.max(...subnetKinds.map((kind) => config[kind].length))
    return Array.from({ length: count }, (_, index) => {
      const zone = config.zones?.[index]
      return zone === undefined ? Fn.select(index, Fn.getAzs()) : zoneName(zone, this.region)
    })
  }

  private create(config: NewNetwork): EstateNetwork {
    const flowLogs = makeEstateLogGroup(this, flowLogGroup(this.stackName), 'FlowLogs')
    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(config.cidr),
      availabilityZones: [],
      subnetConfiguration: [],
      flowLogs: {
        All: {
          destination: ec2.FlowLogDestination.toCloudWatchLogs(flowLogs),
          trafficType: ec2.FlowLogTrafficType.ALL,
        },
      },
      // It would take a Lambda of CDK's own. Nothing joins the default group: each resource has a group of its own.
      restrictDefaultSecurityGroup: false,
    })
    const subnets = makeSubnets(vpc, config, this.zonesOf(config))
    const internet = addInternetGateway(vpc, subnets)
    addNat(vpc, config, subnets, internet)
    if (config.acls === 'database') addDatabaseAcl(vpc, subnets, [...config.app, ...rangesInto('database', config)])
    if (config.ipv6) addIpv6(vpc, subnets, internet)
    // Free, and they keep the traffic to S3 (image layers too) and the ledger off the NAT gateway, which is not.
    const s3 = vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 })
    vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB })
    if (config.flowLogs.s3) {
      const { bucketName, workGroup } = archiveFlowLogs(this, {
        vpcId: vpc.vpcId,
        days: config.flowLogs.days,
        databaseSubnetIds: subnets.database.map(({ subnetId }) => subnetId),
      })
      new CfnOutput(this, 'FlowLogsBucketName', { value: bucketName })
      new CfnOutput(this, 'FlowLogsWorkGroupName', { value: workGroup })
    }
    const all = [...subnets.public, ...subnets.app, ...subnets.database]
    this.peer(vpc, config, all)
    addSiteVpns(vpc, config.access, all)
    const vpnClients = config.access.clients && addClientVpn(vpc, config.cidr, config.access.clients)
    const endpoints = addEndpoints(vpc, { services: this.endpoints, subnets: subnets.app, s3 })
    // Without a gateway and endpoints, an own address is a task's only way to its image and its logs.
    const tasks = tasksAreInside(config)
      ? { subnets: named('app'), assignPublicIp: false }
      : { subnets: named('public'), assignPublicIp: true }
    // CDK's own types disagree about optional properties, hence the assertion.
    return {
      ...estate(vpc as ec2.IVpc, tasks),
      hasIpv6: config.ipv6,
      ...(endpoints ? { endpoints } : {}),
      ...(vpnClients ? { vpnClients } : {}),
    }
  }

  private peer(vpc: ec2.Vpc, { peers }: NewNetwork, subnets: readonly ec2.Subnet[]): void {
    const all = Object.entries(peers)
    if (all.length === 0) return
    const near = new PeeringFunction(this)
    for (const [name, peer] of all) {
      const peering = addPeering(vpc, name, peer, subnets)
      near.add(`Near-${name}`, { peeringId: peering.ref, sides: ['Requester'] })
      this.peerings.set(name, peering.ref)
      // For `status`, which asks the account about it.
      new CfnOutput(this, `Peering-${name}`, { value: peering.ref }).overrideLogicalId(peeringOutput(name))
    }
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
