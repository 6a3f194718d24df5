export { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
