import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { leaseSeconds } from '../../functions/alerts/delivery/deliver.ts'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addAlerts } from '../../infra/functions/alerts/alerts.ts'
import { config as example } from '../../nightshift.config.ts'
import { eventSources } from '../../shared/config/alerts/schema.ts'
import { parseConfig, ssm } from '../../shared/config/define-config.ts'
import type { Config } from '../../shared/config/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(
  {
    ...example,
    alerts: {
      ...example.alerts,
      responders: {
        ...example.alerts.responders,
        alex: { sms: ssm('/shop/alex/phone'), email: ssm('/shop/alex/email') },
      },
    },
  },
  new Date('2026-11-21T00:00:00Z'),
)

const synthesizeWith = (edit: Partial<Config['alerts']>, region = config.region, more: Partial<Config> = {}) =>
  synthesize((app: App) => {
    const stack = new Stack(app, 'shop-operations', { env: { ...testEnv, region } })
    const edited = { ...config, ...more, region, alerts: { ...config.alerts, ...edit } }
    addAlerts(stack, new Foundation(stack, 'Foundation', { config: edited }))
    return stack
  })

const template = synthesizeWith({})

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource?: unknown
  readonly NotResource?: unknown
  readonly Condition?: unknown
}

const statements: Statement[] = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
  ({ Properties }) => Properties.PolicyDocument.Statement,
)
const bySid = (sid: string): Statement | undefined => statements.find(({ Sid }) => Sid === sid)
const idOf = (type: string, start: string): string =>
  Object.keys(template.findResources(type)).find((id) => id.startsWith(start)) ?? `no ${start}`
const topics = {
  alarm: idOf('AWS::SNS::Topic', 'FoundationAlarmTopic'),
  fallback: idOf('AWS::SNS::Topic', 'FoundationFallbackTopic'),
}

describe('alerts in the template', () => {
  test('the alarm topic and the signals call the function, and what fails on the way is kept', () => {
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: topics.alarm },
      RedrivePolicy: { deadLetterTargetArn: Match.anyValue() },
    })
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['nightshift'] },
      EventBusName: Match.anyValue(),
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: Match.anyValue() },
          RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 21_600 },
        }),
      ],
    })
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    })
  })

  test('an alarm of this account may call the function directly', () => {
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      FunctionName: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'OnAlarm'), 'Arn'] },
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
    })
  })

  test('a sender has its messages for longer than any of the functions can run', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'))
    expect(functions.map(({ Properties }) => Properties.FunctionName).sort()).toEqual([
      'corner-shop-alerts-on-alarm',
      'corner-shop-alerts-on-link',
      'corner-shop-alerts-on-minute',
      'corner-shop-alerts-on-timer',
    ])
    for (const { Properties } of functions) expect(Properties.Timeout).toBeLessThan(leaseSeconds)
  })

  test('timers come by a queue, one bad one does not hold up the others, and what fails five times is kept', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      FunctionName: { Ref: idOf('AWS::Lambda::Function', 'OnTimer') },
      EventSourceArn: { 'Fn::GetAtt': [idOf('AWS::SQS::Queue', 'TimersQueue'), 'Arn'] },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    })
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
      VisibilityTimeout: 180,
    })
  })

  test('the sweep comes every minute, and one that is late is not made up for', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      Target: Match.objectLike({
        Arn: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'SweepAlerts'), 'Arn'] },
        RetryPolicy: Match.objectLike({ MaximumEventAgeInSeconds: 60 }),
      }),
    })
  })

  test('the page is for phones, which have no identity, and nothing else can be called from outside', () => {
    template.resourceCountIs('AWS::Lambda::Url', 1)
    template.hasResourceProperties('AWS::Lambda::Url', {
      AuthType: 'NONE',
      TargetFunctionArn: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'OnLink'), 'Arn'] },
    })
    const anybody = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => Properties.Principal === '*',
    )
    expect(anybody.length).toBeGreaterThan(0)
    for (const { Properties } of anybody)
      expect(Properties.FunctionName).toEqual({ 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'OnLink'), 'Arn'] })
  })

  test('calls of the page, and of nothing else, can be limited, and are not by themselves: a new account could not be deployed to', () => {
    const limits = (from: typeof template) =>
      Object.entries(from.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) =>
        Properties.ReservedConcurrentExecutions === undefined ? [] : [[id, Properties.ReservedConcurrentExecutions]],
      )
    expect(limits(template)).toEqual([])
    expect(limits(synthesizeWith({ pageConcurrency: 10 }))).toEqual([[idOf('AWS::Lambda::Function', 'OnLink'), 10]])
  })

  test('who would get text messages without a link is named, and a short domain mends it', () => {
    const warningsWith = (edit: Partial<Config['alerts']>) => {
      const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
      const stack = new Stack(app, 'shop-operations', { env: testEnv })
      addAlerts(
        stack,
        new Foundation(stack, 'Foundation', { config: { ...config, alerts: { ...config.alerts, ...edit } } }),
      )
      return Annotations.fromStack(stack)
        .findWarning('*', Match.stringLikeRegexp('alerts.linkBase'))
        .map(({ entry }) => String(entry.data))
    }
    const person = { language: 'ko', zone: 'Asia/Seoul' } as const
    const responders = { ...config.alerts.responders, mina: { ...person, sms: '+820000000000' } }
    expect(warningsWith({ responders })).toEqual([expect.stringContaining('text messages to mina carry no link')])
    expect(warningsWith({ responders, linkBase: 'https://ns.example' })).toEqual([])
  })

  test('a page that could not act is told of, under the name by which the function counts it', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-alerts-links-failed',
      Namespace: 'Nightshift',
      MetricName: 'LinksFailed',
      Dimensions: [{ Name: 'Capability', Value: 'alerts' }],
      TreatMissingData: 'notBreaching',
    })
  })

  test.each(['AsyncEventsDropped', 'DestinationDeliveryFailures', 'DeadLetterErrors'])(
    'that an alarm got lost is known from Lambda itself (%s), before the dead-letter queue says so',
    (MetricName) => {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        Namespace: 'AWS/Lambda',
        MetricName,
        Statistic: 'Sum',
        Threshold: 1,
        Dimensions: [{ Name: 'FunctionName', Value: { Ref: idOf('AWS::Lambda::Function', 'OnAlarm') } }],
        AlarmActions: [{ Ref: topics.fallback }],
        TreatMissingData: 'notBreaching',
      })
    },
  )

  test('a channel that AWS does not let us use is reported, under the name by which the function counts it', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-alerts-channel-refused',
      Namespace: 'Nightshift',
      MetricName: 'ChannelsRefused',
      Dimensions: [{ Name: 'Capability', Value: 'alerts' }],
      TreatMissingData: 'notBreaching',
    })
  })

  test('an email may be sent with the configuration set that is the default of its identity', () => {
    expect(JSON.stringify(bySid('Email')?.Resource)).toMatch(/:configuration-set\/\*.*:identity\/\*/)
  })

  test('address and secret of a webhook may be read, and the fallback has no way to it', () => {
    const team = {
      webhook: { format: 'json', url: ssm('/shop/team/hook'), secret: ssm('/shop/team/secret') },
      language: 'en',
      zone: 'UTC',
    } as const
    const own = synthesizeWith({ responders: { ...config.alerts.responders, team }, fallback: ['mina', 'team'] })
    const policies = JSON.stringify(own.findResources('AWS::IAM::Policy'))
    expect(policies).toContain(':parameter/shop/team/hook')
    expect(policies).toContain(':parameter/shop/team/secret')
    const protocols = Object.values(own.findResources('AWS::SNS::Subscription')).map(
      ({ Properties }) => Properties.Protocol,
    )
    expect(protocols.toSorted()).toEqual(['email', 'lambda'])
  })

  test('a domain of one’s own stands in every link', () => {
    const own = synthesizeWith({ linkBase: 'https://ns.example' })
    const bases = Object.values(own.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.LINK_BASE,
    )
    // The function of the page sends none.
    expect(bases.filter((base) => base !== undefined)).toEqual(Array.from({ length: 3 }, () => 'https://ns.example'))
    own.hasOutput('AcknowledgeUrl', { Value: 'https://ns.example' })
  })

  test('every alarm of the account, and each event of AWS, comes only when it is asked for, and is kept when it fails', () => {
    const rulesOf = (from: typeof template) => Object.values(from.findResources('AWS::Events::Rule'))
    expect(rulesOf(template)).toHaveLength(1)
    const all = rulesOf(synthesizeWith({ allAlarms: true, events: [...eventSources] }))
    const sources = all.flatMap(({ Properties }) => Properties.EventPattern.source)
    expect(new Set(sources)).toEqual(
      new Set([
        'nightshift',
        'aws.cloudwatch',
        'aws.codepipeline',
        'aws.codebuild',
        'aws.codedeploy',
        'aws.ecs',
        'aws.rds',
        'aws.health',
        'aws.cloudtrail',
        'aws.signin',
        'aws.kms',
        'aws.iam',
      ]),
    )
    for (const { Properties } of all) expect(Properties.Targets[0].DeadLetterConfig).toBeDefined()
  })

  test('a budget for text messages warns at four fifths of it', () => {
    synthesizeWith({ smsBudget: 50 }, 'ap-northeast-1').hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-sms-budget',
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      Dimensions: Match.absent(),
      Threshold: 40,
    })
  })

  test('the budget alarm looks at what the collector copies where another region sends', () => {
    synthesizeWith({ smsBudget: 50 }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-sms-budget',
      Namespace: 'Nightshift',
      MetricName: 'SMSMonthToDateSpentUSD',
      Dimensions: [{ Name: 'Region', Value: 'ap-northeast-1' }],
      Threshold: 40,
      Period: 300,
    })
  })

  test('a sweep that does not come is reported past the alerting', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-alerts-sweep-silent',
      MetricName: 'Invocations',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: idOf('AWS::Lambda::Function', 'SweepAlerts') } }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 5,
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: topics.fallback }],
    })
  })

  test('the sweep, and it alone, may see all alarms, and knows which are ours', () => {
    const readers = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([, { Properties }]) =>
      JSON.stringify(Properties.PolicyDocument).includes('cloudwatch:DescribeAlarms'),
    )
    expect(readers.map(([id]) => id)).toEqual([expect.stringMatching(/^SweepAlerts/)])
    expect(bySid('Alarms')).toMatchObject({
      Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListAlarmMuteRules'],
      Resource: '*',
    })
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'corner-shop-alerts-on-minute',
      Environment: {
        Variables: {
          ALARM_TOPIC: { Ref: topics.alarm },
          ALERTS_FUNCTION_ARN: { 'Fn::GetAtt': [idOf('AWS::Lambda::Function', 'OnAlarm'), 'Arn'] },
        },
      },
    })
  })

  test('what is wrong with the alerting itself goes to the fallback topic, and everything else to the alarm topic', () => {
    const actions = Object.fromEntries(
      Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => [
        Properties.AlarmName,
        Properties.AlarmActions.map(({ Ref }: { Ref: string }) => Ref),
      ]),
    )
    expect(actions).toEqual({
      'corner-shop-AlertsDeadLetters-not-empty': [topics.fallback],
      'corner-shop-TimersDeadLetters-not-empty': [topics.fallback],
      ...Object.fromEntries(
        ['on-alarm', 'on-link', 'on-minute', 'on-timer'].flatMap((entry) => [
          [`corner-shop-alerts-${entry}-errors`, [topics.fallback]],
          // The sweep's throttles show as its silence.
          ...(entry === 'on-minute' ? [] : [[`corner-shop-alerts-${entry}-throttles`, [topics.fallback]]]),
        ]),
      ),
      'corner-shop-alerts-on-alarm-events-dropped': [topics.fallback],
      'corner-shop-alerts-on-alarm-destination-failures': [topics.fallback],
      'corner-shop-alerts-on-alarm-dead-letter-errors': [topics.fallback],
      'corner-shop-alerts-on-alarm-recursion-dropped': [topics.fallback],
      'corner-shop-alerts-links-failed': [topics.fallback],
      'corner-shop-alerts-channel-refused': [topics.fallback],
      'corner-shop-alerts-sweep-silent': [topics.fallback],
      'corner-shop-checkout-errors': [topics.alarm],
      'corner-shop-orders-waiting': [topics.alarm],
    })
    for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm')))
      expect(Properties.OKActions).toEqual(Properties.AlarmActions)
  })

  test('the fallback reaches its people directly, from the file or from a parameter', () => {
    const directIn = (from: typeof template) =>
      Object.values(from.findResources('AWS::SNS::Subscription'))
        .filter(({ Properties }) => Properties.TopicArn.Ref === topics.fallback)
        .map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])
    const byEmail = [
      ['email', 'mina@corner-shop.example'],
      ['email', { Ref: expect.stringContaining('shopalexemail') }],
    ]
    // SNS sends no text messages from Seoul, and no alarm can use a topic in Tokyo.
    expect(directIn(template)).toEqual(byEmail)
    const inTokyo = directIn(synthesizeWith({}, 'ap-northeast-1'))
    expect(inTokyo).toHaveLength(4)
    expect(inTokyo).toEqual(
      expect.arrayContaining([
        ...byEmail,
        ['sms', '+12025550101'],
        ['sms', { Ref: expect.stringContaining('shopalexphone') }],
      ]),
    )
  })

  test('a log alarm counts matches, and silence is good news; a metric alarm is as it was written', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: '/nightshift/corner-shop-web',
      FilterPattern: '?ERROR ?Exception',
      MetricTransformations: [
        { MetricName: 'LogPattern-checkout-errors', MetricNamespace: 'Nightshift', MetricValue: '1' },
      ],
    })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-checkout-errors',
      Statistic: 'Sum',
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    })
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-orders-waiting',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: 'corner-shop-orders' }],
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      TreatMissingData: 'missing',
    })
  })

  test('an alarm that acts on an instance does so beside the message, when it goes off alone', () => {
    const InstanceId = 'i-0123456789abcdef0'
    const { alarms } = parseConfig(
      {
        ...example,
        alerts: {
          ...example.alerts,
          alarms: {
            host: {
              namespace: 'AWS/EC2',
              metric: 'StatusCheckFailed_System',
              dimensions: { InstanceId },
              statistic: 'Minimum',
              threshold: 1,
              instance: 'recover',
            },
          },
        },
      },
      new Date('2026-11-21T00:00:00Z'),
    ).alerts
    const acts = synthesizeWith({ alarms })
    acts.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-host',
      Dimensions: [{ Name: 'InstanceId', Value: InstanceId }],
      AlarmActions: [
        { Ref: topics.alarm },
        { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':automate:ap-northeast-2:ec2:recover']] },
      ],
      OKActions: [{ Ref: topics.alarm }],
    })
  })

  test('X-Ray traces the functions by choice, and each may then write its traces and nothing else of X-Ray', () => {
    const traced = (from: typeof template) =>
      Object.values(from.findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.TracingConfig?.Mode)
    const ofXRay = (from: typeof template) =>
      Object.values(from.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
        Properties.PolicyDocument.Statement.filter(({ Action }: Statement) => `${Action}`.includes('xray')),
      )
    expect(traced(template)).toEqual([undefined, undefined, undefined, undefined])
    expect(ofXRay(template)).toEqual([])
    // cdk-nag looks at it too: the wildcard has its reason.
    const chosen = synthesizeWith({}, config.region, { tracing: true })
    expect(traced(chosen)).toEqual(['Active', 'Active', 'Active', 'Active'])
    expect(ofXRay(chosen)).toEqual(
      Array.from({ length: 4 }, () => ({
        Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
        Effect: 'Allow',
        Resource: '*',
      })),
    )
  })

  test('text messages may be sent from their region alone', () => {
    expect(bySid('TextMessages')?.Condition).toEqual({ StringEquals: { 'aws:RequestedRegion': 'ap-northeast-1' } })
  })

  test('the functions may text, but publish to no topic but the fallback', () => {
    const publishes = statements.filter(({ Action }) => [Action].flat().includes('sns:Publish'))
    for (const { Sid, Resource, NotResource } of publishes)
      expect([Sid, Resource ?? NotResource]).toEqual(
        Sid === 'TextMessages' ? [Sid, 'arn:*:sns:*:*:*'] : [undefined, { Ref: topics.fallback }],
      )
    expect(publishes).toHaveLength(2 * 3)
  })

  test('it may send as its own sender only, and read only the parameters that the config names', () => {
    expect(bySid('Email')).toMatchObject({
      Action: 'ses:SendEmail',
      Condition: { StringEquals: { 'ses:FromAddress': 'nightshift@corner-shop.example' } },
    })
    expect(JSON.stringify(bySid('Contacts')?.Resource)).toContain(':parameter/shop/alex/phone')
    const wild = statements.filter(({ Resource }) => Resource === '*')
    expect(new Set(wild.map(({ Action }) => JSON.stringify(Action)))).toEqual(
      new Set(['"cloudwatch:GetMetricData"', '["cloudwatch:DescribeAlarms","cloudwatch:ListAlarmMuteRules"]']),
    )
  })

  test('no number and no address is in the function or its environment', () => {
    const functions = JSON.stringify(template.findResources('AWS::Lambda::Function'))
    expect(functions).not.toMatch(/\+1202|@corner-shop/)
  })
})

describe('who may publish', () => {
  interface Publish {
    readonly Action: string
    readonly Principal: { readonly Service?: string }
    readonly Condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>
    readonly Effect: string
  }
  const publishersOf = (topic: string): Publish[] =>
    Object.values(template.findResources('AWS::SNS::TopicPolicy'))
      .filter(({ Properties }) => JSON.stringify(Properties.Topics).includes(topic))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as Publish[])
      .filter(({ Action, Effect }) => Action === 'sns:Publish' && Effect === 'Allow')

  test.each([
    ['AlarmTopic', ['cloudwatch.amazonaws.com', 'events.amazonaws.com', 'events.rds.amazonaws.com']],
    ['FallbackTopic', ['cloudwatch.amazonaws.com']],
  ])('to the %s: services of this account, and CloudWatch for its alarms alone', (topic, services) => {
    const publishers = publishersOf(topic)
    expect(publishers.flatMap(({ Principal }) => Principal.Service).sort()).toEqual(services)
    for (const { Condition } of publishers)
      expect(Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
    const [alarms] = publishers.filter(({ Principal }) => Principal.Service === services[0])
    expect(JSON.stringify(alarms?.Condition.ArnLike)).toMatch(/:cloudwatch:ap-northeast-2:.*AWS::AccountId.*:alarm:\*/)
  })
})
