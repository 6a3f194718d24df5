export { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs'
