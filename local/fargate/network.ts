import { DescribeRouteTablesCommand, DescribeVpcEndpointsCommand, type EC2Client } from '@aws-sdk/client-ec2'

/**
 * Whether anything in a VPC finds its way to S3: by a default route, or by a gateway endpoint. The emulator does not say
 * which subnet a task is in, so one way out is enough for all.
 */
export const reachesS3 = async (ec2: EC2Client, vpcId: string): Promise<boolean> => {
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }))
  const leadsOut = RouteTables.some(({ Routes = [] }) =>
    Routes.some(({ DestinationCidrBlock, State }) => DestinationCidrBlock === '0.0.0.0/0' && State !== 'blackhole'),
  )
  if (leadsOut) return true
  const { VpcEndpoints = [] } = await ec2.send(new DescribeVpcEndpointsCommand({ Filters }))
  return VpcEndpoints.some(
    ({ ServiceName = '', RouteTableIds = [] }) => ServiceName.endsWith('.s3') && RouteTableIds.length > 0,
  )
}
