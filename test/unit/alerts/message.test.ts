import { composeMessage, type MessageProps } from '../../../functions/alerts/message/compose.ts'
import { composeDigest, worstFirst } from '../../../functions/alerts/message/digest.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'

const arn = 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:checkout-errors'
const event = {
  alarm: arn,
  arn,
  name: 'checkout-errors',
  region: 'ap-northeast-2',
  description: 'Look at the last deployment first.',
  metric: {
    namespace: 'AWS/ApplicationELB',
    name: 'HTTPCode_Target_5XX_Count',
    dimensions: { LoadBalancer: 'app/shop/1a2b' },
    statistic: 'Sum',
    period: 300,
    threshold: 5,
    comparison: '>=',
  },
}
const reason =
  'Threshold Crossed: 1 out of the last 1 datapoints [12.0 (28/11/26 00:00:00)] was greater than or equal to the threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).'

const incidentOf = (more: Partial<IncidentRecord> = {}, facts: object = event): IncidentRecord => ({
  pk: 'incident#c0ffee',
  sk: 'incident',
  kind: 'incident',
  at: '2026-11-28T00:00:00.000Z',
  id: 'c0ffee',
  alarmKey: arn,
  alarm: 'checkout-errors',
  severity: 'critical',
  state: 'open',
  openedAt: '2026-11-28T00:00:00.000Z',
  reason,
  title: 'checkout-errors',
  policy: 'primary',
  steps: 1,
  basis: { event: facts, config: 'v1' },
  ...more,
})

const english = { language: 'en', zone: 'Asia/Seoul' } as const
const korean = { language: 'ko', zone: 'Asia/Seoul' } as const
const link = 'https://alert.example/AbCdEfGhIjKl_-90'
const compose = (more: Partial<MessageProps> = {}) =>
  composeMessage({
    incident: incidentOf(),
    purpose: 'page',
    step: 1,
    responder: english,
    now: new Date('2026-11-28T00:00:30Z'),
    ...more,
  })

describe('a text message', () => {
  test.each<[string, Partial<MessageProps>, string]>([
    [
      'a page says how bad, what, what changed, where',
      { link },
      `CRITICAL checkout-errors: 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2\n${link}`,
    ],
    ['in Korean', { responder: korean }, '심각 checkout-errors: 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b..'],
    ['in Korean, with a link', { responder: korean, link }, `심각 checkout-errors: 12 >= 5\n${link}`],
    [
      'a later call says which it is and since when',
      { step: 3, link },
      `CRITICAL call 3 checkout-errors: since 09:00, 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2\n${link}`,
    ],
    [
      'and the day when that was not today',
      { step: 12, now: new Date('2026-11-29T01:00:00Z') },
      'CRITICAL call 12 checkout-errors: since Sat 28 Nov, 09:00, 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
    ],
    [
      'a reminder says who has acknowledged',
      { step: 2, incident: incidentOf({ state: 'acknowledged', acknowledgedBy: 'mina' }) },
      'CRITICAL call 2 checkout-errors: acknowledged by mina, since 09:00, 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
    ],
    [
      'what is in another account and region says so first',
      {
        home: { region: 'ap-northeast-2', account: '111122223333' },
        incident: incidentOf({}, { ...event, region: 'us-east-1', arn: arn.replace('ap-northeast-2', 'us-east-1') }),
      },
      'CRITICAL checkout-errors: 12 >= 5, us-east-1 123456789012 HTTPCode_Target_5XX_Count app/shop/1a2b',
    ],
    [
      'another account in the same region',
      { home: { region: 'ap-northeast-2', account: '111122223333' } },
      'CRITICAL checkout-errors: 12 >= 5, 123456789012 HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
    ],
    [
      'what is at home says its region alone',
      { home: { region: 'ap-northeast-2', account: '123456789012' } },
      'CRITICAL checkout-errors: 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
    ],
    [
      'flapping is told as such',
      { incident: incidentOf({ reason: 'It went on and off 6 times within 15 minutes.' }, {}) },
      'CRITICAL checkout-errors: It went on and off 6 times within 15 minutes.',
    ],
    [
      'a recovery says how long it was, and has no link',
      {
        purpose: 'recovery',
        step: 0,
        link,
        incident: incidentOf({ state: 'resolved', closedAt: '2026-11-28T01:01:40.000Z', reason: 'all is well' }),
      },
      'OK checkout-errors: over after 1 hour, all is well, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
    ],
    [
      'a recovery in Korean',
      {
        purpose: 'recovery',
        step: 0,
        responder: korean,
        incident: incidentOf({ state: 'resolved', closedAt: '2026-11-28T01:01:40.000Z', reason: '' }, {}),
      },
      '복구 checkout-errors: 1시간 만에 끝남',
    ],
  ])('%s', (_title, more, sms) => {
    expect(compose(more).short).toBe(sms)
  })

  test.each([
    [
      'no datapoints',
      'Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].',
      'no data',
    ],
    [
      'several datapoints',
      'Threshold Crossed: 2 datapoints [0.123456789 (28/11/26 00:01:00), 9.0 (28/11/26 00:00:00)] were less than the threshold (1.5).',
      '0.1235 < 1.5',
    ],
    [
      'an anomaly',
      'Thresholds Crossed: 1 out of the last 1 datapoints [99.0 (28/11/26 00:00:00)] was less than the lower thresholds [10.0] or greater than the upper thresholds [20.55] (minimum 1 datapoint for OK -> ALARM transition).',
      '99 outside 10..20.55',
    ],
    [
      'a composite alarm',
      'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:db-slow transitioned to ALARM at Saturday 28 November, 2026 00:00:00 UTC',
      'db-slow went off',
    ],
    [
      'an exponent',
      'Threshold Crossed: 1 datapoint [1.5E7 (28/11/26 00:00:00)] was greater than the threshold (1.0E7).',
      '15000000 > 10000000',
    ],
    [
      'anything else',
      'See arn:aws:ecs:eu-west-1:123456789012:service/prod/web – it’s down',
      "See service/prod/web - it's down",
    ],
  ])('CloudWatch’s words in short: %s', (_title, text, short) => {
    expect(compose({ incident: incidentOf({ reason: text }, {}) }).short).toBe(`CRITICAL checkout-errors: ${short}`)
  })

  test('what the ledger holds of an event may be of any shape', () => {
    for (const facts of [
      {},
      { metric: 7 },
      { metric: { name: 1, dimensions: [] } },
      { arn: 4, region: null, link: {} },
    ])
      expect(compose({ incident: incidentOf({}, facts) }).short).toBe('CRITICAL checkout-errors: 12 >= 5')
  })
})

describe('an email', () => {
  const full: Partial<MessageProps> = {
    link,
    logGroup: '/shop/web',
    told: [
      { to: 'mina', channel: 'sms', at: '2026-11-28T00:00:05.000Z', outcome: 'accepted', step: 1 },
      { to: 'joon', channel: 'email', at: '2026-11-28T00:10:05.000Z', outcome: 'failed', step: 2 },
    ],
    history: [
      { openedAt: '2026-11-20T00:00:00.000Z', closedAt: '2026-11-20T00:12:00.000Z', acknowledgedBy: 'mina' },
      { openedAt: '2026-11-18T00:00:00.000Z' },
    ],
    picture: new Uint8Array([1, 2, 3]),
  }

  test('says the rest: why, what to do, details, who was told, earlier times, where to look', () => {
    const { subject, text, attachments } = compose(full)
    expect(subject).toBe('CRITICAL checkout-errors: 12 >= 5')
    expect(text.split('\n\n')).toEqual([
      'CRITICAL: checkout-errors',
      'Nobody has acknowledged this yet.',
      '12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2',
      reason,
      'Look at the last deployment first.',
      `Acknowledge, resolve or pass on:\n${link}\nOpens a page; nothing happens until you press a button there.`,
      [
        'Details',
        '  Since: Sat 28 Nov, 09:00 (Asia/Seoul)',
        '  Metric: AWS/ApplicationELB HTTPCode_Target_5XX_Count, Sum, 5 minutes',
        '  Threshold: >= 5',
        '  Where: LoadBalancer=app/shop/1a2b',
        '  Region: ap-northeast-2',
        '  Account: 123456789012',
        '  Policy: primary',
        '  Incident: c0ffee',
      ].join('\n'),
      'Who was notified\n  mina: text message, sent, Sat 28 Nov, 09:00\n  joon: email, failed, Sat 28 Nov, 09:10',
      'Earlier\n  Fri 20 Nov, 09:00: 12 minutes, mina\n  Wed 18 Nov, 09:00: still open',
      'Alarm in CloudWatch:\nhttps://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#alarmsV2:alarm/checkout-errors',
      'Log group in CloudWatch:\nhttps://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2#logsV2:log-groups/log-group/$252Fshop$252Fweb',
    ])
    expect(attachments).toEqual([
      { name: 'metric.png', contentType: 'image/png', content: full.picture, cid: 'metric' },
    ])
  })

  test('has the same in HTML, and the picture in it', () => {
    const { html = '' } = compose(full)
    for (const part of [
      'CRITICAL',
      'Look at the last',
      'mina',
      '12 minutes, mina',
      'cid:metric',
      `href="${link}"`,
      '&gt;= 5',
    ])
      expect(html).toContain(part)
    expect(html).not.toMatch(/<script|<style|<link|http:|undefined/)
    expect(compose().html).not.toContain('cid:')
  })

  test('is Korean for Korean readers', () => {
    const { text, html, subject } = compose({ ...full, responder: korean, step: 2 })
    expect(subject).toBe('심각 2차 호출 checkout-errors: 09:00부터')
    expect(text).toContain('2번째 호출입니다. 11월 28일 (토) 09:00부터 계속되고 있습니다.')
    expect(text).toContain('알림을 받은 사람\n  mina: 문자, 보냄, 11월 28일 (토) 09:00')
    expect(text).toContain('  11월 20일 (금) 09:00: 12분, mina')
    expect(html).toContain('<html lang="ko">')
  })

  test('points to nothing that is not https, and to the console of the right partition', () => {
    const china = 'arn:aws-cn:cloudwatch:cn-north-1:123456789012:alarm:a b'
    expect(compose({ incident: incidentOf({}, { arn: china, name: 'a b' }) }).text).toContain(
      'https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#alarmsV2:alarm/a%20b',
    )
    const gov = {
      name: 'a',
      region: 'us-gov-west-1',
      arn: 'arn:aws-us-gov:cloudwatch:us-gov-west-1:123456789012:alarm:a',
    }
    expect(compose({ incident: incidentOf({}, gov) }).text).toContain(
      'https://console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#alarmsV2:alarm/a',
    )
    // Where consoles of the isolated partitions are, nobody outside knows.
    const isolated = {
      name: 'a',
      region: 'us-iso-east-1',
      arn: 'arn:aws-iso:cloudwatch:us-iso-east-1:123456789012:alarm:a',
    }
    expect(compose({ incident: incidentOf({}, isolated) }).text).not.toContain('https:')
    for (const bad of ['javascript:alert(1)', 'http://x.example/', 'nothing'])
      expect(compose({ incident: incidentOf({}, { link: bad }) }).html).not.toContain(bad)
    expect(compose({ incident: incidentOf({}, { link: 'https://x.example/a' }) }).html).toContain(
      '"https://x.example/a"',
    )
  })

  test('a name with line breaks stays in its line', () => {
    const { subject, short: sms } = compose({
      incident: incidentOf({ title: `a\r\nBcc: x\u2028${'😀'.repeat(200)}` }, {}),
    })
    for (const line of [subject, sms]) {
      expect(line).toMatch(/^CRITICAL a Bcc: x[^\r\n\u2028]*$/u)
      expect(line.isWellFormed()).toBe(true)
    }
    expect(subject.length).toBeLessThanOrEqual(160)
  })
})

describe('a digest', () => {
  const storm = (count: number, more: Partial<IncidentRecord> = {}): IncidentRecord[] =>
    Array.from({ length: count }, (_, index) =>
      incidentOf({
        id: `i${index}`,
        title: `queue-${index}`,
        severity: index === count - 1 ? 'critical' : 'warning',
        openedAt: new Date(Date.UTC(2026, 10, 28) + index * 1_000).toISOString(),
        ...more,
      }),
    )
  const now = new Date('2026-11-28T00:01:30Z')

  test('says how many, in which time, and the worst of them', () => {
    expect(composeDigest({ incidents: storm(37), responder: english, now, link }).short).toBe(
      `CRITICAL 37 alarms in 1 minute: queue-36, queue-0, queue-1, queue-2, queue-3 and 32 more\n${link}`,
    )
    expect(composeDigest({ incidents: storm(37), responder: korean, now }).short).toBe(
      '심각 1분 동안 알람 37건: queue-36, queue-0, queue-1, queue-2, queue-3 외 32건',
    )
    expect(composeDigest({ incidents: storm(37), responder: korean, now, link, tagUnits: 8 }).short).toBe(
      `심각 37건: queue-36 외 36건\n${link}`,
    )
  })

  test('says what is over by now', () => {
    const [first = incidentOf(), ...rest] = storm(3)
    const over = { ...first, state: 'resolved', closedAt: '2026-11-28T00:01:00.000Z' } as const
    expect(composeDigest({ incidents: [over, ...rest], responder: english, now }).short).toBe(
      'CRITICAL 3 alarms in 1 minute, 1 over: queue-2, queue-1, queue-0',
    )
  })

  test('puts what lasts before what is over, the severe before the rest, the old before the new', () => {
    const [a, b, c] = storm(3)
    const over = { ...incidentOf({ id: 'over' }), closedAt: '2026-11-28T00:01:00.000Z' }
    if (!a || !b || !c) throw new Error('three were made')
    expect(worstFirst([over, b, a, c]).map(({ id }) => id)).toEqual(['i2', 'i0', 'i1', 'over'])
  })

  test('says what is in another account', () => {
    const home = { region: 'eu-west-1', account: '111122223333' }
    expect(composeDigest({ incidents: storm(2), responder: english, now, home }).text).toContain(
      'queue-1 - ap-northeast-2 123456789012 - 12 >= 5',
    )
  })

  test('lists them in the email, each with its link, up to 200', () => {
    const links = new Map([['i36', link]])
    const { text, subject } = composeDigest({ incidents: storm(37), responder: english, now, links })
    expect(subject).toBe('CRITICAL 37 alarms in 1 minute: queue-36, queue-0, queue-1, queue-2, queue-3 and 32 more')
    expect(text).toContain(`  09:00 CRITICAL: queue-36 - 12 >= 5\n    ${link}`)
    expect(text.match(/queue-\d+ - /g)).toHaveLength(37)
    const many = composeDigest({ incidents: storm(1_000), responder: english, now })
    expect(many.text.match(/queue-\d+ - /g)).toHaveLength(200)
    expect(many.text).toContain('and 800 more')
    expect(many.short).toContain('CRITICAL 1000 alarms in 17 minutes: queue-999, ')
  })

  test('says how many its link acknowledges', () => {
    const all = { responder: english, now, link, acknowledges: 37 }
    const { short: sms, text, html } = composeDigest({ incidents: storm(37), ...all })
    expect(sms).toBe(
      `CRITICAL 37 alarms in 1 minute, link acks all 37: queue-36, queue-0, queue-1, queue-2, queue-3 and 32 more\n${link}`,
    )
    expect(text).toContain(`Acknowledge or resolve 37 incidents together:\n${link}\n`)
    expect(text).toContain('lists the 37 incidents that are not over')
    expect(html).toContain('37 incidents together')
    const over = { ...incidentOf({ id: 'over' }), closedAt: '2026-11-28T00:01:00.000Z' }
    expect(composeDigest({ incidents: [...storm(24), over], ...all, acknowledges: 24 }).short).toContain(
      ', link acks 24:',
    )
    expect(
      composeDigest({ incidents: storm(37), ...all, responder: korean, link: 'https://a.kr/AbCdEfGhIjKl_-90' }).short,
    ).toBe('심각 37건, 링크로 모두 확인: queue-36 외 36건\nhttps://a.kr/AbCdEfGhIjKl_-90')
    const longLink = `https://${'a'.repeat(32)}.lambda-url.ap-northeast-2.on.aws/AbCdEfGhIjKl_-90`
    expect(composeDigest({ incidents: storm(37), ...all, link: longLink }).short).toBe(
      `CRITICAL 37 alarms, link acks all 37: queue-36, queue-0 and 35 more\n${longLink}`,
    )
    // Where it would cost the link, the link is worth more.
    expect(composeDigest({ incidents: storm(37), ...all, responder: korean, tagUnits: 8 }).short).toMatch(/https:/)
  })

  test('of one is its own message', () => {
    const [one = incidentOf()] = storm(1, { openedAt: '2026-11-27T14:10:00.000Z', severity: 'warning' })
    const { short: sms, subject, text } = composeDigest({ incidents: [one], responder: english, now, link })
    expect(sms).toBe(
      `WARNING queue-0: since 23:10, 12 >= 5, HTTPCode_Target_5XX_Count app/shop/1a2b ap-northeast-2\n${link}`,
    )
    expect(subject).toBe('WARNING queue-0: since 23:10')
    for (const each of ['Look at the last deployment first.', reason, 'Since: Fri 27 Nov, 23:10', link])
      expect(text).toContain(each)
    const over = { ...one, state: 'resolved', closedAt: '2026-11-27T14:12:00.000Z' } as const
    expect(composeDigest({ incidents: [over], responder: english, now, link }).short).toMatch(
      /^OK queue-0: over after 2 minutes/,
    )
  })

  test('of nothing is a mistake', () => {
    expect(() => composeDigest({ incidents: [], responder: english, now })).toThrow(RangeError)
  })
})
