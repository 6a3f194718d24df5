import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { errorText } from '../../../../shared/errors.ts'
import type { BackupProofRecord, ProofCopyPlan } from '../../../../shared/ledger/records.ts'
import {
  allClusters,
  allInstances,
  isBusy,
  isMissing,
  isThere,
  loadRds,
  readCluster,
  readInstance,
  tagsOf,
} from '../../databases/read.ts'
import type { Parts } from '../../kinds/kind.ts'
import { copyName, copyTags, isOurs, memberName } from '../names.ts'
import type { Candidate } from '../orphans.ts'
import type { SeenCopy } from '../rules.ts'
import type { Form } from './form.ts'

const tagList = (process: BackupProofRecord, { slice }: Parts) =>
  Object.entries(copyTags(slice.deployment, process)).map(([Key, Value]) => ({ Key, Value }))

const seenInstance = (
  found: DBInstance | undefined,
  { id }: Pick<BackupProofRecord, 'id'>,
  { slice }: Parts,
): SeenCopy | undefined =>
  found && {
    status: found.DBInstanceStatus ?? 'unknown',
    ours: isOurs(tagsOf(found.TagList), slice.deployment, id),
    ...(found.Endpoint?.Address ? { host: found.Endpoint.Address } : {}),
    ...(found.Endpoint?.Port ? { port: found.Endpoint.Port } : {}),
  }

const seenCluster = (
  found: DBCluster | undefined,
  { id }: Pick<BackupProofRecord, 'id'>,
  { slice }: Parts,
): SeenCopy | undefined =>
  found && {
    status: found.Status ?? 'unknown',
    ours: isOurs(tagsOf(found.TagList), slice.deployment, id),
    ...(found.Endpoint ? { host: found.Endpoint } : {}),
    ...(found.Port ? { port: found.Port } : {}),
  }

/**
 * The tags of a copy that shows none of ours when it is first seen: AWS gives them with the restore, other implementations of its API need to be
 * asked again. One that somebody has taken off later stays off.
 */
const tagOnce = async (
  arn: string | undefined,
  seen: SeenCopy | undefined,
  wasSeen: true | undefined,
  process: BackupProofRecord,
  parts: Parts,
): Promise<SeenCopy | undefined> => {
  if (!seen || seen.ours || wasSeen || arn === undefined || process.asked === undefined) return seen
  const { sdk, rds } = await loadRds(parts.client)
  await rds.send(new sdk.AddTagsToResourceCommand({ ResourceName: arn, Tags: tagList(process, parts) }))
  return { ...seen, ours: true }
}

const unlessThere = async (ask: () => Promise<unknown>): Promise<void> => {
  try {
    await ask()
  } catch (error) {
    if (!isThere(error)) throw error
  }
}

const isProtected = (error: unknown): boolean => /protect/i.test(errorText(error))

/** @param unprotect switches deletion protection off, which a policy of the account may have switched on */
const unlessGone = async (remove: () => Promise<unknown>, unprotect: () => Promise<unknown>): Promise<void> => {
  try {
    await remove()
  } catch (error) {
    if (isMissing(error) || isBusy(error)) return
    if (!isProtected(error)) throw error
    await unprotect()
  }
}

const planOf = ({ plan }: BackupProofRecord): ProofCopyPlan => plan ?? {}

const deleteInstance = async (DBInstanceIdentifier: string, { client }: Parts): Promise<void> => {
  const { sdk, rds } = await loadRds(client)
  await unlessGone(
    () =>
      rds.send(
        new sdk.DeleteDBInstanceCommand({
          DBInstanceIdentifier,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    () =>
      rds.send(
        new sdk.ModifyDBInstanceCommand({ DBInstanceIdentifier, DeletionProtection: false, ApplyImmediately: true }),
      ),
  )
}

/**
 * A single instance: of an instance's snapshot, or of a Multi-AZ cluster's. Isolated, in one zone, without backups of its own.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBInstanceFromDBSnapshot.html
 */
export const instanceForm: Form = {
  look: async (process, parts) => {
    const found = await readInstance(parts.client, copyName(process.id))
    const copy = seenInstance(found, process, parts)
    return { copy: await tagOnce(found?.DBInstanceArn, copy, process.copySeen, process, parts) }
  },
  restore: async (process, parts) => {
    const { sdk, rds } = await loadRds(parts.client)
    const {
      fromCluster,
      class: DBInstanceClass,
      subnetGroup,
      optionGroup,
      storageType,
      securityGroup,
    } = planOf(process)
    const snapshot = process.snapshot?.id
    await unlessThere(() =>
      rds.send(
        new sdk.RestoreDBInstanceFromDBSnapshotCommand({
          DBInstanceIdentifier: copyName(process.id),
          ...(fromCluster ? { DBClusterSnapshotIdentifier: snapshot } : { DBSnapshotIdentifier: snapshot }),
          ...(DBInstanceClass ? { DBInstanceClass } : {}),
          ...(subnetGroup ? { DBSubnetGroupName: subnetGroup } : {}),
          ...(optionGroup ? { OptionGroupName: optionGroup } : {}),
          ...(storageType ? { StorageType: storageType } : {}),
          ...(securityGroup ? { VpcSecurityGroupIds: [securityGroup] } : {}),
          MultiAZ: false,
          PubliclyAccessible: false,
          DeletionProtection: false,
          AutoMinorVersionUpgrade: false,
          CopyTagsToSnapshot: false,
          BackupRetentionPeriod: 0,
          Tags: tagList(process, parts),
        }),
      ),
    )
    return {}
  },
  deleteCopy: ({ id }, parts) => deleteInstance(copyName(id), parts),
  candidates: async ({ client }) =>
    (await allInstances(client)).map(
      ({ DBInstanceIdentifier: name = '', DBInstanceStatus: status = '', TagList }): Candidate => ({
        form: 'instance',
        name,
        status,
        tags: tagsOf(TagList),
      }),
    ),
}

/**
 * An Aurora cluster with one instance, which can be made when the cluster is available.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreDBClusterFromSnapshot.html
 */
export const clusterForm: Form = {
  look: async (process, parts) => {
    const [cluster, instance] = await Promise.all([
      readCluster(parts.client, copyName(process.id)),
      readInstance(parts.client, memberName(process.id)),
    ])
    const [copy, member] = [seenCluster(cluster, process, parts), seenInstance(instance, process, parts)]
    return {
      copy: await tagOnce(cluster?.DBClusterArn, copy, process.copySeen, process, parts),
      member: await tagOnce(instance?.DBInstanceArn, member, process.memberSeen, process, parts),
    }
  },
  restore: async (process, parts) => {
    const { sdk, rds } = await loadRds(parts.client)
    const { engine, engineVersion, subnetGroup, securityGroup, serverless } = planOf(process)
    await unlessThere(() =>
      rds.send(
        new sdk.RestoreDBClusterFromSnapshotCommand({
          DBClusterIdentifier: copyName(process.id),
          SnapshotIdentifier: process.snapshot?.id,
          Engine: engine,
          ...(engineVersion ? { EngineVersion: engineVersion } : {}),
          ...(subnetGroup ? { DBSubnetGroupName: subnetGroup } : {}),
          ...(securityGroup ? { VpcSecurityGroupIds: [securityGroup] } : {}),
          ...(serverless ? { ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 2 } } : {}),
          DeletionProtection: false,
          CopyTagsToSnapshot: false,
          BackupRetentionPeriod: 1,
          Tags: tagList(process, parts),
        }),
      ),
    )
    return {}
  },
  addMember: async (process, parts) => {
    const { sdk, rds } = await loadRds(parts.client)
    const { engine, class: DBInstanceClass } = planOf(process)
    await unlessThere(() =>
      rds.send(
        new sdk.CreateDBInstanceCommand({
          DBInstanceIdentifier: memberName(process.id),
          DBClusterIdentifier: copyName(process.id),
          Engine: engine,
          DBInstanceClass: DBInstanceClass ?? 'db.t4g.medium',
          PubliclyAccessible: false,
          AutoMinorVersionUpgrade: false,
          Tags: tagList(process, parts),
        }),
      ),
    )
  },
  deleteMember: ({ id }, parts) => deleteInstance(memberName(id), parts),
  deleteCopy: async ({ id }, { client }) => {
    const { sdk, rds } = await loadRds(client)
    const DBClusterIdentifier = copyName(id)
    await unlessGone(
      () =>
        rds.send(
          new sdk.DeleteDBClusterCommand({
            DBClusterIdentifier,
            SkipFinalSnapshot: true,
            DeleteAutomatedBackups: true,
          }),
        ),
      () =>
        rds.send(
          new sdk.ModifyDBClusterCommand({ DBClusterIdentifier, DeletionProtection: false, ApplyImmediately: true }),
        ),
    )
  },
  candidates: async ({ client }) =>
    (await allClusters(client)).map(
      ({ DBClusterIdentifier: name = '', Status: status = '', TagList, DBClusterMembers = [] }): Candidate => ({
        form: 'cluster',
        name,
        status,
        tags: tagsOf(TagList),
        members: DBClusterMembers.length,
      }),
    ),
}
