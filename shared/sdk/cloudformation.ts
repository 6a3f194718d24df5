export {
  CloudFormationClient,
  DescribeAccountLimitsCommand,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation'
