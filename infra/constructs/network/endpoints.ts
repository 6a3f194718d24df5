import { Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

export interface EndpointsProps {
  /** What follows the region in the names of the services: `ecr.api`. */
  readonly services: readonly string[]
  /** One a zone, in each of which every endpoint has an address, and is billed. */
  readonly subnets: readonly ec2.ISubnet[]
  /** The gateway endpoint of S3, by which the layers of images come. */
  readonly s3: ec2.GatewayVpcEndpoint
}

/** Whoever calls with credentials of this account may do what these allow; nobody with those of another. */
const ofThisAccount = (scope: Construct): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'OfThisAccount',
    principals: [new iam.AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': Stack.of(scope).account } },
  })

/** Layers come by addresses that ECR has signed, not by credentials of this account. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const layersOfImages = (scope: Construct): iam.PolicyStatement =>
  new iam.PolicyStatement({
    sid: 'LayersOfImages',
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:GetObject'],
    resources: [`arn:aws:s3:::prod-${Stack.of(scope).region}-starport-layer-bucket/*`],
  })

/**
 * Interface endpoints in the app subnets, under the services' own names, with one group that lets nobody in yet and a policy for this
 * account alone; S3's gets the like. Nothing where there is no service.
 */
export const addEndpoints = (
  vpc: ec2.Vpc,
  { services, subnets, s3 }: EndpointsProps,
): ec2.ISecurityGroup | undefined => {
  if (services.length === 0) return undefined
  const group = new ec2.SecurityGroup(vpc, 'EndpointsGroup', {
    // CDK's own types disagree about optional properties.
    vpc: vpc as ec2.IVpc,
    description: 'Interface endpoints: HTTPS from the tasks that use them, nothing out',
    allowAllOutbound: false,
  })
  for (const service of services)
    vpc
      .addInterfaceEndpoint(`Endpoint-${service}`, {
        service: new ec2.InterfaceVpcEndpointAwsService(service),
        subnets: { subnets: [...subnets] },
        securityGroups: [group],
        privateDnsEnabled: true,
        open: false,
      })
      .addToPolicy(ofThisAccount(vpc))
  s3.addToPolicy(layersOfImages(vpc))
  s3.addToPolicy(ofThisAccount(vpc))
  return group
}

/** The rule that lets a group of tasks call the endpoints. It stands in the tasks' own stack: the network does not know who uses it. */
export const letIntoEndpoints = (
  scope: Construct,
  id: string,
  { endpoints }: { readonly endpoints?: ec2.ISecurityGroup },
  tasks: ec2.ISecurityGroup,
): void => {
  if (endpoints)
    new ec2.CfnSecurityGroupIngress(scope, id, {
      groupId: endpoints.securityGroupId,
      sourceSecurityGroupId: tasks.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      description: 'Tasks to interface endpoints',
    })
}
