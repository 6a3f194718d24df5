import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import type { EncryptConfig } from '../../../shared/config/backups/encrypt.ts'
import { isAurora } from '../databases/engine.ts'
import { hasRoom, sameFresh } from './names.ts'

/** What is known of a database that somebody wants to encrypt. */
export interface Asked {
  readonly form: 'instance' | 'cluster'
  readonly name: string
  readonly key: string
  readonly original: DBInstance | undefined
  readonly cluster?: DBCluster | undefined
  /** The instances of the cluster, the writer first. */
  readonly members?: readonly DBInstance[]
  /** Names that the original, or one of its instances, would have and that are taken. */
  readonly taken: readonly string[]
  /** The config's: which databases, and by which keys. */
  readonly allowed: EncryptConfig | undefined
  readonly region: string
}

const listText = (names: readonly string[]): string => `[${names.map((each) => `'${each}'`).join(', ')}]`

/** The config that would allow it: what it has already, and this. */
const configText = ({ names, clusters, keys }: EncryptConfig): string => {
  const of = Object.entries(clusters).map(([name, members]) => `'${name}': ${listText(members)}`)
  const parts = [
    ...(names.length > 0 ? [`names: ${listText(names)}`] : []),
    ...(of.length > 0 ? [`clusters: { ${of.join(', ')} }`] : []),
    `keys: ${listText(keys)}`,
  ]
  return `Write backups: { encrypt: { ${parts.join(', ')} } } in the config, and deploy: without it the function has no permission.`
}

const memberNames = ({ members = [] }: Asked): string[] =>
  members.flatMap(({ DBInstanceIdentifier: name }) => name ?? [])

const allowedText = (asked: Asked): string | undefined => {
  const { form, name, key, allowed } = asked
  const has = allowed ?? { names: [], clusters: {}, keys: [] }
  const members = memberNames(asked)
  const named = form === 'cluster' ? has.clusters[name] : has.names.includes(name) ? [] : undefined
  const wanted: EncryptConfig = {
    names: form === 'instance' && !named ? [...has.names, name] : has.names,
    clusters: form === 'cluster' ? { ...has.clusters, [name]: members } : has.clusters,
    keys: has.keys.includes(key) ? has.keys : [...has.keys, key],
  }
  if (named === undefined)
    return `The config does not let ${name} be encrypted. ${configText({ ...wanted, keys: has.keys.length > 0 ? has.keys : [key] })}`
  if (!has.keys.includes(key)) return `The config does not name the key ${key}. ${configText(wanted)}`
  const others = members.filter((each) => !named.includes(each))
  return form === 'cluster' && others.length > 0
    ? `The config does not name ${others.join(', ')} of the cluster ${name}. ${configText(wanted)}`
    : undefined
}

const nameText = (names: readonly string[], taken: readonly string[]): string | undefined => {
  const long = names.find((name) => !hasRoom(name))
  if (long !== undefined) return `${long} is too long: "${long}-old" has more than 63 characters.`
  return taken.length > 0 ? `There is a database ${taken.join(', ')} already. Rename or delete it first.` : undefined
}

const stateText = (name: string, status: string | undefined): string | undefined =>
  status === 'available' ? undefined : `${name} is ${status}. It has to be available.`

const instanceText = ({ name, key, original, taken }: Asked): string | undefined => {
  if (!original) return `There is no database instance "${name}" in this region, and no cluster.`
  if (original.DBClusterIdentifier)
    return `${name} belongs to the cluster ${original.DBClusterIdentifier}, whose storage is encrypted or not as a whole: backups encrypt rds-cluster/${original.DBClusterIdentifier} --key ${key}`
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
  return nameText([name], taken) ?? stateText(name, original.DBInstanceStatus)
}

/**
 * What AWS does not do. A restore of an Aurora snapshot takes a key; Multi-AZ DB clusters cannot be encrypted afterwards.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Overview.Encryption.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/multi-az-db-clusters-concepts.Limitations.html
 */
const impossibleText = (name: string, cluster: DBCluster): string | undefined => {
  const { Engine: engine, EngineMode: mode = 'provisioned' } = cluster
  if (engine === 'docdb' || engine === 'neptune')
    return `${name} is a cluster of ${engine === 'docdb' ? 'DocumentDB' : 'Neptune'}, which is not encrypted from here: restore its snapshot with a key by that service, and lead the applications to it.`
  if (!isAurora(engine))
    return `${name} is a Multi-AZ DB cluster, and AWS does not encrypt one that is not: its snapshots take no key. Restore a snapshot of it as a single instance, encrypt that one, and make an encrypted cluster of its snapshot.`
  if (mode !== 'provisioned')
    return `${name} is an Aurora cluster of the mode ${mode}, which cannot be encrypted so. Aurora Serverless v1 is always encrypted.`
  if (cluster.GlobalClusterIdentifier)
    return `${name} belongs to the global database ${cluster.GlobalClusterIdentifier}, whose clusters are encrypted or not together. Take it out of the global database, encrypt it, and make the global database again of the encrypted one.`
  if (cluster.ReplicationSourceIdentifier)
    return `${name} replicates ${cluster.ReplicationSourceIdentifier}. Encrypt that one, and make the replica again.`
  const replicas = cluster.ReadReplicaIdentifiers ?? []
  return replicas.length > 0
    ? `${name} has read replicas, which would go on following the plain original: ${replicas.join(', ')}. Delete them, encrypt, and make them again.`
    : undefined
}

/** Readers that Application Auto Scaling makes are called so. */
const scaled = /^application-autoscaling-/

const clusterText = (asked: Asked): string | undefined => {
  const { name, cluster, members = [], taken } = asked
  if (!cluster) return `There is no database cluster "${name}" in this region.`
  if (cluster.StorageEncrypted) return `${name} is encrypted already, by ${cluster.KmsKeyId}.`
  const impossible = impossibleText(name, cluster)
  if (impossible !== undefined) return impossible
  const names = memberNames(asked)
  if (names.length === 0)
    return `${name} has no instance: add one first, so that the encrypted cluster is made with it.`
  const readers = names.filter((each) => scaled.test(each))
  if (readers.length > 0)
    return `${readers.join(', ')} ${readers.length > 1 ? 'come' : 'comes'} from Application Auto Scaling. Take the scaling policy of ${name} off and wait until its readers are gone; put it on again after the swap.`
  const same = sameFresh(names)
  if (same)
    return `${same.join(' and ')} begin with the same characters, so that their encrypted ones would get the same name for a while. Rename one of them, so that the first 49 characters differ.`
  return (
    nameText([name, ...names], taken) ??
    stateText(name, cluster.Status) ??
    members
      .map(({ DBInstanceIdentifier: id = '', DBInstanceStatus: status }) => stateText(id, status))
      .find((each) => each !== undefined)
  )
}

/** Why it may not be encrypted, and what to do; nothing where it may. */
export const refusalOf = (asked: Asked): string | undefined => {
  const { form, key, region } = asked
  const [, , , keyRegion] = key.split(':')
  // What is not there, or AWS does not do, is not to be written into the config first.
  const cannot = form === 'cluster' ? clusterText(asked) : undefined
  if (cannot !== undefined) return cannot
  const allowed = allowedText(asked)
  if (allowed !== undefined) return allowed
  if (keyRegion !== region)
    return `The key is in ${keyRegion}, the database in ${region}: a key encrypts in its own region alone.`
  return form === 'instance' ? instanceText(asked) : undefined
}
