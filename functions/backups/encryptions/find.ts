import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { PermanentError } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BackupEncryptionRecord, keys } from '../../../shared/ledger/records.ts'
import { readCluster, readInstance } from '../databases/read.ts'
import type { Parts } from '../kinds/kind.ts'
import type { EncryptEvent } from './event.ts'
import { type Asked, refusalOf } from './refusals.ts'
import { laterOf, restoreSettingsOf, restoreSettingsOfCluster, settingsOfMember } from './settings.ts'

type Process = BackupEncryptionRecord
type Form = 'instance' | 'cluster'

/** @throws PermanentError `refused`, which whoever asks is shown */
export const refuse = (reason: string): never => {
  throw new PermanentError('refused', reason)
}

/** `shop`, `rds-instance/shop` or `rds-cluster/shop`. */
const meantBy = (typed: string): { readonly word: string | undefined; readonly name: string } => {
  const [, word, name = ''] = /^(?:(rds-instance|rds-cluster)\/)?(.*)$/.exec(typed.toLowerCase()) ?? []
  return { word, name }
}

export const targetOf = (form: Form, name: string): string => `rds-${form}/${name}`

/** The encryptions of a database, under way or ended. */
export const earlier = (target: string, { ledger }: Parts): Promise<Stored<Process>[]> =>
  ledger.children<Process>(keys.backupProcess(target, '', '', '').pk, 'encryption#')

/** What is under way of what somebody names: of an instance and of a cluster, where only the name is given. */
const openUnder = async (typed: string, parts: Parts): Promise<Stored<Process>[]> => {
  const { word, name } = meantBy(typed)
  const targets = word === undefined ? [targetOf('instance', name), targetOf('cluster', name)] : [`${word}/${name}`]
  const found = await Promise.all(targets.map((target) => earlier(target, parts)))
  return found.flat().filter(({ ended: end }) => !end)
}

/** The encryption that is meant. @throws PermanentError `refused` where it is none, or not clear which */
export const openOf = async (typed: string, parts: Parts): Promise<Stored<Process>> => {
  const { name } = meantBy(typed)
  const [found, other] = await openUnder(typed, parts)
  if (other)
    return refuse(
      `An instance and a cluster ${name} are being encrypted: say rds-instance/${name} or rds-cluster/${name}.`,
    )
  return found ?? refuse(`${name} is not being encrypted. \`backups list\` has what is under way.`)
}

/** The instances of a cluster, the writer first. */
const membersOf = async (cluster: DBCluster | undefined, { client }: Parts): Promise<DBInstance[]> => {
  const members = (cluster?.DBClusterMembers ?? []).toSorted(
    (one, other) => Number(other.IsClusterWriter ?? false) - Number(one.IsClusterWriter ?? false),
  )
  const found = await Promise.all(members.map(({ DBInstanceIdentifier: id = '' }) => readInstance(client, id)))
  return found.filter((each) => each !== undefined)
}

export type Found = Asked & { readonly id: string }

/** The database that is meant, and all that is asked of it before it is encrypted. @throws PermanentError `refused` saying why it cannot be */
export const find = async (event: EncryptEvent, parts: Parts): Promise<Found> => {
  const { slice, region, client } = parts
  const { word, name } = meantBy(event.name)
  const under = (await openUnder(event.name, parts))[0]
  if (under) return refuse(`${name} is being encrypted already, since ${under.since}: it is ${under.step}.`)
  const [original, cluster] = await Promise.all([
    word === 'rds-cluster' ? undefined : readInstance(client, name),
    word === 'rds-instance' ? undefined : readCluster(client, name),
  ])
  if (original && cluster)
    return refuse(`There are an instance and a cluster ${name}: say rds-instance/${name} or rds-cluster/${name}.`)
  const form: Form = cluster || (!original && word === 'rds-cluster') ? 'cluster' : 'instance'
  const members = await membersOf(cluster, parts)
  const later = [original, ...members].flatMap((each) => each?.DBInstanceIdentifier ?? [])
  const [instances, clusters] = await Promise.all([
    Promise.all(later.map((each) => readInstance(client, `${each}-old`))),
    cluster && readCluster(client, `${name}-old`),
  ])
  const asked = {
    form,
    name,
    key: event.key,
    original,
    cluster,
    members,
    taken: [
      ...instances.flatMap((each) => each?.DBInstanceIdentifier ?? []),
      ...(clusters?.DBClusterIdentifier ? [clusters.DBClusterIdentifier] : []),
    ],
    allowed: slice.encrypt,
    region,
  }
  const refusal = refusalOf(asked)
  const id = cluster?.DbClusterResourceId ?? original?.DbiResourceId
  if (refusal !== undefined || !id) return refuse(refusal ?? `There is no database "${name}".`)
  return { ...asked, id }
}

/** What of the original its process has to know. */
export const recorded = ({
  cluster,
  original,
  members = [],
}: Found): Pick<Process, 'form' | 'members' | 'settings' | 'later'> => {
  const later = JSON.stringify(laterOf(cluster ?? original ?? {}))
  if (!cluster) return { settings: JSON.stringify(restoreSettingsOf(original ?? {})), later }
  return {
    form: 'cluster',
    members: members.map((member) => ({
      name: member.DBInstanceIdentifier ?? '',
      original: member.DbiResourceId ?? '',
      settings: JSON.stringify(settingsOfMember(member)),
    })),
    settings: JSON.stringify(restoreSettingsOfCluster(cluster)),
    later,
  }
}
