import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs'
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs'
import { clientOptions } from '../../shared/aws.ts'
import { PermanentError } from '../../shared/errors.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { type JobRecord, keys } from '../../shared/ledger/records.ts'
import type { MetricDataRequest } from '../../shared/metrics/metric-data.ts'
import { readSmsSpending } from '../../shared/sms-spending.ts'
import type { JobState, Storage, TaskCounts } from './measure.ts'
import type { ObjectPage } from './newest-object.ts'

/** What the collector needs from the world. Errors are the SDK's own, or PermanentError for what is not there. */
export interface MetricsEffects {
  /** Messages that wait in a queue, about. */
  readonly waitingMessages: (queue: string) => Promise<number>
  readonly taskCounts: (cluster: string, service: string) => Promise<TaskCounts>
  readonly storage: (database: string, now: Date) => Promise<Storage>
  readonly listObjects: (bucket: string, prefix: string, from: string | undefined) => Promise<ObjectPage>
  readonly certificate: (arn: string) => Promise<{ readonly domain: string; readonly notAfter: Date | undefined }>
  readonly job: (name: string) => Promise<JobState | undefined>
  /** US dollars that text messages from a region have cost this month; undefined where none was sent. */
  readonly smsSpending: (region: string, now: Date) => Promise<number | undefined>
  readonly push: (request: MetricDataRequest) => Promise<void>
}

const gibibyte = 1024 ** 3

/** Newest value of FreeStorageSpace in the last 15 minutes; RDS sends one a minute. */
const readFreeBytes = async (client: CloudWatchClient, database: string, now: Date): Promise<number | undefined> => {
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 15 * 60_000),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          Id: 'free',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/RDS',
              MetricName: 'FreeStorageSpace',
              Dimensions: [{ Name: 'DBInstanceIdentifier', Value: database }],
            },
            Period: 60,
            Stat: 'Minimum',
          },
        },
      ],
    }),
  )
  return MetricDataResults[0]?.Values?.[0]
}

/** The world as AWS has it. */
export const awsEffects = (ledger: Ledger): MetricsEffects => {
  const cloudwatch = new CloudWatchClient(clientOptions)
  const sqs = new SQSClient(clientOptions)
  const ecs = new ECSClient(clientOptions)
  const rds = new RDSClient(clientOptions)
  const s3 = new S3Client(clientOptions)

  return {
    waitingMessages: async (QueueName) => {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      )
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0)
    },
    taskCounts: async (cluster, service) => {
      const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }))
      const found = services.find(({ status }) => status !== 'INACTIVE')
      if (!found) throw new PermanentError('missing-service', `No service ${service} in cluster ${cluster}`)
      return { desired: found.desiredCount ?? 0, running: found.runningCount ?? 0 }
    },
    storage: async (database, now) => {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: database }))
      const [instance] = DBInstances
      if (!instance) throw new PermanentError('missing-database', `No database instance ${database}`)
      return {
        allocatedBytes: (instance.AllocatedStorage ?? 0) * gibibyte,
        freeBytes: await readFreeBytes(cloudwatch, database, now),
      }
    },
    listObjects: async (Bucket, prefix, from) => {
      const { Contents = [], NextContinuationToken } = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          ...(prefix === '' ? {} : { Prefix: prefix }),
          ...(from === undefined ? {} : { ContinuationToken: from }),
        }),
      )
      const objects = Contents.flatMap(({ Key: key = '', Size: size = 0, LastModified: modifiedAt }) =>
        modifiedAt ? [{ key, size, modifiedAt }] : [],
      )
      return { objects, next: NextContinuationToken }
    },
    certificate: async (CertificateArn) => {
      // A certificate for CloudFront is in us-east-1, wherever the collector runs.
      const region = CertificateArn.split(':')[3]
      const client = new ACMClient({ ...clientOptions, ...(region ? { region } : {}) })
      const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }))
      return { domain: Certificate?.DomainName ?? '', notAfter: Certificate?.NotAfter }
    },
    job: (name) => ledger.get<JobRecord>(keys.job(name)),
    smsSpending: (region, now) => readSmsSpending(new CloudWatchClient({ ...clientOptions, region }), now),
    push: async (request) => {
      await cloudwatch.send(new PutMetricDataCommand(request))
    },
  }
}
