import type { Meanings } from './refusals.ts'
import { reason } from './refusals.ts'
import type { Observed } from './target-kind.ts'

/**
 * Statuses of a database that is on its way up: RDS goes through several of them after `starting`.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 */
const comingUp = /^(creating|starting|configuring-.*|restarting|resetting-.*|recovering)$/

/** Statuses of one that runs while RDS does something with it that no stop may interrupt. */
const occupied =
  /^(backing-up|backtracking|converting-to-vpc|delete-precheck|enabling-.*|failing-over|maintenance|migrating|modifying|moving-to-vpc|preparing-.*|promoting|rebooting|renaming|scaling-.*|storage-.*|switching-over|update-iam-db-auth|upgrading)$/

const words: Readonly<Record<string, string>> = {
  'inaccessible-encryption-credentials':
    'RDS cannot use the key of its storage, and the database is lost to it: restore it from a backup.',
  'inaccessible-encryption-credentials-recoverable':
    'RDS cannot use the key of its storage. Enable the key, or let its policy allow RDS to use it, within seven days; then start it.',
  'insufficient-capacity': 'AWS has no capacity for its class in its zone. Choose another class, or wait.',
  'incompatible-network': 'Its subnets, security groups or address cannot be used any more. Correct its subnet group.',
  'incompatible-option-group': 'An option of its option group cannot be applied. Correct the group.',
  'incompatible-parameters':
    'Its parameters ask for more memory than its class has, or contradict each other. Correct its parameter group.',
  'incompatible-restore': 'It cannot be restored to the point that was asked for.',
  'storage-full': 'Its storage is full. Give it more before it is stopped or started.',
  failed: 'RDS could not bring it up. Restore it to a point in time before it failed.',
  'restore-error': 'It cannot be restored from the snapshot or the point that was asked for.',
}

/** What a status of an instance or a cluster means. */
export const stateOf = (status: string): Pick<Observed, 'state' | 'reason' | 'unproven'> => {
  if (status === 'available') return { state: 'running' }
  if (status === 'stopped' || status === 'stopping') return { state: status }
  if (status === 'deleting' || status === 'deleted') return { state: 'gone' }
  const known = words[status]
  // RDS has stopped what it has no key for; anything else that is wrong is still paid for.
  if (known !== undefined && status.startsWith('inaccessible'))
    return { state: 'stopped', reason: reason(status, known) }
  if (known !== undefined) return broken(status, known)
  if (comingUp.test(status)) return { state: 'starting' }
  if (occupied.test(status))
    return { state: 'busy', reason: reason(status, `RDS is busy with it (${status}); that passes.`) }
  return broken(status, `RDS shows it as ${status}. Its events in the console say why.`)
}

/** Neither up in full nor off, and no stop is taken: a person has to see to it. */
const broken = (status: string, text: string): Pick<Observed, 'state' | 'reason' | 'unproven'> => ({
  state: 'busy',
  unproven: `RDS says ${status}`,
  reason: reason(status, text),
})

/** Whether a member of a cluster serves: it is there, perhaps with something done to it meanwhile. */
export const serves = (status: string): boolean => {
  const { state, unproven } = stateOf(status)
  return (state === 'running' || state === 'busy') && unproven === undefined
}

const key = {
  words:
    'RDS cannot use the KMS key of its storage: it is disabled, deleted, or its policy does not allow RDS. Enable it and correct its policy.',
  transient: false,
}
const capacity = {
  words: 'AWS has no capacity for its class in its zone now. It is asked again; if that goes on, choose another class.',
  transient: true,
}
const network = {
  words:
    'Its subnet group or network cannot be used any more. Give the group subnets in at least two zones that exist.',
  transient: false,
}
const unknown = { words: 'RDS does not know it: it was deleted or renamed. Correct hours.targets.', transient: false }

/** States pass, but what can never be stopped says so with the same code. */
const state = (message: string) =>
  /[Rr]ead.?[Rr]eplica/.test(message)
    ? {
        words: 'It is a read replica or has one, and RDS stops neither. Take it out of hours.targets.',
        transient: false,
      }
    : /SQL Server|[Mm]irroring/.test(message)
      ? {
          words: 'RDS does not stop SQL Server that runs in several zones. Take it out of hours.targets.',
          transient: false,
        }
      : /global|across Regions|serverless/.test(message)
        ? {
            words:
              'RDS does not stop such a cluster (global, replicated across Regions, or Serverless v1). Take it out of hours.targets.',
            transient: false,
          }
        : {
            words: 'It is in another state than it has to be in for that, which passes. It is asked again.',
            transient: true,
          }

/**
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBInstance.html#API_StartDBInstance_Errors,
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartDBCluster.html#API_StartDBCluster_Errors
 */
export const meanings: Meanings = {
  InsufficientDBInstanceCapacity: capacity,
  InsufficientDBClusterCapacity: capacity,
  KMSKeyNotAccessible: key,
  InvalidDBInstanceState: state,
  InvalidDBClusterState: state,
  DBInstanceNotFound: unknown,
  DBClusterNotFound: unknown,
  InvalidParameterCombination: (message) => ({
    words: /not eligible for stopping/.test(message)
      ? 'It belongs to a cluster or to an engine that RDS does not stop by itself. Name its cluster as a target instead.'
      : `RDS refuses: ${message}`,
    transient: false,
  }),
  InvalidSubnet: network,
  DBSubnetGroupNotFound: network,
  DBSubnetGroupDoesNotCoverEnoughAZs: network,
  InvalidVPCNetworkState: network,
  InstanceQuotaExceeded: {
    words: 'The account may not have so many databases. Ask for more in Service Quotas, or delete one.',
    transient: false,
  },
  AuthorizationNotFound: network,
}
