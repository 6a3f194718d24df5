import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { always, type Rule, type Which } from './rule.ts'

// Errors: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstance.html#API_StartDBInstance_Errors
type About = Omit<Which, 'service'>
const starts = ['StartDBInstance', 'StartDBCluster'] as const
const changes = [...starts, 'StopDBInstance', 'StopDBCluster'] as const

const refusing = (name: string, which: About, status: number, code: string, message: string): Rule =>
  always(`rds: ${name}`, { service: 'rds', ...which }, { refuse: { status, code, message } })

/** AWS has no host left for the class in that zone. */
export const insufficientDbCapacity = (which: About = {}): Rule =>
  refusing(
    'no capacity',
    { action: starts, ...which },
    400,
    'InsufficientDBInstanceCapacity',
    'The specified DB instance class is not available in the specified Availability Zone.',
  )

/** The key of its storage is off, gone, or not for RDS. */
export const kmsKeyNotAccessible = (which: About = {}): Rule =>
  refusing(
    'key not accessible',
    { action: starts, ...which },
    400,
    'KMSKeyNotAccessibleFault',
    'The specified KMS key [arn:aws:kms:ap-northeast-2:123456789012:key/00000000-0000-4000-8000-000000000000] does not exist, is not enabled or you do not have permissions to access it.',
  )

/** The subnet group no longer covers enough zones, or holds a subnet that is gone. */
export const invalidSubnet = (which: About = {}): Rule =>
  refusing(
    'invalid subnet',
    { action: starts, ...which },
    400,
    'InvalidSubnet',
    'The requested subnet is invalid, or multiple subnets were requested that are not all in a common VPC.',
  )

/** More calls than the account's rate. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html */
export const rdsThrottled = (which: About = {}): Rule =>
  refusing('throttled', which, 400, 'Throttling', 'Rate exceeded')

/** What the role does not allow. */
export const rdsDenied = (which: About = {}): Rule =>
  refusing(
    'denied',
    { action: changes, ...which },
    403,
    'AccessDenied',
    'User is not authorized to perform: rds:StopDBInstance because no identity-based policy allows the action',
  )

const deletes = ['DeleteDBInstance', 'DeleteDBCluster'] as const
const restores = [
  'RestoreDBInstanceFromDBSnapshot',
  'RestoreDBInstanceToPointInTime',
  'RestoreDBClusterFromSnapshot',
  'RestoreDBClusterToPointInTime',
] as const

/** What is being made cannot be deleted. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html */
export const deletedWhileCreating = (which: About = {}): Rule =>
  refusing(
    'deleted while creating',
    { action: deletes, ...which },
    400,
    'InvalidDBInstanceState',
    'Instance shop is currently creating - try again later.',
  )

/** Somebody has switched on its deletion protection. */
export const deletionProtected = (which: About = {}): Rule =>
  refusing(
    'deletion protection',
    { action: deletes, ...which },
    400,
    'InvalidParameterCombination',
    'Cannot delete protected DB Instance, please disable deletion protection and try again.',
  )

/** The name of a restore is taken. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html */
export const databaseNameTaken = (which: About = {}): Rule =>
  refusing('name taken', { action: restores, ...which }, 400, 'DBInstanceAlreadyExists', 'DB instance already exists')

/** A time that RDS cannot restore. */
export const outsideRestoreWindow = (which: About = {}): Rule =>
  refusing(
    'outside of the restore window',
    { action: restores, ...which },
    400,
    'InvalidRestoreFault',
    'The specified instance cannot be restored to a time later than 2026-11-30T23:55:00Z.',
  )

/** No automatic backups, and so no logs to restore by. */
export const noPointInTime = (which: About = {}): Rule =>
  refusing(
    'no point in time',
    { action: restores, ...which },
    400,
    'PointInTimeRestoreNotEnabled',
    'Point-in-time restore is not enabled for the source DB instance.',
  )

/** What lists and is asked of all. */
const lists: Readonly<Record<string, string>> = {
  DescribeDBInstances: 'db:*',
  DescribeDBClusters: 'cluster:*',
}

/** Tags of the query protocol: `Tags.Tag.1.Key`, `Tags.Tag.1.Value`. */
const requestTags = (input: Call['input']): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, key]) => {
      const value = input[name.replace(/Key$/, 'Value')]
      return /^Tags\.[A-Za-z]+\.\d+\.Key$/.test(name) ? [[`aws:RequestTag/${String(key)}`, [String(value ?? '')]]] : []
    }),
  )

/**
 * The tag of whatever the function of backups has made, which is not in the call: the names of copies and snapshots say that they are ours, and the
 * caller's which deployment's.
 */
const resourceTags = (name: string, caller = ''): Record<string, readonly string[]> =>
  /:nightshift-(?!encryption-)/.test(name)
    ? { 'aws:ResourceTag/nightshift:deployment': [caller.replace(/-backups-on-look$/, '')] }
    : {}

/** What calls name beside the instance or the cluster, by their parameters, and of which type that is. */
const others: readonly (readonly [parameter: string, type: string])[] = [
  ['DBSnapshotIdentifier', 'snapshot'],
  ['SourceDBSnapshotIdentifier', 'snapshot'],
  ['TargetDBSnapshotIdentifier', 'snapshot'],
  ['DBClusterSnapshotIdentifier', 'cluster-snapshot'],
  ['SourceDBClusterSnapshotIdentifier', 'cluster-snapshot'],
  ['TargetDBClusterSnapshotIdentifier', 'cluster-snapshot'],
  ['SnapshotIdentifier', 'cluster-snapshot'],
  ['DBSubnetGroupName', 'subgrp'],
  ['DBParameterGroupName', 'pg'],
  ['DBClusterParameterGroupName', 'cluster-pg'],
  ['OptionGroupName', 'og'],
]

/** Tags that come with what is made need a permission of their own, on what is made. */
const taggedBy = (input: Call['input'], named: string | undefined): string | undefined => {
  const [snapshot, cluster] = [
    textOf(input, 'TargetDBSnapshotIdentifier') ?? textOf(input, 'DBSnapshotIdentifier'),
    textOf(input, 'TargetDBClusterSnapshotIdentifier') ?? textOf(input, 'DBClusterSnapshotIdentifier'),
  ]
  return snapshot ? `snapshot:${snapshot}` : cluster ? `cluster-snapshot:${cluster}` : named
}

/**
 * By what is named: the instance, the cluster, the snapshots, the groups; what lists asks for all of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export const rdsAsks = ({ action, input, caller }: Call, place: Place): Ask[] => {
  const [instance, cluster] = [
    textOf(input, 'TargetDBInstanceIdentifier') ?? textOf(input, 'DBInstanceIdentifier'),
    textOf(input, 'DBClusterIdentifier'),
  ]
  const isDescribe = action.startsWith('Describe')
  const isSnapshots = action.includes('Snapshots')
  const named = isSnapshots ? undefined : instance ? `db:${instance}` : cluster ? `cluster:${cluster}` : undefined
  const tags = requestTags(input)
  const ask = (asked: string, resource: string): Ask => {
    const conditions = { ...tags, ...resourceTags(resource, caller) }
    return { action: `rds:${asked}`, resource, ...(Object.keys(conditions).length > 0 ? { conditions } : {}) }
  }
  const given = textOf(input, 'ResourceName')
  const also = isDescribe
    ? []
    : [
        ...(instance && cluster ? [`cluster:${cluster}`] : []),
        ...others.flatMap(([parameter, type]) => {
          const id = textOf(input, parameter)
          return id === undefined ? [] : [id.startsWith('arn:') ? id : `${type}:${id}`]
        }),
      ]
  const name = named ?? lists[action] ?? given
  const resources = [...(name ? [name] : []), ...also].map((each) => arnOf('rds', place, each))
  const made = isDescribe || Object.keys(tags).length === 0 ? undefined : taggedBy(madeBy(action, input), named)
  return [
    ...(resources.length > 0 ? resources : ['*']).map((resource) => ask(action, resource)),
    ...(made && action !== 'AddTagsToResource' ? [ask('AddTagsToResource', arnOf('rds', place, made))] : []),
  ]
}

/** A restore is of a snapshot, and makes none. */
const madeBy = (action: string, input: Call['input']): Call['input'] =>
  action.startsWith('Restore')
    ? { ...input, DBSnapshotIdentifier: undefined, DBClusterSnapshotIdentifier: undefined }
    : input
