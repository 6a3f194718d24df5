import { fromEvent } from '../../../functions/alerts/intake/aws-events.ts'
import { alertEventPatterns } from '../../../infra/constructs/alert-events.ts'

const sources = { trail: 'cloudtrail', key: 'kms', policy: 'iam' } as const

const call = (sort: keyof typeof sources, eventName: string, requestParameters: object, more: object = {}) => {
  const [transition] = fromEvent({
    id: '00000000-0000-4000-8000-000000000042',
    'detail-type': 'AWS API Call via CloudTrail',
    source: `aws.${sources[sort]}`,
    account: '123456789012',
    time: '2026-11-21T02:30:00Z',
    region: 'us-east-1',
    resources: [],
    detail: {
      eventName,
      eventID: '1d66615b-a417-40da-a38e-e9c2d9a1a1a1',
      eventTime: '2026-11-21T02:29:58Z',
      eventSource: `${sources[sort]}.amazonaws.com`,
      sourceIPAddress: '192.0.2.17',
      userAgent: 'aws-cli/2',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mina', userName: 'mina' },
      requestParameters,
      ...more,
    },
  })
  return transition
}

const trail = { name: 'arn:aws:cloudtrail:us-east-1:123456789012:trail/all' }

test('a trail that is stopped pages with who did it, and its start closes the incident', () => {
  const stopped = call('trail', 'StopLogging', trail)
  expect(stopped).toMatchObject({ state: 'ALARM', severity: 'critical', title: 'The trail all was stopped' })
  expect(stopped?.reason).toContain('mina called StopLogging')
  // A trail may be named by its ARN or by its name.
  expect(call('trail', 'StartLogging', { name: 'all' })).toMatchObject({ state: 'OK', alarm: stopped?.alarm })
})

test.each([
  ['DisableKey', 'The key 1234 was disabled', 'EnableKey'],
  ['ScheduleKeyDeletion', 'The key 1234 was scheduled for deletion', 'CancelKeyDeletion'],
])('%s', (name, title, end) => {
  const keyId = 'arn:aws:kms:eu-west-1:123456789012:key/1234'
  const bad = call('key', name, { keyId })
  expect(bad).toMatchObject({ state: 'ALARM', severity: 'critical', title })
  expect(call('key', end, { keyId: '1234' })).toMatchObject({ state: 'OK', alarm: bad?.alarm })
})

test('a policy that somebody changes is a warning, and what CloudFormation deploys is kept alone', () => {
  const asked = { roleName: 'web', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }
  expect(call('policy', 'AttachRolePolicy', asked)).toMatchObject({
    state: 'ALARM',
    severity: 'warning',
    title: 'AttachRolePolicy of web',
  })
  const userIdentity = { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' }
  expect(call('policy', 'AttachRolePolicy', asked, { userIdentity })).toMatchObject({ state: 'NOTE' })
})

test('what was refused is a warning of its own, and closes nothing', () => {
  const bad = call('trail', 'StopLogging', trail)
  const refused = call('trail', 'StartLogging', trail, { errorCode: 'AccessDenied' })
  expect(refused).toMatchObject({ state: 'ALARM', severity: 'warning', title: 'Refused: StartLogging of all' })
  expect(refused?.alarm).not.toBe(bad?.alarm)
})

test.each([
  [{ type: 'Root', arn: 'arn:aws:iam::123456789012:root' }, 'The root user'],
  [{ type: 'AssumedRole', arn: 'arn:aws:sts::123456789012:assumed-role/Admin/mina' }, 'Admin/mina'],
  [{ type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'config.amazonaws.com'],
  [null, 'Somebody whom the event does not name'],
])('who: %j', (userIdentity, who) => {
  expect(call('trail', 'DeleteTrail', trail, { userIdentity })?.reason).toContain(`${who} called DeleteTrail`)
})

test('from where is nowhere in it; an event without its parts is an alert as others are', () => {
  const all = [
    call('trail', 'StopLogging', trail),
    call('policy', 'PutRolePolicy', {}),
    call('key', 'DisableKey', { keyId: 7 }),
  ]
  expect(JSON.stringify(all)).not.toContain('192.0.2.17')
  expect(call('trail', 'StopLogging', trail, { eventID: '' })).toMatchObject({ state: 'ALARM' })
})

test('every call that a rule asks for is one that is read', () => {
  for (const name of ['trail-changes', 'key-changes', 'policy-changes'] as const) {
    const { source: [source = ''] = [], detail } = alertEventPatterns[name]
    const sort = (Object.keys(sources) as (keyof typeof sources)[]).find((each) => source === `aws.${sources[each]}`)
    expect(sort).toBeDefined()
    for (const eventName of detail?.eventName ?? [])
      expect(call(sort ?? 'trail', eventName, { name: 'x' })?.reason).toContain(eventName)
  }
})
