import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  ModifyVpcEndpointCommand,
} from '@aws-sdk/client-ec2'
import { clientOptions } from '../../shared/aws.ts'

/**
 * Does something while the ways out of a VPC are cut, as when somebody tidied up too much: the default routes, and the
 * gateway endpoint of S3. They are put back in any case.
 */
export const whileCutOff = async <Result>(vpcId: string, work: () => Promise<Result>): Promise<Result> => {
  const ec2 = new EC2Client(clientOptions)
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }))
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }))
  const endpoints = VpcEndpoints.filter(({ ServiceName = '' }) => ServiceName.endsWith('.s3'))
  const routes = RouteTables.flatMap(({ RouteTableId, Routes = [] }) =>
    Routes.filter(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0').map(
      ({ DestinationCidrBlock, GatewayId, NatGatewayId }) => ({
        RouteTableId,
        DestinationCidrBlock,
        ...(GatewayId ? { GatewayId } : { NatGatewayId }),
      }),
    ),
  )
  try {
    for (const { VpcEndpointId, RouteTableIds } of endpoints)
      await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, RemoveRouteTableIds: RouteTableIds }))
    for (const { RouteTableId, DestinationCidrBlock } of routes)
      await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock }))
    return await work()
  } finally {
    for (const route of routes) await ec2.send(new CreateRouteCommand(route))
    for (const { VpcEndpointId, RouteTableIds } of endpoints)
      await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId, AddRouteTableIds: RouteTableIds }))
  }
}
