import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as logs from 'aws-cdk-lib/aws-logs'
import { contains, rangeOf } from '../../../shared/cidr.ts'
import type { VpnClients } from '../../../shared/config/estate/vpn-schema.ts'

const timeouts = {
  8: ec2.ClientVpnSessionTimeout.EIGHT_HOURS,
  10: ec2.ClientVpnSessionTimeout.TEN_HOURS,
  12: ec2.ClientVpnSessionTimeout.TWELVE_HOURS,
  24: ec2.ClientVpnSessionTimeout.TWENTY_FOUR_HOURS,
} as const

const usersOf = (
  vpc: ec2.Vpc,
  { authentication: { directoryId, samlProviderArn } }: VpnClients,
): ec2.ClientVpnUserBasedAuthentication | undefined => {
  if (directoryId !== undefined) return ec2.ClientVpnUserBasedAuthentication.activeDirectory(directoryId)
  if (samlProviderArn === undefined) return undefined
  return ec2.ClientVpnUserBasedAuthentication.federated(
    iam.SamlProvider.fromSamlProviderArn(vpc, 'VpnPeople', samlProviderArn),
  )
}

/**
 * A Client VPN endpoint in each app subnet. Its clients call from the endpoint's own addresses there, with its group: their range is seen by nobody
 * here. https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/how-it-works.html
 * @returns the group, by which parts of the network let them in
 */
export const addClientVpn = (vpc: ec2.Vpc, cidr: string, config: VpnClients): ec2.ISecurityGroup => {
  const { stackName } = Stack.of(vpc)
  const authorize = config.authorize ?? [{ range: cidr }]
  // CDK's own types disagree about optional properties.
  const owner = vpc as ec2.IVpc
  const group = new ec2.SecurityGroup(vpc, 'VpnClientsGroup', {
    vpc: owner,
    description: 'Clients of the VPN: nobody calls them, they call what they are authorized for',
    allowAllOutbound: false,
  })
  for (const range of new Set(authorize.map((each) => each.range)))
    group.addEgressRule(ec2.Peer.ipv4(range), ec2.Port.allTraffic(), `What clients are authorized for: ${range}`)
  const logGroup = new logs.LogGroup(vpc, 'VpnClientsLogs', {
    logGroupName: `/nightshift/${stackName}/vpn-clients`,
    retention: config.logDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const users = usersOf(vpc, config)
  const { certificateArn } = config.authentication
  const endpoint = new ec2.ClientVpnEndpoint(vpc, 'VpnClients', {
    vpc: owner,
    vpcSubnets: { subnetGroupName: 'app' },
    cidr: config.cidr,
    serverCertificateArn: config.serverCertificateArn,
    ...(certificateArn === undefined ? {} : { clientCertificateArn: certificateArn }),
    ...(users ? { userBasedAuthentication: users } : {}),
    securityGroups: [group],
    splitTunnel: config.splitTunnel,
    sessionTimeout: timeouts[config.hours],
    selfServicePortal: false,
    logging: true,
    logGroup: logGroup as logs.ILogGroup,
    authorizeAllUsersToVpcCidr: false,
    description: `nightshift ${stackName}`,
  })
  for (const [index, { range, group: members }] of authorize.entries()) {
    endpoint.addAuthorizationRule(`Allow${index + 1}`, {
      cidr: range,
      ...(members === undefined ? {} : { groupId: members }),
    })
    // An endpoint has routes of its own to the VPC alone. https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/cvpn-working-routes.html
    if (!contains(rangeOf(cidr), rangeOf(range)) && authorize.findIndex((each) => each.range === range) === index)
      for (const [zone, subnet] of vpc.selectSubnets({ subnetGroupName: 'app' }).subnets.entries())
        endpoint.addRoute(`Route${index + 1}-${zone + 1}`, {
          cidr: range,
          target: ec2.ClientVpnRouteTarget.subnet(subnet),
        })
  }
  return group
}
