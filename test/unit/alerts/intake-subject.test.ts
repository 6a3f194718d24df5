import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { subjectOf } from '../../../functions/alerts/intake/subject.ts'
import { composeMessage } from '../../../functions/alerts/message/index.ts'
import { newIncident } from '../../../functions/alerts/rules/incident.ts'

const eventOf = (more: object) => ({
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': 'EC2 Instance Terminate Unsuccessful',
  source: 'aws.autoscaling',
  account: '123456789012',
  time: '2026-11-21T02:30:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {},
  ...more,
})

/** What a page says of what came in. */
const messageOf = (raw: unknown) => {
  const [transition] = parseTransitions(raw)
  if (!transition) throw new Error('nothing came of it')
  return composeMessage({
    incident: newIncident('0123456789abcdef', transition, { policy: 'primary', severity: 'critical' }, 'v1'),
    purpose: 'page',
    step: 1,
    responder: { language: 'en', zone: 'UTC' },
    now: new Date('2026-11-21T02:30:30Z'),
  })
}

test.each([
  ['arn:aws:ecs:eu-west-1:123456789012:service/shop/web', 'service/shop/web'],
  ['arn:aws:ec2:us-east-1:123456789012:instance/i-0abc', 'instance/i-0abc'],
  ['arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:eb56d16b:autoScalingGroupName/web', 'web'],
  ['arn:aws:s3:::shop-uploads', 'shop-uploads'],
  ['arn:aws:rds:us-east-1:123456789012:db:shop', 'db:shop'],
  ['arn:aws-cn:sns:cn-north-1:123456789012:alarms', 'alarms'],
  ['i-0abc', 'i-0abc'],
])('%s is %s for a person', (resource, subject) => {
  expect(subjectOf(resource)).toBe(subject)
})

describe('an event whose subject stands in its resources alone', () => {
  test.each([
    [
      'a group that could not end an instance',
      eventOf({
        resources: [
          'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:eb56d16b:autoScalingGroupName/shop-web',
          'arn:aws:ec2:us-east-1:123456789012:instance/i-0abc',
        ],
      }),
      'CRITICAL EC2 Instance Terminate Unsuccessful: shop-web, instance/i-0abc: About shop-web, instance/i-0abc, us-east-1',
    ],
    [
      'a service of ECS',
      eventOf({
        'detail-type': 'ECS Service Action',
        source: 'aws.ecs',
        resources: ['arn:aws:ecs:us-east-1:123456789012:service/shop/web'],
        detail: { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED' },
      }),
      'CRITICAL ECS Service Action: service/shop/web: About service/shop/web eventType: WARN eventName: SERVICE_TASK_START_IMPAIRED, us-east-1',
    ],
    [
      'a volume, through the topic',
      {
        Records: [
          {
            Sns: {
              MessageId: 'm',
              Timestamp: '2026-11-21T02:30:01.000Z',
              Message: JSON.stringify(
                eventOf({ 'detail-type': 'EBS Volume Notification', source: 'aws.ec2', resources: ['vol-0abc'] }),
              ),
            },
          },
        ],
      },
      'CRITICAL EBS Volume Notification: vol-0abc: About vol-0abc, us-east-1',
    ],
  ])('names it: %s', (_title, raw, sms) => {
    expect(messageOf(raw).short).toBe(sms)
  })

  test('names a few of many', () => {
    const resources = Array.from({ length: 50 }, (_, index) => `i-${index}`)
    expect(parseTransitions(eventOf({ resources }))).toMatchObject([
      { title: 'EC2 Instance Terminate Unsuccessful: i-0, i-1, i-2 and 47 more' },
    ])
  })
})

describe('the account is in the email', () => {
  const alarmArn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:cpu'
  const message = {
    AlarmName: 'cpu',
    NewStateValue: 'ALARM',
    NewStateReason: 'it is bad',
    AWSAccountId: '123456789012',
  }
  const through = (Message: object) => ({
    Records: [{ Sns: { MessageId: 'm', Timestamp: '2026-11-21T02:30:01.000Z', Message: JSON.stringify(Message) } }],
  })
  test.each([
    ['of an alarm', through({ ...message, AlarmArn: alarmArn }), '123456789012'],
    ['of an alarm without an ARN', through(message), '123456789012'],
    ['of an unknown event', eventOf({}), '123456789012'],
    ['of a build', eventOf({ source: 'aws.codebuild', detail: {} }), '123456789012'],
    [
      'of another account’s metric',
      through({
        ...message,
        AlarmArn: alarmArn,
        Trigger: {
          ComparisonOperator: 'GreaterThanThreshold',
          Metrics: [
            {
              Id: 'm1',
              AccountId: '111122223333',
              MetricStat: { Metric: { MetricName: 'CPU', Namespace: 'Shop', Dimensions: [] }, Period: 60, Stat: 'Sum' },
            },
          ],
        },
      }),
      '111122223333',
    ],
  ])('%s', (_title, raw, account) => {
    expect(messageOf(raw).text).toContain(`\n  Account: ${account}\n`)
  })
})
