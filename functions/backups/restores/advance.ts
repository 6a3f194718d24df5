import { errorName, isPermanentAwsError } from '../../../shared/errors.ts'
import { explainFailure } from '../../../shared/explain-failure.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupRestoreRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isThere, loadRds, readCluster, readInstance } from '../databases/read.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { nextOfRestore, type RestoreDecision, type SeenRestore, sourceText } from './rules.ts'
import type { ClusterSettings, InstanceSettings, memberSettings } from './settings.ts'

type Step = Advanced<BackupRestoreRecord>

const memberOf = ({ as }: BackupRestoreRecord): string => `${as.slice(0, 61)}-1`

const see = async (process: BackupRestoreRecord, { client }: Parts): Promise<SeenRestore> => {
  if (process.form === 'instance') {
    const found = await readInstance(client, process.as)
    return found
      ? {
          database: {
            status: found.DBInstanceStatus ?? 'unknown',
            host: found.Endpoint?.Address,
            port: found.Endpoint?.Port,
          },
        }
      : {}
  }
  const [cluster, member] = await Promise.all([
    readCluster(client, process.as),
    readInstance(client, memberOf(process)),
  ])
  return {
    ...(cluster
      ? { database: { status: cluster.Status ?? 'unknown', host: cluster.Endpoint, port: cluster.Port } }
      : {}),
    ...(member ? { member: { status: member.DBInstanceStatus ?? 'unknown' } } : {}),
  }
}

/**
 * Asks AWS for the restore. One that is under way under this name is this one: its name was free when it was written down.
 * @throws the SDK's errors
 */
export const askRestore = async (process: BackupRestoreRecord, { client }: Parts): Promise<void> => {
  const { sdk, rds } = await loadRds(client)
  const { as, to, form, target } = process
  const name = target.slice(target.indexOf('/') + 1)
  const settings = JSON.parse(process.settings) as InstanceSettings & ClusterSettings & { readonly Engine?: string }
  const send = async (): Promise<unknown> => {
    if (form === 'instance')
      return 'time' in to
        ? rds.send(
            new sdk.RestoreDBInstanceToPointInTimeCommand({
              ...settings,
              SourceDBInstanceIdentifier: name,
              TargetDBInstanceIdentifier: as,
              RestoreTime: new Date(to.time),
            }),
          )
        : rds.send(
            new sdk.RestoreDBInstanceFromDBSnapshotCommand({
              ...settings,
              DBInstanceIdentifier: as,
              DBSnapshotIdentifier: to.snapshot,
            }),
          )
    return 'time' in to
      ? rds.send(
          new sdk.RestoreDBClusterToPointInTimeCommand({
            ...settings,
            SourceDBClusterIdentifier: name,
            DBClusterIdentifier: as,
            RestoreToTime: new Date(to.time),
          }),
        )
      : rds.send(
          new sdk.RestoreDBClusterFromSnapshotCommand({
            ...settings,
            Engine: settings.Engine,
            DBClusterIdentifier: as,
            SnapshotIdentifier: to.snapshot,
          }),
        )
  }
  try {
    await send()
  } catch (error) {
    if (!isThere(error)) throw error
  }
}

const addMember = async (process: BackupRestoreRecord, { client }: Parts): Promise<void> => {
  const { sdk, rds } = await loadRds(client)
  const settings = JSON.parse(process.member ?? '{}') as ReturnType<typeof memberSettings>
  try {
    await rds.send(
      new sdk.CreateDBInstanceCommand({
        ...settings,
        Engine: settings.Engine,
        DBInstanceClass: settings.DBInstanceClass,
        DBInstanceIdentifier: memberOf(process),
        DBClusterIdentifier: process.as,
      }),
    )
  } catch (error) {
    if (!isThere(error)) throw error
  }
}

const signalOf = (
  process: BackupRestoreRecord,
  { slice, now }: Parts,
  outcome: 'done' | 'failed',
  reason: string,
): Signal => ({
  name: outcome === 'done' ? 'restore.done' : 'restore.failed',
  subject: `backup-restore/${process.id}`,
  mood: outcome === 'done' ? 'good' : 'bad',
  id: `backup-restore/${process.id}/${outcome}`,
  at: now.toISOString(),
  title: outcome === 'done' ? `Restored: ${process.as}` : `The restore of ${process.as} failed`,
  body: reason,
  ...(slice.policy === undefined ? {} : { policy: slice.policy }),
})

/** The end of a restore, reported. */
export const endRestore = (
  process: BackupRestoreRecord,
  outcome: 'done' | 'failed',
  reason: string,
  parts: Parts,
  endpoint?: string,
): Step => ({
  process: {
    ...process,
    ...(endpoint === undefined ? {} : { endpoint }),
    ended: { outcome, reason, at: parts.now.toISOString() },
  },
  signals: [signalOf(process, parts, outcome, reason)],
})

/** What AWS says of a restore that it refuses for good, or undefined for what passes. */
export const refusalOf = (error: unknown, process: BackupRestoreRecord): string | undefined =>
  isPermanentAwsError(error) && !/^Insufficient/.test(errorName(error))
    ? `AWS refuses to restore ${sourceText(process)} as ${process.as}. ${explainFailure(error).reason}`
    : undefined

const ask = async (process: BackupRestoreRecord, parts: Parts): Promise<Step> => {
  try {
    await askRestore(process, parts)
    return { process }
  } catch (error) {
    const refused = refusalOf(error, process)
    if (refused === undefined) throw error
    return endRestore(process, 'failed', refused, parts)
  }
}

const carryOut = async (process: BackupRestoreRecord, decision: RestoreDecision, parts: Parts): Promise<Step> => {
  if (decision.do === 'note') return { process: { ...process, ...decision.note }, again: true }
  if (decision.do === 'ask') return ask(process, parts)
  if (decision.do === 'end') return endRestore(process, decision.outcome, decision.reason, parts, decision.endpoint)
  if (decision.do === 'add-member') await addMember(process, parts)
  return { process }
}

/** One step of a restore that somebody has asked for. */
export const advanceRestore = async (process: Stored<BackupRestoreRecord>, parts: Parts): Promise<Step> =>
  carryOut(process, nextOfRestore(process, await see(process, parts), parts.now), parts)
