import type { Parts } from '../../../functions/backups/kinds/kind.ts'
import { awsError } from '../audits/scene.ts'

type Input = Readonly<Record<string, unknown>>
type Tags = readonly { readonly Key: string; readonly Value: string }[]

/** Something of RDS or EC2 that takes its time to come and to go. */
export interface Thing {
  readonly sort: 'instance' | 'cluster' | 'volume' | 'machine'
  readonly name: string
  readonly madeAt: number
  status: string
  tags: Tags
  goneAt?: number
  readonly cluster?: string
  readonly input: Input
}

export interface FakeTask {
  readonly arn: string
  readonly token: string
  stopped?: { readonly exitCode?: number; readonly lines: readonly string[]; readonly reason?: string }
}

export interface Paces {
  /** Minutes in `creating`, and in `deleting`. */
  readonly create?: number
  readonly remove?: number
}

const page = (items: readonly unknown[], name: string) => ({ [name]: items })

/**
 * RDS, EC2 and ECS as far as restores ask for them, in memory: copies are `creating` for a time, cannot be deleted meanwhile, are `deleting` for a
 * time, and are then not found; names are taken once; a cluster with an instance in it is not deleted.
 */
export const fakeAws = (now: () => Date, { create = 20, remove = 6 }: Paces = {}) => {
  const things = new Map<string, Thing>()
  const tasks: FakeTask[] = []
  const calls: { readonly name: string; readonly input: Input }[] = []
  let fault: ((name: string, input: Input, acted: boolean) => Error | undefined) | undefined
  const answers: Record<string, unknown> = {}
  const minute = 60_000
  const key = (sort: string, name: string): string => `${sort === 'volume' ? 'volume' : sort}/${name}`

  const settle = (): void => {
    const at = now().getTime()
    for (const [id, thing] of things) {
      if (thing.status === 'creating' && at - thing.madeAt >= create * minute) thing.status = 'available'
      if (thing.goneAt !== undefined && at >= thing.goneAt) things.delete(id)
    }
  }
  const make = (sort: Thing['sort'], name: string, input: Input, cluster?: string): Thing => {
    if (things.has(key(sort, name)))
      throw awsError(sort === 'cluster' ? 'DBClusterAlreadyExistsFault' : 'DBInstanceAlreadyExistsFault', 400)
    const thing: Thing = {
      sort,
      name,
      madeAt: now().getTime(),
      status: 'creating',
      tags: (input.Tags as Tags | undefined) ?? [],
      input,
      ...(cluster === undefined ? {} : { cluster }),
    }
    things.set(key(sort, name), thing)
    return thing
  }
  const find = (sort: Thing['sort'], name: unknown): Thing => {
    const found = things.get(key(sort, String(name)))
    if (found) return found
    if (sort === 'volume') throw awsError('InvalidVolume.NotFound', 400)
    if (sort === 'machine') throw awsError('InvalidInstanceID.NotFound', 400)
    throw awsError(sort === 'cluster' ? 'DBClusterNotFoundFault' : 'DBInstanceNotFoundFault', 404)
  }
  const remove_ = (sort: Thing['sort'], name: unknown): void => {
    const thing = find(sort, name)
    if (thing.input.DeletionProtection === true)
      throw Object.assign(awsError('InvalidParameterCombination', 400), {
        message: 'Cannot delete protected DB Instance',
      })
    // EC2 ends an instance at any time.
    const busy = sort !== 'machine' && (thing.status === 'creating' || thing.status === 'deleting')
    const full = sort === 'cluster' && [...things.values()].some(({ cluster }) => cluster === thing.name)
    if (busy || full)
      throw awsError(
        sort === 'cluster'
          ? 'InvalidDBClusterStateFault'
          : sort === 'volume'
            ? 'IncorrectState'
            : 'InvalidDBInstanceStateFault',
        400,
      )
    thing.status = 'deleting'
    thing.goneAt = now().getTime() + remove * minute
  }
  const of = (sort: Thing['sort'], name: unknown): Thing[] =>
    name === undefined ? [...things.values()].filter((each) => each.sort === sort) : [find(sort, name)]
  const shown = (thing: Thing) => ({
    DBInstanceIdentifier: thing.name,
    DBInstanceStatus: thing.status,
    DBInstanceArn: `arn:aws:rds:eu-west-1:123456789012:db:${thing.name}`,
    TagList: thing.tags,
    ...(thing.cluster === undefined ? {} : { DBClusterIdentifier: thing.cluster }),
    ...(thing.status === 'creating' ? {} : { Endpoint: { Address: `${thing.name}.rds`, Port: 5432 } }),
    ...thing.input,
  })
  const shownCluster = (thing: Thing) => ({
    DBClusterIdentifier: thing.name,
    Status: thing.status,
    DBClusterArn: `arn:aws:rds:eu-west-1:123456789012:cluster:${thing.name}`,
    TagList: thing.tags,
    Endpoint: `${thing.name}.cluster`,
    Port: 5432,
    DBClusterMembers: [...things.values()]
      .filter(({ cluster }) => cluster === thing.name)
      .map(({ name }, index) => ({ DBInstanceIdentifier: name, IsClusterWriter: index === 0 })),
    ...thing.input,
  })

  const acts: Readonly<Record<string, (input: Input) => unknown>> = {
    DescribeDBInstances: ({ DBInstanceIdentifier: name }) => page(of('instance', name).map(shown), 'DBInstances'),
    DescribeDBClusters: ({ DBClusterIdentifier: name }) => page(of('cluster', name).map(shownCluster), 'DBClusters'),
    RestoreDBInstanceFromDBSnapshot: (input) => make('instance', String(input.DBInstanceIdentifier), input),
    RestoreDBInstanceToPointInTime: (input) => make('instance', String(input.TargetDBInstanceIdentifier), input),
    RestoreDBClusterFromSnapshot: (input) => make('cluster', String(input.DBClusterIdentifier), input),
    RestoreDBClusterToPointInTime: (input) => make('cluster', String(input.DBClusterIdentifier), input),
    CreateDBInstance: (input) => {
      if (find('cluster', input.DBClusterIdentifier).status !== 'available')
        throw awsError('InvalidDBClusterStateFault', 400)
      return make('instance', String(input.DBInstanceIdentifier), input, String(input.DBClusterIdentifier))
    },
    DeleteDBInstance: ({ DBInstanceIdentifier: name }) => remove_('instance', name),
    DeleteDBCluster: ({ DBClusterIdentifier: name }) => remove_('cluster', name),
    ModifyDBInstance: ({ DBInstanceIdentifier: name, DeletionProtection }) =>
      Object.assign(find('instance', name).input, { DeletionProtection }),
    AddTagsToResource: ({ ResourceName, Tags }) => {
      const [, sort, name = ''] = /:(db|cluster):(.+)$/.exec(String(ResourceName)) ?? []
      find(sort === 'db' ? 'instance' : 'cluster', name).tags = Tags as Tags
    },
    CreateVolume: (input) => {
      const known = [...things.values()].find(
        ({ sort, input: { ClientToken } }) => sort === 'volume' && ClientToken === input.ClientToken,
      )
      const [spec] = (input.TagSpecifications ?? []) as readonly { readonly Tags: Tags }[]
      const thing = known ?? make('volume', `vol-0${'a'.repeat(7)}${things.size}`, { ...input, Tags: spec?.Tags })
      return { VolumeId: thing.name }
    },
    DeleteVolume: ({ VolumeId }) => remove_('volume', VolumeId),
    DescribeVolumes: ({ VolumeIds, Filters = [] }) => {
      const wanted =
        (VolumeIds as readonly string[] | undefined)?.map((id) => find('volume', id)) ?? of('volume', undefined)
      const filters = Filters as readonly { readonly Name: string; readonly Values: readonly string[] }[]
      const fits = ({ tags }: Thing) =>
        filters.every(({ Name, Values }) =>
          Name === 'tag-key'
            ? tags.some(({ Key }) => Values.includes(Key))
            : tags.some(({ Key, Value }) => Name === `tag:${Key}` && Values.includes(Value)),
        )
      return page(
        wanted.filter(fits).map(({ name, status, tags, input }) => ({
          VolumeId: name,
          State: status,
          Tags: tags,
          AvailabilityZone: input.AvailabilityZone,
        })),
        'Volumes',
      )
    },
    RunInstances: (input) => {
      const known = [...things.values()].find(
        ({ sort, input: { ClientToken } }) => sort === 'machine' && ClientToken === input.ClientToken,
      )
      const [spec] = (input.TagSpecifications ?? []) as readonly { readonly Tags: Tags }[]
      const thing = known ?? make('machine', `i-0${'b'.repeat(7)}${things.size}`, { ...input, Tags: spec?.Tags })
      return { Instances: [{ InstanceId: thing.name }] }
    },
    TerminateInstances: ({ InstanceIds }) => {
      for (const id of InstanceIds as readonly string[]) remove_('machine', id)
    },
    DescribeInstances: ({ InstanceIds, Filters = [] }) => {
      const wanted =
        (InstanceIds as readonly string[] | undefined)?.map((id) => find('machine', id)) ?? of('machine', undefined)
      const filters = Filters as readonly { readonly Name: string; readonly Values: readonly string[] }[]
      const fits = ({ tags }: Thing) =>
        filters.every(({ Name, Values }) =>
          tags.some(({ Key, Value }) =>
            Name === 'tag-key' ? Values.includes(Key) : Name === `tag:${Key}` && Values.includes(Value),
          ),
        )
      const states: Readonly<Record<string, string>> = {
        creating: 'pending',
        available: 'running',
        deleting: 'shutting-down',
      }
      return {
        Reservations: wanted.filter(fits).map(({ name, status, tags, input }) => ({
          Instances: [
            {
              InstanceId: name,
              State: { Name: states[status] ?? status },
              Tags: tags,
              InstanceType: input.InstanceType,
              StateReason: input.StateReason,
            },
          ],
        })),
      }
    },
    DescribeInstanceStatus: ({ InstanceIds }) => ({
      InstanceStatuses: (InstanceIds as readonly string[]).map((id) => {
        const { madeAt, input } = find('machine', id)
        // The checks take some minutes longer than the start.
        const passes = input.impaired === undefined && now().getTime() - madeAt >= (create + 5) * minute
        const Details = input.impaired === undefined ? [] : [{ Status: 'failed', ImpairedSince: input.impaired }]
        return {
          InstanceId: id,
          SystemStatus: { Status: 'ok' },
          InstanceStatus: { Status: passes ? 'ok' : 'initializing', Details },
        }
      }),
    }),
    RunTask: ({ clientToken, cluster }) => {
      const known = tasks.find(({ token }) => token === clientToken)
      const task = known ?? {
        arn: `arn:aws:ecs:eu-west-1:123456789012:task/${cluster}/${tasks.length + 1}`,
        token: String(clientToken),
      }
      if (!known) tasks.push(task)
      return { tasks: [{ taskArn: task.arn }] }
    },
    DescribeTasks: ({ tasks: [arn] = [] as unknown as [string] }: Input & { readonly tasks?: readonly [string] }) => {
      const task = tasks.find((each) => each.arn === arn)
      if (!task) return { tasks: [] }
      const { stopped } = task
      return {
        tasks: [
          {
            taskArn: arn,
            lastStatus: stopped ? 'STOPPED' : 'RUNNING',
            ...(stopped?.reason === undefined ? {} : { stoppedReason: stopped.reason }),
            containers: [{ name: 'check', ...(stopped?.exitCode === undefined ? {} : { exitCode: stopped.exitCode }) }],
          },
        ],
      }
    },
    StopTask: ({ task: arn }) => {
      const task = tasks.find((each) => each.arn === arn)
      if (task) task.stopped ??= { exitCode: 143, lines: [] }
    },
    GetLogEvents: ({ logStreamName }) => {
      const task = tasks.find(({ arn }) => String(logStreamName).endsWith(arn.slice(arn.lastIndexOf('/'))))
      return { events: (task?.stopped?.lines ?? []).map((message) => ({ message })) }
    },
  }

  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Input }) => {
    settle()
    const name = command.constructor.name.replace(/Command$/, '')
    calls.push({ name, input: command.input })
    const before = fault?.(name, command.input, false)
    if (before) throw before
    const known = answers[name]
    const given = typeof known === 'function' ? known(command.input) : known
    if (given instanceof Error) throw given
    const answer = given ?? acts[name]?.(command.input) ?? {}
    const after = fault?.(name, command.input, true)
    if (after) throw after
    return answer
  }
  return {
    // What is tested does nothing with a client but send.
    client: (() => ({ send })) as unknown as Parts['client'],
    things,
    tasks,
    calls,
    answers,
    /** What a call throws, before or after it has acted. */
    failBy: (next: typeof fault) => {
      fault = next
    },
    settle,
    /** Does what a call asks for, whoever has asked. */
    act: (name: string, input: Input): unknown => acts[name]?.(input),
    /** Adds something that is there already. */
    put: (sort: Thing['sort'], name: string, input: Input = {}, status = 'available'): Thing => {
      const thing = make(sort, name, input, input.DBClusterIdentifier as string | undefined)
      thing.status = status
      return thing
    },
  }
}
