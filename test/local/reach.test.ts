import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2'
import { deployedGround, waysBetween } from '../../api/reach.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { connector } from '../../shared/connect.ts'
import { region, useEmulator } from './emulator.ts'

const emulator = useEmulator()
const config = parseConfig({ ...example, region }, new Date('2026-11-21T00:00:00Z'))

test('the network of an account is read back, and a route that is missing is found and gone once it is there', async () => {
  const ec2 = new EC2Client(emulator.client)
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.8.0.0/16' }))
  const VpcId = Vpc?.VpcId ?? ''
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }))
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.8.1.0/24' }))
  const SubnetId = Subnet?.SubnetId ?? ''
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId, GroupName: 'shop', Description: 'shop' }),
  )
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  )
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
  const GatewayId = InternetGateway?.InternetGatewayId ?? ''
  await ec2.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: GatewayId }))
  const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }))
  const RouteTableId = RouteTable?.RouteTableId ?? ''
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }))
  const read = async () => {
    const outputs: Readonly<Record<string, string>> = { VpcId }
    const ground = await deployedGround({
      config,
      outputs,
      output: (name) => outputs[name] ?? '',
      connect: connector(emulator.client),
    })
    const place = { subnets: [SubnetId], groups: [GroupId], publicAddress: true }
    const web = { name: 'web', end: { place }, ports: [80], sort: 'service' } as const
    return { ...ground, ends: [...ground.ends, web] }
  }
  const before = await read()
  // The emulator has all of these calls.
  expect(before.unseen).toEqual([])
  expect(waysBetween(config, before, { from: 'internet', to: 'web' })).toMatchObject([
    { reachable: false, code: 'NO_ROUTE_TO_DESTINATION', resource: RouteTableId },
  ])
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }))
  const after = await read()
  expect(waysBetween(config, after, { from: 'internet', to: 'web' })).toMatchObject([{ reachable: true, port: 80 }])
  expect(waysBetween(config, after, { from: 'internet', to: 'web', port: 22 })).toMatchObject([
    { reachable: false, code: 'ENI_SG_RULES_MISMATCH', resource: GroupId },
  ])
  expect(waysBetween(config, after, { from: 'web', to: 'service:s3' })).toMatchObject([{ reachable: true }])
})
