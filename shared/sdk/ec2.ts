export {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeVolumesCommand,
  DescribeVpcPeeringConnectionsCommand,
  EC2Client,
  paginateDescribeRouteTables,
  StartInstancesCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
