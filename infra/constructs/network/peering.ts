import { readFileSync } from 'node:fs'
import { CustomResource, Duration, Fn, Stack, Validations } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Peer } from '../../../shared/config/estate/peers-schema.ts'
import { makeEstateLogGroup } from '../estate-log-group.ts'

const code = readFileSync(new URL('./peering-function.cjs', import.meta.url), 'utf8')

/** The name of the function in a stack; a stack has one at most. */
const functionName = (stackName: string): string => `${stackName}-peering`

/**
 * Turns on that names resolve to private addresses over a peering, which CloudFormation cannot, and on the far side makes the routes of all
 * tables, whichever they are. https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/169
 * @param far the VPC on whose tables routes to `cidr` are made. Left out: none are
 */
export class PeeringFunction {
  private readonly function: lambda.Function
  private readonly scope: Construct

  constructor(scope: Construct) {
    this.scope = scope
    const { stackName, region, account } = Stack.of(scope)
    const logGroup = makeEstateLogGroup(scope, `/aws/lambda/${functionName(stackName)}`, 'PeeringLogs')
    const role = new iam.Role(scope, 'PeeringRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    this.function = new lambda.Function(scope, 'Peering', {
      functionName: functionName(stackName),
      description: 'Sets what CloudFormation cannot of a VPC peering: names over it, and routes of the far side',
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      handler: 'index.handler',
      code: lambda.Code.fromInline(code),
      timeout: Duration.minutes(3),
      role,
      logGroup,
    })
    const anyPeering = `arn:aws:ec2:${region}:${account}:vpc-peering-connection/*`
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['ec2:DescribeVpcPeeringConnections', 'ec2:DescribeRouteTables'],
        resources: ['*'],
      }),
    )
    role.addToPolicy(
      new iam.PolicyStatement({ actions: ['ec2:ModifyVpcPeeringConnectionOptions'], resources: [anyPeering] }),
    )
    const resources = [
      '*',
      ...['vpc-peering-connection', 'route-table'].map((kind) => `arn:aws:ec2:${region}:<AWS::AccountId>:${kind}/*`),
    ]
    Validations.of(role).acknowledge(
      ...resources.map((resource) => ({
        id: `AwsSolutions-IAM5[Resource::${resource}]`,
        reason:
          'Describing names no resource; a peering and the tables of the far side are known only in the account. Routes are made on the tables of one VPC alone.',
      })),
    )
  }

  /** One side, or both where they are in one region. */
  add(
    id: string,
    {
      peeringId,
      sides,
      far,
    }: {
      readonly peeringId: string
      readonly sides: readonly ('Requester' | 'Accepter')[]
      readonly far?: { readonly vpcId: string; readonly cidr: string }
    },
  ): CustomResource {
    const { region, account } = Stack.of(this.scope)
    if (far)
      this.function.addToRolePolicy(
        new iam.PolicyStatement({
          actions: ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'],
          resources: [`arn:aws:ec2:${region}:${account}:route-table/*`],
          conditions: { ArnEquals: { 'ec2:Vpc': `arn:aws:ec2:${region}:${account}:vpc/${far.vpcId}` } },
        }),
      )
    return new CustomResource(this.scope, id, {
      resourceType: 'Custom::VpcPeering',
      serviceToken: this.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties: { PeeringId: peeringId, Sides: sides, ...(far ? { VpcId: far.vpcId, Cidr: far.cidr } : {}) },
    })
  }
}

/** The far VPC: by its id, or as the other deployment of this project gives it out. */
export const farVpcId = ({ deployment, vpcId }: Peer, region: string): string =>
  vpcId ?? Fn.getStackOutput(`${deployment}-network`, 'VpcId', region)

/** The near side of a peering: the connection, which CloudFormation accepts in the peer's region too, and a route in every table here. */
export const addPeering = (
  vpc: ec2.Vpc,
  name: string,
  peer: Peer,
  subnets: readonly ec2.Subnet[],
): ec2.CfnVPCPeeringConnection => {
  const region = peer.region ?? Stack.of(vpc).region
  const peering = new ec2.CfnVPCPeeringConnection(vpc, `Peering-${name}`, {
    vpcId: vpc.vpcId,
    peerVpcId: farVpcId(peer, region),
    // Without it AWS looks for the VPC here, and the connection never becomes active.
    peerRegion: region,
  })
  for (const subnet of subnets)
    new ec2.CfnRoute(subnet, `Peer-${name}`, {
      routeTableId: subnet.routeTable.routeTableId,
      destinationCidrBlock: peer.cidr,
      vpcPeeringConnectionId: peering.ref,
    })
  return peering
}
