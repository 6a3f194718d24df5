import { drilledOf } from '../../../shared/backups/targets.ts'
import type { BackupDrillRecord } from '../../../shared/ledger/records.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { ArnOf, Kind } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'
import { probeOf } from './places.ts'

/** CloudFormation cuts the stack's name in the names that it makes. */
const longestStackPart = 24

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrds.html */
const databases = ({ drills }: BackupsSlice, arn: ArnOf): Statement[] => {
  const targets = Object.values(drills).flatMap(({ of }) => drilledOf(of) ?? [])
  const arnsOf = (form: 'instance' | 'cluster', type: string) => [
    ...new Set(targets.flatMap((each) => (each.form === form ? [arn('rds', `${type}:${each.name}`)] : []))),
  ]
  const [instances, clusters] = [arnsOf('instance', 'db'), arnsOf('cluster', 'cluster')]
  return [
    {
      sid: 'SeeWhatFailsOver',
      actions: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeEvents'],
      resources: ['*'],
      wildcard: 'What is not there has no ARN to ask for; events are of the account.',
    },
    ...(instances.length > 0
      ? [{ sid: 'FailInstancesOver', actions: ['rds:RebootDBInstance'], resources: instances }]
      : []),
    ...(clusters.length > 0
      ? [{ sid: 'FailClustersOver', actions: ['rds:FailoverDBCluster'], resources: clusters }]
      : []),
  ]
}

const probes = ({ deployment, drills }: BackupsSlice, arn: ArnOf): Statement[] => {
  const { cluster, service, logGroup } = probeOf(deployment, '')
  const [, partition, , , account] = arn('ecs', '').split(':')
  const conditions = { ArnEquals: { 'ecs:cluster': arn('ecs', `cluster/${cluster}`) } }
  return [
    {
      sid: 'StartProbes',
      actions: ['ecs:RunTask'],
      resources: Object.keys(drills).map((drill) =>
        arn('ecs', `task-definition/${probeOf(deployment, drill).family}:*`),
      ),
      conditions,
      wildcard: 'Any revision of these families: the newest is started.',
    },
    {
      sid: 'WatchProbes',
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      resources: [arn('ecs', `task/${cluster}/*`)],
      conditions,
      wildcard: 'ECS makes the ids of tasks; they are all in the cluster of drills.',
    },
    {
      sid: 'FindProbes',
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      conditions,
      wildcard: 'Tasks are listed of one cluster, which the condition names.',
    },
    {
      sid: 'SeeWhereProbesRun',
      actions: ['ecs:DescribeServices'],
      resources: [arn('ecs', `service/${cluster}/${service}`)],
    },
    {
      sid: 'HandOverProbeRoles',
      actions: ['iam:PassRole'],
      resources: [`arn:${partition}:iam::${account}:role/${cluster.slice(0, longestStackPart)}*`],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      wildcard: 'CloudFormation names the roles of the stack of drills: they begin as it does.',
    },
    {
      sid: 'ReadProbes',
      actions: ['logs:GetLogEvents'],
      resources: [arn('logs', `log-group:${logGroup}:log-stream:*`)],
      wildcard: 'Streams are named by the ids of tasks.',
    },
  ]
}

/** Failovers on purpose, measured by a task that connects each second. */
export const drillKind: Kind<BackupDrillRecord> = {
  process: 'drill',
  actions: ['drill'],
  isScheduled: ({ drills }) => Object.values(drills).some(({ schedule }) => schedule !== undefined),
  statements: (slice, arn) =>
    Object.keys(slice.drills).length > 0 ? [...databases(slice, arn), ...probes(slice, arn)] : [],
  load: async () => (await import('./work.ts')).drillWork,
}
