import type { Denial } from './judge.ts'
import type { UnusedGrant } from './unused.ts'

/** Actions that functions are allowed and need not ask for on the tour, with when they do. */
export interface Explained {
  /** Functions, without the deployment's name; nothing: every function. */
  readonly callers?: readonly string[]
  readonly actions: readonly string[]
  readonly when: string
}

const [onSchedule, onTimer, onMinute, onTaskChange] = [
  'jobs-on-schedule',
  'jobs-on-timer',
  'jobs-on-minute',
  'jobs-on-task-change',
] as const

const firewall = ['firewall-on-log', 'firewall-on-pass'] as const

/** What AWS's own services ask for with a function's role, so that no recorder before the function's calls sees it. */
const byPlatform: readonly Explained[] = [
  {
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    when: 'Lambda itself writes the log with the role: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html',
  },
  {
    callers: ['alerts-on-alarm', 'alerts-on-timer', 'thumbnails-on-upload', onTaskChange, onTimer, ...firewall],
    actions: [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
      'sqs:GetQueueUrl',
    ],
    when: 'Lambda polls the queue with the role; the last two come with the grant of CDK: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html',
  },
  {
    callers: [
      'alerts-on-alarm',
      'alerts-on-minute',
      onSchedule,
      onMinute,
      'lifecycle-on-schedule',
      'metrics-collect',
      'hours-on-look',
      'audits-on-schedule',
      'backups-on-look',
      'firewall-on-pass',
    ],
    actions: ['sqs:SendMessage'],
    when: 'Lambda puts an event that failed three times into the dead-letter queue with the role: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
  },
]

/** What needs a config or an event that the tour does not have. */
const byEvent: readonly Explained[] = [
  {
    callers: ['alerts-on-alarm', 'alerts-on-minute'],
    actions: ['cloudwatch:ListTagsForResource'],
    when: 'a route, silence or inhibition of the config looks at tags',
  },
  {
    callers: ['alerts-on-link'],
    actions: ['sqs:SendMessage'],
    when: 'an acknowledgement or an end leaves somebody to be notified',
  },
  {
    callers: ['alerts-on-alarm', 'alerts-on-timer', 'alerts-on-minute'],
    actions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'sns:Publish',
      'ses:SendEmail',
      'cloudwatch:GetMetricData',
      'sqs:SendMessage',
    ],
    when: 'it falls to this function to send what another left: each of the three may send by every channel, with a picture',
  },
  {
    callers: ['alerts-on-minute'],
    actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListAlarmMuteRules'],
    when: 'an alarm is red that no incident knows of, and may be muted',
  },
  {
    callers: ['console-on-request'],
    actions: ['cloudwatch:GetMetricData'],
    when: 'somebody looks at an incident whose alarm has a metric that can be plotted',
  },
  {
    callers: ['console-on-queues'],
    actions: [
      'sqs:ReceiveMessage',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:SendMessage',
      'lambda:InvokeFunction',
    ],
    when: 'somebody opens or replays what lies in a dead-letter queue',
  },
  {
    callers: ['firewall-on-log'],
    actions: ['s3:PutObject'],
    when: 'the counts of log objects take more than 8 KB: they go into a bucket',
  },
  {
    callers: ['firewall-on-pass'],
    actions: ['s3:GetObject', 's3:ListBucket'],
    when: 'counts lie in the bucket, or are not there any more',
  },
  {
    callers: ['thumbnails-on-upload'],
    actions: ['s3:ListBucket'],
    when: 'a backfill is begun on the page; without it S3 would also say 403, and not 404, of what is not there',
  },
  {
    callers: ['thumbnails-on-upload'],
    actions: ['s3:GetObjectTagging', 's3:PutObjectTagging'],
    when: 'an original of a bucket without versions is refused: it is tagged',
  },
  {
    callers: ['thumbnails-on-upload'],
    actions: ['events:PutEvents', 'sqs:SendMessage'],
    when: 'many refusals in a short time are one signal, and the watch asks itself later',
  },
  {
    callers: ['jobs-on-look'],
    actions: ['iam:SimulatePrincipalPolicy'],
    when: 'a task could not fetch what it needs: what its execution role may do',
  },
  {
    callers: [onSchedule, onTimer, onTaskChange],
    actions: ['dynamodb:Query'],
    when: 'never: the ledger is granted as a whole (reads by key and by partition, writes), and these read by key alone',
  },
  {
    callers: ['lifecycle-on-schedule'],
    actions: ['dynamodb:GetItem'],
    when: 'never: the ledger is granted as a whole, and the reconcile reads a partition',
  },
  {
    callers: [onSchedule, onTimer, onMinute],
    actions: ['ecs:RunTask', 'ecs:TagResource', 'iam:PassRole', 'ecs:ListTasks'],
    when: 'a task is started by a firing, a retry or the sweep, after a look for one whose answer was lost',
  },
  {
    callers: [onSchedule, onTimer, onMinute, onTaskChange],
    actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
    when: 'a run is replaced, cancelled, over its time or was not heard of',
  },
  {
    callers: [onTimer, onMinute, onTaskChange],
    actions: ['logs:GetLogEvents', 'lambda:InvokeFunction'],
    when: 'this function is the one that hears of a bad end: the end of the log, and what is around the task',
  },
  {
    callers: [onSchedule, onTimer, onMinute, onTaskChange, 'lifecycle-on-schedule'],
    actions: ['events:PutEvents', 'sqs:SendMessage'],
    when: 'a verdict or a failure is published by whoever writes it, and the next time is set',
  },
  {
    callers: ['hours-on-look'],
    actions: ['application-autoscaling:RegisterScalableTarget'],
    when: 'a service scales: its scaling is suspended while it is off. On the laptop nothing does',
  },
  {
    callers: ['audits-on-schedule as AuditsReadsWaste'],
    actions: ['cloudwatch:GetMetricData'],
    when: 'a database or a NAT gateway is older than the days after which it may be idle',
  },
  {
    callers: ['audits-on-schedule as AuditsReadsCredentials'],
    actions: ['iam:ListUserTags'],
    when: 'a user has a finding: whose the user is. The keys of the tour are new',
  },
  {
    callers: ['audits-on-schedule'],
    actions: ['events:PutEvents'],
    when: 'an urgent finding is new or gone, or a check cannot look',
  },
  {
    callers: ['backups-on-look'],
    actions: ['ecs:StopTask'],
    when: 'the check of a restored copy takes longer than it may',
  },
  {
    callers: ['backups-on-look'],
    actions: ['rds:DeleteDBSnapshot'],
    when: 'there are more snapshots than the plan keeps: the tour takes one',
  },
  {
    callers: ['backups-on-look'],
    actions: ['ec2:DeleteVolume', 'ec2:TerminateInstances', 'ec2:DescribeInstanceStatus'],
    when: 'the copy of a volume, or an instance of an AMI, is looked at or deleted. The example restores its database alone',
  },
  {
    callers: ['backups-on-look'],
    actions: [
      'rds:DescribeDBClusterSnapshots',
      'rds:RestoreDBClusterFromSnapshot',
      'rds:RestoreDBClusterToPointInTime',
      'rds:CreateDBInstance',
      'rds:ModifyDBCluster',
      'rds:DeleteDBCluster',
    ],
    when: 'a cluster is restored, with an instance in it, or its copy is deleted. The example has none',
  },
  {
    callers: ['backups-on-look'],
    actions: ['rds:DescribeDBInstanceAutomatedBackups', 'rds:RestoreDBInstanceToPointInTime'],
    when: 'somebody restores a database as it was at a time: nightshift backups restore NAME --at TIME',
  },
  {
    callers: ['backups-on-look'],
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    when: 'somebody restores a database that a key of their own encrypts: RDS asks for it in the name of who restores, and so never at the layer',
  },
  {
    callers: ['backups-on-look'],
    actions: ['rds:ModifyDBInstance'],
    when: 'somebody has protected a copy from deletion: the protection is taken off',
  },
  {
    callers: ['firewall-on-log'],
    actions: ['s3:ListBucket'],
    when: 'never asked for: with it S3 says 404 of a log that is not there, and not 403',
  },
  {
    callers: ['firewall-on-log'],
    actions: ['s3:GetObjectVersion'],
    when: 'a bucket of logs keeps versions',
  },
  {
    callers: ['firewall-on-pass'],
    actions: ['events:PutEvents'],
    when: 'something is to be reported: many blocks, a set nearly full, logs that stopped',
  },
  {
    callers: ['lifecycle-on-schedule'],
    actions: ['s3:PutBucketVersioning'],
    when: 'a policy that needs versions meets a bucket that has none',
  },
  {
    callers: ['lifecycle-on-schedule'],
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    when: 'a rule that deletes is new or shorter: what is there now is looked at before it is written',
  },
]

/** Everything that may stay unused, and why. What is not here and never called is too much: take it away, or add a line. */
export const explained: readonly Explained[] = [...byPlatform, ...byEvent]

/** S3 says where a bucket lies even to those who may not look into it: a 403 is an answer. */
export const isMeantDenial = ({ caller, action, conditions = {} }: Denial): boolean =>
  caller.endsWith('-jobs-on-look') && action === 's3:ListBucket' && conditions['s3:prefix'] === undefined

/** Whether a grant is explained. @param caller without the deployment's name */
export const isExplained = ({ caller, action }: UnusedGrant, entries: readonly Explained[] = explained): boolean =>
  entries.some(({ callers, actions }) => (callers?.includes(caller) ?? true) && actions.includes(action))

/** Explanations of what no function is allowed any more: they go. */
export const staleExplanations = (
  granted: readonly UnusedGrant[],
  entries: readonly Explained[] = explained,
): readonly string[] =>
  entries.flatMap(({ callers = [], actions }) =>
    callers.flatMap((caller) =>
      actions
        .filter((action) => !granted.some((grant) => grant.caller === caller && grant.action === action))
        .map((action) => `${caller} ${action}`),
    ),
  )
