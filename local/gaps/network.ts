import { ec2, nothing, type Properties, pick, type Rule } from './rules.ts'

const tagged = (kind: string, { Tags }: Properties): Properties =>
  Array.isArray(Tags) ? { TagSpecification: [{ ResourceType: kind, Tag: Tags }] } : {}

/** One rule of a security group as AuthorizeSecurityGroup… wants it. */
const permission = (rule: Properties, group: string, prefixList: string): Properties => {
  const described = pick(rule, ['Description'])
  const peers = {
    IpRanges: pick(rule, ['CidrIp']),
    Ipv6Ranges: pick(rule, ['CidrIpv6']),
    Groups: pick(rule, [], { [group]: 'GroupId', SourceSecurityGroupOwnerId: 'UserId' }),
    PrefixListIds: pick(rule, [], { [prefixList]: 'PrefixListId' }),
  }
  const named = Object.entries(peers).filter(([, peer]) => Object.keys(peer).length > 0)
  return {
    ...pick(rule, ['IpProtocol', 'FromPort', 'ToPort']),
    ...Object.fromEntries(named.map(([kind, peer]) => [kind, [{ ...peer, ...described }]])),
  }
}

const securityGroupRule = (action: string, group: string, prefixList: string): Rule => ({
  how: action,
  standIn: (properties) => ({
    calls: [
      ec2(action, {
        ...pick(properties, ['GroupId']),
        IpPermissions: [permission(properties, group, prefixList)],
      }),
    ],
    identifier: '{securityGroupRuleId}',
    attributes: { Id: '{securityGroupRuleId}' },
  }),
})

export const networkRules: Readonly<Record<string, Rule>> = {
  'AWS::EC2::NatGateway': {
    how: 'CreateNatGateway; a regional one is refused, so nothing',
    standIn: (properties, logicalId) => {
      const isRegional = properties.AvailabilityMode === 'regional'
      const id = isRegional ? `${logicalId}-stand-in` : '{natGatewayId}'
      const create = ec2('CreateNatGateway', {
        ...pick(properties, ['SubnetId', 'AllocationId', 'ConnectivityType']),
        ...tagged('natgateway', properties),
      })
      return { calls: isRegional ? [] : [create], identifier: id, attributes: { NatGatewayId: id } }
    },
  },
  'AWS::EC2::EIP': {
    how: 'AllocateAddress',
    standIn: (properties) => ({
      calls: [ec2('AllocateAddress', { ...pick(properties, ['Domain']), ...tagged('elastic-ip', properties) })],
      identifier: '{publicIp}',
      attributes: { AllocationId: '{allocationId}', PublicIp: '{publicIp}' },
    }),
  },
  'AWS::EC2::FlowLog': {
    how: 'CreateFlowLogs',
    standIn: (properties) => ({
      calls: [
        ec2('CreateFlowLogs', {
          ResourceId: [properties.ResourceId],
          ...pick(properties, [
            'ResourceType',
            'TrafficType',
            'LogGroupName',
            'LogDestination',
            'LogDestinationType',
            'LogFormat',
            'DeliverLogsPermissionArn',
            'MaxAggregationInterval',
          ]),
          ...tagged('vpc-flow-log', properties),
        }),
      ],
      identifier: '{item}',
      attributes: { Id: '{item}' },
    }),
  },
  'AWS::EC2::SecurityGroupIngress': securityGroupRule(
    'AuthorizeSecurityGroupIngress',
    'SourceSecurityGroupId',
    'SourcePrefixListId',
  ),
  'AWS::EC2::SecurityGroupEgress': securityGroupRule(
    'AuthorizeSecurityGroupEgress',
    'DestinationSecurityGroupId',
    'DestinationPrefixListId',
  ),
  'AWS::EC2::NetworkAcl': {
    how: 'CreateNetworkAcl',
    standIn: (properties) => ({
      calls: [ec2('CreateNetworkAcl', { ...pick(properties, ['VpcId']), ...tagged('network-acl', properties) })],
      identifier: '{networkAclId}',
      attributes: { Id: '{networkAclId}' },
    }),
  },
  'AWS::EC2::NetworkAclEntry': {
    how: 'CreateNetworkAclEntry',
    standIn: (properties, logicalId) => ({
      calls: [
        ec2('CreateNetworkAclEntry', {
          Egress: 'false',
          ...pick(
            properties,
            [
              'NetworkAclId',
              'RuleNumber',
              'Protocol',
              'RuleAction',
              'Egress',
              'CidrBlock',
              'Ipv6CidrBlock',
              'PortRange',
            ],
            {
              Icmp: 'IcmpTypeCode',
            },
          ),
        }),
      ],
      identifier: logicalId,
      attributes: { Id: logicalId },
    }),
  },
  'AWS::EC2::SubnetNetworkAclAssociation': nothing(
    'ReplaceNetworkAclAssociation needs the old association, which the emulator does not report',
    'AssociationId',
  ),
  'AWS::EC2::VPCPeeringConnection': {
    how: 'CreateVpcPeeringConnection, AcceptVpcPeeringConnection',
    standIn: (properties) => ({
      calls: [
        ec2('CreateVpcPeeringConnection', {
          ...pick(properties, ['VpcId', 'PeerVpcId', 'PeerOwnerId', 'PeerRegion']),
          ...tagged('vpc-peering-connection', properties),
        }),
        ec2('AcceptVpcPeeringConnection', { VpcPeeringConnectionId: '{vpcPeeringConnectionId}' }),
      ],
      identifier: '{vpcPeeringConnectionId}',
      attributes: { Id: '{vpcPeeringConnectionId}' },
    }),
  },
  'AWS::EC2::Instance': {
    how: 'RunInstances; it boots nothing',
    standIn: (properties) => ({
      calls: [
        ec2('RunInstances', {
          MinCount: '1',
          MaxCount: '1',
          ...pick(properties, ['ImageId', 'InstanceType', 'SubnetId', 'KeyName', 'PrivateIpAddress', 'UserData'], {
            SecurityGroupIds: 'SecurityGroupId',
          }),
          ...(properties.IamInstanceProfile ? { IamInstanceProfile: { Name: properties.IamInstanceProfile } } : {}),
          ...tagged('instance', properties),
        }),
      ],
      identifier: '{instanceId}',
      attributes: {
        InstanceId: '{instanceId}',
        PrivateIp: '{privateIpAddress}',
        PrivateDnsName: '{privateDnsName}',
        PublicIp: '{ipAddress}',
        AvailabilityZone: '{availabilityZone}',
      },
    }),
  },
  'AWS::EC2::EgressOnlyInternetGateway': {
    how: 'CreateEgressOnlyInternetGateway',
    standIn: (properties) => ({
      calls: [ec2('CreateEgressOnlyInternetGateway', pick(properties, ['VpcId']))],
      identifier: '{egressOnlyInternetGatewayId}',
      attributes: { Id: '{egressOnlyInternetGatewayId}' },
    }),
  },
  'AWS::EC2::VPCCidrBlock': nothing('no AssociateVpcCidrBlock for IPv6', 'Id'),
  'Custom::VpcPeering': nothing('no ModifyVpcPeeringConnectionOptions'),
  'AWS::EC2::ClientVpnEndpoint': nothing('no CreateClientVpnEndpoint'),
  'AWS::EC2::ClientVpnTargetNetworkAssociation': nothing('no AssociateClientVpnTargetNetwork'),
  'AWS::EC2::ClientVpnAuthorizationRule': nothing('no AuthorizeClientVpnIngress'),
  'AWS::EC2::ClientVpnRoute': nothing('no CreateClientVpnRoute'),
  // The device at the other end is no part of the laptop.
  'AWS::EC2::CustomerGateway': nothing('there is no device to connect with', 'CustomerGatewayId'),
  'AWS::EC2::VPNGateway': nothing('nothing is behind it', 'VPNGatewayId'),
  'AWS::EC2::VPNConnection': nothing('there is no device to connect with', 'VpnConnectionId'),
  'AWS::EC2::VPNConnectionRoute': nothing('there is no connection'),
  'AWS::EC2::VPNGatewayRoutePropagation': nothing('there is nothing to learn'),
}
