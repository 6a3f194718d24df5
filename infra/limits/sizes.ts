import { type Excess, listOf, type Measured, ofType, over } from './template.ts'
import { worstCase, worstText } from './worst-case.ts'

const page = (path: string): string => `https://docs.aws.amazon.com/${path}`

const bytesOf = (text: string): number => Buffer.byteLength(text)

/** Names that the template gives: type, property, longest, page. */
const names = [
  ['AWS::Lambda::Function', 'FunctionName', 64, page('lambda/latest/api/API_CreateFunction.html')],
  ['AWS::Scheduler::Schedule', 'Name', 64, page('scheduler/latest/APIReference/API_CreateSchedule.html')],
  ['AWS::CloudWatch::Alarm', 'AlarmName', 255, page('AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html')],
  [
    'AWS::CloudWatch::Alarm',
    'AlarmDescription',
    1_024,
    page('AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html'),
  ],
  [
    'AWS::CloudWatch::Dashboard',
    'DashboardName',
    255,
    page('AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html'),
  ],
  [
    'AWS::Logs::LogGroup',
    'LogGroupName',
    512,
    page('AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html'),
  ],
  ['AWS::S3::Bucket', 'BucketName', 63, page('AmazonS3/latest/userguide/bucketnamingrules.html')],
  ['AWS::Events::EventBus', 'Name', 256, page('eventbridge/latest/APIReference/API_CreateEventBus.html')],
  ['AWS::RDS::DBInstance', 'DBInstanceIdentifier', 63, page('AmazonRDS/latest/APIReference/API_CreateDBInstance.html')],
  ['AWS::ECS::TaskDefinition', 'Family', 255, page('AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html')],
] as const

const nameExcesses = (where: Measured): Excess[] =>
  names.flatMap(([type, property, most, source]) =>
    ofType(where, type).flatMap(([, { Properties }]) => {
      const name = worstCase(Properties?.[property], where)
      return typeof name === 'string'
        ? over({ what: `"${name}" (${property} of an ${type})`, is: name.length, most, unit: 'characters', source })
        : []
    }),
  )

const functionExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
    over({
      what: `the environment of the function ${String(worstCase(Properties?.FunctionName, where))}`,
      is: bytesOf(worstText((Properties?.Environment as { Variables?: unknown } | undefined)?.Variables ?? {}, where)),
      most: 4_096,
      unit: 'bytes',
      source: page('lambda/latest/dg/gettingstarted-limits.html'),
    }),
  )

const taskExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::ECS::TaskDefinition').flatMap(([, { Properties }]) =>
    over({
      what: `the task definition ${String(worstCase(Properties?.Family, where))}`,
      is: bytesOf(worstText(Properties, where)),
      most: 65_536,
      unit: 'bytes',
      source: page('AmazonECS/latest/developerguide/service-quotas.html'),
    }),
  )

const notificationExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::S3::Bucket').flatMap(([id, { Properties }]) => {
    const lists = Object.values(Properties?.NotificationConfiguration ?? {})
    return over({
      what: `the bucket ${id}`,
      is: lists.reduce((total, list) => total + (Array.isArray(list) ? list.length : 0), 0),
      most: 100,
      unit: 'notification configurations',
      source: page('AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html'),
    })
  })

/** Filters that search one log group. */
const filterExcesses = (where: Measured): Excess[] => {
  const groups = Map.groupBy(ofType(where, 'AWS::Logs::MetricFilter'), ([, { Properties }]) =>
    worstText(Properties?.LogGroupName, where),
  )
  return [...groups].flatMap(([group, filters]) =>
    over({
      what: `the log group ${group}`,
      is: filters.length,
      most: 100,
      unit: 'metric filters',
      source: page('AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html'),
    }),
  )
}

const tagExcesses = ({ resources }: Measured): Excess[] => {
  const most = Math.max(0, ...Object.values(resources).map((resource) => listOf(resource, 'Tags').length))
  return over({
    what: 'a resource',
    is: most,
    most: 50,
    unit: 'tags',
    source: page('tag-editor/latest/userguide/best-practices-and-strats.html'),
  })
}

const stackExcesses = ({ template, stackName }: Measured): Excess[] => {
  const source = page('AWSCloudFormation/latest/UserGuide/cloudformation-limits.html')
  const count = (part: object | undefined): number => Object.keys(part ?? {}).length
  const what = `the stack ${stackName}`
  return [
    ...over({ what, is: count(template.Resources), most: 500, unit: 'resources', source }),
    ...over({ what, is: count(template.Outputs), most: 200, unit: 'outputs', source }),
    ...over({ what, is: count(template.Parameters), most: 200, unit: 'parameters', source }),
    ...over({ what, is: bytesOf(JSON.stringify(template)), most: 1_000_000, unit: 'bytes of its template', source }),
    ...over({ what: `the name ${stackName}`, is: stackName.length, most: 128, unit: 'characters', source }),
  ]
}

/** Counts, names and sizes that are more than AWS takes. */
export const sizeExcesses = (where: Measured): Excess[] => [
  ...stackExcesses(where),
  ...nameExcesses(where),
  ...functionExcesses(where),
  ...taskExcesses(where),
  ...notificationExcesses(where),
  ...filterExcesses(where),
  ...tagExcesses(where),
]
