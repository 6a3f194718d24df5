import type { DBCluster, DBInstance, ModifyDBInstanceCommandInput } from '@aws-sdk/client-rds'
import {
  type ClusterSettings,
  clusterSettings,
  type InstanceSettings,
  instanceSettings,
  memberSettings,
  snapshotSettings,
} from '../restores/settings.ts'

/** What a restore of a snapshot does not take, and a change afterwards does. */
export type Later = Partial<
  Pick<
    ModifyDBInstanceCommandInput,
    | 'BackupRetentionPeriod'
    | 'PreferredBackupWindow'
    | 'PreferredMaintenanceWindow'
    | 'MaxAllocatedStorage'
    | 'DeletionProtection'
  >
>

const withoutUndefined = <Value extends object>(value: Value): Partial<Value> =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Partial<Value>

/** What the encrypted one is set to after its restore, as the original is. The storage of a cluster grows by itself. */
export const laterOf = (original: DBInstance | DBCluster): Later =>
  withoutUndefined({
    BackupRetentionPeriod: original.BackupRetentionPeriod,
    PreferredBackupWindow: original.PreferredBackupWindow,
    PreferredMaintenanceWindow: original.PreferredMaintenanceWindow,
    MaxAllocatedStorage: 'MaxAllocatedStorage' in original ? original.MaxAllocatedStorage : undefined,
    DeletionProtection: original.DeletionProtection,
  })

/** Whether a database has it all. Windows are kept in lower case. */
export const hasAll = (database: DBInstance | DBCluster, later: Later): boolean => {
  const has: Readonly<Record<string, unknown>> = { ...database }
  return Object.entries(later).every(([name, value]) => String(has[name]).toLowerCase() === String(value).toLowerCase())
}

/** What the restore is given: class, groups, parameters, options, storage and tags of the original. Protection follows, so that it can be taken back. */
export const restoreSettingsOf = (
  original: DBInstance,
): Omit<InstanceSettings, 'DeletionProtection' | 'BackupRetentionPeriod' | 'PreferredBackupWindow'> => {
  const {
    DeletionProtection: _,
    BackupRetentionPeriod: __,
    PreferredBackupWindow: ___,
    ...settings
  } = snapshotSettings(instanceSettings(original, {}))
  return settings
}

/** The same of a cluster. */
export const restoreSettingsOfCluster = (
  original: DBCluster,
): Omit<ClusterSettings, 'DeletionProtection' | 'BackupRetentionPeriod' | 'PreferredBackupWindow'> & {
  readonly Engine: string | undefined
  readonly EngineVersion: string | undefined
} => {
  const {
    DeletionProtection: _,
    BackupRetentionPeriod: __,
    PreferredBackupWindow: ___,
    ...settings
  } = clusterSettings(original, {})
  return { ...settings, Engine: original.Engine, EngineVersion: original.EngineVersion }
}

/** What an instance of the encrypted cluster is made with: as that of the original, in its zone and with its place in the order of failover. */
export const settingsOfMember = (original: DBInstance) => ({
  ...memberSettings(original, {}),
  ...withoutUndefined({
    PromotionTier: original.PromotionTier,
    AvailabilityZone: original.AvailabilityZone,
    PreferredMaintenanceWindow: original.PreferredMaintenanceWindow,
    CopyTagsToSnapshot: original.CopyTagsToSnapshot,
  }),
})

/** Databases that belong to nobody else are changed at once. */
export const isPending = ({ PendingModifiedValues = {} }: DBInstance | DBCluster): boolean =>
  Object.values(PendingModifiedValues).some((value) => value !== undefined)
