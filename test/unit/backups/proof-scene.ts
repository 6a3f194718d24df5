import type { Parts, ProofPlace } from '../../../functions/backups/kinds/kind.ts'
import { proofKind } from '../../../functions/backups/proofs/kind.ts'
import { restoreKind } from '../../../functions/backups/restores/kind.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import type { BackupProofRecord, BackupProofStandingRecord } from '../../../shared/ledger/records.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { fakeAws, type Paces } from './fake-aws.ts'
import { makeScene } from './scene.ts'

export const place: ProofPlace = {
  vpc: 'vpc-0a1b2c3d',
  databaseGroup: 'sg-isolated',
  cluster: 'checks',
  subnets: ['subnet-0a1b2c3d'],
  taskGroup: 'sg-checks',
  assignPublicIp: false,
}

/** The shop's database as it is. */
export const shop = {
  DBInstanceClass: 'db.m7g.xlarge',
  Engine: 'postgres',
  DBSubnetGroup: { DBSubnetGroupName: 'shop-subnets', VpcId: place.vpc },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-shop' }],
  DBParameterGroups: [{ DBParameterGroupName: 'shop-parameters' }],
  OptionGroupMemberships: [{ OptionGroupName: 'default:postgres-17' }],
  MultiAZ: true,
  StorageType: 'gp3',
  AllocatedStorage: 100,
  BackupRetentionPeriod: 7,
  InstanceCreateTime: new Date('2026-01-01T00:00:00Z'),
  LatestRestorableTime: new Date('2026-11-30T23:55:00Z'),
}

export const snapshotOf = (id: string, at: string, type = 'manual', more: object = {}) => ({
  DBSnapshotIdentifier: id,
  DBInstanceIdentifier: 'shop',
  Status: 'available',
  SnapshotType: type,
  SnapshotCreateTime: new Date(at),
  Engine: 'postgres',
  EngineVersion: '17.7',
  StorageType: 'gp3',
  Encrypted: true,
  ...more,
})

const check = { sql: 'select count(*) from orders', expect: { atLeast: 1 } }

/** The shop's database and its snapshots in an account. */
export const furnish = (aws: ReturnType<typeof fakeAws>): void => {
  aws.put('instance', 'shop', shop)
  Object.assign(aws.answers, {
    DescribeDBSnapshots: ({ SnapshotType }: { SnapshotType: string }) => ({
      DBSnapshots: [
        snapshotOf('rds:shop-2026-11-30', '2026-11-30T04:00:00Z', 'automated'),
        snapshotOf('awsbackup:job-1', '2026-11-29T04:00:00Z', 'awsbackup'),
        snapshotOf('nightly-1', '2026-11-28T04:00:00Z', 'manual', {
          TagList: [{ Key: 'nightshift:deployment', Value: 'corner-shop' }],
        }),
      ].filter((each) => each.SnapshotType === SnapshotType),
    }),
    DescribeDBSubnetGroups: { DBSubnetGroups: [{ VpcId: place.vpc }] },
    DescribeOrderableDBInstanceOptions: {
      OrderableDBInstanceOptions: ['db.m7g.large', 'db.t4g.micro', 'db.t3.micro', 'db.t4g.large'].map((name) => ({
        DBInstanceClass: name,
        StorageType: 'gp3',
        SupportsStorageEncryption: true,
      })),
    },
  })
}

/** An Aurora cluster `books` and a volume, each with a snapshot. */
export const putOthers = (aws: ReturnType<typeof fakeAws>): void => {
  aws.put('cluster', 'books', {
    DBSubnetGroup: 'shop-subnets',
    Engine: 'aurora-postgresql',
    EngineMode: 'provisioned',
    BackupRetentionPeriod: 7,
    EarliestRestorableTime: new Date('2026-11-24T00:00:00Z'),
    LatestRestorableTime: new Date('2026-11-30T23:55:00Z'),
  })
  aws.put('volume', 'vol-0a1b2c3d4e5f60718', { AvailabilityZone: 'eu-west-1b' })
  aws.answers.DescribeDBClusterSnapshots = {
    DBClusterSnapshots: [
      {
        DBClusterSnapshotIdentifier: 'books-1',
        Status: 'available',
        SnapshotType: 'manual',
        SnapshotCreateTime: new Date(0),
        Engine: 'aurora-postgresql',
      },
    ],
  }
  aws.put('machine', 'i-0a1b2c3d4e5f60718', { InstanceType: 'c7g.xlarge' })
  aws.answers.DescribeImages = {
    Images: [
      { ImageId: 'ami-old', State: 'available', CreationDate: '2026-11-29T04:00:00.000Z', Architecture: 'arm64' },
      {
        ImageId: 'ami-new',
        State: 'available',
        CreationDate: '2026-11-30T04:00:00.000Z',
        Architecture: 'arm64',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { DeleteOnTermination: false } }],
      },
      { ImageId: 'ami-now', State: 'pending', CreationDate: '2026-12-01T00:00:00.000Z' },
    ],
  }
  aws.answers.DescribeSnapshots = {
    Snapshots: [{ SnapshotId: 'snap-1', State: 'completed', StartTime: new Date(0) }],
  }
}

/** A deployment with one proof, in an account with the shop's database and its snapshots. */
export const proofScene = (
  proof: object = { of: 'rds-instance/shop', check },
  paces?: Paces,
  {
    through = (client: ClientOf): ClientOf => client,
    places = { '*': place },
  }: { readonly through?: (client: ClientOf) => ClientOf; readonly places?: Record<string, ProofPlace> } = {},
) => {
  let now = new Date('2026-12-01T00:00:00Z')
  const aws = fakeAws(() => now, paces)
  furnish(aws)
  const config = { proofs: { shop: { schedule: 'cron(0 0 * * ? *)', ...proof } }, policy: 'shop' }
  const scene = makeScene([proofKind, restoreKind], { config, client: through(aws.client), places })
  const act = async (kind: typeof proofKind | typeof restoreKind, event: object) => {
    const name = (event as { readonly action: string }).action
    const work = await kind.load()
    return work.actions?.[name]?.(
      { source: 'nightshift.command', by: 'mina', ...event },
      scene.world(now.toISOString()),
    )
  }
  const processes = async () => (await scene.processes()) as unknown as BackupProofRecord[]
  return {
    ...scene,
    aws,
    putOthers: () => putOthers(aws),
    processes,
    at: () => now,
    pass: (minutes: number) => {
      now = new Date(now.getTime() + minutes * 60_000)
    },
    lookNow: (more: Partial<Parts> = {}) => scene.look(now.toISOString(), more),
    prove: () => act(proofKind, { action: 'prove', proof: 'shop' }),
    restore: (event: object) => act(restoreKind, { action: 'restore', target: 'shop', as: 'shop-2', ...event }),
    standing: () => scene.ledger.get<BackupProofStandingRecord>(keys.backupProof('shop')),
    copies: () => {
      aws.settle()
      return [...aws.things.values()].filter(({ name }) => name !== 'shop')
    },
    /** Looks every three minutes until nothing is open, or for so long. */
    async untilEnded(minutes = 24 * 60, each: () => void = () => {}) {
      for (let passed = 0; passed < minutes; passed += 3) {
        now = new Date(now.getTime() + 3 * 60_000)
        each()
        await scene.look(now.toISOString())
        const all = await processes()
        if (all.length > 0 && all.every(({ ended }) => ended)) return
      }
    },
    /** Ends every running task so. */
    finish: (lines: readonly string[], exitCode: number | undefined = 0, reason?: string) => {
      for (const task of aws.tasks)
        task.stopped ??= {
          ...(exitCode === undefined ? {} : { exitCode }),
          lines,
          ...(reason === undefined ? {} : { reason }),
        }
    },
  }
}
