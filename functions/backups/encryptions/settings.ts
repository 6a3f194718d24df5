import type { DBInstance, ModifyDBInstanceCommandInput } from '@aws-sdk/client-rds'
import { type InstanceSettings, instanceSettings, snapshotSettings } from '../restores/settings.ts'

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

/** What the encrypted one is set to after its restore, as the original is. */
export const laterOf = (original: DBInstance): Later =>
  Object.fromEntries(
    Object.entries({
      BackupRetentionPeriod: original.BackupRetentionPeriod,
      PreferredBackupWindow: original.PreferredBackupWindow,
      PreferredMaintenanceWindow: original.PreferredMaintenanceWindow,
      MaxAllocatedStorage: original.MaxAllocatedStorage,
      DeletionProtection: original.DeletionProtection,
    }).filter(([, value]) => value !== undefined),
  )

/** Whether an instance has it all. Windows are kept in lower case. */
export const hasAll = (instance: DBInstance, later: Later): boolean =>
  Object.entries(later).every(
    ([name, value]) => String(instance[name as keyof Later]).toLowerCase() === String(value).toLowerCase(),
  )

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

/** Instances that belong to nobody else are changed at once. */
export const isPending = ({ PendingModifiedValues = {} }: DBInstance): boolean =>
  Object.values(PendingModifiedValues).some((value) => value !== undefined)
