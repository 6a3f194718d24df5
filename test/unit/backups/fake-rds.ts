import type { Parts } from '../../../functions/backups/kinds/kind.ts'
import { awsError } from '../audits/scene.ts'

type Input = Readonly<Record<string, unknown>>
type Tags = readonly { readonly Key: string; readonly Value: string }[]

export interface FakeInstance {
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

/**
 * RDS as far as an encryption asks for it: everything takes its time, a rename leaves nothing under either name for a while, what is not in the
 * right state is refused, names are taken once.
 */
export const fakeRds = (now: () => Date, pace = 1) => {
  const instances: FakeInstance[] = []
  const snapshots = new Map<string, FakeSnapshot>()
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
    for (const snapshot of snapshots.values())
      if (snapshot.status === 'creating' && now().getTime() >= snapshot.doneAt) snapshot.status = 'available'
  }
  const at = (name: unknown): FakeInstance | undefined =>
    instances.find((each) => each.name === name && each.hidden !== true)
  const find = (name: unknown): FakeInstance => {
    const found = at(name)
    if (!found) throw awsError('DBInstanceNotFoundFault', 404)
    return found
  }
  const snapshotOf = (name: unknown): FakeSnapshot => {
    const found = snapshots.get(String(name))
    if (!found) throw awsError('DBSnapshotNotFoundFault', 404)
    return found
  }
  const mustBe = (status: string, wanted: string): void => {
    if (status !== wanted) throw awsError('InvalidDBInstanceStateFault', 400)
  }
  const add = (more: Partial<FakeInstance> & { readonly name: string }): FakeInstance => {
    made += 1
    const instance: FakeInstance = {
      resource: `db-${made}`,
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
  const takeSnapshot = (name: unknown, of: Omit<FakeSnapshot, 'name' | 'status'>): void => {
    if (snapshots.has(String(name))) throw awsError('DBSnapshotAlreadyExistsFault', 400)
    snapshots.set(String(name), { name: String(name), status: 'creating', ...of })
  }
  const rename = (instance: FakeInstance, to: string): void => {
    // The name is taken from the moment on at which it is asked for.
    if (instances.some(({ name }) => name === to)) throw awsError('DBInstanceAlreadyExistsFault', 400)
    mustBe(instance.status, 'available')
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
            instance.status = 'rebooting'
            instance.next = {
              at: later(5),
              be: () => {
                instance.status = 'available'
              },
            }
          },
        }
      },
    }
  }

  const acts: Readonly<Record<string, (input: Input) => unknown>> = {
    DescribeDBInstances: ({ DBInstanceIdentifier }) => {
      const { name, resource, status, encrypted, tags, settings, ...rest } = find(DBInstanceIdentifier)
      return {
        DBInstances: [
          {
            ...settings,
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
    DescribeDBSnapshots: ({ DBSnapshotIdentifier }) => {
      const { status, encrypted, tags } = snapshotOf(DBSnapshotIdentifier)
      return { DBSnapshots: [{ Status: status, Encrypted: encrypted, TagList: tags }] }
    },
    CreateDBSnapshot: ({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: tags }) => {
      const { data, status } = find(DBInstanceIdentifier)
      mustBe(status, 'available')
      takeSnapshot(DBSnapshotIdentifier, { encrypted: false, tags: tags as Tags, data, doneAt: later(10) })
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
      if (instances.some(({ name }) => name === DBInstanceIdentifier))
        throw awsError('DBInstanceAlreadyExistsFault', 400)
      const instance = add({
        name: String(DBInstanceIdentifier),
        status: 'creating',
        encrypted,
        data,
        tags: tags as Tags,
        settings,
      })
      instance.next = {
        at: later(20),
        be: () => {
          instance.status = 'available'
        },
      }
    },
    ModifyDBInstance: ({
      DBInstanceIdentifier,
      NewDBInstanceIdentifier,
      DeletionProtection,
      ApplyImmediately: _,
      ...more
    }) => {
      const instance = find(DBInstanceIdentifier)
      if (NewDBInstanceIdentifier !== undefined) return rename(instance, String(NewDBInstanceIdentifier))
      mustBe(instance.status, 'available')
      if (DeletionProtection !== undefined) instance.protected = DeletionProtection === true
      instance.settings = { ...instance.settings, ...more }
      instance.status = 'modifying'
      instance.next = {
        at: later(4),
        be: () => {
          instance.status = 'available'
        },
      }
      return {}
    },
    RemoveTagsFromResource: ({ ResourceName, TagKeys }) => {
      const instance = find(String(ResourceName).split(':').at(-1))
      instance.tags = instance.tags.filter(({ Key }) => !(TagKeys as string[]).includes(Key))
    },
    DeleteDBInstance: ({ DBInstanceIdentifier }) => {
      const instance = find(DBInstanceIdentifier)
      if (instance.protected) throw awsError('InvalidParameterCombination', 400)
      if (instance.status === 'deleting' || instance.status === 'creating')
        throw awsError('InvalidDBInstanceStateFault', 400)
      instance.status = 'deleting'
      instance.next = { at: later(6), be: () => drop(instance) }
    },
    DeleteDBSnapshot: ({ DBSnapshotIdentifier }) => {
      const snapshot = snapshotOf(DBSnapshotIdentifier)
      if (snapshot.status !== 'available') throw awsError('InvalidDBSnapshotStateFault', 400)
      snapshots.delete(snapshot.name)
    },
  }

  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Input }) => {
    tick()
    const name = command.constructor.name.replace(/Command$/, '')
    const before = fault?.(name, false)
    if (before) throw before
    const answer = acts[name]?.(command.input) ?? {}
    if (!name.startsWith('Describe'))
      calls.push(
        `${name} ${command.input.DBInstanceIdentifier ?? command.input.TargetDBSnapshotIdentifier ?? command.input.DBSnapshotIdentifier ?? ''}`.trim(),
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
    calls,
    add,
    drop,
    at: (name: string) => {
      tick()
      return at(name)
    },
    failBy: (next: typeof fault) => {
      fault = next
    },
  }
}
