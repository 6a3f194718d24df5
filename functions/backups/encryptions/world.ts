import type { DBCluster, DBClusterSnapshot, DBInstance, DBSnapshot, Tag } from '@aws-sdk/client-rds'
import { errorName } from '../../../shared/errors.ts'
import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import { loadRds, readCluster, readInstance } from '../databases/read.ts'
import type { Parts } from '../kinds/kind.ts'
import { commandOf, tagsFor } from './commands.ts'
import type { Call } from './decision.ts'
import { type EncryptedPart, partsOf, snapshotNames } from './names.ts'
import type { Seen, SeenDatabase, SeenSnapshot } from './seen.ts'
import { hasAll, isPending, type Later } from './settings.ts'

type Process = BackupEncryptionRecord

const orNothing = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (/^DB(Cluster)?SnapshotNotFound(Fault)?$/.test(errorName(error))) return undefined
    throw error
  }
}

const isOurs = (tags: readonly Tag[] = [], process: Process, parts: Parts): boolean =>
  tagsFor(process, parts).every(({ Key, Value }) => tags.some((tag) => tag.Key === Key && tag.Value === Value))

const seenDatabase = (found: DBInstance | DBCluster, process: Process, parts: Parts): SeenDatabase => {
  const shown =
    'DbClusterResourceId' in found
      ? {
          form: 'cluster' as const,
          name: found.DBClusterIdentifier,
          resource: found.DbClusterResourceId,
          status: found.Status,
        }
      : {
          form: 'instance' as const,
          name: 'DBInstanceIdentifier' in found ? found.DBInstanceIdentifier : undefined,
          resource: 'DbiResourceId' in found ? found.DbiResourceId : undefined,
          status: 'DBInstanceStatus' in found ? found.DBInstanceStatus : undefined,
        }
  const { form, name = '', resource = '', status = 'unknown' } = shown
  return {
    form,
    name,
    resource,
    status,
    encrypted: found.StorageEncrypted === true,
    protected: found.DeletionProtection === true,
    pending: isPending(found),
    ours: isOurs(found.TagList, process, parts),
    settled: hasAll(found, JSON.parse(process.later) as Later),
  }
}

const seenSnapshot = (snapshot: DBSnapshot | DBClusterSnapshot, process: Process, parts: Parts): SeenSnapshot => ({
  status: snapshot.Status ?? 'unknown',
  encrypted: ('Encrypted' in snapshot ? snapshot.Encrypted : undefined) === true,
  ours: isOurs(snapshot.TagList, process, parts),
})

/** The databases of one part: under its own name, its first and its last one. */
const databasesOf = async ({ form, name, fresh, old }: EncryptedPart, { client }: Parts) => {
  const read = form === 'cluster' ? readCluster : readInstance
  const found: readonly (DBInstance | DBCluster | undefined)[] = await Promise.all(
    [name, old, fresh].map((each) => read(client, each)),
  )
  return found.filter((each) => each !== undefined)
}

/** What of a process is there now. */
export const see = async (process: Process, parts: Parts): Promise<Seen> => {
  const { sdk, rds } = await loadRds(parts.client)
  const names = snapshotNames(process)
  const snapshotOf = async (id: string): Promise<DBSnapshot | DBClusterSnapshot | undefined> =>
    process.form === 'cluster'
      ? (await orNothing(rds.send(new sdk.DescribeDBClusterSnapshotsCommand({ DBClusterSnapshotIdentifier: id }))))
          ?.DBClusterSnapshots?.[0]
      : (await orNothing(rds.send(new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }))))?.DBSnapshots?.[0]
  const [databases, plain, copy] = await Promise.all([
    Promise.all(partsOf(process).map((part) => databasesOf(part, parts))),
    snapshotOf(names.plain),
    process.form === 'cluster' ? undefined : snapshotOf(names.copy),
  ])
  return {
    databases: databases.flat().map((each) => seenDatabase(each, process, parts)),
    plain: plain && seenSnapshot(plain, process, parts),
    copy: copy && seenSnapshot(copy, process, parts),
  }
}

/** Another change is under way, or what is asked for is there or gone already: the next look sees it. */
const passes = (error: unknown): boolean =>
  /^(InvalidDB(Instance|Cluster|Snapshot|ClusterSnapshot)State(Fault)?|DB(Instance|Cluster|Snapshot|ClusterSnapshot)(AlreadyExists|NotFound)(Fault)?)$/.test(
    errorName(error),
  )

/**
 * Asks AWS for one thing, of each of some databases. What is there already, is gone already or is busy is no error: the next look sees how it
 * stands.
 * @throws the SDK's other errors
 */
export const ask = async (call: Call, of: readonly EncryptedPart[], process: Process, parts: Parts): Promise<void> => {
  const { sdk, rds } = await loadRds(parts.client)
  for (const part of of)
    try {
      // The client's `send` has an overload for each command, and none for a choice of them.
      await rds.send(commandOf(call, part, process, parts, sdk) as Parameters<typeof rds.send>[0])
    } catch (error) {
      if (!passes(error)) throw error
    }
}
