import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import type { loadRds } from '../databases/read.ts'
import { deploymentTag, processTag } from '../databases/tags.ts'
import type { Parts } from '../kinds/kind.ts'
import type { Call } from './decision.ts'
import { type EncryptedPart, partsOf, snapshotNames } from './names.ts'
import type { Later, restoreSettingsOf, restoreSettingsOfCluster, settingsOfMember } from './settings.ts'

type Process = BackupEncryptionRecord
type Sdk = Awaited<ReturnType<typeof loadRds>>['sdk']
type Commands = Readonly<Partial<Record<Call, () => unknown>>>

/** What everything that an encryption makes is known by. */
export const tagsFor = ({ id }: Process, { slice }: Parts) => [
  { Key: deploymentTag, Value: slice.deployment },
  { Key: processTag, Value: id },
]

const untag = ({ form, name }: EncryptedPart, { partition, region, account }: Parts, sdk: Sdk) =>
  new sdk.RemoveTagsFromResourceCommand({
    ResourceName: `arn:${partition}:rds:${region}:${account}:${form === 'cluster' ? 'cluster' : 'db'}:${name}`,
    TagKeys: [deploymentTag, processTag],
  })

/** How the names of the original and of the encrypted one are swapped, and how either of them ends. */
const swapCommands = (
  { name, fresh, old }: EncryptedPart,
  {
    rename,
    unprotect,
    remove,
  }: Readonly<{
    rename: (from: string, to: string) => unknown
    unprotect: (id: string) => unknown
    remove: (id: string) => unknown
  }>,
): Commands => ({
  'rename-original': () => rename(name, old),
  'rename-encrypted': () => rename(fresh, name),
  'return-encrypted': () => rename(name, fresh),
  'return-original': () => rename(old, name),
  'unprotect-original': () => unprotect(old),
  'unprotect-encrypted': () => unprotect(fresh),
  'delete-original': () => remove(old),
  'delete-encrypted': () => remove(fresh),
})

/** An instance of a cluster, or one that belongs to none. */
const instanceCommands = (part: EncryptedPart, process: Process, parts: Parts, sdk: Sdk): Commands => {
  const names = snapshotNames(process)
  const { name, fresh } = part
  const rename = (from: string, to: string) =>
    new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: from, NewDBInstanceIdentifier: to, ApplyImmediately: true })
  const unprotect = (id: string) =>
    new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier: id, DeletionProtection: false, ApplyImmediately: true })
  const remove = (id: string) =>
    new sdk.DeleteDBInstanceCommand({
      DBInstanceIdentifier: id,
      // An instance of a cluster has neither snapshots nor backups of its own.
      ...(process.form === 'cluster' ? {} : { SkipFinalSnapshot: true, DeleteAutomatedBackups: false }),
    })
  return {
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
        KmsKeyId: process.key,
        CopyTags: true,
      }),
    restore: () => {
      const { Tags = [], ...settings } = JSON.parse(part.settings) as ReturnType<typeof restoreSettingsOf>
      return new sdk.RestoreDBInstanceFromDBSnapshotCommand({
        ...settings,
        DBInstanceIdentifier: fresh,
        DBSnapshotIdentifier: names.copy,
        Tags: [...Tags, ...tagsFor(process, parts)],
      })
    },
    'add-members': () => {
      const {
        Tags = [],
        Engine,
        DBInstanceClass,
        ...settings
      } = JSON.parse(part.settings) as ReturnType<typeof settingsOfMember>
      return new sdk.CreateDBInstanceCommand({
        ...settings,
        Engine,
        DBInstanceClass,
        DBInstanceIdentifier: fresh,
        DBClusterIdentifier: partsOf(process)[0].fresh,
        Tags: [...Tags, ...tagsFor(process, parts)],
      })
    },
    settle: () =>
      new sdk.ModifyDBInstanceCommand({
        ...(JSON.parse(process.later) as Later),
        DBInstanceIdentifier: fresh,
        ApplyImmediately: true,
      }),
    ...swapCommands(part, { rename, unprotect, remove }),
    'delete-plain': () => new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: names.plain }),
    'delete-copy': () => new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier: names.copy }),
    untag: () => untag(part, parts, sdk),
  }
}

/** An Aurora cluster. Its plain snapshot is not copied: the restore itself is given the key. */
const clusterCommands = (part: EncryptedPart, process: Process, parts: Parts, sdk: Sdk): Commands => {
  const { plain } = snapshotNames(process)
  const { name, fresh } = part
  const rename = (from: string, to: string) =>
    new sdk.ModifyDBClusterCommand({ DBClusterIdentifier: from, NewDBClusterIdentifier: to, ApplyImmediately: true })
  const unprotect = (id: string) =>
    new sdk.ModifyDBClusterCommand({ DBClusterIdentifier: id, DeletionProtection: false, ApplyImmediately: true })
  const remove = (id: string) =>
    new sdk.DeleteDBClusterCommand({ DBClusterIdentifier: id, SkipFinalSnapshot: true, DeleteAutomatedBackups: false })
  return {
    'take-snapshot': () =>
      new sdk.CreateDBClusterSnapshotCommand({
        DBClusterIdentifier: name,
        DBClusterSnapshotIdentifier: plain,
        Tags: tagsFor(process, parts),
      }),
    restore: () => {
      const {
        Tags = [],
        Engine,
        ...settings
      } = JSON.parse(part.settings) as ReturnType<typeof restoreSettingsOfCluster>
      return new sdk.RestoreDBClusterFromSnapshotCommand({
        ...settings,
        Engine,
        DBClusterIdentifier: fresh,
        SnapshotIdentifier: plain,
        KmsKeyId: process.key,
        Tags: [...Tags, ...tagsFor(process, parts)],
      })
    },
    settle: () =>
      new sdk.ModifyDBClusterCommand({
        ...(JSON.parse(process.later) as Later),
        DBClusterIdentifier: fresh,
        ApplyImmediately: true,
      }),
    ...swapCommands(part, { rename, unprotect, remove }),
    'delete-plain': () => new sdk.DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier: plain }),
    untag: () => untag(part, parts, sdk),
  }
}

/** The command of RDS for one thing to do with one database of an encryption. */
export const commandOf = (call: Call, part: EncryptedPart, process: Process, parts: Parts, sdk: Sdk): unknown => {
  const commands = part.form === 'cluster' ? clusterCommands : instanceCommands
  const make = commands(part, process, parts, sdk)[call]
  if (!make) throw new Error(`There is no ${call} of a ${part.form}`)
  return make()
}
