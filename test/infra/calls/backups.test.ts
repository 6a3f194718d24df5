import { Stack } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as drill from '../../../functions/backups/drills/world.ts'
import type { Parts } from '../../../functions/backups/kinds/kind.ts'
import { awsVaults } from '../../../functions/backups/vaults/index.ts'
import type { Seen } from '../../../functions/backups/vaults/vault.ts'
import { Foundation } from '../../../infra/constructs/foundation.ts'
import { addBackups } from '../../../infra/functions/backups/index.ts'
import { asksOf } from '../../../local/faults/asks.ts'
import type { Call } from '../../../local/faults/call.ts'
import { Recorder } from '../../../local/faults/recorder.ts'
import { judge } from '../../../local/iam/judge.ts'
import type { Where } from '../../../local/iam/resolve.ts'
import { unusedGrants } from '../../../local/iam/unused.ts'
import { config as written } from '../../../nightshift.config.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import { backupsSchema } from '../../../shared/config/backups/schema.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { log } from '../../../shared/log.ts'
import { encryptionScene } from '../../unit/backups/encryption-scene.ts'
import { proofScene } from '../../unit/backups/proof-scene.ts'
import { makeScene } from '../../unit/backups/scene.ts'
import { wire } from '../../unit/local/faults/wire.ts'
import { synthesize } from '../synth.ts'
import { deployedAs, environmentOf } from './where.ts'

log.setLogLevel('SILENT')

const place = { region: 'eu-west-1', account: '123456789012' }
const away = 'eu-central-1'
const keyOf = (region: string): string => `arn:aws:kms:${region}:${place.account}:key/1234abcd`
const config = parseConfig({ ...written, region: place.region }, new Date('2026-11-21T00:00:00Z'))
const network = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] }

/** Everything that `backups` can be asked for. */
const backups = backupsSchema.parse({
  plans: {
    nightly: {
      resources: {
        'rds-instances': { names: ['shop'] },
        'rds-clusters': { names: ['books'] },
        'ebs-volumes': { names: ['vol-0a1b2c3d4e5f60718'] },
        'ec2-instances': { names: ['i-0a1b2c3d4e5f60718'] },
      },
      schedule: 'cron(0 3 * * ? *)',
      keep: { daily: 7 },
      copyTo: [{ region: away, key: keyOf(away) }],
    },
  },
  proofs: {
    shop: { of: 'rds-instance/shop', check: { sql: 'select 1', expect: { atLeast: 1 } } },
    books: { of: 'rds-cluster/books' },
    disk: { of: 'ebs-volume/vol-0a1b2c3d4e5f60718' },
    box: { of: 'ec2-instance/i-0a1b2c3d4e5f60718' },
  },
  drills: {
    one: { of: 'rds-instance/shop', window: { from: '02:00', until: '04:00' }, network },
    many: { of: 'rds-cluster/books', window: { from: '02:00', until: '04:00' }, network },
    estate: { of: 'rds-instance/corner-shop-data-postgres', window: { from: '02:00', until: '04:00' } },
  },
  encrypt: { names: ['shop'], clusters: { shop: ['shop-1', 'shop-2'] }, keys: [keyOf(place.region)] },
})

const template = synthesize((app) => {
  const stack = new Stack(app, 'shop-operations', { env: place })
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0a1b2c3d',
    availabilityZones: [`${place.region}a`],
    privateSubnetIds: ['subnet-0a1b2c3d'],
    privateSubnetRouteTableIds: ['rtb-0a1b2c3d'],
  })
  const subnets = { subnets: vpc.privateSubnets }
  const estate = {
    vpc,
    hasIpv6: false,
    appSubnets: subnets,
    publicSubnets: subnets,
    databaseSubnets: subnets,
    tasks: { subnets, assignPublicIp: false },
  }
  addBackups(stack, new Foundation(stack, 'Foundation', { config }), backups, estate)
  return stack
})

const where: Where = deployedAs({ templates: { 'shop-operations': template.toJSON() } } as never, place)
const caller = `${config.name}-backups-on-look`
const places = JSON.parse(environmentOf(where, caller).PROOF_PLACES ?? '{}') as NonNullable<Parts['places']>
const recorder = new Recorder()
const line = wire()

/** What each engine sends is made by the SDK's own client, and recorded; its answer is that of AWS in memory, or empty. */
const recorded =
  (inner?: ClientOf): ClientOf =>
  (make, region) => {
    const real = new make({ ...line.client, region: region ?? place.region } as never) as {
      readonly send: (command: unknown) => Promise<unknown>
    }
    const memory = inner?.(make, region) as typeof real | undefined
    const send = async (command: unknown): Promise<unknown> => {
      await real.send(command).catch(() => undefined)
      return memory ? memory.send(command) : {}
    }
    return { send } as never
  }

const known = new Set<string>()

const denied = (): string[] => {
  for (const call of line.calls.splice(0)) {
    const made: Call = { ...call, caller }
    const asks = asksOf(made, place.account)
    const text = `${call.region} ${JSON.stringify(asks)}`
    // Looks ask the same again and again.
    if (!known.has(text)) recorder.note(made, asks)
    known.add(text)
  }
  return judge(recorder.calls, where).map(({ action, resource }) => `${action} ${resource}`)
}
const asked = (): Set<string> => new Set(recorder.calls.flatMap(({ asks }) => asks.map(({ action }) => action)))

const emptyScene = (): Parts => makeScene([], { client: recorded(), config: backups }).world('2026-12-01T03:00:00.000Z')

test('snapshots and copies of every kind of resource: found, taken, shown, copied, deleted', async () => {
  const vaults = await awsVaults(emptyScene())
  const tags = { 'nightshift:deployment': config.name, 'nightshift:process': 'a1' }
  const wanted = { name: 'nightshift-nightly-1', tags }
  const snapshot = (id: string): Seen => ({ id, state: 'good', tags, encrypted: true, parts: ['snap-1'] })
  const ids: Readonly<Record<string, readonly [resource: string, snapshot: string]>> = {
    'rds-instance': ['shop', wanted.name],
    'rds-cluster': ['books', wanted.name],
    'ebs-volume': ['vol-0a1b2c3d4e5f60718', 'snap-1'],
    'ec2-instance': ['i-0a1b2c3d4e5f60718', 'ami-1'],
  }
  expect(vaults.size).toBe(4)
  for (const vault of vaults.values()) {
    const [resource = '', id = ''] = ids[vault.noun] ?? []
    await vault.find({ tags: { backup: 'nightly' } })
    await vault.source(resource)
    await vault.take(resource, wanted)
    for (const region of [undefined, away]) {
      await vault.made('a1', wanted.name, region)
      await vault.show(id, region)
      await vault.list({ deployment: config.name, plan: 'nightly', target: `${vault.noun}/${resource}` }, region)
      await vault.needed([id], region)
      await vault.remove(snapshot(id), region)
    }
    await vault.copy(snapshot(id), wanted, away, keyOf(away))
  }
  expect(denied()).toEqual([])
  expect([...asked()]).toEqual(
    expect.arrayContaining(['rds:CopyDBSnapshot', 'rds:CopyDBClusterSnapshot', 'ec2:CopySnapshot', 'ec2:CopyImage']),
  )
})

test.each(['instance', 'cluster'] as const)('the encryption of an %s, to its end, and taken back', async (form) => {
  for (const end of ['encrypt-finish', 'encrypt-back']) {
    const scene = encryptionScene({ form, pace: 0.2, through: recorded })
    await scene.ask('encrypt')
    await scene.looks(end === 'encrypt-back' ? 18 : 90)
    await scene.ask(end)
    await scene.looks(30)
    expect((await scene.process())?.ended).toBeDefined()
  }
  expect(denied()).toEqual([])
})

test.each([
  'rds-instance/shop',
  'rds-cluster/books',
  'ebs-volume/vol-0a1b2c3d4e5f60718',
  'ec2-instance/i-0a1b2c3d4e5f60718',
])('the proof of %s', async (of) => {
  const isInstance = of === 'rds-instance/shop'
  const check = isInstance ? { check: { sql: 'select 1', expect: { atLeast: 1 } } } : {}
  const scene = proofScene({ of, ...check }, undefined, { through: recorded, places })
  scene.putOthers()
  await scene.prove()
  await scene.untilEnded(240, () => scene.finish(['1']))
  expect(await scene.processes()).toMatchObject([{ ended: { outcome: 'done' } }])
  expect(denied()).toEqual([])
})

test('a restore to a time, and from a snapshot', async () => {
  const scene = proofScene(undefined, undefined, { through: recorded, places })
  scene.putOthers()
  await scene.restore({ as: 'shop-2' })
  await scene.restore({ target: 'rds-cluster/books', as: 'books-2', at: '2026-11-30T09:30:00Z' })
  await scene.restore({ as: 'shop-3', at: '2026-11-30T09:30:00Z' })
  await scene.untilEnded(90)
  expect(denied()).toEqual([])
  expect(asked()).toContain('rds:RestoreDBInstanceToPointInTime')
})

test('a drill of an instance, of a cluster, and of the estate’s database', async () => {
  const parts = emptyScene()
  const task = `arn:aws:ecs:${place.region}:${place.account}:task/${config.name}-drills/0123456789abcdef0123456789abcdef`
  for (const [name, each] of Object.entries(backups.drills)) {
    const process = { id: 'a1b2c3d4e5f6', drill: name }
    // An effect that does not like an empty answer has made its call all the same.
    for (const ask of [
      () => drill.seeDatabase(each.of, parts),
      () => drill.failOver(each.of, parts),
      () => drill.eventsSince(each.of, parts.now.toISOString(), parts),
      () => drill.startProbe(process, each, { status: 'available', hasOther: true, engine: 'postgres' }, parts),
      () => drill.findProbe(process, parts),
      () => drill.seeProbe(task, parts),
      () => drill.stopProbe(task, parts),
      () => drill.readSamples(task, parts),
    ])
      await ask().catch(() => undefined)
  }
  expect(denied()).toEqual([])
  expect([...asked()]).toEqual(
    expect.arrayContaining(['rds:RebootDBInstance', 'rds:FailoverDBCluster', 'rds:DescribeEvents', 'ecs:RunTask']),
  )
})

/** What none of the calls above asks for, and why the role has it. */
const explained: Readonly<Record<string, string>> = {
  'dynamodb:GetItem dynamodb:PutItem dynamodb:Query': 'the ledger, as on the tour',
  'events:PutEvents': 'signals, as on the tour',
  'logs:CreateLogStream logs:PutLogEvents': 'Lambda itself writes the log with the role',
  'sqs:SendMessage': 'Lambda puts an event that failed three times into the dead-letter queue',
  'kms:CreateGrant kms:Decrypt kms:DescribeKey kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:ReEncryptFrom kms:ReEncryptTo':
    'RDS and EC2 ask for the keys in the role’s name, and not the function',
  'ec2:DescribeAvailabilityZones': 'the volume is gone: in which zone its copy is made',
}

test('the role has nothing that no engine asks for, but what is explained', () => {
  denied()
  const unused = unusedGrants(recorder.calls, where)
    .filter((grant) => grant.caller === caller)
    .map(({ action }) => action)
  const meant = Object.keys(explained).flatMap((actions) => actions.split(' '))
  expect(unused.toSorted()).toEqual(meant.toSorted())
})
