import { errorName } from '../../../shared/errors.ts'
import { bearsOurs, tagKeys } from '../retention/tags.ts'
import type { VaultAccess } from './access.ts'
import { isMissing, refusalOf } from './refusals.ts'
import { bearsAll } from './shown.ts'
import type { Answer, Seen, Source, Vault } from './vault.ts'

/** A database as far as its snapshots go. */
export interface Database {
  readonly id: string
  readonly status: string
  readonly tags: Seen['tags']
  /** Why it has no snapshots of its own, and what to do. */
  readonly not?: string | undefined
  /** Identifier of what it is a read replica of: RDS gives the ARN where that is in another region. */
  readonly follows?: string | undefined
}

/** What RDS calls the same for instances and clusters. Everything throws the SDK's errors. */
export interface RdsForm {
  readonly kind: 'rds-instances' | 'rds-clusters'
  readonly noun: string
  /** In the ARN of a snapshot. */
  readonly type: 'snapshot' | 'cluster-snapshot'
  /** Whether a copy of what is not encrypted may be. RDS does that for instances alone. */
  readonly encryptsPlain: boolean
  readonly databases: (id?: string) => Promise<readonly Database[]>
  readonly create: (database: string, name: string, tags: Seen['tags']) => Promise<unknown>
  readonly snapshots: (
    which: { readonly id?: string; readonly database?: string },
    region?: string,
  ) => Promise<readonly Seen[]>
  readonly copy: (
    source: string,
    name: string,
    tags: Seen['tags'],
    region: string,
    key: string | undefined,
  ) => Promise<unknown>
  readonly delete: (id: string, region?: string) => Promise<unknown>
}

/**
 * Statuses in which RDS takes a snapshot. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBSnapshot.html
 */
const ready = new Set(['available', 'storage-optimization'])

/** Statuses that a person has to end. */
const broken = /^(failed|incompatible-.*|inaccessible-encryption-credentials.*|restore-error|storage-full)$/

/** What a status means for a snapshot. */
export const sourceOf = ({ id, status, not }: Database): Source => {
  if (not !== undefined) return { state: 'cannot', reason: not }
  if (ready.has(status)) return { state: 'ready' }
  if (status === 'deleting' || status === 'deleted') return { state: 'gone' }
  if (status === 'stopped' || status === 'stopping')
    return {
      state: 'busy',
      reason: `${id} is ${status}, and RDS takes a snapshot only of what is available. Let the plan's schedule lie in the hours in which it runs.`,
    }
  if (broken.test(status))
    return { state: 'busy', reason: `RDS shows ${id} as ${status}. Its events in the console say why.` }
  return { state: 'busy', reason: `RDS is busy with ${id} (${status}).` }
}

/**
 * Names of what a plan's tags find. A stack's tags are on a member of a cluster, which is saved with the cluster, and on a read replica, whose
 * data is in the snapshot of its source: it is saved by itself where its source is not in the plan, or where the plan names it.
 */
const foundBy = (selector: Parameters<Vault['find']>[0], databases: readonly Database[]): readonly string[] => {
  const found = databases.filter(({ not, tags }) => not === undefined && bearsAll(selector, tags))
  const saved = new Set([...(selector.names ?? []), ...found.map(({ id }) => id)])
  return found.flatMap(({ id, follows }) => (follows !== undefined && saved.has(follows) ? [] : [id]))
}

const asked = async (id: string, ask: () => Promise<unknown>): Promise<Answer> => {
  try {
    await ask()
    return { id }
  } catch (error) {
    // The name comes from the process: what has it is ours.
    if (/AlreadyExists/.test(errorName(error))) return { id }
    return { refusal: refusalOf(error) }
  }
}

const orNone = async <Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> => {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

/** The vault of one form of database. */
export const rdsVault = (form: RdsForm, { region: home, account, partition }: VaultAccess): Vault => {
  const one = async (id: string, region?: string): Promise<Seen | undefined> =>
    (await orNone(() => form.snapshots({ id }, region)))[0]
  return {
    kind: form.kind,
    noun: form.noun,
    service: 'rds',
    find: async (selector) => {
      const { names = [], tags } = selector
      if (!tags) return names
      return [...new Set([...names, ...foundBy(selector, await form.databases())])]
    },
    source: async (id) => {
      const [found] = await orNone(() => form.databases(id))
      return found ? sourceOf(found) : { state: 'gone' }
    },
    take: (resource, { name, tags }) => asked(name, () => form.create(resource, name, tags)),
    made: (process, name, region) =>
      one(name, region).then((seen) => (seen?.tags[tagKeys.process] === process ? seen : undefined)),
    show: one,
    list: async (ours, region) => {
      const database = ours.target.slice(ours.target.indexOf('/') + 1)
      const all = await orNone(() => form.snapshots({ database }, region))
      return all.filter((seen) => bearsOurs(seen, ours))
    },
    copy: (source, { name, tags }, region, key) => {
      const arn = `arn:${partition}:rds:${home}:${account}:${form.type}:${source.id}`
      const wanted = source.encrypted || form.encryptsPlain ? key : undefined
      return asked(name, () => form.copy(arn, name, tags, region, wanted))
    },
    needed: async () => new Map(),
    remove: async ({ id }, region) => {
      try {
        await form.delete(id, region)
        return undefined
      } catch (error) {
        return isMissing(error) ? undefined : refusalOf(error)
      }
    },
  }
}
