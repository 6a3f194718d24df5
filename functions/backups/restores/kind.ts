import type { BackupRestoreRecord } from '../../../shared/ledger/records.ts'
import { deploymentTag } from '../databases/tags.ts'
import type { Kind } from '../kinds/kind.ts'

/** A database that somebody wants back, under a name of their own. */
export const restoreKind: Kind<BackupRestoreRecord> = {
  process: 'restore',
  actions: ['restore'],
  isScheduled: () => false,
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
  statements: ({ deployment }, arn) => [
    {
      sid: 'SeeWhatToRestore',
      actions: [
        'rds:DescribeDBInstances',
        'rds:DescribeDBClusters',
        'rds:DescribeDBSnapshots',
        'rds:DescribeDBClusterSnapshots',
        'rds:DescribeDBInstanceAutomatedBackups',
      ],
      resources: ['*'],
      wildcard: 'Somebody names the database when they need it back.',
    },
    {
      sid: 'RestoreDatabases',
      actions: [
        'rds:RestoreDBInstanceToPointInTime',
        'rds:RestoreDBInstanceFromDBSnapshot',
        'rds:RestoreDBClusterToPointInTime',
        'rds:RestoreDBClusterFromSnapshot',
        'rds:CreateDBInstance',
        'rds:AddTagsToResource',
      ],
      resources: [
        'db',
        'cluster',
        'snapshot',
        'cluster-snapshot',
        'auto-backup',
        'subgrp',
        'og',
        'pg',
        'cluster-pg',
      ].map((type) => arn('rds', `${type}:*`)),
      conditions: { StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment } },
      wildcard:
        'Somebody names the database, and a new name, when they need it back. It makes new ones only, with our tag.',
    },
    {
      // RDS asks with the rights of whoever restores. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
      sid: 'UseKeysOfRestores',
      actions: ['kms:CreateGrant', 'kms:DescribeKey', 'kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext'],
      resources: [arn('kms', 'key/*')],
      conditions: { StringLike: { 'kms:ViaService': ['rds.*.amazonaws.com*'] } },
      wildcard: 'What is restored has the key of its original, which nobody names; RDS alone may use it.',
    },
  ],
  load: async () => (await import('./work.ts')).restoreWork,
}
