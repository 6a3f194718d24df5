import { type App, Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addAlerts } from '../../infra/functions/alerts.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig, ssm } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(
  {
    ...example,
    alerts: {
      ...example.alerts,
      responders: { ...example.alerts.responders, alex: { sms: ssm('/shop/alex/phone') } },
    },
  },
  new Date('2026-11-21T00:00:00Z'),
)

const template = synthesize((app: App) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  addAlerts(stack, new Foundation(stack, 'Foundation', { config }))
  return stack
})

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
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    })
  })

  test('a sender has its messages for longer than the function can run', () => {
    const [fn] = Object.values(template.findResources('AWS::Lambda::Function'))
    expect(fn?.Properties.Timeout).toBeLessThan(60)
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
      'corner-shop-alerts-on-alarm-errors': [topics.fallback],
      'corner-shop-alerts-on-alarm-throttles': [topics.fallback],
      'corner-shop-checkout-errors': [topics.alarm],
      'corner-shop-orders-waiting': [topics.alarm],
    })
    for (const { Properties } of Object.values(template.findResources('AWS::CloudWatch::Alarm')))
      expect(Properties.OKActions).toEqual(Properties.AlarmActions)
  })

  test('the fallback tells its people directly, from the file or from a parameter', () => {
    const direct = Object.values(template.findResources('AWS::SNS::Subscription'))
      .filter(({ Properties }) => Properties.TopicArn.Ref === topics.fallback)
      .map(({ Properties }) => [Properties.Protocol, Properties.Endpoint])
    expect(direct).toEqual([
      ['sms', '+12025550101'],
      ['email', 'mina@corner-shop.example'],
      ['sms', { Ref: expect.stringContaining('shopalexphone') }],
    ])
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

  test('the function may text, but publish to no topic but the fallback', () => {
    expect(bySid('TextMessages')).toMatchObject({ Action: 'sns:Publish', NotResource: 'arn:*:sns:*:*:*' })
    const publishes = statements.filter(({ Action }) => [Action].flat().includes('sns:Publish'))
    expect(publishes.map(({ Resource }) => Resource)).toEqual(
      expect.arrayContaining([{ Ref: topics.fallback }, undefined]),
    )
    expect(publishes).toHaveLength(2)
  })

  test('it may send as its own sender only, and read only the parameters that the config names', () => {
    expect(bySid('Email')).toMatchObject({
      Action: 'ses:SendEmail',
      Condition: { StringEquals: { 'ses:FromAddress': 'nightshift@corner-shop.example' } },
    })
    expect(JSON.stringify(bySid('Contacts')?.Resource)).toContain(':parameter/shop/alex/phone')
    expect(statements.filter(({ Resource }) => Resource === '*')).toEqual([])
  })

  test('no number and no address is in the function or its environment', () => {
    const functions = JSON.stringify(template.findResources('AWS::Lambda::Function'))
    expect(functions).not.toMatch(/\+1202|@corner-shop/)
  })
})
