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

/**
 * By the instance or the cluster that is named; what lists asks for all of them.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html
 */
export const rdsAsks = ({ action, input }: Call, place: Place): Ask[] => {
  const [instance, cluster] = [textOf(input, 'DBInstanceIdentifier'), textOf(input, 'DBClusterIdentifier')]
  const named = instance ? `db:${instance}` : cluster ? `cluster:${cluster}` : undefined
  const all = action === 'DescribeDBInstances' ? 'db:*' : action === 'DescribeDBClusters' ? 'cluster:*' : undefined
  const name = named ?? all
  return [{ action: `rds:${action}`, resource: name ? arnOf('rds', place, name) : '*' }]
}
