import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { readable } from '../../../functions/alerts/intake/readable.ts'

const payload = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'payloads', `${name}.json`), 'utf8'))
/** A payload, of which the detail and what is around it say something else. */
const read = (name: string, detail: object = {}, around: object = {}) => {
  const event = payload(name)
  const [first] = parseTransitions({ ...event, ...around, detail: { ...event.detail, ...detail } })
  return first
}

describe('a pipeline', () => {
  test('of one letter has a name, and its ARN', () => {
    expect(read('pipeline-failed', { pipeline: 'p' })).toMatchObject({ name: 'pipeline/p', state: 'ALARM' })
    expect(read('pipeline-failed')?.arn).toBe('arn:aws:codepipeline:ap-northeast-2:123456789012:web')
    expect(read('pipeline-failed', {}, { resources: [] })?.arn).toBeUndefined()
  })

  test.each([
    [undefined, ': failed.'],
    [1, ': failed.'],
    [2, ', attempt 2: failed.'],
  ])('in attempt %s says so where it is not the first', (attempt, words) => {
    expect(read('pipeline-failed', { 'pipeline-execution-attempt': attempt })?.reason).toBe(
      `Execution 01234567-0123-0123-0123-012345678901${words}`,
    )
  })
})

test('a build without a number goes by its id', () => {
  expect(read('build-failed', { 'project-name': 'w', 'additional-information': undefined })).toMatchObject({
    name: 'build/w',
    reason: 'Build web:8745a7a9-c340-456a-9166-edf953571bee: failed.',
    link: expect.stringContaining('/build/web%3A8745a7a9-c340-456a-9166-edf953571bee/?'),
  })
})

test('a deployment of an application of one letter has a name, its ARN and a link', () => {
  expect(read('deployment-failure', { application: 'a' })).toMatchObject({
    name: 'deployment/a/production',
    arn: 'arn:aws:codedeploy:ap-northeast-2:123456789012:application:shop',
    link: expect.stringContaining('/deployments/d-123456789?'),
  })
  expect(read('deployment-failure', { deploymentId: undefined })?.link).toContain('/deployments/?')
})

test('a deployment of ECS that gives no reason is named', () => {
  expect(read('ecs-deployment-failed', { reason: '' })?.reason).toBe('Deployment ecs-svc/123 failed.')
  expect(read('ecs-deployment-failed', { reason: '', deploymentId: undefined })?.reason).toBe(
    'Deployment unknown failed.',
  )
})

describe('a notice of AWS Health', () => {
  test.each([
    ['RISK', 'accountNotification', 'critical'],
    ['ABUSE', 'accountNotification', 'critical'],
    ['EC2', 'accountNotification', 'info'],
    ['EC2', 'investigation', 'critical'],
    ['EC2', 'issue', 'critical'],
  ])('of %s, %s, is %s', (service, eventTypeCategory, severity) => {
    expect(read('health-issue', { service, eventTypeCategory })?.severity).toBe(severity)
  })

  test('is of the region and the account that it is about, else of those that it came from', () => {
    expect(read('health-issue', { eventRegion: 'us-east-1', affectedAccount: '111122223333' })).toMatchObject({
      region: 'us-east-1',
      account: '111122223333',
    })
    expect(read('health-issue', { eventRegion: undefined, affectedAccount: undefined })).toMatchObject({
      region: 'ap-northeast-2',
      account: '123456789012',
    })
  })

  test('of what is no account has none', () => {
    expect(read('health-issue', { affectedAccount: undefined }, { account: 'ours' })?.account).toBeUndefined()
  })
})

test.each([
  [{}, ', 150 a minute where 0.0000882 is usual.'],
  [{ baseline: undefined }, ', 150 a minute.'],
  [{ insight: undefined }, '.'],
])('an unusual rate is said as far as it is known', (more, words) => {
  const { insightDetails } = payload('insight-start').detail
  const { insightContext } = insightDetails
  const statistics = { ...insightContext.statistics, ...more }
  const reason = read('insight-start', {
    insightDetails: { ...insightDetails, insightContext: { ...insightContext, statistics } },
  })?.reason
  expect(reason).toBe(`ec2.amazonaws.com: unusual calls of RunInstances${words}`)
})

test.each([
  ['RDS-EVENT-9999', 'Database shop: failure 9999'],
  [undefined, 'Database shop: failure'],
])('an event of RDS that nobody knows, %s, has its number where it has one', (EventID, title) => {
  expect(read('rds-unknown-failure', { EventID })?.title).toBe(title)
})

describe('an alarm without an ARN', () => {
  const read = (TopicArn: string | undefined, more: object = {}) => {
    const { Records } = payload('sns-without-arn')
    const [{ Sns, ...record }] = Records
    const Message = JSON.stringify({ ...JSON.parse(Sns.Message), ...more })
    return parseTransitions({ Records: [{ ...record, Sns: { ...Sns, TopicArn, Message } }] })[0]?.alarm
  }

  test('is of the region of its topic', () => {
    expect(read('arn:aws-cn:sns:cn-north-1:123456789012:alarms')).toBe(
      'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:shop-cpu',
    )
  })

  test.each([
    ['a topic that is none', 'x:aws:sns:ap-northeast-2:123456789012:alarms'],
    ['a topic of another service', 'arn:aws:sqs:ap-northeast-2:123456789012:alarms'],
    ['a topic without a partition', 'arn::sns:ap-northeast-2:123456789012:alarms'],
    ['a topic without a region', 'arn:aws:sns::123456789012:alarms'],
  ])('and with %s goes by its name', (_, topic) => {
    expect(read(topic)).toBe('shop-cpu')
  })

  test('and without an account goes by its name', () => {
    expect(read('arn:aws:sns:ap-northeast-2:123456789012:alarms', { AWSAccountId: undefined })).toBe('shop-cpu')
  })
})

test.each([{ Type: 'Notification' }, { Message: 'something' }])('%j is no message', (raw) => {
  expect(() => parseTransitions(raw)).toThrow('Not messages of the alarm topic')
})

describe('a ping', () => {
  test.each([
    { warmer: 1 },
    { warmer: true },
    { warmer: 'true' },
    { keepalive: 'ping' },
    { a: 1, b: 2, c: 3, ping: true },
  ])('is nothing: %j', (raw) => {
    expect(parseTransitions(raw)).toEqual([])
  })

  test.each([{ warmer: 2 }, { a: 1, b: 2, c: 3, d: 4, ping: true }, {}])('is not what says more: %j', (raw) => {
    expect(() => parseTransitions(raw)).toThrow('Not messages of the alarm topic')
  })
})

test('a list with nothing in it says nothing', () => {
  expect(readable({ a: [], b: [1, 'two'], c: 3 })).toBe('b: 1, two\nc: 3')
})

test('what is linked to and whose it is comes from the event', () => {
  expect(read('ecs-deployment-failed')?.link).toContain('/ecs/v2/clusters/shop/services/web/deployments?')
  expect(read('root-sign-in', { eventID: 'e' })).toMatchObject({ region: 'us-east-1' })
  expect(read('rds-unknown-failure', { SourceArn: undefined })?.arn).toBe(
    'arn:aws:rds:ap-northeast-2:123456789012:db:shop',
  )
  expect(read('rds-unknown-failure', { SourceArn: undefined }, { resources: [] })?.arn).toBe('shop')
})

test.each([
  ['http://docs.amazonwebservices.com/AmazonRDS/latest/UserGuide/USER_Events.html#RDS-EVENT-9999', 'event 9999'],
  [undefined, 'event Something new.'],
])('a message of RDS has the number of its event, or its words: %s', (id, about) => {
  const Message = JSON.stringify({
    'Event Source': 'db-instance',
    'Source ID': 'shop',
    'Event Message': 'Something new.',
    'Event ID': id,
  })
  const { Records } = payload('sns-without-arn')
  const [first] = parseTransitions({ Records: [{ ...Records[0], Sns: { ...Records[0].Sns, Message } }] })
  expect(first?.alarm.endsWith(`:${about}`)).toBe(true)
})

test('an alarm of an expression with one metric has the dimensions of that', () => {
  const [first] = parseTransitions(payload('sns-anomaly'))
  expect(first?.metric?.dimensions).toEqual({ InstanceId: 'i-1' })
})
