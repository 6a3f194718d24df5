import type { Parts } from '../../../functions/backups/kinds/kind.ts'
import { awsError } from '../audits/scene.ts'

type Input = Readonly<Record<string, unknown>>
type Tags = readonly { readonly Key: string; readonly Value: string }[]

export interface FakeInstance {
  readonly form: 'instance' | 'cluster'
  /** Of an instance: the cluster that it belongs to. */
  readonly cluster?: FakeInstance | undefined
  name: string
  readonly resource: string
  status: string
  encrypted: boolean
  protected: boolean
  tags: Tags
  data: string
  settings: Input
  /** Epoch milliseconds at which its status passes, and what then is. */
  next?: { readonly at: number; readonly be: () => void } | undefined
  /** Between two names nobody finds it. */
  hidden?: boolean
}

interface FakeSnapshot {
  readonly name: string
  status: string
  readonly encrypted: boolean
  readonly tags: Tags
  readonly data: string
  readonly key?: string
  readonly doneAt: number
}

const minute = 60_000

/** AWS's names of an instance's fields and errors, and of a cluster's. */
const words = {
  instance: { resource: 'db', kind: 'Instance' },
  cluster: { resource: 'cluster', kind: 'Cluster' },
} as const

/**
 * RDS as far as an encryption asks for it: everything takes its time, a rename leaves nothing under either name for a while, what is not in the
 * right state is refused, names are taken once.
 */
export const fakeRds = (now: () => Date, pace = 1) => {
  const instances: FakeInstance[] = []
  const snapshots = new Map<string, FakeSnapshot>()
  const clusterSnapshots = new Map<string, FakeSnapshot>()
  const calls: string[] = []
  let made = 0
  let fault: ((name: string, acted: boolean) => Error | undefined) | undefined
  const later = (minutes: number): number => now().getTime() + minutes * pace * minute
  const tick = (): void => {
    for (const instance of [...instances])
      while (instance.next && now().getTime() >= instance.next.at) {
        const { be } = instance.next
        instance.next = undefined
        be()
      }
    for (const snapshot of [...snapshots.values(), ...clusterSnapshots.values()])
      if (snapshot.status === 'creating' && now().getTime() >= snapshot.doneAt) snapshot.status = 'available'
  }
  const at = (name: unknown, form: FakeInstance['form'] = 'instance'): FakeInstance | undefined =>
    instances.find((each) => each.form === form && each.name === name && each.hidden !== true)
  const find = (name: unknown, form: FakeInstance['form'] = 'instance'): FakeInstance => {
    const found = at(name, form)
    if (!found) throw awsError(`DB${words[form].kind}NotFoundFault`, 404)
    return found
  }
  const mustBeFree = (name: unknown, form: FakeInstance['form']): void => {
    if (instances.some((each) => each.form === form && each.name === name))
      throw awsError(`DB${words[form].kind}AlreadyExistsFault`, 400)
  }
  const listOf = (form: FakeInstance['form']) =>
    form === 'cluster' ? ([clusterSnapshots, 'DBClusterSnapshot'] as const) : ([snapshots, 'DBSnapshot'] as const)
  const snapshotOf = (name: unknown, form: FakeInstance['form'] = 'instance'): FakeSnapshot => {
    const [list, word] = listOf(form)
    const found = list.get(String(name))
    if (!found) throw awsError(`${word}NotFoundFault`, 404)
    return found
  }
  const mustBe = ({ status, form }: FakeInstance, wanted: string): void => {
    if (status !== wanted) throw awsError(`InvalidDB${words[form].kind}StateFault`, 400)
  }
  const add = (more: Partial<FakeInstance> & { readonly name: string }): FakeInstance => {
    made += 1
    const form = more.form ?? 'instance'
    const instance: FakeInstance = {
      form,
      resource: `${words[form].resource}-${made}`,
      status: 'available',
      encrypted: false,
      protected: false,
      tags: [],
      data: '',
      settings: {},
      ...more,
    }
    instances.push(instance)
    return instance
  }
  const drop = (instance: FakeInstance): void => {
    instances.splice(instances.indexOf(instance), 1)
  }
  const takeSnapshot = (
    name: unknown,
    of: Omit<FakeSnapshot, 'name' | 'status'>,
    form: FakeInstance['form'] = 'instance',
  ): void => {
    const [list, word] = listOf(form)
    if (list.has(String(name))) throw awsError(`${word}AlreadyExistsFault`, 400)
    list.set(String(name), { name: String(name), status: 'creating', ...of })
  }
  const removeSnapshot = (name: unknown, form: FakeInstance['form']): void => {
    const [list, word] = listOf(form)
    const snapshot = snapshotOf(name, form)
    if (snapshot.status !== 'available') throw awsError(`Invalid${word}StateFault`, 400)
    list.delete(snapshot.name)
  }
  /** It is in a state for so many minutes, then available. */
  const busy = (instance: FakeInstance, status: string, minutes: number): void => {
    instance.status = status
    instance.next = {
      at: later(minutes),
      be: () => {
        instance.status = 'available'
      },
    }
  }
  const rename = (instance: FakeInstance, to: string): void => {
    // The name is taken from the moment on at which it is asked for.
    mustBeFree(to, instance.form)
    mustBe(instance, 'available')
    instance.status = 'renaming'
    instance.next = {
      at: later(2),
      be: () => {
        instance.hidden = true
        instance.name = to
        instance.next = {
          at: later(3),
          be: () => {
            instance.hidden = false
            busy(instance, 'rebooting', 5)
          },
        }
      },
    }
  }
  const modify = (instance: FakeInstance, to: unknown, { DeletionProtection, ...more }: Input): unknown => {
    if (to !== undefined) return rename(instance, String(to))
    mustBe(instance, 'available')
    if (DeletionProtection !== undefined) instance.protected = DeletionProtection === true
    instance.settings = { ...instance.settings, ...more }
    busy(instance, 'modifying', 4)
    return {}
  }
  const membersOf = (cluster: FakeInstance): FakeInstance[] => instances.filter(({ cluster: of }) => of === cluster)
  const remove = (instance: FakeInstance): void => {
    if (instance.protected) throw awsError('InvalidParameterCombination', 400)
    if (instance.status === 'deleting' || instance.status === 'creating' || membersOf(instance).length > 0)
      throw awsError(`InvalidDB${words[instance.form].kind}StateFault`, 400)
    instance.status = 'deleting'
    instance.next = { at: later(6), be: () => drop(instance) }
  }

  const acts: Readonly<Record<string, (input: Input) => unknown>> = {
    DescribeDBInstances: ({ DBInstanceIdentifier }) => {
      const { name, resource, status, encrypted, tags, settings, cluster, ...rest } = find(DBInstanceIdentifier)
      return {
        DBInstances: [
          {
            ...settings,
            ...(cluster ? { DBClusterIdentifier: cluster.name } : {}),
            DBInstanceIdentifier: name,
            DbiResourceId: resource,
            DBInstanceStatus: status,
            StorageEncrypted: encrypted,
            DeletionProtection: rest.protected,
            TagList: tags,
          },
        ],
      }
    },
    DescribeDBClusters: ({ DBClusterIdentifier }) => {
      const cluster = find(DBClusterIdentifier, 'cluster')
      const [writer] = membersOf(cluster)
      return {
        DBClusters: [
          {
            ...cluster.settings,
            DBClusterIdentifier: cluster.name,
            DbClusterResourceId: cluster.resource,
            Status: cluster.status,
            StorageEncrypted: cluster.encrypted,
            DeletionProtection: cluster.protected,
            TagList: cluster.tags,
            // AWS shows them in any order.
            DBClusterMembers: membersOf(cluster)
              .map((each) => ({ DBInstanceIdentifier: each.name, IsClusterWriter: each === writer }))
              .reverse(),
          },
        ],
      }
    },
    DescribeDBSnapshots: ({ DBSnapshotIdentifier }) => {
      const { status, encrypted, tags } = snapshotOf(DBSnapshotIdentifier)
      return { DBSnapshots: [{ Status: status, Encrypted: encrypted, TagList: tags }] }
    },
    DescribeDBClusterSnapshots: ({ DBClusterSnapshotIdentifier }) => {
      const { status, encrypted, tags } = snapshotOf(DBClusterSnapshotIdentifier, 'cluster')
      return { DBClusterSnapshots: [{ Status: status, StorageEncrypted: encrypted, TagList: tags }] }
    },
    CreateDBSnapshot: ({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: tags }) => {
      const instance = find(DBInstanceIdentifier)
      mustBe(instance, 'available')
      takeSnapshot(DBSnapshotIdentifier, {
        encrypted: false,
        tags: tags as Tags,
        data: instance.data,
        doneAt: later(10),
      })
    },
    CreateDBClusterSnapshot: ({ DBClusterIdentifier, DBClusterSnapshotIdentifier, Tags: tags }) => {
      const cluster = find(DBClusterIdentifier, 'cluster')
      mustBe(cluster, 'available')
      const { data, encrypted } = cluster
      takeSnapshot(DBClusterSnapshotIdentifier, { encrypted, tags: tags as Tags, data, doneAt: later(10) }, 'cluster')
    },
    CopyDBSnapshot: ({ SourceDBSnapshotIdentifier, TargetDBSnapshotIdentifier, KmsKeyId, CopyTags }) => {
      const source = snapshotOf(SourceDBSnapshotIdentifier)
      if (source.status !== 'available') throw awsError('InvalidDBSnapshotStateFault', 400)
      takeSnapshot(TargetDBSnapshotIdentifier, {
        encrypted: KmsKeyId !== undefined,
        tags: CopyTags === true ? source.tags : [],
        data: source.data,
        key: String(KmsKeyId),
        doneAt: later(15),
      })
    },
    RestoreDBInstanceFromDBSnapshot: ({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: tags, ...settings }) => {
      const { data, encrypted, status } = snapshotOf(DBSnapshotIdentifier)
      if (status !== 'available') throw awsError('InvalidDBSnapshotStateFault', 400)
      mustBeFree(DBInstanceIdentifier, 'instance')
      const name = String(DBInstanceIdentifier)
      busy(add({ name, encrypted, data, tags: tags as Tags, settings }), 'creating', 20)
    },
    RestoreDBClusterFromSnapshot: ({ DBClusterIdentifier, SnapshotIdentifier, KmsKeyId, Tags: tags, ...settings }) => {
      const { data, encrypted, status } = snapshotOf(SnapshotIdentifier, 'cluster')
      if (status !== 'available') throw awsError('InvalidDBClusterSnapshotStateFault', 400)
      mustBeFree(DBClusterIdentifier, 'cluster')
      const more = { data, encrypted: encrypted || KmsKeyId !== undefined, tags: tags as Tags, settings }
      busy(add({ form: 'cluster', name: String(DBClusterIdentifier), ...more }), 'creating', 20)
    },
    CreateDBInstance: ({ DBInstanceIdentifier, DBClusterIdentifier, Tags: tags, ...settings }) => {
      const cluster = find(DBClusterIdentifier, 'cluster')
      mustBe(cluster, 'available')
      mustBeFree(DBInstanceIdentifier, 'instance')
      const { encrypted } = cluster
      busy(add({ name: String(DBInstanceIdentifier), cluster, encrypted, tags: tags as Tags, settings }), 'creating', 8)
    },
    ModifyDBInstance: ({ DBInstanceIdentifier, NewDBInstanceIdentifier, ApplyImmediately: _, ...more }) =>
      modify(find(DBInstanceIdentifier), NewDBInstanceIdentifier, more),
    ModifyDBCluster: ({ DBClusterIdentifier, NewDBClusterIdentifier, ApplyImmediately: _, ...more }) =>
      modify(find(DBClusterIdentifier, 'cluster'), NewDBClusterIdentifier, more),
    RemoveTagsFromResource: ({ ResourceName, TagKeys }) => {
      const [type, name] = String(ResourceName).split(':').slice(-2)
      const instance = find(name, type === 'cluster' ? 'cluster' : 'instance')
      instance.tags = instance.tags.filter(({ Key }) => !(TagKeys as string[]).includes(Key))
    },
    DeleteDBInstance: ({ DBInstanceIdentifier }) => remove(find(DBInstanceIdentifier)),
    DeleteDBCluster: ({ DBClusterIdentifier }) => remove(find(DBClusterIdentifier, 'cluster')),
    DeleteDBSnapshot: ({ DBSnapshotIdentifier }) => removeSnapshot(DBSnapshotIdentifier, 'instance'),
    DeleteDBClusterSnapshot: ({ DBClusterSnapshotIdentifier }) =>
      removeSnapshot(DBClusterSnapshotIdentifier, 'cluster'),
  }

  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Input }) => {
    tick()
    const name = command.constructor.name.replace(/Command$/, '')
    const before = fault?.(name, false)
    if (before) throw before
    const answer = acts[name]?.(command.input) ?? {}
    if (!name.startsWith('Describe'))
      calls.push(
        `${name} ${command.input.DBInstanceIdentifier ?? command.input.TargetDBSnapshotIdentifier ?? command.input.DBSnapshotIdentifier ?? command.input.DBClusterIdentifier ?? command.input.DBClusterSnapshotIdentifier ?? ''}`.trim(),
      )
    const after = fault?.(name, true)
    if (after) throw after
    return answer
  }
  return {
    // What is tested does nothing with a client but send.
    client: (() => ({ send })) as unknown as Parts['client'],
    instances,
    snapshots,
    clusterSnapshots,
    calls,
    add,
    drop,
    at: (name: string, form?: FakeInstance['form']) => {
      tick()
      return at(name, form)
    },
    failBy: (next: typeof fault) => {
      fault = next
    },
  }
}
