import type { DBInstance, DBSnapshot } from '@aws-sdk/client-rds'
import { errorName } from '../../../shared/errors.ts'
import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import { readInstance } from '../databases/read.ts'
import { deploymentTag, processTag } from '../databases/tags.ts'
import type { Parts } from '../kinds/kind.ts'
import { namesOf } from './names.ts'
import type { Call, Seen, SeenDatabase, SeenSnapshot } from './rules.ts'
import { hasAll, isPending, type Later, type restoreSettingsOf } from './settings.ts'

type Process = BackupEncryptionRecord

const load = async ({ client }: Pick<Parts, 'client'>) => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  return { sdk, rds: client(sdk.RDSClient) }
}

const orNothing = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (/^DB(Instance|Snapshot)NotFound(Fault)?$/.test(errorName(error))) return undefined
    throw error
  }
}

const tagsFor = ({ id }: Process, { slice }: Parts) => [
  { Key: deploymentTag, Value: slice.deployment },
  { Key: processTag, Value: id },
]

const isOurs = ({ TagList = [] }: DBInstance | DBSnapshot, process: Process, parts: Parts): boolean =>
  tagsFor(process, parts).every(({ Key, Value }) => TagList.some((tag) => tag.Key === Key && tag.Value === Value))

const seenDatabase = (instance: DBInstance, process: Process, parts: Parts): SeenDatabase => ({
  name: instance.DBInstanceIdentifier ?? '',
  resource: instance.DbiResourceId ?? '',
  status: instance.DBInstanceStatus ?? 'unknown',
  encrypted: instance.StorageEncrypted === true,
  protected: instance.DeletionProtection === true,
  pending: isPending(instance),
  ours: isOurs(instance, process, parts),
  settled: hasAll(instance, JSON.parse(process.later) as Later),
})

const seenSnapshot = (snapshot: DBSnapshot, process: Process, parts: Parts): SeenSnapshot => ({
  status: snapshot.Status ?? 'unknown',
  encrypted: snapshot.Encrypted === true,
  ours: isOurs(snapshot, process, parts),
})

/** What of a process is there now. */
export const see = async (process: Process, parts: Parts): Promise<Seen> => {
  const { sdk, rds } = await load(parts)
  const names = namesOf(process)
  const snapshotOf = async (id: string) =>
    (await orNothing(rds.send(new sdk.DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: id }))))?.DBSnapshots?.[0]
  const [databases, plain, copy] = await Promise.all([
    Promise.all([process.name, names.old, names.fresh].map((name) => readInstance(parts.client, name))),
    snapshotOf(names.plain),
    snapshotOf(names.copy),
  ])
  return {
    databases: databases.flatMap((each) => (each ? [seenDatabase(each, process, parts)] : [])),
    plain: plain && seenSnapshot(plain, process, parts),
    copy: copy && seenSnapshot(copy, process, parts),
  }
}

/** Another change is under way, or what is asked for is there or gone already: the next look sees it. */
const passes = (error: unknown): boolean =>
  /^(InvalidDB(Instance|Snapshot)State(Fault)?|DB(Instance|Snapshot)AlreadyExists(Fault)?|DB(Instance|Snapshot)NotFound(Fault)?)$/.test(
    errorName(error),
  )

const command = (call: Call, process: Process, parts: Parts, sdk: Awaited<ReturnType<typeof load>>['sdk']) => {
  const names = namesOf(process)
  const { name, key } = process
  const rename = (from: string, to: string) =>
    new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: from, NewDBInstanceIdentifier: to, ApplyImmediately: true })
  const unprotect = (id: string) =>
    new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: id, DeletionProtection: false, ApplyImmediately: true })
  const remove = (id: string) =>
    // The automated backups of the original stay for their time.
    new sdk.DeleteDBInstanceCommand({
      DBInstanceIdentifier: id,
      SkipFinalSnapshot: true,
      DeleteAutomatedBackups: false,
    })
  const { Tags = [], ...settings } = JSON.parse(process.settings) as ReturnType<typeof restoreSettingsOf>
  const commands = {
    'take-snapshot': () =>
      new sdk.CreateDBSnapshotCommand({
        DBInstanceIdentifier: name,
        DBSnapshotIdentifier: names.plain,
        Tags: tagsFor(process, parts),
      }),
    'copy-snapshot': () =>
      new sdk.CopyDBSnapshotCommand({
        SourceDBSnapshotIdentifier: names.plain,
        TargetDBSnapshotIdentifier: names.copy,
        KmsKeyId: key,
        CopyTags: true,
      }),
    restore: () =>
      new sdk.RestoreDBInstanceFromDBSnapshotCommand({
        ...settings,
        DBInstanceIdentifier: names.fresh,
        DBSnapshotIdentifier: names.copy,
        Tags: [...Tags, ...tagsFor(process, parts)],
      }),
    settle: () =>
      new sdk.ModifyDBInstanceCommand({
        ...(JSON.parse(process.later) as Later),
        DBInstanceIdentifier: names.fresh,
        ApplyImmediately: true,
      }),
    'rename-original': () => rename(name, names.old),
    'rename-encrypted': () => rename(names.fresh, name),
    'return-encrypted': () => rename(name, names.fresh),
    'return-original': () => rename(names.old, name),
    'unprotect-original': () => unprotect(names.old),
    'unprotect-encrypted': () => unprotect(names.fresh),
    'delete-original': () => remove(names.old),
    'delete-encrypted': () => remove(names.fresh),
    'delete-plain': () => new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: names.plain }),
    'delete-copy': () => new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: names.copy }),
    untag: () =>
      new sdk.RemoveTagsFromResourceCommand({
        ResourceName: `arn:${parts.partition}:rds:${parts.region}:${parts.account}:db:${name}`,
        TagKeys: [deploymentTag, processTag],
      }),
  } satisfies Record<Call, () => unknown>
  return commands[call]()
}

/**
 * Asks AWS for one thing. What is there already, is gone already or is busy is no error: the next look sees how it stands.
 * @throws the SDK's other errors
 */
export const ask = async (call: Call, process: Process, parts: Parts): Promise<void> => {
  const { sdk, rds } = await load(parts)
  try {
    // The client's `send` has an overload for each command, and none for a choice of them.
    await rds.send(command(call, process, parts, sdk) as Parameters<typeof rds.send>[0])
  } catch (error) {
    if (!passes(error)) throw error
  }
}
