import { incidentId, parseTransitions } from '../../../functions/alerts/intake/index.ts'

const Timestamp = '2026-11-21T02:30:01.000Z'
const sns = (message: unknown, more: object = {}) => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      Sns: {
        Type: 'Notification',
        MessageId: '6b034f0c-b465-58da-a999-179029ec5364',
        Subject: 'ALARM: "checkout-errors" in Asia Pacific (Seoul)',
        Message: typeof message === 'string' ? message : JSON.stringify(message),
        Timestamp,
        MessageAttributes: {},
        ...more,
      },
    },
  ],
})

const metricAlarm = {
  AlarmName: 'checkout-errors',
  AlarmDescription: 'Look at the last deployment first.',
  AWSAccountId: '123456789012',
  AlarmConfigurationUpdatedTimestamp: '2026-11-20T00:00:00.000+0000',
  NewStateValue: 'ALARM',
  NewStateReason:
    'Threshold Crossed: 1 datapoint [7.0 (21/11/26 02:25:00)] was greater than or equal to the threshold (5.0).',
  StateChangeTime: '2026-11-21T02:30:00.123+0000',
  Region: 'Asia Pacific (Seoul)',
  AlarmArn: 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:checkout-errors',
  OldStateValue: 'OK',
  OKActions: [],
  AlarmActions: ['arn:aws:sns:ap-northeast-2:123456789012:alarms'],
  InsufficientDataActions: [],
  Trigger: {
    MetricName: 'Errors',
    Namespace: 'Shop',
    StatisticType: 'Statistic',
    Statistic: 'SUM',
    Unit: null,
    Dimensions: [{ value: 'web', name: 'Service' }],
    Period: 300,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    Threshold: 5,
    TreatMissingData: 'notBreaching',
    EvaluateLowSampleCountPercentile: '',
  },
}
const seen = {
  alarm: metricAlarm.AlarmArn,
  name: 'checkout-errors',
  state: 'ALARM',
  previous: 'OK',
  at: '2026-11-21T02:30:00.123Z',
  reason: metricAlarm.NewStateReason,
  description: 'Look at the last deployment first.',
  region: 'ap-northeast-2',
  arn: metricAlarm.AlarmArn,
  namespace: 'Shop',
  metric: {
    namespace: 'Shop',
    name: 'Errors',
    dimensions: { Service: 'web' },
    statistic: 'Sum',
    period: 300,
    threshold: 5,
    comparison: '>=',
  },
}

const without = (...names: (keyof typeof metricAlarm)[]) =>
  Object.fromEntries(Object.entries(metricAlarm).filter(([name]) => !names.some((each) => each === name)))

describe('what CloudWatch says through the topic', () => {
  test('of a metric alarm', () => {
    expect(parseTransitions(sns(metricAlarm))).toEqual([seen])
  })

  test('of metric math, of an anomaly and of a composite alarm, whose triggers look otherwise', () => {
    const math = {
      Period: 60,
      EvaluationPeriods: 5,
      ComparisonOperator: 'LessThanLowerOrGreaterThanUpperThreshold',
      ThresholdMetricId: 'ad1',
      Metrics: [{ Id: 'm1', ReturnData: true }],
    }
    const unplotted = { ...seen, namespace: undefined, metric: undefined }
    expect(parseTransitions(sns({ ...metricAlarm, Trigger: math }))).toEqual([unplotted])
    const composite = { ...without('Trigger'), AlarmRule: 'ALARM(a) OR ALARM(b)', TriggeringChildren: [] }
    expect(parseTransitions(sns(composite))).toEqual([unplotted])
  })

  test('without description and old state, as null or not at all', () => {
    const bare = { ...seen, description: undefined, previous: undefined }
    expect(parseTransitions(sns({ ...metricAlarm, AlarmDescription: null, OldStateValue: null }))).toEqual([bare])
    expect(parseTransitions(sns(without('AlarmDescription', 'OldStateValue')))).toEqual([bare])
  })

  test.each([[undefined], [null], ['']])('without an ARN (%p) it is known by its name', (AlarmArn) => {
    expect(parseTransitions(sns({ ...metricAlarm, AlarmArn }))).toMatchObject([
      { alarm: 'checkout-errors', state: 'ALARM' },
    ])
  })

  test.each([[undefined], [null], ['yesterday']])(
    'with the time %p it still counts, from when it was published',
    (StateChangeTime) => {
      expect(parseTransitions(sns({ ...metricAlarm, StateChangeTime }))).toMatchObject([
        { alarm: metricAlarm.AlarmArn, at: Timestamp },
      ])
    },
  )

  test.each([
    ['2026-11-21T02:30:00.123+0000', '2026-11-21T02:30:00.123Z'],
    ['2026-11-21T11:30:00.123+0900', '2026-11-21T02:30:00.123Z'],
    ['2026-11-21T02:30:00.123Z', '2026-11-21T02:30:00.123Z'],
    ['2026-11-21T02:30:00.123456+00:00', '2026-11-21T02:30:00.123Z'],
  ])('the time %s is %s', (StateChangeTime, at) => {
    expect(parseTransitions(sns({ ...metricAlarm, StateChangeTime }))).toMatchObject([{ at }])
  })

  test('in several records is several transitions', () => {
    const { Records } = sns(metricAlarm)
    expect(parseTransitions({ Records: [...Records, ...sns('hello').Records] })).toHaveLength(2)
  })
})

describe('an alarm of an odd kind is an alarm all the same', () => {
  test.each([[undefined], [null], ['text'], [[]], [{ Metrics: 7, Dimensions: { a: 1 }, Period: 'long' }]])(
    'with the trigger %j',
    (Trigger) => {
      expect(parseTransitions(sns({ ...metricAlarm, Trigger }))).toMatchObject([
        { alarm: metricAlarm.AlarmArn, state: 'ALARM', at: seen.at },
      ])
    },
  )

  test('with a name or an ARN too long for the ledger, and then still one of its own', () => {
    const long = (end: string) => ({
      ...metricAlarm,
      AlarmArn: `${'가'.repeat(2_000)}${end}`,
      AlarmName: 'x'.repeat(9_000),
    })
    const [a, b] = ['a', 'b'].map((end) => parseTransitions(sns(long(end)))[0])
    expect(Buffer.byteLength(a?.alarm ?? '')).toBeLessThan(1_024)
    expect(a?.alarm).not.toBe(b?.alarm)
    expect(a?.name).toHaveLength(512)
  })

  test('without an ARN it gets the one that it has by the region of the topic', () => {
    const TopicArn = 'arn:aws:sns:eu-west-1:999999999999:alarms'
    expect(parseTransitions(sns(without('AlarmArn'), { TopicArn }))).toMatchObject([
      { alarm: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:checkout-errors', region: 'eu-west-1' },
    ])
    expect(parseTransitions(sns(without('AlarmArn', 'AWSAccountId'), { TopicArn }))).toMatchObject([
      { alarm: 'checkout-errors' },
    ])
    expect(parseTransitions(sns(without('AlarmArn'), { TopicArn: 'alarms' }))).toMatchObject([
      { alarm: 'checkout-errors' },
    ])
  })

  test('whose time has more than four digits of years does not come after everything', () => {
    expect(parseTransitions(sns({ ...metricAlarm, StateChangeTime: '+012026-11-21T02:30:00.000Z' }))).toMatchObject([
      { at: Timestamp },
    ])
  })
})

describe('anything else on the topic is an alarm of its own', () => {
  test.each([
    ['plain text', 'the disk is full'],
    ['JSON of somebody else', '{"Event Source":"db-instance","Event Message":"failover"}'],
    ['a state that CloudWatch does not have', JSON.stringify({ ...metricAlarm, NewStateValue: 'PANIC' })],
    ['an alarm without a name', JSON.stringify({ ...metricAlarm, AlarmName: '' })],
    ['a list', '[1]'],
    ['null', 'null'],
  ])('%s', (_name, text) => {
    expect(parseTransitions(sns(text))).toEqual([
      {
        alarm: 'message:6b034f0c-b465-58da-a999-179029ec5364',
        name: 'ALARM: "checkout-errors" in Asia Pacific (Seoul)',
        state: 'ALARM',
        at: Timestamp,
        reason: text,
      },
    ])
  })

  test.each([[null], [undefined], ['']])('with the subject %p it has a name all the same', (Subject) => {
    expect(parseTransitions(sns('x', { Subject }))).toMatchObject([{ name: 'Message on the alarm topic' }])
  })

  test('a long one is cut, and never through a character', () => {
    const [{ reason } = { reason: '' }] = parseTransitions(sns(`${'x'.repeat(1_999)}😀${'y'.repeat(300_000)}`))
    expect(reason).toBe('x'.repeat(1_999))
    expect(reason.isWellFormed()).toBe(true)
  })

  test('what a service would refuse is taken out', () => {
    expect(parseTransitions(sns('a\u0000b\u001bc\rd\te\nf\ud83d'))).toMatchObject([{ reason: 'a b c d\te\nf\ufffd' }])
  })
})

describe('a signal of our own bus', () => {
  const detail = {
    name: 'run.failed',
    subject: 'job/nightly-report',
    mood: 'bad',
    id: '1',
    at: '2026-11-21T02:30:00Z',
    title: 'Job nightly-report',
    body: 'Exit code 3.',
  }
  test.each([
    ['bad', 'ALARM'],
    ['good', 'OK'],
    ['note', 'NOTE'],
  ])('that is %s is %s', (mood, state) => {
    expect(parseTransitions({ source: 'nightshift', detail: { ...detail, mood } })).toEqual([
      {
        alarm: 'signal:job/nightly-report',
        name: 'job/nightly-report',
        title: 'Job nightly-report',
        state,
        at: '2026-11-21T02:30:00.000Z',
        reason: 'Exit code 3.',
      },
    ])
  })

  test('keeps the policy that it names', () => {
    const event = { source: 'nightshift', detail: { ...detail, policy: 'data' } }
    expect(parseTransitions(event)).toMatchObject([{ policy: 'data' }])
  })

  test('without a title is named after its subject', () => {
    expect(parseTransitions({ source: 'nightshift', detail: { ...detail, title: '' } })).toMatchObject([
      { title: 'job/nightly-report' },
    ])
  })
})

describe('what is neither', () => {
  test.each([
    [null],
    ['text'],
    [{}],
    [{ Records: [] }],
    [{ Records: [{ Sns: {} }] }],
    [{ source: 'aws.cloudwatch', detail: {} }],
    [{ source: 'nightshift', detail: { mood: 'sad' } }],
    [{ source: 'shop', 'detail-type': 'x', id: '1', time: 'never', detail: {} }],
    [{ source: 'nightshift.command', 'detail-type': 'ack', id: '1', time: Timestamp, detail: {} }],
    [sns(metricAlarm, { Timestamp: undefined })],
    [sns('text', { Timestamp: 'never' })],
  ])('%j is refused, without its text in the error', (raw) => {
    expect(() => parseTransitions(raw)).toThrow(expect.objectContaining({ reason: 'malformed-event' }))
  })
})

test('an incident has one id for every delivery of its opening', () => {
  const id = (alarm: string, at: string) => incidentId({ alarm, at, name: 'x', state: 'ALARM', reason: '' })
  expect(id('a', '1')).toMatch(/^[0-9a-f]{16}$/)
  expect(id('a', '1')).toBe(id('a', '1'))
  expect(new Set([id('a', '1'), id('a', '2'), id('b', '1')]).size).toBe(3)
})

describe('our own form on the topic', () => {
  const message = (text: string) =>
    parseTransitions({
      Records: [
        {
          Sns: {
            MessageId: '11111111-2222-3333-4444-555555555555',
            Message: text,
            Timestamp: '2026-11-21T02:30:00.123Z',
          },
        },
      ],
    })

  test('is one trouble for each key, and ends', () => {
    const [firing] = message(JSON.stringify({ key: 'disk', state: 'firing', severity: 'warning', title: 'disk 91 %' }))
    expect(firing).toMatchObject({
      alarm: 'message:key:disk',
      name: 'message/disk',
      title: 'disk 91 %',
      state: 'ALARM',
      severity: 'warning',
      at: '2026-11-21T02:30:00.123Z',
    })
    expect(message(JSON.stringify({ key: 'disk', state: 'resolved' }))[0]).toMatchObject({
      alarm: firing?.alarm,
      state: 'OK',
    })
  })

  test.each([
    [{ key: 7, state: 'FIRING' }, 'message:key:7', 'ALARM'],
    [{ key: 'disk' }, 'message:key:disk', 'ALARM'],
    [{ key: 'disk', labels: { team: 'stock' }, link: 'https://wiki.example/disk' }, 'message:key:disk', 'ALARM'],
    [{ key: 'disk', summary: 'disk 91 %' }, 'message:key:disk', 'ALARM'],
    [{ key: 'disk', action: 'close' }, 'message:key:disk', 'OK'],
    [{ key: '__proto__', state: 'ok' }, 'message:key:__proto__', 'OK'],
    [{ key: 'unreadable', state: 'ok' }, 'message:key:unreadable', 'OK'],
  ])('%j is read as a source’s is', (body, alarm, state) => {
    expect(message(JSON.stringify(body))).toMatchObject([{ alarm, state }])
  })

  test('a list reports several', () => {
    const all = message(
      JSON.stringify([
        { key: 'disk', state: 'firing' },
        { key: 'cpu', state: 'ok' },
      ]),
    )
    expect(all.map(({ alarm, state }) => `${alarm} ${state}`)).toEqual(['message:key:disk ALARM', 'message:key:cpu OK'])
  })

  test('other JSON is what it has been: a text', () => {
    for (const body of [
      { title: 'disk', state: 'firing' },
      { key: ' ', title: 'x' },
      { key: { of: 'a cache' }, state: 'firing' },
      { key: 'uploads/cat.jpg', bucket: 'uploads', size: 7 },
      [{ key: 'disk', state: 'firing' }, 'text'],
      [],
    ])
      expect(message(JSON.stringify(body))).toMatchObject([{ name: 'Message on the alarm topic', state: 'ALARM' }])
  })
})
