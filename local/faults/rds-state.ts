import { type Call, textOf } from './call.ts'
import { listOf, Refused, type Value } from './query.ts'

type Input = Call['input']
type Tags = Readonly<Record<string, string>>
export type Form = 'instance' | 'cluster'

/** A database as the play begins with it. */
export interface PlayedSource {
  readonly region: string
  readonly form: Form
  readonly id: string
  readonly engine?: string
  readonly class?: string
  /** Name of the cluster that it is an instance of, which stands before it. */
  readonly cluster?: string
  /** ARN of the key by which it is encrypted. Default: it is not. */
  readonly key?: string
  readonly tags?: Tags
}

/** Seconds that each takes. */
export interface SnapshotPace {
  /** Default 600. */
  readonly snapshot?: number
  /** Default 900. */
  readonly copy?: number
  /** Default 1,200. */
  readonly restore?: number
  /** A change, or a part of a change of the name. Default 120. */
  readonly change?: number
  /** Default 300. */
  readonly remove?: number
}

export interface LiveDatabase {
  readonly form: Form
  readonly resource: string
  readonly cluster?: LiveDatabase | undefined
  readonly encrypted: boolean
  readonly key?: string | undefined
  id: string
  status: string
  tags: Tags
  settings: Readonly<Record<string, unknown>>
  /** Between two names nothing shows it. */
  hidden: boolean
  next: { readonly at: number; readonly be: () => void } | undefined
}

export interface LiveSnapshot {
  readonly form: Form
  readonly id: string
  readonly of: string
  readonly encrypted: boolean
  readonly key?: string | undefined
  readonly tags: Tags
  /** The moment whose data it has, and from when until when it is made. Epoch milliseconds. */
  readonly at: number
  readonly from: number
  readonly until: number
  readonly isCopy: boolean
  readonly crosses: boolean
  readonly needs: () => boolean
  readonly fails: boolean
  status: string
  percent: number
}

interface Taking {
  readonly form: Form
  readonly id: string
  readonly of: string
  readonly encrypted: boolean
  readonly key?: string | undefined
  readonly tags: Tags
  readonly seconds: 'snapshot' | 'copy'
  readonly at?: number
  readonly crosses?: boolean
  readonly needs?: () => boolean
  readonly fails?: boolean
}

/** Tags of the query protocol: `Tags.Tag.1.Key`, `Tags.Tag.1.Value`. */
export const tagsOf = (input: Input): Tags =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, key]) =>
      /^Tags\.[A-Za-z]+\.\d+\.Key$/.test(name)
        ? [[String(key), String(input[name.replace(/Key$/, 'Value')] ?? '')]]
        : [],
    ),
  )

const kindOf = (form: Form): string => (form === 'cluster' ? 'Cluster' : 'Instance')

/** AWS's codes of clusters end in `Fault`, those of instances do not. */
const fault = (form: Form): string => (form === 'cluster' ? 'Fault' : '')

/** What a change is about; all else of a call of it is its address. */
const settingsOf = (input: Input): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(input).filter(([name]) =>
      /^(BackupRetentionPeriod|Preferred\w+Window|DeletionProtection)$/.test(name),
    ),
  )

/** The databases and snapshots of one region. */
export const makeState = (now: () => Date, pace: SnapshotPace = {}) => {
  const { snapshot: snapshotSeconds = 600, copy = 900, restore = 1_200, change = 120, remove = 300 } = pace
  const seconds = { snapshot: snapshotSeconds, copy }
  const databases: LiveDatabase[] = []
  const snapshots: LiveSnapshot[] = []
  let made = 0
  const time = (): number => now().getTime()

  const settleSnapshot = (each: LiveSnapshot): void => {
    if (each.status === 'available' || each.status === 'failed') return
    const share = Math.min(1, (time() - each.from) / (each.until - each.from))
    // A copy needs what it is made of until it is done.
    if ((each.fails && share >= 0.5) || (share < 1 && !each.needs())) each.status = 'failed'
    else {
      each.percent = Math.floor(share * 100)
      // A copy waits for its turn first.
      if (share >= 1) each.status = 'available'
      else if (each.isCopy) each.status = share < 0.1 ? 'pending' : each.form === 'cluster' ? 'copying' : 'creating'
    }
  }
  const settle = (): void => {
    for (const each of [...databases])
      while (each.next && each.next.at <= time()) {
        const { be } = each.next
        each.next = undefined
        be()
      }
    snapshots.forEach(settleSnapshot)
  }
  const later = (each: LiveDatabase, after: number, be: () => void): void => {
    each.next = { at: time() + after * 1_000, be }
  }
  const busy = (each: LiveDatabase, status: string, after: number): void => {
    each.status = status
    later(each, after, () => {
      each.status = 'available'
    })
  }
  const shownOf = (form: Form): LiveDatabase[] => {
    settle()
    return databases.filter((each) => each.form === form && !each.hidden)
  }
  const database = (form: Form, id: string | undefined): LiveDatabase => {
    const found = shownOf(form).find((each) => each.id === id)
    if (!found) throw new Refused(404, `DB${kindOf(form)}NotFound${fault(form)}`, `DB${kindOf(form)} ${id} not found.`)
    return found
  }
  const find = (form: Form, id: string): LiveSnapshot | undefined => {
    settle()
    return snapshots.find((each) => each.form === form && each.id === id)
  }
  const snapshotWord = (form: Form): string => (form === 'cluster' ? 'DBClusterSnapshot' : 'DBSnapshot')
  const snapshot = (form: Form, id: string): LiveSnapshot => {
    const found = find(form, id)
    if (!found)
      throw new Refused(404, `${snapshotWord(form)}NotFound${fault(form)}`, `${snapshotWord(form)} ${id} not found.`)
    return found
  }
  const mustBe = (each: LiveDatabase, status: string): void => {
    if (each.status !== status)
      throw new Refused(400, `InvalidDB${kindOf(each.form)}State${fault(each.form)}`, `${each.id} is ${each.status}.`)
  }
  const mustBeFree = (form: Form, id: string): void => {
    if (databases.some((each) => each.form === form && each.id === id))
      throw new Refused(400, `DB${kindOf(form)}AlreadyExists${fault(form)}`, `DB${kindOf(form)} ${id} already exists.`)
  }
  const add = (given: Omit<PlayedSource, 'region'>): LiveDatabase => {
    made += 1
    const { form, id, key, tags = {}, engine, cluster } = given
    const each: LiveDatabase = {
      form,
      id,
      resource: `${form === 'cluster' ? 'cluster' : 'db'}-${made}`,
      cluster: cluster === undefined ? undefined : database('cluster', cluster),
      encrypted: key !== undefined,
      key,
      status: 'available',
      tags,
      settings: { Engine: engine ?? 'postgres', DBInstanceClass: given.class ?? 'db.t4g.medium' },
      hidden: false,
      next: undefined,
    }
    databases.push(each)
    return each
  }
  const described = (each: LiveDatabase): Value => {
    const kind = kindOf(each.form)
    const { DeletionProtection = 'false', ...settings } = each.settings as Readonly<Record<string, string>>
    return {
      ...settings,
      [`DB${kind}Identifier`]: each.id,
      [each.form === 'cluster' ? 'DbClusterResourceId' : 'DbiResourceId']: each.resource,
      [each.form === 'cluster' ? 'Status' : 'DBInstanceStatus']: each.status,
      DBClusterIdentifier: each.form === 'cluster' ? each.id : each.cluster?.id,
      DBClusterMembers:
        each.form === 'cluster'
          ? databases
              .filter(({ cluster }) => cluster === each)
              .map(({ id }, index) => ({ DBInstanceIdentifier: id, IsClusterWriter: index === 0 }))
          : undefined,
      StorageEncrypted: each.encrypted,
      KmsKeyId: each.key,
      DeletionProtection,
      TagList: Object.entries(each.tags).map(([Key, Value]) => ({ Key, Value })),
    }
  }
  const rename = (each: LiveDatabase, to: string): void => {
    mustBeFree(each.form, to)
    mustBe(each, 'available')
    each.status = 'renaming'
    later(each, change, () => {
      each.hidden = true
      each.id = to
      later(each, change, () => {
        each.hidden = false
        busy(each, 'rebooting', change)
      })
    })
  }
  return {
    add,
    database,
    snapshot,
    find,
    mustBe,
    described,
    databases: shownOf,
    all: (form: Form): LiveSnapshot[] => {
      settle()
      return snapshots.filter((each) => each.form === form)
    },
    /** Copies from other regions that are not done. */
    copying: (): number => {
      settle()
      return snapshots.filter(({ crosses, status }) => crosses && status !== 'available' && status !== 'failed').length
    },
    take: ({ seconds: kind, at, crosses = false, needs = () => true, fails = false, ...taken }: Taking) => {
      if (find(taken.form, taken.id))
        throw new Refused(400, `${snapshotWord(taken.form)}AlreadyExists${fault(taken.form)}`, `${taken.id} exists.`)
      const each: LiveSnapshot = {
        ...taken,
        at: at ?? time(),
        from: time(),
        until: time() + seconds[kind] * 1_000,
        isCopy: kind === 'copy',
        crosses,
        needs,
        fails,
        status: kind === 'copy' ? 'pending' : 'creating',
        percent: 0,
      }
      snapshots.push(each)
      return each
    },
    shown: (each: LiveSnapshot): Value => {
      const word = snapshotWord(each.form)
      const times = { SnapshotCreateTime: new Date(each.from) }
      return {
        [`${word}Identifier`]: each.id,
        [each.form === 'cluster' ? 'DBClusterIdentifier' : 'DBInstanceIdentifier']: each.of,
        SnapshotType: 'manual',
        Status: each.status,
        PercentProgress: each.percent,
        ...(each.form === 'cluster' ? times : { ...times, OriginalSnapshotCreateTime: new Date(each.at) }),
        [each.form === 'cluster' ? 'StorageEncrypted' : 'Encrypted']: each.encrypted,
        KmsKeyId: each.key,
        TagList: Object.entries(each.tags).map(([Key, Value]) => ({ Key, Value })),
      }
    },
    /** A copy under way is cancelled by it; a snapshot that is being taken is not deleted. */
    remove: (form: Form, id: string): Value => {
      const each = snapshot(form, id)
      if (!each.isCopy && each.status === 'creating')
        throw new Refused(400, `Invalid${snapshotWord(form)}State${fault(form)}`, `${id} is being created.`)
      snapshots.splice(snapshots.indexOf(each), 1)
      return { Status: 'deleted' }
    },
    drop: (id: string): void => {
      for (const each of snapshots.filter((found) => found.id === id)) snapshots.splice(snapshots.indexOf(each), 1)
    },
    make: (of: {
      readonly form: Form
      readonly id: string
      readonly input: Input
      readonly encrypted: boolean
      readonly key?: string | undefined
      readonly cluster?: LiveDatabase
    }): Value => {
      mustBeFree(of.form, of.id)
      const [engine, name] = [textOf(of.input, 'Engine'), textOf(of.input, 'DBInstanceClass')]
      const each = add({
        form: of.form,
        id: of.id,
        tags: tagsOf(of.input),
        ...(of.encrypted ? { key: of.key ?? 'aws/rds' } : {}),
        ...(of.cluster ? { cluster: of.cluster.id } : {}),
        ...(engine === undefined ? {} : { engine }),
        ...(name === undefined ? {} : { class: name }),
      })
      busy(each, 'creating', restore)
      return described(each)
    },
    modify: (form: Form, id: string | undefined, input: Input): Value => {
      const each = database(form, id)
      const to = textOf(input, `NewDB${kindOf(form)}Identifier`)
      if (to !== undefined) rename(each, to)
      else {
        mustBe(each, 'available')
        each.settings = { ...each.settings, ...settingsOf(input) }
        busy(each, 'modifying', change)
      }
      return described(each)
    },
    end: (form: Form, id: string | undefined): Value => {
      const each = database(form, id)
      if (each.settings.DeletionProtection === 'true')
        throw new Refused(400, 'InvalidParameterCombination', 'Cannot delete protected DB Instance.')
      if (each.status === 'creating' || each.status === 'deleting' || databases.some(({ cluster }) => cluster === each))
        throw new Refused(400, `InvalidDB${kindOf(form)}State${fault(form)}`, `${id} is ${each.status}.`)
      each.status = 'deleting'
      later(each, remove, () => {
        databases.splice(databases.indexOf(each), 1)
      })
      return described(each)
    },
    untag: (input: Input): void => {
      const [type, id] = (textOf(input, 'ResourceName') ?? '').split(':').slice(-2)
      const each = database(type === 'cluster' ? 'cluster' : 'instance', id)
      const keys = listOf(input, 'TagKeys')
      each.tags = Object.fromEntries(Object.entries(each.tags).filter(([key]) => !keys.includes(key)))
    },
  }
}
