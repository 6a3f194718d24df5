import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { PermanentError } from '../../../shared/errors.ts'
import { type BackupRestoreRecord, keys } from '../../../shared/ledger/records.ts'
import { chooseSnapshot, type SeenSnapshot } from '../databases/choose.ts'
import { isAurora } from '../databases/engine.ts'
import {
  clusterSnapshots,
  earliestRestorable,
  instanceSnapshots,
  readCluster,
  readInstance,
} from '../databases/read.ts'
import { seenClusterSnapshot, seenInstanceSnapshot } from '../databases/seen-snapshots.ts'
import { deploymentTag, processTag } from '../databases/tags.ts'
import type { Parts } from '../kinds/kind.ts'
import { processId } from '../rules/process-id.ts'
import type { RestoreEvent } from './event.ts'
import { clusterSettings, instanceSettings, leftOut, memberSettings, snapshotSettings } from './settings.ts'
import { estimatedEarliest, readTime, refusalOfName, refusalOfTime } from './window.ts'

const refuse = (reason: string): never => {
  throw new PermanentError('refused', reason)
}

type Found =
  | { readonly form: 'instance'; readonly name: string; readonly original: DBInstance }
  | { readonly form: 'cluster'; readonly name: string; readonly original: DBCluster }

/** The database that is meant. A name alone means an instance before a cluster. */
const find = async (target: string, { client }: Parts): Promise<Found> => {
  const [, word, name = ''] = /^(?:(rds-instance|rds-cluster)\/)?(.+)$/.exec(target) ?? []
  const instance = word === 'rds-cluster' ? undefined : await readInstance(client, name)
  if (instance?.DBClusterIdentifier)
    return refuse(
      `${name} is an instance of the cluster ${instance.DBClusterIdentifier}, and has no backups of its own. Restore the cluster: rds-cluster/${instance.DBClusterIdentifier}.`,
    )
  if (instance) return { form: 'instance', name, original: instance }
  const cluster = word === 'rds-instance' ? undefined : await readCluster(client, name)
  if (cluster) return { form: 'cluster', name, original: cluster }
  return refuse(await wordsForMissing(name, { client }))
}

/** A database that is gone may have snapshots yet. */
const wordsForMissing = async (name: string, { client }: Pick<Parts, 'client'>): Promise<string> => {
  const left: SeenSnapshot[] = (await instanceSnapshots(client, name)).map(seenInstanceSnapshot)
  const newest = chooseSnapshot(left, 'newest', name)
  if ('none' in newest) return `There is no database "${name}" in this region, neither as an instance nor as a cluster.`
  return `${name} does not exist any more, so its subnet group, security groups and parameters are not known. Its newest snapshot is ${newest.id}, of ${newest.at?.toISOString()}: restore it with \`aws rds restore-db-instance-from-db-snapshot\`, and say them yourself.`
}

type To = BackupRestoreRecord['to']

const timeOf = async (text: string, found: Found, parts: Parts): Promise<To> => {
  const at = readTime(text)
  if (!(at instanceof Date)) return refuse(at.refused)
  const { original } = found
  const retentionDays = original.BackupRetentionPeriod ?? 0
  const latest = original.LatestRestorableTime
  const earliest =
    found.form === 'cluster'
      ? found.original.EarliestRestorableTime
      : ((await earliestRestorable(parts.client, found.name)) ??
        estimatedEarliest(found.original.InstanceCreateTime, latest, retentionDays))
  const refused = refusalOfTime(at, `rds-${found.form}/${found.name}`, { earliest, latest, retentionDays }, parts.now)
  return refused === undefined ? { time: at.toISOString() } : refuse(refused)
}

const snapshotOf = async ({ form, name }: Found, { client }: Parts): Promise<To> => {
  const snapshots =
    form === 'instance'
      ? (await instanceSnapshots(client, name)).map(seenInstanceSnapshot)
      : (await clusterSnapshots(client, name)).map(seenClusterSnapshot)
  const chosen = chooseSnapshot(snapshots, 'newest', `rds-${form}/${name}`)
  if ('none' in chosen) return refuse(chosen.none)
  return { snapshot: chosen.id, at: chosen.at?.toISOString() ?? '' }
}

const checkName = async (as: string, { client }: Parts): Promise<void> => {
  const refused = refusalOfName(as)
  if (refused !== undefined) refuse(refused)
  const [instance, cluster] = await Promise.all([readInstance(client, as), readCluster(client, as)])
  if (instance || cluster)
    refuse(
      `There is ${instance ? 'an instance' : 'a cluster'} "${as}" already (${instance?.DBInstanceStatus ?? cluster?.Status}). Choose another name: nothing that exists is replaced.`,
    )
}

/** Of an Aurora cluster one instance is made, as the writer is; of one without any the class is not known. */
const memberOf = async (
  { original }: Extract<Found, { form: 'cluster' }>,
  parts: Parts,
  tags: Record<string, string>,
) => {
  const writer = original.DBClusterMembers?.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier
  const instance = writer === undefined ? undefined : await readInstance(parts.client, writer)
  return instance && memberSettings(instance, tags)
}

/**
 * What a restore is to do, in full, before AWS is asked.
 * @throws PermanentError `refused` saying why it cannot be, and what can
 */
export const restoreOf = async ({ target, as, at, by }: RestoreEvent, parts: Parts): Promise<BackupRestoreRecord> => {
  const { slice, now, version } = parts
  await checkName(as, parts)
  const found = await find(target, parts)
  const to = at === undefined ? await snapshotOf(found, parts) : await timeOf(at, found, parts)
  const id = processId('restore', `rds-${found.form}/${found.name}`, as, now.toISOString())
  const tags = { [deploymentTag]: slice.deployment, [processTag]: id }
  const fromSnapshot = 'snapshot' in to
  const aurora = found.form === 'cluster' && isAurora(found.original.Engine)
  const settings =
    found.form === 'cluster'
      ? {
          ...clusterSettings(found.original, tags),
          ...(fromSnapshot ? { Engine: found.original.Engine, EngineVersion: found.original.EngineVersion } : {}),
        }
      : fromSnapshot
        ? snapshotSettings(instanceSettings(found.original, tags))
        : instanceSettings(found.original, tags)
  const member = aurora && found.form === 'cluster' ? await memberOf(found, parts, tags) : undefined
  const left = found.form === 'instance' ? leftOut(found.original, fromSnapshot) : []
  return {
    ...keys.backupProcess(`rds-${found.form}/${found.name}`, 'restore', now.toISOString(), id),
    kind: 'backup-process',
    at: now.toISOString(),
    open: 'backup-process',
    process: 'restore',
    id,
    target: `rds-${found.form}/${found.name}`,
    form: found.form,
    as,
    to,
    settings: JSON.stringify(settings),
    ...(member ? { member: JSON.stringify(member) } : {}),
    ...(left.length > 0 ? { left } : {}),
    step: 'restoring',
    since: now.toISOString(),
    by,
    basis: { config: version, event: { target, as, ...(at === undefined ? {} : { at }) } },
  }
}
