import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { askByAthena, catalogName, type FileFormat } from '../athena.ts'
import { makeLogBucket } from '../closed-bucket.ts'
import { databasePort } from './acls.ts'
import { flowLogColumns, flowLogFormat } from './flow-log-fields.ts'
import { flowLogQueries } from './flow-log-queries.ts'

export interface FlowLogArchiveProps {
  readonly vpcId: string
  /** Days for which the files are kept. */
  readonly days: number
  readonly databaseSubnetIds: readonly string[]
}

/** Bytes that one query may read: five cents' worth. https://aws.amazon.com/athena/pricing/ */
const bytesOfQuery = 10 * 1024 ** 3

/** Where results of queries are, for a week. */
const results = 'athena/'

const makeBucket = (scope: Construct, days: number): s3.Bucket =>
  makeLogBucket(scope, 'FlowLogsBucket', {
    lifecycleRules: [
      { prefix: 'AWSLogs/', expiration: Duration.days(days) },
      { prefix: results, expiration: Duration.days(7) },
      { abortIncompleteMultipartUploadAfter: Duration.days(7) },
    ],
    // S3 deletes no bucket that holds anything.
    removalPolicy: RemovalPolicy.RETAIN,
  })

/**
 * Lets AWS deliver the logs of this account and region, and no other's. Without it AWS would write a policy of its own, and the two would
 * take turns: https://github.com/aws/aws-cdk/issues/18985
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
const letDeliver = (bucket: s3.Bucket, { account, region }: Stack): void => {
  const principals = [new iam.ServicePrincipal('delivery.logs.amazonaws.com')]
  const ours = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': `arn:aws:logs:${region}:${account}:*` },
  }
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSLogDeliveryWrite',
      principals,
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects('AWSLogs/*')],
      conditions: {
        ...ours,
        StringEquals: { ...ours.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    }),
  )
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AWSLogDeliveryCheck',
      principals,
      actions: ['s3:GetBucketAcl', 's3:ListBucket'],
      resources: [bucket.bucketArn],
      conditions: ours,
    }),
  )
}

const projection = (location: string): Readonly<Record<string, string>> => ({
  'projection.year.type': 'integer',
  'projection.year.range': '2026,2046',
  'projection.month.type': 'integer',
  'projection.month.range': '1,12',
  'projection.month.digits': '2',
  'projection.day.type': 'integer',
  'projection.day.range': '1,31',
  'projection.day.digits': '2',
  'projection.hour.type': 'integer',
  'projection.hour.range': '0,23',
  'projection.hour.digits': '2',
  'storage.location.template': `${location}/year=\${year}/month=\${month}/day=\${day}/hour=\${hour}`,
})

const parquet: FileFormat = {
  inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
}

/**
 * Flow logs of a VPC as hourly Parquet files in S3, and a table, a workgroup with a limit and saved queries over them.
 * @returns where they are, and where they are asked about
 */
export const archiveFlowLogs = (
  scope: Construct,
  { vpcId, days, databaseSubnetIds }: FlowLogArchiveProps,
): { readonly bucketName: string; readonly workGroup: string } => {
  const stack = Stack.of(scope)
  const bucket = makeBucket(scope, days)
  letDeliver(bucket, stack)
  const log = new ec2.CfnFlowLog(scope, 'FlowLogsToS3', {
    resourceId: vpcId,
    resourceType: 'VPC',
    trafficType: 'ALL',
    logDestinationType: 's3',
    logDestination: bucket.bucketArn,
    logFormat: flowLogFormat,
    destinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
  })
  if (bucket.policy) log.node.addDependency(bucket.policy)
  const workGroup = `${stack.stackName}-flow-logs`
  const database = catalogName(`${stack.stackName}-flow-logs`)
  const { account, region } = stack
  const location = `s3://${bucket.bucketName}/AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${region}`
  askByAthena(scope, 'FlowLogs', {
    table: {
      database,
      description: 'Flow logs of the network',
      name: 'flows',
      location,
      columns: flowLogColumns,
      format: parquet,
      partitions: ['year', 'month', 'day', 'hour'],
      projection: projection(location),
    },
    workGroup,
    description: 'Questions about the flow logs: each may read 10 GB',
    bytesOfQuery,
    results: { bucket, prefix: results },
    queries: flowLogQueries(`${database}.flows`, { subnetIds: databaseSubnetIds, port: databasePort }),
  })
  return { bucketName: bucket.bucketName, workGroup }
}
