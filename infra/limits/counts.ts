import { at, countOf, type Excess, type Measured, ofType, over, page } from './template.ts'
import { type TemplateResource, worstCase, worstText } from './worst-case.ts'

const cloudWatch = page('AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html')
const eventBridge = page('eventbridge/latest/userguide/eb-quota.html')
const logs = page('AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html')
const vpc = page('vpc/latest/userguide/amazon-vpc-limits.html')

/** Lists of a resource: type, property, longest, of what, page. */
const lists = [
  ['AWS::CloudWatch::Alarm', 'AlarmActions', 5, 'actions', cloudWatch],
  ['AWS::CloudWatch::Alarm', 'OKActions', 5, 'actions', cloudWatch],
  ['AWS::CloudWatch::Alarm', 'InsufficientDataActions', 5, 'actions', cloudWatch],
  [
    'AWS::CloudWatch::Alarm',
    'Dimensions',
    30,
    'dimensions',
    page('AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html'),
  ],
  ['AWS::Events::Rule', 'Targets', 5, 'targets', eventBridge],
  [
    'AWS::CloudFront::KeyGroup',
    'KeyGroupConfig.Items',
    5,
    'public keys',
    page('AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html'),
  ],
  [
    'AWS::ECS::TaskDefinition',
    'ContainerDefinitions',
    10,
    'containers',
    page('AmazonECS/latest/developerguide/service-quotas.html'),
  ],
  [
    'AWS::S3::Bucket',
    'LifecycleConfiguration.Rules',
    1_000,
    'lifecycle rules',
    page('AmazonS3/latest/userguide/object-lifecycle-mgmt.html'),
  ],
  [
    'AWS::DynamoDB::GlobalTable',
    'GlobalSecondaryIndexes',
    20,
    'indexes',
    page('amazondynamodb/latest/developerguide/ServiceQuotas.html'),
  ],
  ['AWS::EC2::SecurityGroup', 'SecurityGroupIngress', 60, 'rules in', vpc],
  ['AWS::EC2::SecurityGroup', 'SecurityGroupEgress', 60, 'rules out', vpc],
] as const

const listExcesses = (where: Measured): Excess[] =>
  lists.flatMap(([type, property, most, unit, source]) =>
    ofType(where, type).flatMap(([id, { Properties }]) =>
      over({ what: `${id} (an ${type})`, is: countOf(at(Properties, property)), most, unit, source }),
    ),
  )

/** EventBridge takes fewer rules in two regions. */
const rulesOfBus = ({ region }: Measured): number => (/^(af|eu)-south-1$/.test(region) ? 100 : 300)

/** What several resources are on together: type, what says on which, and how many it takes. */
const groups = (where: Measured) =>
  [
    ['AWS::Logs::MetricFilter', 'LogGroupName', 100, 'metric filters', logs],
    ['AWS::Logs::SubscriptionFilter', 'LogGroupName', 2, 'subscription filters', logs],
    ['AWS::Events::Rule', 'EventBusName', rulesOfBus(where), 'rules', eventBridge],
    ['AWS::EC2::SecurityGroupIngress', 'GroupId', 60, 'rules in', vpc],
    ['AWS::EC2::SecurityGroupEgress', 'GroupId', 60, 'rules out', vpc],
    ['AWS::EC2::Route', 'RouteTableId', 50, 'routes', vpc],
  ] as const

const groupExcesses = (where: Measured): Excess[] =>
  groups(where).flatMap(([type, property, most, unit, source]) =>
    [
      ...Map.groupBy(ofType(where, type), ([, { Properties }]) =>
        worstText(Properties?.[property] ?? 'default', where),
      ),
    ].flatMap(([name, members]) => over({ what: `${property} ${name}`, is: members.length, most, unit, source })),
  )

/** SNS counts subscriptions that look at what they get: 200 a topic. */
const filterPolicyExcesses = (where: Measured): Excess[] =>
  [
    ...Map.groupBy(
      ofType(where, 'AWS::SNS::Subscription').filter(([, { Properties }]) => Properties?.FilterPolicy !== undefined),
      ([, { Properties }]) => worstText(Properties?.TopicArn, where),
    ),
  ].flatMap(([topic, members]) =>
    over({
      what: `the topic ${topic}`,
      is: members.length,
      most: 200,
      unit: 'filter policies',
      source: page('general/latest/gr/sns.html'),
    }),
  )

const patternExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::Events::Rule').flatMap(([id, { Properties }]) =>
    over({
      what: `the event pattern of ${id}`,
      is: Properties?.EventPattern === undefined ? 0 : worstText(Properties.EventPattern, where).length,
      most: 2_048,
      unit: 'characters',
      source: eventBridge,
    }),
  )

/** All kinds of notification of a bucket together. */
const notificationExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::S3::Bucket').flatMap(([id, { Properties }]) =>
    over({
      what: `the bucket ${id}`,
      is: Object.values(Properties?.NotificationConfiguration ?? {}).reduce(
        (total: number, list) => total + (Array.isArray(list) ? list.length : 0),
        0,
      ),
      most: 100,
      unit: 'notification configurations',
      source: page('AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html'),
    }),
  )

const widgetsOf = ({ Properties }: TemplateResource, where: Measured): readonly unknown[] => {
  const body = worstCase(Properties?.DashboardBody, where)
  const widgets = typeof body === 'string' ? at(JSON.parse(body), 'widgets') : undefined
  return Array.isArray(widgets) ? widgets : []
}

/** A body has no limit of its own: the template's million bytes hold it. */
const dashboardExcesses = (where: Measured): Excess[] =>
  ofType(where, 'AWS::CloudWatch::Dashboard').flatMap(([id, dashboard]) => {
    const counts = widgetsOf(dashboard, where).map((widget) => countOf(at(widget, 'properties.metrics')))
    const most = Math.max(0, ...counts)
    return [
      ...over({ what: `the widget of ${id}`, is: most, most: 500, unit: 'metrics', source: cloudWatch }),
      ...over({
        what: `the dashboard ${id}`,
        is: counts.reduce((total, each) => total + each, 0),
        most: 2_500,
        unit: 'metrics',
        source: cloudWatch,
      }),
    ]
  })

/** Of what there is more, on one thing, than AWS takes. */
export const countExcesses = (where: Measured): Excess[] => [
  ...listExcesses(where),
  ...groupExcesses(where),
  ...filterPolicyExcesses(where),
  ...patternExcesses(where),
  ...notificationExcesses(where),
  ...dashboardExcesses(where),
]
