import { Match } from 'aws-cdk-lib/assertions'
import { NetworkStack } from '../../infra/stacks/network.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const templateOf = (network: object) =>
  synthesize(
    (app) => new NetworkStack(app, 'shop-network', { env: testEnv, config: estateSchema.parse({ network }).network }),
  )
const template = templateOf({ flowLogs: { s3: true, days: 30 } })
const only = (type: string) => Object.entries(template.findResources(type))

describe('flow logs in S3', () => {
  test('are Parquet, an hour a folder, in names that Hive reads, beside those in CloudWatch', () => {
    template.hasResourceProperties('AWS::EC2::FlowLog', {
      ResourceType: 'VPC',
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: true, PerHourPartition: true },
    })
    template.resourceCountIs('AWS::EC2::FlowLog', 2)
  })

  test('wait for the policy of their bucket, which lets AWS deliver for this account alone', () => {
    const [policy, { Properties }] = only('AWS::S3::BucketPolicy')[0] ?? ['', {}]
    const [, log] = only('AWS::EC2::FlowLog').find(([, each]) => each.Properties.LogDestinationType === 's3') ?? []
    expect(log?.DependsOn).toContain(policy)
    const account = { Ref: 'AWS::AccountId' }
    const deliveries = Properties.PolicyDocument.Statement.filter(
      ({ Principal }: { Principal: { Service?: string } }) => Principal.Service === 'delivery.logs.amazonaws.com',
    )
    expect(deliveries.map(({ Action }: { Action: unknown }) => Action)).toEqual([
      's3:PutObject',
      ['s3:GetBucketAcl', 's3:ListBucket'],
    ])
    for (const { Condition } of deliveries) {
      expect(Condition.StringEquals['aws:SourceAccount']).toEqual(account)
      expect(Condition.ArnLike['aws:SourceArn']).toEqual({
        'Fn::Join': ['', ['arn:aws:logs:ap-northeast-2:', account, ':*']],
      })
    }
  })

  test('are kept as long as the config says, results of queries for a week', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'AWSLogs/', ExpirationInDays: 30 }),
          Match.objectLike({ Prefix: 'athena/', ExpirationInDays: 7 }),
        ]),
      },
    })
  })

  test('have a table whose columns are the fields of the records, and whose partitions follow from the time', () => {
    const [, { Properties }] = only('AWS::Glue::Table')[0] ?? ['', {}]
    const { StorageDescriptor, Parameters, PartitionKeys } = Properties.TableInput
    const [, log] = only('AWS::EC2::FlowLog').find(([, each]) => each.Properties.LogDestinationType === 's3') ?? []
    const fields = String(log?.Properties.LogFormat).split(' ')
    expect(StorageDescriptor.Columns.map(({ Name }: { Name: string }) => `\${${Name.replaceAll('_', '-')}}`)).toEqual(
      fields,
    )
    expect(new Set(fields).size).toBe(fields.length)
    expect(PartitionKeys.map(({ Name }: { Name: string }) => Name)).toEqual(['year', 'month', 'day', 'hour'])
    const location = JSON.stringify(Parameters['storage.location.template'])
    expect(location).toMatch(
      /\/aws-service=vpcflowlogs\/aws-region=ap-northeast-2\/year=\$\{year}\/month=\$\{month}\/day=\$\{day}\/hour=\$\{hour}/,
    )
    for (const part of ['month', 'day', 'hour']) expect(Parameters[`projection.${part}.digits`]).toBe('2')
  })

  test('are asked about in a workgroup that no query leaves, and none reads more than 10 GB', () => {
    template.hasResourceProperties('AWS::Athena::WorkGroup', {
      Name: 'shop-network-flow-logs',
      WorkGroupConfiguration: {
        EnforceWorkGroupConfiguration: true,
        BytesScannedCutoffPerQuery: 10 * 1024 ** 3,
        ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
      },
    })
  })

  test('have queries for top talkers, what was rejected, and who spoke to the database', () => {
    const queries = only('AWS::Athena::NamedQuery').map(([, { Properties }]) => Properties)
    expect(queries.map(({ Name }) => Name).toSorted()).toEqual(['rejected', 'spoke-to-the-database', 'top-talkers'])
    const known = new Set(
      only('AWS::Glue::Table')[0]?.[1].Properties.TableInput.StorageDescriptor.Columns.map(
        ({ Name }: { Name: string }) => Name,
      ),
    )
    for (const { QueryString, Database, WorkGroup } of queries) {
      const sql = JSON.stringify(QueryString)
      expect([Database, WorkGroup]).toEqual(['shop_network_flow_logs', 'shop-network-flow-logs'])
      expect(sql).toContain('FROM shop_network_flow_logs.flows')
      // Without the partition each question would read every day that there is.
      for (const part of ['year', 'month', 'day']) expect(sql).toContain(`${part} = date_format(`)
      const columns = [...sql.matchAll(/\b[a-z]+_[a-z_]+\b/g)].map(([name]) => name)
      const words = ['date_format', 'current_timestamp', 'from_unixtime', 'shop_network_flow_logs']
      expect(columns.filter((name) => !known.has(name) && !words.includes(name))).toEqual([])
    }
    const [spoke] = queries.filter(({ Name }) => Name === 'spoke-to-the-database')
    expect(JSON.stringify(spoke?.QueryString)).toMatch(/dstport = 5432.*subnet_id IN.*databaseSubnet1.*databaseSubnet2/)
  })
})

test('none of it without the choice, and no question about databases where none stands', () => {
  const plain = templateOf({})
  for (const type of ['AWS::S3::Bucket', 'AWS::Glue::Table', 'AWS::Athena::WorkGroup']) plain.resourceCountIs(type, 0)
  templateOf({ database: [], flowLogs: { s3: true } }).resourceCountIs('AWS::Athena::NamedQuery', 2)
})
