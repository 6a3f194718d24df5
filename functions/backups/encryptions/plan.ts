import type { DBInstance } from '@aws-sdk/client-rds'
import { leftOut } from '../restores/settings.ts'
import { hasRoom } from './names.ts'

/** One line of what an encryption would do. */
export interface PlanLine {
  /** `you`: a person's step. `step`: ours. `stops`, `changes`, `lost`, `stays`: what comes of it. */
  readonly about: 'you' | 'step' | 'stops' | 'changes' | 'lost' | 'stays'
  readonly text: string
}

/** What is known of a database that somebody wants to encrypt. */
export interface Asked {
  readonly name: string
  readonly key: string
  readonly original: DBInstance | undefined
  /** Whether there is a database that is called as the original would be. */
  readonly oldIsTaken: boolean
  /** The config's: which databases, and by which keys. */
  readonly allowed: { readonly names: readonly string[]; readonly keys: readonly string[] } | undefined
  readonly region: string
}

const allowedText = ({ name, key, allowed }: Asked): string | undefined => {
  const line = (names: readonly string[], keys: readonly string[]) =>
    `Write backups: { encrypt: { names: [${names.map((each) => `'${each}'`).join(', ')}], keys: [${keys.map((each) => `'${each}'`).join(', ')}] } } in the config, and deploy: without it the function has no permission.`
  const { names, keys } = allowed ?? { names: [], keys: [] }
  if (!names.includes(name))
    return `The config does not let ${name} be encrypted. ${line([...names, name], keys.length ? keys : [key])}`
  return keys.includes(key) ? undefined : `The config does not name the key ${key}. ${line(names, [...keys, key])}`
}

const databaseText = ({ name, original, oldIsTaken }: Asked): string | undefined => {
  if (!original) return `There is no database instance "${name}" in this region.`
  if (original.DBClusterIdentifier)
    return `${name} belongs to the cluster ${original.DBClusterIdentifier}, whose storage is encrypted or not as a whole. Restore a snapshot of the cluster with --kms-key-id under a new name instead.`
  if (original.StorageEncrypted) return `${name} is encrypted already, by ${original.KmsKeyId}.`
  const replicas = [
    ...(original.ReadReplicaDBInstanceIdentifiers ?? []),
    ...(original.ReadReplicaDBClusterIdentifiers ?? []),
  ]
  if (replicas.length > 0)
    return `${name} has read replicas, which would go on following the plain original: ${replicas.join(', ')}. Delete them, encrypt, and make them again: a replica of an encrypted database is encrypted.`
  if (original.ReadReplicaSourceDBInstanceIdentifier)
    return `${name} is a read replica of ${original.ReadReplicaSourceDBInstanceIdentifier}. Encrypt that one, and make the replica again.`
  if (/^custom-/.test(original.Engine ?? '')) return `${name} is RDS Custom, whose snapshots cannot be restored so.`
  if (!hasRoom(name)) return `${name} is too long: "${name}-old" has more than 63 characters.`
  if (oldIsTaken) return `There is a database ${name}-old already. Rename or delete it first.`
  return original.DBInstanceStatus === 'available'
    ? undefined
    : `${name} is ${original.DBInstanceStatus}. It has to be available.`
}

/** Why it may not be encrypted, and what to do; nothing where it may. */
export const refusalOf = (asked: Asked): string | undefined => {
  const { key, region } = asked
  const [, , , keyRegion] = key.split(':')
  const allowed = allowedText(asked)
  if (allowed !== undefined) return allowed
  if (keyRegion !== region)
    return `The key is in ${keyRegion}, the database in ${region}: a key encrypts in its own region alone.`
  return databaseText(asked)
}

const gibibytes = ({ AllocatedStorage = 0 }: DBInstance): string => `${AllocatedStorage} GiB`

/**
 * What would be done, what stops meanwhile, what changes, what is lost, and what stays, for a person to read before they confirm.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RenameInstance.html
 */
export const planOf = (original: DBInstance, { name, key }: Pick<Asked, 'name' | 'key'>): PlanLine[] => {
  const retention = original.BackupRetentionPeriod ?? 0
  const lines = (about: PlanLine['about'], texts: readonly (string | false)[]): PlanLine[] =>
    texts.flatMap((text) => (text === false ? [] : [{ about, text }]))
  return [
    ...lines('you', [
      `Stop everything that writes to ${name} before you confirm. What is written after the snapshot is not in the encrypted database.`,
    ]),
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
        .map((each) => `${each[0]?.toUpperCase()}${each.slice(1)}: switch it on again afterwards.`),
    ]),
    ...lines('stays', [
      `${name}-old, and costs what it costs, until somebody confirms its end with --finish. Until then --back gives it its name again.`,
      'Event subscriptions, alarms, log groups and proxies that name the identifier: a proxy finds the new one by its name.',
      'The encrypted snapshot, until somebody deletes it.',
    ]),
  ]
}
