import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { AllocateAddressCommand, CreateVolumeCommand, EC2Client, ReleaseAddressCommand } from '@aws-sdk/client-ec2'
import { CreateEventBusCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { CreateAccessKeyCommand, CreateLoginProfileCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import type { World } from '../../functions/audits/world/world.ts'
import { makeLedgerTable } from '../../local/ledger-table.ts'
import { clientPool } from '../../shared/client-pool.ts'
import type { AuditFindingRecord } from '../../shared/ledger/records.ts'
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

test('credentials and waste of an account, seen, seen again, and fixed', async () => {
  const { runAudits, checks, dynamoLedger, signalPublisher } = await load()
  await makeLedgerTable(new DynamoDBClient(emulator.client))
  await new EventBridgeClient(emulator.client).send(new CreateEventBusCommand({ Name: 'signals' }))
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

  const ledger = dynamoLedger('ledger')
  const now = new Date()
  const world = (daysLater: number): World => {
    const at = new Date(now.getTime() + daysLater * day)
    return {
      ledger,
      publish: signalPublisher('signals'),
      checks,
      access: {
        client: clientPool(),
        region: 'us-east-1',
        account: '000000000000',
        partition: 'aws',
        wait: async () => undefined,
        connectTls: async () => ({ subject: '', issuer: '', validTo: at }),
        now: at,
      },
      slice: sliceOf({ only: ['credentials', 'waste'] }),
      version: 'c1',
      now: at,
      remainingMs: () => 60_000,
    }
  }
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
      'root-mfa-missing root',
      `volume-idle ${VolumeId}`,
    ]),
  )
  expect(open(first)).not.toContain('key-old user/mina')

  const again = await runAudits({ ...world(0) }, { reason: 'schedule' })
  expect(again.map(({ outcome }) => outcome.written)).toEqual([0, 0])

  await ec2.send(new ReleaseAddressCommand({ AllocationId }))
  const later = await runAudits(world(91), { reason: 'schedule' })
  expect(open(later)).toEqual(expect.arrayContaining(['key-old user/mina', 'key-unused user/mina']))
  expect(open(later)).not.toContain(`address-idle ${AllocationId}`)
}, 60_000)
