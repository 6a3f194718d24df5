import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import type { Statement } from '../../../shared/statement.ts'
import { deploymentTag } from '../databases/tags.ts'
import type { ArnOf, Kind } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { snapshotPrefix } from './names.ts'

const snapshots = 'Its snapshots have names that begin so: each has the id of its process in it.'
const group = 'Groups are those of the original, which is read when somebody confirms.'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
const databases = ({ encrypt, deployment }: BackupsSlice, arn: ArnOf): Statement[] => {
  const names = encrypt?.names ?? []
  const originals = names.map((name) => arn('rds', `db:${name}`))
  const others = names.map((name) => arn('rds', `db:${name}-*`))
  const own = arn('rds', `snapshot:${snapshotPrefix}*`)
  const used = ['subgrp', 'og', 'pg'].map((type) => arn('rds', `${type}:*`))
  const tagged = { StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment } }
  return [
    {
      sid: 'SeeWhatIsEncrypted',
      actions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
      resources: ['*'],
      wildcard: 'What is not there has no ARN to ask for.',
    },
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
    slice.encrypt
      ? [...databases(slice, arn), ...keysOf(slice)]
      : [
          {
            sid: 'SeeWhatIsEncrypted',
            actions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots'],
            resources: ['*'],
            wildcard: 'What is not there has no ARN to ask for.',
          },
        ],
  load: async () => (await import('./work.ts')).encryptionWork,
}
