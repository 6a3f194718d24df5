import { letterOf } from '../../../../api/queues/letter.ts'

const letter = (body: unknown, more: Parameters<typeof letterOf>[1] = {}, queue = 'JobsDeadLetters') =>
  letterOf(queue, { MessageId: 'id', Body: typeof body === 'string' ? body : JSON.stringify(body), ...more })

const s3 = (key: string) => ({
  Records: [
    {
      eventName: 'ObjectCreated:Put',
      requestParameters: { sourceIPAddress: '203.0.113.77' },
      s3: { bucket: { name: 'uploads' }, object: { key } },
    },
  ],
})

describe('what a dead letter is', () => {
  test.each([
    ['a file', 'UploadsDeadLetters', s3('a+b%2Fc.jpg'), 'file', { bucket: 'uploads', key: 'a b/c.jpg' }, 'Uploads'],
    [
      'an alarm from SNS',
      'AlertsDeadLetters',
      { Type: 'Notification', Message: JSON.stringify({ AlarmName: 'checkout', NewStateValue: 'ALARM' }) },
      'alarm',
      { alarm: 'checkout', state: 'ALARM' },
      'Alerts',
    ],
    [
      'news of SNS that is no alarm',
      'AlertsDeadLetters',
      { Type: 'Notification', Subject: 'RDS', Message: 'hello', TopicArn: 'arn:aws:sns:r:1:topic' },
      'news',
      { subject: 'RDS', topic: 'topic' },
      'Alerts',
    ],
    [
      'a change of a task',
      'JobsDeadLetters',
      {
        source: 'aws.ecs',
        'detail-type': 'ECS Task State Change',
        detail: { startedBy: 'nightshift/a', lastStatus: 'STOPPED' },
      },
      'task',
      { run: 'nightshift/a', state: 'STOPPED' },
      'TaskChanges',
    ],
    ['a firing', 'JobsDeadLetters', { job: 'report', scheduledAt: 'x' }, 'firing', { job: 'report' }, 'StartJob'],
    [
      'a timer',
      'RunTimersDeadLetters',
      { job: 'report', scheduledAt: 'x', at: 'y' },
      'timer',
      { on: 'report', at: 'y' },
      'RunTimers',
    ],
    [
      'what a person asked for',
      'HoursDeadLetters',
      { source: 'nightshift.command', action: 'stop', target: 'database', by: 'mina' },
      'command',
      { action: 'stop', on: 'database', by: 'mina' },
      'Hours',
    ],
    [
      'a signal',
      'AlertsDeadLetters',
      { source: 'nightshift', 'detail-type': 'run.failed', detail: { subject: 'job/a' } },
      'event',
      { type: 'run.failed', subject: 'job/a' },
      'Alerts',
    ],
    ['an event without any sign', 'MetricsDeadLetters', { odd: 1 }, 'other', { fields: 'odd' }, 'Collector'],
  ])('%s', (_, queue, body, kind, facts, to) => {
    const found = letter(body, {}, queue)
    expect(found).toMatchObject({ kind, facts, to })
  })

  test('a failed event says which function threw what, and goes to that one', () => {
    const found = letter({
      requestContext: { functionArn: 'arn:aws:lambda:r:123456789012:function:shop-jobs-on-schedule:$LATEST' },
      requestPayload: { job: 'report', scheduledAt: 'x' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'mina@corner-shop.example is not a function' },
    })
    expect(found).toMatchObject({ kind: 'firing', to: 'shop-jobs-on-schedule', facts: { job: 'report' } })
    expect(found.failure).toBe('TypeError: …@… is not a function')
  })

  test('EventBridge says in attributes why it could not deliver', () => {
    const found = letter(
      { job: 'a', scheduledAt: 'x' },
      { MessageAttributes: { ERROR_CODE: { StringValue: 'NO_PERMISSIONS' } } },
    )
    expect(found.failure).toBe('NO_PERMISSIONS')
  })

  test.each(['not JSON', '[]', '"text"', '', 'null', '12'])('%j can be read by nobody, and is not replayed', (body) => {
    expect(letter(body)).toMatchObject({ kind: 'unreadable', to: undefined })
  })

  test('nothing that names or proves a person is in it, however deep', () => {
    const found = letter({
      ...s3('x'),
      Type: 'Notification',
      Message: JSON.stringify({
        to: '+12025550101',
        mail: 'mina@corner-shop.example',
        inner: JSON.stringify({ ip: '2001:db8:1::5' }),
      }),
      Signature: 'abc',
      UnsubscribeURL: 'https://sns/?token=abc',
      link: 'https://ack.example/a?token=hunter2&x=1',
      acknowledgeToken: 'hunter2',
    })
    const all = JSON.stringify(found)
    expect(all).not.toMatch(/2025550101|mina@|hunter2|203\.0\.113|db8:1::5|"abc"/)
    expect(found.body).toContain('203.0.•.•')
    expect(found.body).toContain('token=•••&x=1')
  })

  test('a huge or odd message is cut and does no harm', () => {
    const deep = Array.from({ length: 500 }).reduce<unknown>((inner) => ({ inner }), 'end')
    expect(letter(deep).body.length).toBeLessThanOrEqual(8_000)
    expect(letter({ a: 'x'.repeat(1_000_000) }).body.length).toBeLessThanOrEqual(8_000)
    expect(letter(s3('%E0%A4%A'), {}, 'UploadsDeadLetters').facts.key).toBe('%E0%A4%A')
    expect(letter({ requestContext: { functionArn: 7 } })).toMatchObject({ kind: 'other' })
    expect(letter({ Records: 'no', constructor: 1 })).toMatchObject({ kind: 'other' })
  })
})
