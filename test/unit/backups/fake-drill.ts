import type { Parts } from '../../../functions/backups/kinds/kind.ts'
import { awsError } from '../audits/scene.ts'

const second = 1_000
const arnOf = (number: number): string => `arn:aws:ecs:x:y:task/c/t${number}`

interface Probe {
  readonly startedAt: number
  readonly token: unknown
  stopped: boolean
}

export interface DrilledDatabase {
  readonly form?: 'instance' | 'cluster'
  /** Whether another one serves after a failover. */
  readonly swaps?: boolean
  /** Whether AWS answers when it has taken a failover. */
  readonly answers?: boolean
  /** Whether probes reach it. */
  readonly reaches?: boolean
}

/** A Multi-AZ instance (or a cluster) that takes a minute to fail over, and the tasks that connect to it each second. */
export const fakeDrill = (
  now: () => number,
  deployment: string,
  { form = 'instance', swaps = true, answers = true, reaches = true }: DrilledDatabase = {},
) => {
  const failovers: number[] = []
  const probes: Probe[] = []
  const calls: string[] = []
  let fault: ((name: string) => Error | undefined) | undefined
  const isDown = (time: number) => failovers.some((at) => time >= at + 5 * second && time < at + 65 * second)
  const sides = () => {
    const over = swaps && failovers.filter((at) => now() > at + 60 * second).length % 2 === 1
    return over ? ['b', 'a'] : ['a', 'b']
  }
  const isBusy = () => failovers.some((at) => now() < at + 60 * second)
  const failover = () => {
    if (isBusy()) throw awsError(form === 'cluster' ? 'InvalidDBClusterStateFault' : 'InvalidDBInstanceStateFault', 400)
    failovers.push(now())
    if (!answers) throw awsError('TimeoutError', 500)
  }
  const probeOf = (arn: unknown): Probe | undefined => probes.find((_, index) => arnOf(index + 1) === arn)
  const acts: Record<string, (input: Readonly<Record<string, unknown>>) => unknown> = {
    DescribeDBInstances: () => ({
      DBInstances: [
        {
          DBInstanceStatus: isBusy() ? 'rebooting' : 'available',
          MultiAZ: true,
          Engine: 'postgres',
          AvailabilityZone: sides()[0],
          SecondaryAvailabilityZone: sides()[1],
          Endpoint: { Address: 'shop.rds', Port: 5432 },
        },
      ],
    }),
    DescribeDBClusters: () => ({
      DBClusters: [
        {
          Status: isBusy() ? 'rebooting' : 'available',
          Engine: 'aurora-postgresql',
          Endpoint: 'shop.cluster',
          Port: 5432,
          DBClusterMembers: ['a', 'b'].map((id) => ({ DBInstanceIdentifier: id, IsClusterWriter: id === sides()[0] })),
        },
      ],
    }),
    DescribeEvents: ({ StartTime }) => ({
      Events: failovers
        .filter((at) => swaps && now() > at && at + 1 >= (StartTime as Date).getTime())
        .map((at) => ({ Date: new Date(at + 1), Message: 'failover completed' })),
    }),
    RebootDBInstance: failover,
    FailoverDBCluster: failover,
    RunTask: ({ cluster, taskDefinition, clientToken }) => {
      // The one that infra/stacks/drills.ts makes, and that the role may run.
      if (cluster !== `${deployment}-drills` || taskDefinition !== `${deployment}-drill-primary`)
        throw awsError('ClientException', 400)
      let index = probes.findIndex(({ token }) => token === clientToken)
      if (index < 0) index = probes.push({ startedAt: now(), token: clientToken, stopped: false }) - 1
      return { tasks: [{ taskArn: arnOf(index + 1) }] }
    },
    ListTasks: ({ startedBy }) => ({
      taskArns: probes.flatMap(({ token, stopped }, index) =>
        stopped || startedBy !== `drill/${token}` ? [] : [arnOf(index + 1)],
      ),
    }),
    DescribeTasks: ({ tasks }) => {
      const probe = probeOf((tasks as readonly string[])[0])
      return { tasks: probe ? [{ lastStatus: probe.stopped ? 'STOPPED' : 'RUNNING' }] : [] }
    },
    StopTask: ({ task }) => {
      const probe = probeOf(task)
      if (probe) probe.stopped = true
      return {}
    },
    GetLogEvents: ({ logStreamName, nextToken }) => {
      if (nextToken !== undefined) return { events: [] }
      const probe = probes.find((_, index) => String(logStreamName).endsWith(`/t${index + 1}`))
      const events = []
      // It ends by itself after two hours.
      const from = (probe?.startedAt ?? now()) + 20 * second
      for (let time = from; time < Math.min(now(), from + 7_200 * second); time += second)
        events.push({ message: `${time} ${reaches && !isDown(time) ? 'up 3' : 'down 2000 ETIMEDOUT'}` })
      return { events, nextForwardToken: 'end' }
    },
  }
  const send = async (command: {
    readonly constructor: { readonly name: string }
    readonly input: Readonly<Record<string, unknown>>
  }) => {
    const name = command.constructor.name.replace(/Command$/, '')
    const error = fault?.(name)
    if (error) throw error
    if (!/^(Describe|List|Get)/.test(name)) calls.push(name)
    return acts[name]?.(command.input)
  }
  return {
    client: (() => ({ send })) as unknown as Parts['client'],
    calls,
    failovers,
    probes,
    failBy: (next: typeof fault) => {
      fault = next
    },
  }
}
