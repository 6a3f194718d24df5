import { type Restorable, restorableOf } from '../../../shared/backups/targets.ts'
import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import type { Statement } from '../../../shared/statement.ts'
import { deploymentTag } from '../databases/tags.ts'
import type { ArnOf, Kind } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { copyPrefix } from './names.ts'

const requested = ({ deployment }: BackupsSlice) => ({
  StringEquals: { [`aws:RequestTag/${deploymentTag}`]: deployment },
})
const borne = ({ deployment }: BackupsSlice) => ({
  StringEquals: { [`aws:ResourceTag/${deploymentTag}`]: deployment },
})

const names = 'Copies have names that begin so: each has the id of its process in it.'

const copiesOf = (arn: ArnOf): string[] => [arn('rds', `db:${copyPrefix}*`), arn('rds', `cluster:${copyPrefix}*`)]

/**
 * What is looked for and deleted whatever the config says: a copy outlives the proof that somebody takes out of the config.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
const cleaning = (slice: BackupsSlice, arn: ArnOf): Statement[] => [
  {
    sid: 'SeeCopies',
    actions: [
      'rds:DescribeDBInstances',
      'rds:DescribeDBClusters',
      'ec2:DescribeVolumes',
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceStatus',
    ],
    resources: ['*'],
    wildcard: 'Copies that are left over are found among all; EC2 has no resources for its Describe calls.',
  },
  {
    sid: 'DeleteCopies',
    actions: ['rds:DeleteDBInstance', 'rds:DeleteDBCluster', 'rds:ModifyDBInstance', 'rds:ModifyDBCluster'],
    resources: copiesOf(arn),
    conditions: borne(slice),
    wildcard: `${names} Nothing without the tag of this deployment is changed or deleted.`,
  },
  {
    sid: 'DeleteCopiedVolumes',
    actions: ['ec2:DeleteVolume'],
    resources: [arn('ec2', 'volume/*')],
    conditions: borne(slice),
    wildcard: 'AWS makes the ids of volumes. Only those with the tag of this deployment.',
  },
  {
    sid: 'EndCopiedInstances',
    actions: ['ec2:TerminateInstances'],
    resources: [arn('ec2', 'instance/*')],
    conditions: borne(slice),
    wildcard: 'AWS makes the ids of instances. Only those with the tag of this deployment.',
  },
]

const databases = (slice: BackupsSlice, arn: ArnOf): Statement[] => {
  // A restore asks for all that it uses.
  const used = ['snapshot', 'cluster-snapshot', 'subgrp', 'og', 'pg', 'cluster-pg'].map((type) =>
    arn('rds', `${type}:*`),
  )
  return [
    {
      sid: 'SeeSnapshotsToProve',
      actions: [
        'rds:DescribeDBSnapshots',
        'rds:DescribeDBClusterSnapshots',
        'rds:DescribeDBSubnetGroups',
        'rds:DescribeOrderableDBInstanceOptions',
      ],
      resources: ['*'],
      wildcard: 'Snapshots of all origins are listed; classes that RDS offers have no ARN.',
    },
    {
      sid: 'RestoreCopies',
      actions: ['rds:RestoreDBInstanceFromDBSnapshot', 'rds:RestoreDBClusterFromSnapshot', 'rds:CreateDBInstance'],
      resources: [...copiesOf(arn), ...used],
      conditions: requested(slice),
      wildcard: `${names} Any snapshot may be the newest one; groups are those of its database.`,
    },
    {
      sid: 'TagCopies',
      actions: ['rds:AddTagsToResource'],
      resources: copiesOf(arn),
      conditions: requested(slice),
      wildcard: names,
    },
  ]
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html */
const volumes = (slice: BackupsSlice, arn: ArnOf): Statement[] => [
  {
    sid: 'SeeSnapshotsOfVolumes',
    actions: ['ec2:DescribeSnapshots', 'ec2:DescribeAvailabilityZones'],
    resources: ['*'],
    wildcard: 'EC2 has no resources for its Describe calls.',
  },
  {
    sid: 'RestoreVolumes',
    actions: ['ec2:CreateVolume'],
    resources: [arn('ec2', 'volume/*')],
    conditions: requested(slice),
    wildcard: 'AWS makes the ids of volumes.',
  },
  {
    sid: 'ReadSnapshots',
    actions: ['ec2:CreateVolume'],
    // Snapshots have no account in their ARN.
    resources: [arn('ec2', 'snapshot/*').replace(/:[^:]*:snapshot/, '::snapshot')],
    wildcard: 'Any snapshot of the volume may be the newest one.',
  },
  {
    sid: 'TagVolumes',
    actions: ['ec2:CreateTags'],
    resources: [arn('ec2', 'volume/*')],
    conditions: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
    wildcard: 'AWS makes the ids of volumes.',
  },
]

/** An instance of an AMI: it and its volumes are made with our tags; subnets and groups are those of the proof's place. */
const machines = (slice: BackupsSlice, arn: ArnOf): Statement[] => {
  const made = [arn('ec2', 'instance/*'), arn('ec2', 'volume/*')]
  const ownerless = ['image', 'snapshot'].map((type) =>
    arn('ec2', `${type}/*`).replace(/:[^:]*:(image|snapshot)/, '::$1'),
  )
  return [
    {
      sid: 'SeeImagesToProve',
      actions: ['ec2:DescribeImages'],
      resources: ['*'],
      wildcard: 'EC2 has no resources for its Describe calls.',
    },
    {
      sid: 'LaunchImages',
      actions: ['ec2:RunInstances'],
      resources: made,
      conditions: requested(slice),
      wildcard: 'AWS makes the ids of instances and volumes.',
    },
    {
      sid: 'LaunchInPlace',
      actions: ['ec2:RunInstances'],
      resources: [
        ...ownerless,
        ...['subnet', 'security-group', 'network-interface'].map((type) => arn('ec2', `${type}/*`)),
      ],
      wildcard: 'Any AMI of the instance may be the newest one; where it stands is known to the deployment.',
    },
    {
      sid: 'TagInstances',
      actions: ['ec2:CreateTags'],
      resources: made,
      conditions: { StringEquals: { 'ec2:CreateAction': 'RunInstances' } },
      wildcard: 'AWS makes the ids of instances and volumes.',
    },
  ]
}

/** Keys of one's own: RDS and EC2 use them for the copy. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html */
const keysOf = ({ proofs }: BackupsSlice, region: string): Statement[] => {
  const resources = [...new Set(Object.values(proofs).flatMap(({ kmsKeys }) => kmsKeys))]
  if (resources.length === 0) return []
  return [
    {
      sid: 'UseKeys',
      actions: [
        'kms:CreateGrant',
        'kms:DescribeKey',
        'kms:Decrypt',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources,
      conditions: { StringLike: { 'kms:ViaService': [`rds.${region}.*`, `ec2.${region}.*`] } },
    },
  ]
}

const formsOf = ({ proofs }: BackupsSlice): Set<Restorable | undefined> =>
  new Set(Object.values(proofs).map(({ of }) => restorableOf(of)?.form))

/** Restores on trial: the newest snapshot under another name, a check, and the copy's end. */
export const proofKind: Kind<BackupProofRecord> = {
  process: 'proof',
  actions: ['prove'],
  isScheduled: () => true,
  statements: (slice, arn) => {
    const wanted = formsOf(slice)
    const [, , , region = '*'] = arn('rds', 'db').split(':')
    return [
      ...cleaning(slice, arn),
      ...(wanted.has('rds-instance') || wanted.has('rds-cluster') ? databases(slice, arn) : []),
      ...(wanted.has('ebs-volume') ? volumes(slice, arn) : []),
      ...(wanted.has('ec2-instance') ? machines(slice, arn) : []),
      ...keysOf(slice, region),
    ]
  },
  load: async () => (await import('./work.ts')).proofWork,
}
