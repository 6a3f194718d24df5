import type {
  DBCluster,
  DBInstance,
  RestoreDBClusterToPointInTimeCommandInput,
  RestoreDBInstanceToPointInTimeCommandInput,
} from '@aws-sdk/client-rds'
import { isAurora } from '../databases/engine.ts'
import type { Tags } from '../databases/tags.ts'

/** Leaves out what is not said: RDS takes an empty text for a value. */
const given = <Value extends object>(values: Value): Partial<Value> =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Partial<Value>

/** RDS's tags of its own and AWS's cannot be given. */
const tagsOf = (
  own: {
    readonly TagList?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined
  },
  more: Tags,
) => [
  ...(own.TagList ?? []).flatMap(({ Key, Value }) =>
    Key === undefined || Key.startsWith('aws:') || Key.startsWith('nightshift:') ? [] : [{ Key, Value: Value ?? '' }],
  ),
  ...Object.entries(more).map(([Key, Value]) => ({ Key, Value })),
]

/** Types of storage whose IOPS somebody sets. gp3 has a base of its own below 400 GiB, which cannot be asked for. */
const iopsOf = ({ StorageType, Iops, StorageThroughput, AllocatedStorage = 0, Engine = '' }: DBInstance) => {
  if (StorageType === 'io1' || StorageType === 'io2') return { Iops }
  const striped = Engine.startsWith('oracle') ? 200 : 400
  return StorageType === 'gp3' && AllocatedStorage >= striped && !Engine.startsWith('sqlserver')
    ? { Iops, StorageThroughput }
    : {}
}

export type InstanceSettings = Partial<
  Omit<RestoreDBInstanceToPointInTimeCommandInput, 'TargetDBInstanceIdentifier' | 'SourceDBInstanceIdentifier'>
>

/**
 * What a restored instance is given, so that it is as its original: RDS takes the defaults of the VPC, of the parameters and of a single zone
 * where nothing is said. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceToPointInTime.html
 */
export const instanceSettings = (original: DBInstance, tags: Tags): InstanceSettings => {
  const [group] = original.DBParameterGroups ?? []
  const [options] = original.OptionGroupMemberships ?? []
  return given({
    DBInstanceClass: original.DBInstanceClass,
    Port: original.Endpoint?.Port,
    DBSubnetGroupName: original.DBSubnetGroup?.DBSubnetGroupName,
    VpcSecurityGroupIds: (original.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []),
    DBParameterGroupName: group?.DBParameterGroupName,
    OptionGroupName: options?.OptionGroupName,
    MultiAZ: original.MultiAZ,
    PubliclyAccessible: original.PubliclyAccessible,
    AutoMinorVersionUpgrade: original.AutoMinorVersionUpgrade,
    LicenseModel: original.LicenseModel,
    StorageType: original.StorageType,
    ...iopsOf(original),
    MaxAllocatedStorage: original.MaxAllocatedStorage,
    CopyTagsToSnapshot: original.CopyTagsToSnapshot,
    DeletionProtection: original.DeletionProtection,
    EnableIAMDatabaseAuthentication: original.IAMDatabaseAuthenticationEnabled,
    EnableCloudwatchLogsExports: original.EnabledCloudwatchLogsExports,
    NetworkType: original.NetworkType,
    CACertificateIdentifier: original.CACertificateIdentifier,
    BackupRetentionPeriod: original.BackupRetentionPeriod,
    PreferredBackupWindow: original.PreferredBackupWindow,
    DedicatedLogVolume: original.DedicatedLogVolume || undefined,
    EngineLifecycleSupport: original.EngineLifecycleSupport,
    Tags: tagsOf(original, tags),
  })
}

export type ClusterSettings = Partial<
  Omit<RestoreDBClusterToPointInTimeCommandInput, 'DBClusterIdentifier' | 'SourceDBClusterIdentifier'>
>

const scalingOf = ({ ServerlessV2ScalingConfiguration: scaling }: DBCluster) =>
  scaling &&
  given({
    MinCapacity: scaling.MinCapacity,
    MaxCapacity: scaling.MaxCapacity,
    SecondsUntilAutoPause: scaling.SecondsUntilAutoPause,
  })

/** What a restored cluster is given. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterToPointInTime.html */
export const clusterSettings = (original: DBCluster, tags: Tags): ClusterSettings => {
  const multiAz = isAurora(original.Engine)
    ? {}
    : {
        DBClusterInstanceClass: original.DBClusterInstanceClass,
        Iops: original.Iops,
        PubliclyAccessible: original.PubliclyAccessible,
      }
  return given({
    Port: original.Port,
    DBSubnetGroupName: original.DBSubnetGroup,
    VpcSecurityGroupIds: (original.VpcSecurityGroups ?? []).flatMap(({ VpcSecurityGroupId: id }) => id ?? []),
    DBClusterParameterGroupName: original.DBClusterParameterGroup,
    OptionGroupName: original.DBClusterOptionGroupMemberships?.[0]?.DBClusterOptionGroupName,
    StorageType: original.StorageType,
    ...multiAz,
    ServerlessV2ScalingConfiguration: scalingOf(original),
    BacktrackWindow: original.BacktrackWindow || undefined,
    CopyTagsToSnapshot: original.CopyTagsToSnapshot,
    DeletionProtection: original.DeletionProtection,
    EnableIAMDatabaseAuthentication: original.IAMDatabaseAuthenticationEnabled,
    EnableCloudwatchLogsExports: original.EnabledCloudwatchLogsExports,
    NetworkType: original.NetworkType,
    BackupRetentionPeriod: original.BackupRetentionPeriod,
    PreferredBackupWindow: original.PreferredBackupWindow,
    EngineLifecycleSupport: original.EngineLifecycleSupport,
    Tags: tagsOf(original, tags),
  })
}

/** What the one instance is given that a restored Aurora cluster gets: the class and parameters of the original's writer. */
export const memberSettings = (writer: DBInstance, tags: Tags) =>
  given({
    DBInstanceClass: writer.DBInstanceClass,
    Engine: writer.Engine,
    DBParameterGroupName: writer.DBParameterGroups?.[0]?.DBParameterGroupName,
    PubliclyAccessible: writer.PubliclyAccessible,
    AutoMinorVersionUpgrade: writer.AutoMinorVersionUpgrade,
    CACertificateIdentifier: writer.CACertificateIdentifier,
    Tags: tagsOf(writer, tags),
  })

/** What of an original a restore does not bring along, for people. @param fromSnapshot whether it is of a snapshot, and not to a time */
export const leftOut = (original: DBInstance, fromSnapshot: boolean): string[] => [
  ...((original.MonitoringInterval ?? 0) > 0 ? ['enhanced monitoring'] : []),
  ...(original.PerformanceInsightsEnabled ? ['Performance Insights'] : []),
  ...((original.AssociatedRoles ?? []).length > 0 ? ['its IAM roles'] : []),
  ...(fromSnapshot && original.MaxAllocatedStorage ? ['storage that grows by itself'] : []),
  ...(original.MasterUserSecret ? ['a password in Secrets Manager (it has the password that it had then)'] : []),
]

/** RestoreDBInstanceFromDBSnapshot takes all that RestoreDBInstanceToPointInTime does, but for the limit to which storage grows. */
export const snapshotSettings = ({
  MaxAllocatedStorage: _,
  ...settings
}: InstanceSettings): Omit<InstanceSettings, 'MaxAllocatedStorage'> => settings
