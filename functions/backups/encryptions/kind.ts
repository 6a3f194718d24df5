import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import type { Statement } from '../../../shared/statement.ts'
import { deploymentTag } from '../databases/tags.ts'
import type { ArnOf, Kind } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { otherPatterns, snapshotPrefix } from './names.ts'

const snapshots = 'Its snapshots have names that begin so: each has the id of its process in it.'
const group = 'Groups are those of the original, which is read when somebody confirms.'

const seeing: Statement = {
  sid: 'SeeWhatIsEncrypted',
  actions: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBSnapshots'],
  resources: ['*'],
  wildcard: 'What is not there has no ARN to ask for.',
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
const databases = ({ encrypt, deployment }: BackupsSlice, arn: ArnOf): Statement[] => {
  const names = encrypt?.names ?? []
  if (names.length === 0) return []
  const originals = names.map((name) => arn('rds', `db:${name}`))
  const others = [...new Set(names.flatMap(otherPatterns))].map((pattern) => arn('rds', `db:${pattern}`))
  const own = arn('rds', `snapshot:${snapshotPrefix}*`)
  const used = ['subgrp', 'og', 'pg'].map((type) => arn('rds', `${type}:*`))
  const tagged = { StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment } }
  return [
    {
      sid: 'SnapshotToEncrypt',
      actions: ['rds:CreateDBSnapshot'],
      resources: [...originals, own],
      conditions: tagged,
      wildcard: snapshots,
    },
    {
      sid: 'CopyEncrypted',
      actions: ['rds:CopyDBSnapshot', 'rds:DeleteDBSnapshot', 'rds:AddTagsToResource'],
      resources: [own],
      wildcard: snapshots,
    },
    {
      sid: 'RestoreEncrypted',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot'],
      resources: [...others, own, ...used],
      conditions: tagged,
      wildcard: `${snapshots} ${group}`,
    },
    {
      sid: 'TagEncrypted',
      actions: ['rds:AddTagsToResource'],
      resources: others,
      wildcard: 'The encrypted one is called as the original with the id of its process.',
    },
    {
      sid: 'SwapEncrypted',
      actions: ['rds:ModifyDBInstance', 'rds:RemoveTagsFromResource'],
      resources: [...originals, ...others, ...used],
      wildcard: `The encrypted one is called as the original with the id of its process, and the original with -old. ${group}`,
    },
    {
      // Never by its own name: the original is first renamed.
      sid: 'DeleteOriginals',
      actions: ['rds:DeleteDBInstance'],
      resources: others,
      wildcard: 'The original is then called -old, and is deleted when somebody confirms it.',
    },
  ]
}

/** Of a cluster the same, and its instances. Its snapshot is not copied: the restore takes the key. */
const clusters = ({ encrypt, deployment }: BackupsSlice, arn: ArnOf): Statement[] => {
  const named = Object.entries(encrypt?.clusters ?? {})
  if (named.length === 0) return []
  const instances = named.flatMap(([, members]) => members)
  const ofEach = (patternsOf: (name: string) => readonly string[]): string[] => [
    ...new Set([
      ...named.flatMap(([name]) => patternsOf(name).map((pattern) => arn('rds', `cluster:${pattern}`))),
      ...instances.flatMap((name) => patternsOf(name).map((pattern) => arn('rds', `db:${pattern}`))),
    ]),
  ]
  const others = ofEach(otherPatterns)
  const own = arn('rds', `cluster-snapshot:${snapshotPrefix}*`)
  const used = ['subgrp', 'og', 'pg', 'cluster-pg'].map((type) => arn('rds', `${type}:*`))
  const tagged = { StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment } }
  const renamed =
    'The encrypted ones are called as the originals with the id of their process, and the originals with -old.'
  return [
    {
      sid: 'SeeWhichClustersAreEncrypted',
      actions: ['rds:DescribeDBClusterSnapshots'],
      resources: ['*'],
      wildcard: 'What is not there has no ARN to ask for.',
    },
    {
      sid: 'SnapshotClusterToEncrypt',
      actions: ['rds:CreateDBClusterSnapshot'],
      resources: [...named.map(([name]) => arn('rds', `cluster:${name}`)), own],
      conditions: tagged,
      wildcard: snapshots,
    },
    {
      sid: 'DeleteSnapshotsOfClusters',
      actions: ['rds:DeleteDBClusterSnapshot', 'rds:AddTagsToResource'],
      resources: [own],
      wildcard: snapshots,
    },
    {
      sid: 'RestoreEncryptedCluster',
      actions: ['rds:RestoreDBClusterFromSnapshot', 'rds:CreateDBInstance'],
      resources: [...others, own, ...used],
      conditions: tagged,
      wildcard: `${snapshots} ${group}`,
    },
    {
      sid: 'TagEncryptedCluster',
      actions: ['rds:AddTagsToResource'],
      resources: others,
      wildcard: renamed,
    },
    {
      sid: 'SwapEncryptedCluster',
      actions: ['rds:ModifyDBCluster', 'rds:ModifyDBInstance', 'rds:RemoveTagsFromResource'],
      resources: [...ofEach((name) => [name]), ...others, ...used],
      wildcard: `${renamed} ${group}`,
    },
    {
      // Never by their own names: the originals are first renamed.
      sid: 'DeleteOriginalClusters',
      actions: ['rds:DeleteDBCluster', 'rds:DeleteDBInstance'],
      resources: others,
      wildcard: 'The originals are then called -old, and are deleted when somebody confirms it.',
    },
  ]
}

/** RDS uses the key for whoever asks, by a grant. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html */
const keysOf = ({ encrypt }: BackupsSlice): Statement[] => [
  {
    sid: 'UseKeysOfEncryption',
    actions: [
      'kms:DescribeKey',
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
    ],
    resources: encrypt?.keys ?? [],
  },
  {
    sid: 'HandKeysToRds',
    actions: ['kms:CreateGrant'],
    resources: encrypt?.keys ?? [],
    conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
  },
]

/** A database that somebody encrypts by copy. It begins nothing by itself, and may touch only what the config names. */
export const encryptionKind: Kind<BackupEncryptionRecord> = {
  process: 'encryption',
  actions: ['encrypt-plan', 'encrypt', 'encrypt-finish', 'encrypt-back'],
  isScheduled: () => false,
  statements: (slice, arn) =>
    slice.encrypt ? [seeing, ...databases(slice, arn), ...clusters(slice, arn), ...keysOf(slice)] : [seeing],
  load: async () => (await import('./work.ts')).encryptionWork,
}
