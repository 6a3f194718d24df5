import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { leftOut } from '../restores/settings.ts'
import type { Asked } from './refusals.ts'

/** One line of what an encryption would do. */
export interface PlanLine {
  /** `you`: a person's step. `step`: ours. `stops`, `changes`, `lost`, `stays`: what comes of it. */
  readonly about: 'you' | 'step' | 'stops' | 'changes' | 'lost' | 'stays'
  readonly text: string
}

const lines = (about: PlanLine['about'], texts: readonly (string | false | undefined)[]): PlanLine[] =>
  texts.flatMap((text) => (text === false || text === undefined ? [] : [{ about, text }]))

const stopText = (name: string): string =>
  `Stop everything that writes to ${name} before you confirm. What is written after the snapshot is not in the encrypted database.`

const againText = (what: string): string => `${what[0]?.toUpperCase()}${what.slice(1)}: switch it on again afterwards.`

const gibibytes = ({ AllocatedStorage = 0 }: DBInstance): string => `${AllocatedStorage} GiB`

/**
 * What would be done, what stops meanwhile, what changes, what is lost, and what stays, for a person to read before they confirm.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
 */
export const planOf = (original: DBInstance, { name, key }: Pick<Asked, 'name' | 'key'>): PlanLine[] => {
  const retention = original.BackupRetentionPeriod ?? 0
  return [
    ...lines('you', [stopText(name)]),
    ...lines('step', [
      `A snapshot of ${name} (${gibibytes(original)}).`,
      `A copy of the snapshot, encrypted by ${key}.`,
      `A restore of the copy, with the class, subnet group, security groups, parameters, options, storage and tags of ${name}.`,
      `Backups, windows, growth of storage and protection from deletion as ${name} has them.`,
      `${name} is renamed to ${name}-old, then the encrypted one to ${name}.`,
    ]),
    ...lines('stops', [
      'Writes, from your confirmation until the swap: the snapshot, its copy and the restore take minutes to hours, by the size.',
      'Every connection at the swap: RDS reboots what it renames, and the name answers again after about ten minutes each.',
    ]),
    ...lines('changes', [
      `The endpoint stays the same name, and leads to another address: let applications resolve it anew.`,
      `The resource id (${original.DbiResourceId}) is a new one: IAM policies of rds-db:connect that name it, and dashboards of Performance Insights, need it.`,
      'A template that made the database does not know it: set its storage to encrypted and its key before the next deployment, and import it, or the deployment replaces it.',
      original.MasterUserSecret !== undefined &&
        `The master password is no longer kept in ${original.MasterUserSecret.SecretArn}: the encrypted one has the password of the snapshot.`,
    ]),
    ...lines('lost', [
      retention > 0
        ? `Point in time: the encrypted one can be restored only to times after the swap. The ${retention} days of ${name} go with ${name}-old.`
        : false,
      `Automatic snapshots stay with ${name}-old, as plain as they are.`,
      ...leftOut(original, true)
        .filter((each) => !(each.startsWith('storage that grows') || each.startsWith('a password')))
        .map(againText),
    ]),
    ...lines('stays', [
      `${name}-old, and costs what it costs, until somebody confirms its end with --finish. Until then --back gives it its name again.`,
      'Event subscriptions, alarms, log groups and proxies that name the identifier: a proxy finds the new one by its name.',
      'The encrypted snapshot, until somebody deletes it.',
    ]),
  ]
}

/** What of a cluster, or of one of its instances, its encrypted copy does not have. */
const leftOfCluster = (cluster: DBCluster, members: readonly DBInstance[]): string[] => [
  ...((cluster.AssociatedRoles ?? []).length > 0 ? ['its IAM roles'] : []),
  ...(cluster.HttpEndpointEnabled ? ['its HTTP endpoint (Data API)'] : []),
  ...(cluster.ActivityStreamStatus === 'started' ? ['its activity stream'] : []),
  ...((cluster.DomainMemberships ?? []).length > 0 ? ['its directory (Kerberos)'] : []),
  ...(cluster.LocalWriteForwardingStatus === 'enabled' ? ['local write forwarding'] : []),
  ...members.flatMap((member) =>
    leftOut({ ...member, AssociatedRoles: [], MasterUserSecret: undefined }, false).map(
      (each) => `${each} of ${member.DBInstanceIdentifier}`,
    ),
  ),
]

/**
 * The same of an Aurora cluster.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
 * @param members its instances, the writer first
 */
export const planOfCluster = (
  cluster: DBCluster,
  members: readonly DBInstance[],
  { name, key }: Pick<Asked, 'name' | 'key'>,
): PlanLine[] => {
  const names = members.map(({ DBInstanceIdentifier: id }) => id ?? '')
  const all = [name, ...names]
  const custom = cluster.CustomEndpoints ?? []
  const others = names.slice(1)
  return [
    ...lines('you', [stopText(name)]),
    ...lines('step', [
      `A snapshot of the cluster ${name}.`,
      `A restore of the snapshot, encrypted by ${key}, with the subnet group, security groups, parameters, scaling and tags of ${name}: Aurora copies no plain snapshot with a key, and restores one.`,
      `An instance as ${names[0]}, which writes${others.length > 0 ? `, then as ${others.join(', ')}` : ''}: class, parameters, zone and order of failover are the same.`,
      `Backups, windows and protection from deletion as ${name} has them.`,
      `${all.join(', ')} ${all.length > 1 ? 'get' : 'gets'} "-old" behind the name, then the encrypted ones get the names.`,
    ]),
    ...lines('stops', [
      'Writes, from your confirmation until the swap: the snapshot and the restore take minutes to hours, by the size.',
      'Every connection at the swap: RDS reboots the instances that it renames, and a name answers again after about ten minutes each.',
    ]),
    ...lines('changes', [
      `The endpoints of writer${cluster.ReaderEndpoint ? ' and readers' : ''} and of each instance stay the same names, and lead to other addresses: let applications resolve them anew.`,
      custom.length > 0 &&
        `Custom endpoints stay with ${name}-old, and lead to the plain cluster: ${custom.join(', ')}. After the swap delete them there, and make them for ${name} under the same names.`,
      `The resource ids (${[cluster.DbClusterResourceId, ...members.map(({ DbiResourceId: id }) => id)].join(', ')}) are new ones: IAM policies of rds-db:connect that name them, and dashboards of Performance Insights, need them.`,
      'A template that made the cluster does not know it: set its storage to encrypted and its key before the next deployment, and import it, or the deployment replaces it.',
      cluster.MasterUserSecret !== undefined &&
        `The master password is no longer kept in ${cluster.MasterUserSecret.SecretArn}: the encrypted one has the password of the snapshot.`,
      cluster.StorageEncryptionType === 'sse-rds' &&
        `${name} is encrypted by a key that AWS owns, as Aurora does by itself. The encrypted one has yours.`,
    ]),
    ...lines('lost', [
      `Point in time: the encrypted one can be restored only to times after the swap. The ${cluster.BackupRetentionPeriod ?? 1} days of ${name} go with ${name}-old.`,
      (cluster.BacktrackWindow ?? 0) > 0 && 'Backtrack to before the swap.',
      `Automatic snapshots stay with ${name}-old, as plain as they are.`,
      ...leftOfCluster(cluster, members).map(againText),
    ]),
    ...lines('stays', [
      `${all.map((each) => `${each}-old`).join(', ')}, and cost what they cost, until somebody confirms their end with --finish. Until then --back gives them their names again.`,
      'Event subscriptions, alarms, log groups, policies of scaling and proxies that name the identifier: a proxy finds the new one by its name.',
    ]),
  ]
}
