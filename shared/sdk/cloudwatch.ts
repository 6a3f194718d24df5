export { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
