import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  AllocateAddressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVolumeCommand,
  EC2Client,
  ReleaseAddressCommand,
} from '@aws-sdk/client-ec2'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { CreateAccessKeyCommand, CreateLoginProfileCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { makeDeployment } from '../../api/deployment.ts'
import { parseAuditsEvent } from '../../functions/audits/rules/event.ts'
import type { World } from '../../functions/audits/world/world.ts'
import { emulatorAccount } from '../../local/emulator.ts'
import { noAnalyzers } from '../../local/faults/access-analyzer.ts'
import { jsonAnswer } from '../../local/faults/answer.ts'
import { noAccountLimits } from '../../local/faults/cloudformation.ts'
import {
  credentialReport,
  noServerCertificates,
  reportExpired,
  reportInProgress,
  reportStarted,
} from '../../local/faults/iam.ts'
import { type FaultLayer, startFaultLayer } from '../../local/faults/proxy.ts'
import { always, times } from '../../local/faults/rule.ts'
import { quotasPlayed } from '../../local/faults/service-quotas.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { config as example } from '../../nightshift.config.ts'
import { clientPool } from '../../shared/client-pool.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { AuditFindingRecord } from '../../shared/ledger/records.ts'
import { key, reportOf } from '../unit/audits/credentials/reports.ts'
import { sliceOf } from '../unit/audits/scene.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

const load = async () => ({
  ...(await import('../../functions/audits/engine/run.ts')),
  ...(await import('../../functions/audits/checks/index.ts')),
  ...(await import('../../shared/ledger/dynamo-ledger.ts')),
  ...(await import('../../shared/signals.ts')),
})

const day = 86_400_000

/** Credentials and waste of the emulator's account at a time, with what was loaded. */
const worldAt = ({ dynamoLedger, signalPublisher, checks }: Awaited<ReturnType<typeof load>>, now: Date): World => ({
  ledger: dynamoLedger('ledger'),
  publish: signalPublisher('signals'),
  checks,
  accessOf: async () => ({
    client: clientPool(),
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    wait: async () => undefined,
    connectTls: async () => ({ subject: '', issuer: '', validTo: now }),
    now,
  }),
  slice: sliceOf({ only: ['credentials', 'waste'] }),
  version: 'c1',
  now,
  remainingMs: () => 60_000,
})

beforeAll(async () => {
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  await new EventBridgeClient(emulator.client).send(new CreateEventBusCommand({ Name: 'signals' }))
}, 30_000)

test('credentials and waste of an account, seen, seen again, and fixed', async () => {
  const loaded = await load()
  const { runAudits } = loaded
  const [iam, ec2, logs] = [
    new IAMClient(emulator.client),
    new EC2Client(emulator.client),
    new CloudWatchLogsClient(emulator.client),
  ]
  await iam.send(new CreateUserCommand({ UserName: 'mina' }))
  await iam.send(new CreateLoginProfileCommand({ UserName: 'mina', Password: 'correct-Horse-7' }))
  await iam.send(new CreateAccessKeyCommand({ UserName: 'mina' }))
  const { AllocationId = '' } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
  const { VolumeId = '' } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 10 }))
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/shop/forever' }))

  const now = new Date()
  const world = (daysLater: number): World => worldAt(loaded, new Date(now.getTime() + daysLater * day))
  const open = (runs: readonly { readonly records: readonly AuditFindingRecord[] }[]): string[] =>
    runs
      .flatMap(({ records }) => records)
      .filter(({ state }) => state === 'open')
      .map(({ sort, resource }) => `${sort} ${resource.replace(/^arn:.*:/, '')}`)
      .sort()

  const first = await runAudits(world(0), { reason: 'schedule' })
  expect(first.flatMap(({ outcome }) => outcome.failed)).toEqual([])
  expect(open(first)).toEqual(
    expect.arrayContaining([
      `address-idle ${AllocationId}`,
      'log-group-forever /shop/forever',
      'mfa-missing user/mina',
      `volume-idle ${VolumeId}`,
    ]),
  )
  // The laptop's root user has MFA (local/start-emulator.py).
  expect(open(first)).not.toContain('root-mfa-missing root')
  expect(open(first)).not.toContain('key-old user/mina')

  const again = await runAudits({ ...world(0) }, { reason: 'schedule' })
  expect(again.map(({ outcome }) => outcome.written)).toEqual([0, 0])

  await ec2.send(new ReleaseAddressCommand({ AllocationId }))
  const later = await runAudits(world(91), { reason: 'schedule' })
  expect(open(later)).toEqual(expect.arrayContaining(['key-old user/mina', 'key-unused user/mina']))
  expect(open(later)).not.toContain(`address-idle ${AllocationId}`)
}, 60_000)

test('the stop of the tour finds what it has made, accepts it, and leaves nothing behind', async () => {
  const loaded = await load()
  const { runAudits, dynamoLedger } = loaded
  const { acceptFinding } = await import('../../functions/audits/engine/accept.ts')
  const { auditsTour } = await import('../../local/tour/audits.ts')
  const ledger = dynamoLedger('ledger')
  const config = parseConfig(example, new Date())
  const world = (): World => worldAt(loaded, new Date())
  // In the place of the deployed function: the same engine, called in this process.
  const call = async (payload: string): Promise<unknown> => {
    const event = parseAuditsEvent(JSON.parse(payload))
    if ('action' in event) return acceptFinding(event, world())
    return (await runAudits(world(), event)).map(({ outcome }) => outcome)
  }
  const deployment = makeDeployment({
    config,
    local: true,
    outputs: { LedgerTable: 'ledger', AuditsFunction: 'audits' },
    now: () => new Date(),
    openLedger: () => ledger,
    connect: () =>
      ({
        send: async ({ input }: { readonly input: { readonly Payload: string } }) => ({
          Payload: Buffer.from(JSON.stringify(await call(input.Payload))),
        }),
      }) as never,
  })
  const [stop, ...more] = auditsTour.stops(config)
  expect(more).toEqual([])
  const told = await stop?.visit({ ...deployment, endpoint: '' })
  expect(told?.join('\n')).toContain('accepted for a day')
  expect(told?.join('\n')).toContain('tour-auditor has access key 1 that is older than 90 days')
  expect(auditsTour.stops(parseConfig({ ...example, audits: undefined }, new Date()))).toEqual([])
}, 60_000)

describe('every audit, with what the emulator does not have played before it', () => {
  let layer: FaultLayer
  beforeAll(async () => {
    layer = await startFaultLayer({ endpoint: emulator.endpoint, account: emulatorAccount })
  })
  afterAll(() => layer.stop())

  test('a report that is made meanwhile, a limit that is nearly reached, a group that is open', async () => {
    const { runAudits, checks } = await load()
    const quota = {
      ServiceCode: 'lambda',
      QuotaCode: 'L-B99A9384',
      QuotaName: 'Concurrent executions',
      Value: 100,
      UsageMetric: { MetricNamespace: 'Audits/Test', MetricName: 'ConcurrentExecutions' },
    }
    const now = new Date()
    await new CloudWatchClient(emulator.client).send(
      new PutMetricDataCommand({
        Namespace: 'Audits/Test',
        MetricData: [{ MetricName: 'ConcurrentExecutions', Value: 96, Timestamp: now }],
      }),
    )
    const ec2 = new EC2Client(emulator.client)
    const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'open' }))
    await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
      }),
    )
    await new S3Client(emulator.client).send(new CreateBucketCommand({ Bucket: 'audits-shut' }))
    layer.set(
      times(2, reportStarted()),
      times(1, reportInProgress()),
      times(1, reportExpired()),
      credentialReport(reportOf([key(1, 120, 100)]), now),
      noServerCertificates(),
      noAnalyzers(),
      always(
        'access-analyzer: none',
        { service: 'access-analyzer', action: 'ListAnalyzers' },
        { answer: jsonAnswer({ analyzers: [] }) },
      ),
      noAccountLimits(),
      quotasPlayed([], [quota]),
    )
    const waits: number[] = []
    const at = new Date(now.getTime() + 60_000)
    const options = { ...emulator.client, endpoint: layer.endpoint }
    const runs = await runAudits(
      {
        ledger: memoryLedger(),
        publish: async () => undefined,
        checks,
        accessOf: async () => ({
          client: (make, region) =>
            new make({ ...options, forcePathStyle: true, ...(region ? { region } : {}) } as never),
          region: 'us-east-1',
          account: '000000000000',
          partition: 'aws',
          wait: async (ms) => {
            waits.push(ms)
          },
          connectTls: async () => ({ subject: '', issuer: '', validTo: at }),
          now: at,
        }),
        slice: sliceOf({ credentials: { passwordPolicy: { minimumLength: 14 } } }),
        version: 'c1',
        now: at,
        remainingMs: () => 60_000,
      },
      { reason: 'schedule' },
    )
    expect(runs.flatMap(({ outcome }) => outcome.failed)).toEqual([])
    expect(waits).toEqual([2_000, 2_000, 2_000, 2_000])
    const found = runs.flatMap(({ records }) => records.map(({ sort, resource }) => `${sort} ${resource}`))
    expect(found).toEqual(
      expect.arrayContaining([
        'key-old arn:aws:iam::123456789012:user/mina',
        'password-policy password-policy/minimumLength',
        'quota-nearly-used lambda/L-B99A9384',
        `group-open ${GroupId}`,
      ]),
    )
  }, 60_000)
})
