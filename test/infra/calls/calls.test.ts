import { AccessAnalyzerClient, ListFindingsCommand, ListFindingsV2Command } from '@aws-sdk/client-accessanalyzer'
import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import { CloudTrailClient, GetEventSelectorsCommand, GetTrailStatusCommand } from '@aws-sdk/client-cloudtrail'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  DescribeAddressesCommand,
  DescribeVolumesCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
} from '@aws-sdk/client-ec2'
import { ECSClient } from '@aws-sdk/client-ecs'
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge'
import { GetCredentialReportCommand, IAMClient, ListUserTagsCommand } from '@aws-sdk/client-iam'
import {
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import {
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas'
import { alarmReader } from '../../../functions/alerts/world/alarm-reader.ts'
import { makeClients } from '../../../functions/alerts/world/clients.ts'
import { awsEffects as alertEffects } from '../../../functions/alerts/world/effects.ts'
import { watchersOutside } from '../../../functions/alerts/world/outside.ts'
import { checks as auditChecks, checksOf } from '../../../functions/audits/checks/index.ts'
import { auditRoles } from '../../../functions/audits/world/roles.ts'
import { sliceOf } from '../../../functions/firewall/rules/slice-of.ts'
import { awsCounts } from '../../../functions/firewall/world/counts-store.ts'
import { awsIpSets } from '../../../functions/firewall/world/ip-sets.ts'
import { awsObjects } from '../../../functions/firewall/world/objects.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import { askSurroundings } from '../../../functions/jobs/surroundings/ask.ts'
import { awsSurroundings } from '../../../functions/jobs/surroundings/surroundings.ts'
import { awsTasks } from '../../../functions/jobs/world/effects.ts'
import { wakeBy } from '../../../functions/jobs/world/timers.ts'
import { awsBuckets } from '../../../functions/lifecycle/world/effects.ts'
import { collect } from '../../../functions/metrics/collect.ts'
import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import { awsSources, cloudWatchPush } from '../../../functions/metrics/sources.ts'
import { backfillMeans } from '../../../functions/thumbnails/backfill/means.ts'
import { awsEffects as thumbnailEffects } from '../../../functions/thumbnails/world/effects.ts'
import { floodEffects } from '../../../functions/thumbnails/world/flood-effects.ts'
import { madeEffects } from '../../../functions/thumbnails/world/made-effects.ts'
import { requestEffects } from '../../../functions/thumbnails/world/request-effects.ts'
import { requestSecrets } from '../../../functions/thumbnails/world/request-secrets.ts'
import { requestedStore } from '../../../functions/thumbnails/world/requested-store.ts'
import { webhookEffects } from '../../../functions/thumbnails/world/webhook-effects.ts'
import { isMeantDenial } from '../../../local/iam/explained.ts'
import { taskRolesOf } from '../../../local/iam/implied.ts'
import { judge } from '../../../local/iam/judge.ts'
import type { Where } from '../../../local/iam/resolve.ts'
import { type AuditName, auditNames } from '../../../shared/audits/finding.ts'
import { clientOptions } from '../../../shared/aws.ts'
import { type ClientOf, clientPool } from '../../../shared/client-pool.ts'
import { auditsSchema } from '../../../shared/config/audits/schema.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'
import { writtenPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import { readSets } from '../../../shared/firewall/sets.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { objectArn } from '../../../shared/object-arn.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import { makeJob } from '../../unit/jobs/world.ts'
import { synthesised } from '../templates.ts'
import { everything, manyJobs, twoOfEach } from '../variants.ts'
import { stubAws } from './stub-handler.ts'
import { deployedAs, environmentOf } from './where.ts'

const place = { region: 'ap-northeast-2', account: '123456789012' }
const now = new Date('2026-11-21T02:30:00Z')
const certificate = `arn:aws:acm:${place.region}:${place.account}:certificate/0a1b2c3d`
const taskArn = `arn:aws:ecs:${place.region}:${place.account}:task/TASKCLUSTER/0123456789abcdef0123456789abcdef`

// Every option, so that each part of every role is there.
const written: ConfigInput = { ...twoOfEach(everything), jobs: twoOfEach(manyJobs).jobs }
const config = parseConfig(written, now)
const where: Where = deployedAs(synthesised(written), place)
const named = (name: string): string => `${config.name}-${name}`
const env = (name: string): Readonly<Record<string, string>> => environmentOf(where, named(name))
const ofType = (type: string): [string, Readonly<Record<string, unknown>>][] =>
  where.stacks.flatMap(({ template, physicalIds }) =>
    Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [[physicalIds[id] ?? '', { ...Object(Properties) }]] : [],
    ),
  )

/** The definition of the first job of our own, as ECS describes it. */
const describedJob = (): object => {
  const [, { Family }] = ofType('AWS::ECS::TaskDefinition')[0] ?? ['', {}]
  const [taskRoleArn, executionRoleArn] = taskRolesOf(where).get(String(Family)) ?? []
  const files = config.jobs && Object.values(config.jobs).flatMap(({ environmentFiles = [] }) => environmentFiles)
  return {
    taskDefinitionArn: `arn:aws:ecs:${place.region}:${place.account}:task-definition/${String(Family)}:1`,
    family: Family,
    taskRoleArn,
    executionRoleArn,
    containerDefinitions: [
      {
        image: `${place.account}.dkr.ecr.${place.region}.amazonaws.com/shop/report:1`,
        environmentFiles: (files ?? [])
          .slice(0, 1)
          .map((value) => ({ value: objectArn(value, place.region), type: 's3' })),
        secrets: [{ name: 'KEY', valueFrom: '/shop/key' }],
      },
    ],
  }
}

const aws = stubAws({
  ...place,
  answers: {
    // A role's credentials, by whose id the recorder knows whose calls they sign.
    'sts:AssumeRole': ({ RoleArn }) =>
      `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${String(RoleArn).split('/').at(-1)}</AccessKeyId><SecretAccessKey>test</SecretAccessKey><SessionToken>test</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    'ecs:ListTasks': () => ({ taskArns: [taskArn] }),
    'ssm:GetParameter': () => ({ Parameter: { Value: 'nightshift@corner-shop.example' } }),
    'ecs:DescribeTaskDefinition': () => ({ taskDefinition: describedJob() }),
    'sqs:GetQueueUrl': ({ QueueName }) => ({
      QueueUrl: `https://sqs.${place.region}.amazonaws.com/${place.account}/${String(QueueName)}`,
    }),
  },
})
const as = (name: string, work: () => Promise<unknown>): Promise<void> => aws.as(named(name), work)

const read = (variables: Readonly<Record<string, string>>, name: string): string => {
  const value = variables[name]
  if (value === undefined) throw new RangeError(`${name} is not in the environment`)
  return value
}

/** What a function that works with the ledger does with it. */
const useLedger = async (name: string): Promise<void> => {
  const ledger = dynamoLedger(read(env(name), 'LEDGER_TABLE'))
  const item = { pk: 'incident#1', sk: 'incident', kind: 'incident', at: now.toISOString() }
  for (const work of [
    () => ledger.get({ pk: item.pk, sk: item.sk }),
    () => ledger.children(item.pk),
    () => ledger.lastChildren(item.pk, 3),
    () => ledger.commit([{ item, expect: 'absent' }], now),
    () => ledger.commit([{ item, expect: 'absent', repeatable: true }], now),
    () =>
      ledger.commit(
        [1, 2].map((part) => ({ item: { ...item, sk: `incident#${part}` }, expect: 1 })),
        now,
      ),
  ])
    await as(name, work)
}

const useIndexes = async (name: string): Promise<void> => {
  const ledger = dynamoLedger(read(env(name), 'LEDGER_TABLE'))
  await as(name, () => ledger.list('incident'))
  await as(name, () => ledger.open('incident'))
}

const denied = (): string[] =>
  judge(aws.recorder.calls, where)
    .filter((denial) => !isMeantDenial(denial))
    .map((each) => `${each.caller} ${each.action} ${each.resource}`)
const callsOf = (name: string): string[] => [
  ...new Set(
    aws.recorder.calls.flatMap(({ caller, service, action }) => (caller === named(name) ? `${service}:${action}` : [])),
  ),
]

const reactors = ['alerts-on-alarm', 'alerts-on-timer', 'alerts-on-minute']
test.each(reactors)('%s: the ledger, each channel, timers, pictures, spending', async (name) => {
  const variables = env(name)
  const effects = alertEffects(
    config.alerts,
    {
      fallbackTopic: read(variables, 'FALLBACK_TOPIC'),
      timersQueue: read(variables, 'TIMERS_QUEUE'),
      linkBase: undefined,
    },
    makeClients(),
  )
  await useLedger(name)
  await useIndexes(name)
  const message = { subject: 's', text: 't', short: 'u' }
  for (const to of [
    { to: 'responder-0', channel: 'sms' },
    { to: 'mina', channel: 'email' },
    { to: 'fallback', channel: 'topic' },
  ] as const)
    await as(name, () => effects.send(to, message as never))
  await as(name, () => effects.wake({ at: new Date(now.getTime() + 60_000).toISOString() } as never, now))
  await as(name, () => effects.spent())
  await as(name, () =>
    effects.pointsOf({ namespace: 'AWS/SQS', name: 'Age', dimensions: {}, statistic: 'Maximum' } as never, now, now),
  )
  expect(callsOf(name)).toEqual(
    expect.arrayContaining([
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:TransactWriteItems',
      'sns:Publish',
      'ses:SendEmail',
      'ssm:GetParameter',
      'sqs:SendMessage',
      'cloudwatch:GetMetricData',
    ]),
  )
  expect(denied()).toEqual([])
})

test('the sweep of the alerts reads alarms', async () => {
  const reader = alarmReader({ topic: 'x', fn: 'y' } as never, makeClients())
  await as('alerts-on-minute', () => reader.red())
  await as('alerts-on-minute', () => reader.named(['a']))
  await as('alerts-on-minute', () => reader.isMuted('a'))
  const queues = ['ALERTS_DEAD_LETTERS', 'TIMERS_DEAD_LETTERS'].map((name) => read(env('alerts-on-minute'), name))
  const deadLetters = Object.fromEntries(queues.map((url) => [url, url]))
  await as('alerts-on-minute', () => watchersOutside([], { queues: [], deadLetters }).deadLetters())
  expect(callsOf('alerts-on-minute')).toEqual(
    expect.arrayContaining(['cloudwatch:DescribeAlarms', 'sqs:GetQueueAttributes']),
  )
  expect(denied()).toEqual([])
})

test('the page of an incident: its kinds of the ledger, and the queue of timers', async () => {
  await useLedger('alerts-on-link')
  const variables = env('alerts-on-link')
  await as('alerts-on-link', () => wakeBy(read(variables, 'TIMERS_QUEUE'))({ at: now } as never, now))
  expect(callsOf('alerts-on-link')).toContain('sqs:SendMessage')
  expect(denied()).toEqual([])
})

const starters = ['jobs-on-schedule', 'jobs-on-timer', 'jobs-on-minute']
test.each([...starters, 'jobs-on-task-change'])('%s: the ledger, tasks, logs, timers, signals', async (name) => {
  const variables = env(name)
  const cluster = read(variables, 'CLUSTER')
  const tasks = awsTasks({ cluster, network: { subnets: ['subnet-1'], securityGroups: [], assignPublicIp: true } })
  const [job, definition] = Object.entries(config.jobs ?? {})[0] ?? []
  if (job === undefined || definition === undefined) throw new Error('The variant has no job')
  const slice = {
    ...makeJob(),
    family: named(job),
    log: { group: `/nightshift/jobs/${named(job)}`, prefix: job },
  }
  const run = { ...emptyRun({ job, scheduledAt: now }, 'v1'), attempt: 1 }
  await useLedger(name)
  await useIndexes(name)
  const arn = taskArn.replace('TASKCLUSTER', cluster)
  if (starters.includes(name)) {
    await as(name, () => tasks.start(run, slice))
    await as(name, () => tasks.find(run, slice.family))
    await as(name, () => tasks.describe([arn]))
    await as(name, () => tasks.stop(arn, 'It ran longer than its limit'))
  }
  if (name !== 'jobs-on-schedule') await as(name, () => tasks.logTail(slice, arn, 20))
  await as(name, () => wakeBy(read(variables, 'RUN_TIMERS_QUEUE'))({ job, at: now.toISOString() } as never, now))
  await as(name, () => signalPublisher(read(variables, 'SIGNAL_BUS'))({ type: 'run.failed' } as never))
  if (name !== 'jobs-on-schedule')
    await as(name, () => askSurroundings(read(variables, 'LOOK_FUNCTION')).lookAt({} as never, ['network']))
  expect(callsOf(name)).toEqual(expect.arrayContaining(['sqs:SendMessage', 'dynamodb:TransactWriteItems']))
  expect(denied()).toEqual([])
})

test('what is around a task: its definition, its network, the rights of its role, its files', async () => {
  const name = 'jobs-on-look'
  const cluster = read(env('jobs-on-timer'), 'CLUSTER')
  const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: true }
  const [family = ''] = taskRolesOf(where).keys()
  const question = { cluster, taskArn: taskArn.replace('TASKCLUSTER', cluster), family, network }
  await as(name, () => awsSurroundings(new ECSClient(clientOptions)).lookAt(question, ['network', 'rights', 'files']))
  expect(callsOf(name)).toEqual(
    expect.arrayContaining([
      'ecs:DescribeTasks',
      'ecs:DescribeTaskDefinition',
      'ec2:DescribeSubnets',
      'iam:SimulatePrincipalPolicy',
      's3:ListObjectsV2',
    ]),
  )
  expect(denied()).toEqual([])
})

test('firewall: logs of each source are read, a pass is asked for', async () => {
  const name = 'firewall-on-log'
  const { sources } = sliceOf(config)
  const objects = awsObjects(new S3Client(clientOptions))
  const [own = ''] = ofType('AWS::S3::Bucket').find(([bucket]) => bucket.startsWith('accesslogs')) ?? []
  await useLedger(name)
  await as(name, () => dynamoLedger(read(env(name), 'LEDGER_TABLE')).open('firewall-piece'))
  expect(sources.length).toBeGreaterThan(4)
  for (const { bucket, keyPrefix = '' } of sources) {
    const object = { bucket: 'name' in bucket ? bucket.name : own, key: `${keyPrefix}a.gz`, etag: 'e', at: now }
    await as(name, () => objects.open(object))
    await as(name, () => objects.open({ ...object, versionId: 'v1' }))
  }
  await as(name, () => awsCounts(read(env(name), 'COUNTS_BUCKET')).write(['a', 'b']))
  await as(name, () => queueSender(read(env(name), 'PASSES_QUEUE'))({ reason: 'wake' }, 3))
  expect(callsOf(name)).toEqual(expect.arrayContaining(['s3:GetObject', 's3:PutObject', 'sqs:SendMessage']))
  expect(denied()).toEqual([])
})

test('firewall: the sets of both scopes are read and changed, signals published, the next pass asked for', async () => {
  const name = 'firewall-on-pass'
  const variables = env(name)
  const ipSets = awsIpSets(place.region, clientPool())
  const sets = readSets(read(variables, 'DEPLOYMENT'), read(variables, 'FIREWALL_SETS'))
  expect(sets).toHaveLength(12)
  await useLedger(name)
  await useIndexes(name)
  for (const set of sets) {
    await as(name, () => ipSets.read(set))
    await as(name, () => ipSets.write(set, { entries: [], token: 't' }, ['203.0.113.7/32']))
  }
  await as(name, () => awsCounts(read(variables, 'COUNTS_BUCKET')).read('a'))
  await as(name, () => queueSender(read(variables, 'PASSES_QUEUE'))({ reason: 'wake' }, 3))
  await as(name, () => signalPublisher(read(variables, 'SIGNAL_BUS'))({ type: 'firewall.blocking' } as never))
  expect(callsOf(name)).toEqual(
    expect.arrayContaining(['s3:GetObject', 'wafv2:GetIPSet', 'wafv2:UpdateIPSet', 'events:PutEvents']),
  )
  expect(denied()).toEqual([])
})

test('thumbnails: pictures on request are read, counted, made and kept in their folder', async () => {
  const name = 'thumbnails-on-request'
  const variables = env(name)
  const effects = requestEffects(read(variables, 'THUMBNAILS_BUCKET'))
  const original = { bucket: read(variables, 'UPLOADS_BUCKET'), key: 'photos/cat.jpg' }
  const version = { etag: '0123456789abcdef', versionId: 'v1', bytes: 3 }
  const slot = '@/0123456789abcdef/0123456789abcdef/0123456789abcdef/0123.webp'
  await useLedger(name)
  await as(name, () => effects.currentVersion(original))
  await as(name, () => effects.read(original, version, 0, 3))
  await as(name, () => effects.readKept(slot))
  await as(name, () => effects.readMark(slot))
  await as(name, () => effects.count('@/0123456789abcdef/', 100))
  const thumbnail = { key: slot, bytes: new Uint8Array(3), contentType: 'image/webp', sourceEtag: 'e', recipe: 'r' }
  await as(name, () => effects.write({ ...thumbnail, storageClass: 'STANDARD' }, undefined))
  await as(name, () => effects.remove(slot, { etag: 'e' }))
  const [{ bucket: elsewhere = '' } = {}] = config.thumbnails?.existing ?? []
  await as(name, () => effects.currentVersion({ bucket: elsewhere, key: 'photos/cat.jpg' }))
  await as(name, () => requestSecrets(read(variables, 'REQUESTS_SECRET')).read(now, 0))
  expect(callsOf(name)).toEqual(
    expect.arrayContaining([
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
      's3:ListObjectsV2',
      'secretsmanager:GetSecretValue',
    ]),
  )
  const uploading = requestedStore(read(variables, 'THUMBNAILS_BUCKET'), effects)
  await as('thumbnails-on-upload', async () => {
    for await (const page of uploading.list('@/0123456789abcdef/')) return page
    return []
  })
  await as('thumbnails-on-upload', () => uploading.remove(slot, { etag: 'e' }))
  expect(denied()).toEqual([])
})

test('thumbnails: a webhook’s parameters are read, and its queue has a message wait', async () => {
  const name = 'thumbnails-on-made'
  const { webhook } = config.thumbnails?.made ?? {}
  if (!webhook) throw new Error('The variant has no webhook')
  const effects = webhookEffects(webhook, read(env(name), 'MADE_QUEUE'))
  // What the parameters hold is no address: nothing is posted.
  await as(name, () => effects.post({ id: 'i', body: '{}' }, now))
  await as(name, () => effects.holdBack('r', 10))
  expect(callsOf(name)).toEqual(['ssm:GetParameter', 'sqs:ChangeMessageVisibility'])
  expect(denied()).toEqual([])
})

test('thumbnails: originals are read and tagged, thumbnails written and removed, floods watched', async () => {
  const name = 'thumbnails-on-upload'
  const variables = env(name)
  const effects = thumbnailEffects(read(variables, 'THUMBNAILS_BUCKET'))
  const flood = floodEffects(read(variables, 'SIGNAL_BUS'), read(variables, 'UPLOADS_QUEUE'))
  if (!config.thumbnails) throw new Error('The variant has no thumbnails')
  const [prefix = ''] = writtenPrefixes(config.thumbnails)
  const key = `${prefix}photos/cat.webp`
  const thumbnail = {
    key,
    bytes: new Uint8Array(3),
    contentType: 'image/webp',
    sourceEtag: 'e',
    recipe: 'r',
    storageClass: 'STANDARD',
  } as const
  await useLedger(name)
  const [bucket = ''] = ofType('AWS::S3::Bucket').find(([id]) => id.startsWith('originals')) ?? []
  const original = { bucket, key: 'photos/cat.jpg' }
  const version = { etag: '0123456789abcdef', versionId: 'v1', bytes: 3, archived: false }
  await as(name, () => effects.currentVersion(original))
  await as(name, () => effects.read(original, version, 0, 3))
  await as(name, () => effects.tag(original, version, 'not-a-picture'))
  await as(name, () => effects.tag(original, { ...version, versionId: undefined }, 'not-a-picture'))
  await as(name, () => effects.readMark(key))
  await as(name, () => effects.write(thumbnail, undefined))
  await as(name, () => effects.remove(key, { etag: 'e' } as never))
  const place = { uploads: read(variables, 'UPLOADS_BUCKET'), thumbnails: read(variables, 'THUMBNAILS_BUCKET') }
  const ledger = dynamoLedger(read(variables, 'LEDGER_TABLE'))
  const queue = read(variables, 'UPLOADS_QUEUE')
  const walk = backfillMeans({ ...place, queue, ledger, recipes: [], send: flood.send, version: 'c' })
  await as(name, () => walk.store.thumbnailsAfter('a'))
  await as(name, async () => {
    for await (const page of walk.store.originals('', 'a')) return page
    return []
  })
  await as(name, () => walk.sendOriginals([{ bucket: place.uploads, key: 'a' }], 0))
  if (!config.thumbnails.made) throw new Error('The variant tells nobody')
  const tell = madeEffects(config.thumbnails.made, read(variables, 'MADE_TO'))
  await as(name, () => tell({ id: 'i', at: now.toISOString(), original, bucket: 'b', thumbnails: [] } as never))
  const [{ bucket: elsewhere = '' } = {}] = config.thumbnails.existing
  await as(name, () => effects.currentVersion({ bucket: elsewhere, key: 'photos/cat.jpg' }))
  await as(name, () => flood.send({ check: 'flood' }, 60))
  await as(name, () => flood.publish({ type: 'rejects.flooding' } as never))
  expect(callsOf(name)).toEqual(
    expect.arrayContaining([
      's3:PutObject',
      's3:DeleteObject',
      's3:ListObjectsV2',
      'events:PutEvents',
      'sqs:SendMessageBatch',
    ]),
  )
  expect(denied()).toEqual([])
})

test('the reconcile: every call that it may make about a bucket of the config', async () => {
  const name = 'lifecycle-on-schedule'
  const buckets = awsBuckets()
  const own = Object.entries(env(name)).find(([variable]) => /UPLOADS/.test(variable))?.[1]
  await useLedger(name)
  for (const bucket of [own, `${'b'.repeat(58)}-0`].flatMap((each) => each ?? [])) {
    await as(name, () => buckets.read(bucket, true))
    await as(name, () => buckets.putRules(bucket, [], undefined))
    await as(name, () => buckets.deleteRules(bucket))
    await as(name, () => buckets.enableVersioning(bucket))
  }
  expect(callsOf(name)).toContain('s3:PutBucketLifecycleConfiguration')
  expect(denied()).toEqual([])
})

/** What the checks of an audit ask only of what a list has named. */
const askedOfNamed: Readonly<Record<AuditName, (client: ClientOf) => (() => Promise<unknown>)[]>> = {
  credentials: (client) => [
    () => client(IAMClient).send(new GetCredentialReportCommand({})),
    () => client(IAMClient).send(new ListUserTagsCommand({ UserName: 'mina' })),
  ],
  certificates: (client) => [
    () => client(ACMClient).send(new DescribeCertificateCommand({ CertificateArn: certificate })),
  ],
  doors: (client) => [
    () => client(S3Client).send(new GetBucketAclCommand({ Bucket: 'shop' })),
    () => client(S3Client).send(new GetBucketPolicyStatusCommand({ Bucket: 'shop' })),
    () => client(S3Client).send(new GetPublicAccessBlockCommand({ Bucket: 'shop' })),
    () => client(RDSClient).send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: 'last' })),
    () =>
      client(RDSClient).send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: 'last' })),
    () => client(ElasticLoadBalancingV2Client).send(new DescribeListenersCommand({ LoadBalancerArn: 'arn' })),
    () => client(ElasticLoadBalancingV2Client).send(new DescribeRulesCommand({ ListenerArn: 'arn' })),
    () => client(EC2Client).send(new GetManagedPrefixListEntriesCommand({ PrefixListId: 'pl-1' })),
    () => client(AccessAnalyzerClient).send(new ListFindingsCommand({ analyzerArn: 'arn' })),
    () => client(AccessAnalyzerClient).send(new ListFindingsV2Command({ analyzerArn: 'arn' })),
  ],
  waste: (client) => [
    () => client(EC2Client).send(new DescribeVolumesCommand({})),
    () => client(EC2Client).send(new DescribeAddressesCommand({})),
    () => client(ElasticLoadBalancingV2Client).send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn' })),
    () =>
      client(CloudWatchClient).send(new GetMetricDataCommand({ StartTime: now, EndTime: now, MetricDataQueries: [] })),
  ],
  quotas: (client) => [
    () => client(ServiceQuotasClient).send(new GetServiceQuotaCommand({ ServiceCode: 'ec2', QuotaCode: 'L-0263D0A3' })),
    () =>
      client(CloudWatchClient).send(new GetMetricDataCommand({ StartTime: now, EndTime: now, MetricDataQueries: [] })),
  ],
  trail: (client) => [
    () => client(CloudTrailClient).send(new GetTrailStatusCommand({ Name: 'all' })),
    () => client(CloudTrailClient).send(new GetEventSelectorsCommand({ TrailName: 'all' })),
    () => client(EventBridgeClient, 'us-east-1').send(new ListRuleNamesByTargetCommand({ TargetArn: 'arn' })),
  ],
}

test('the audits: every check, each by the role of its audit', async () => {
  const name = 'audits-on-schedule'
  await useLedger(name)
  const slice = {
    ...auditsSchema.parse({}),
    deployment: config.name,
    trailEvents: ['root-sign-in'],
    smsRegion: place.region,
  }
  const roles = auditRoles(env(name))
  for (const audit of auditNames) {
    const { client, assume } = roles(audit)
    await as(name, assume)
    const access = { ...place, partition: 'aws', client, wait: async () => undefined, now }
    const connectTls = async () => ({ subject: '', issuer: '', validTo: now })
    for (const check of checksOf(audit, slice, auditChecks)) {
      const look = await check.load()
      await as(name, () => look({ ...access, connectTls }, slice))
    }
    for (const ask of askedOfNamed[audit](client)) await as(name, ask)
  }
  const byRole = Map.groupBy(
    aws.recorder.calls.filter(({ caller }) => caller === named(name)),
    ({ role = '' }) =>
      role
        .split('/')
        .at(-1)
        ?.replace(/[0-9A-F]{8}$/, '') ?? '',
  )
  const actionsOf = (role: string) => byRole.get(role)?.map(({ service, action }) => `${service}:${action}`) ?? []
  expect([...byRole.keys()].sort()).toEqual([
    '',
    ...auditNames.map((audit) => `AuditsReads${audit.charAt(0).toUpperCase()}${audit.slice(1)}`).sort(),
  ])
  // As itself it reads nothing of the account.
  expect(new Set(actionsOf('').map((action) => action.split(':')[0]))).toEqual(new Set(['dynamodb', 'sts']))
  expect(actionsOf('AuditsReadsCredentials')).toContain('iam:GetCredentialReport')
  expect(actionsOf('AuditsReadsWaste')).toContain('ec2:DescribeVolumes')
  expect(denied()).toEqual([])
})

test('the collector: every kind of target', async () => {
  const name = 'metrics-collect'
  const variables = env(name)
  const slice = { ...config.metrics, jobs: Object.keys(config.jobs ?? {}), smsRegion: 'ap-northeast-1' }
  const targets = targetsOf(slice as unknown as CollectorConfig, variables)
  const world = { sources: awsSources(dynamoLedger(read(variables, 'LEDGER_TABLE'))), push: cloudWatchPush() }
  await as(name, () => collect(targets, world, { namespace: config.metrics.namespace, now, patience: () => 5_000 }))
  expect(new Set(targets.map(({ kind }) => kind)).size).toBeGreaterThan(5)
  expect(denied()).toEqual([])
})

test('a call that a role does not allow is found', async () => {
  await as('alerts-on-link', () => awsBuckets().deleteRules('shop'))
  expect(denied()).toEqual([`${named('alerts-on-link')} s3:PutLifecycleConfiguration arn:aws:s3:::shop`])
})

test('what one audit may read is closed to another, and to the function itself', async () => {
  const name = 'audits-on-schedule'
  const { client, assume } = auditRoles(env(name))('waste')
  await as(name, assume)
  await as(name, () => client(IAMClient).send(new GetCredentialReportCommand({})))
  await as(name, () => clientPool()(IAMClient).send(new GetCredentialReportCommand({})))
  expect(denied().slice(1)).toEqual([
    `${named(name)} as AuditsReadsWaste iam:GetCredentialReport *`,
    `${named(name)} iam:GetCredentialReport *`,
  ])
})
