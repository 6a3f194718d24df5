import { changedText, numberText } from '../../../functions/alerts/message/changed.ts'
import { composeMessage, type MessageProps, subjectOf } from '../../../functions/alerts/message/compose.ts'
import { composeDigest, type DigestProps, longestList, worstFirst } from '../../../functions/alerts/message/digest.ts'
import { composeShift, type ShiftProps } from '../../../functions/alerts/message/shift.ts'
import { shortenEnd, shortenMiddle } from '../../../functions/alerts/message/shorten.ts'
import { shortTime, words } from '../../../functions/alerts/message/words.ts'
import { newIncident } from '../../../functions/alerts/rules/incident.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { later, start, transition } from './scene.ts'

const english = { language: 'en', zone: 'UTC' } as const
const link = 'https://alert.example/AbCdEfGhIjKl_-90'
const incidentOf = (more: Partial<IncidentRecord> = {}, event: object = {}): IncidentRecord => {
  const made = newIncident('0123456789abcdef', transition('ALARM'), { policy: 'p', severity: 'critical' }, 'v')
  return { ...made, ...more, basis: { ...made.basis, event: { ...(made.basis.event as object), ...event } } }
}

describe('a number', () => {
  test.each([
    [0.123456, '0.1235'],
    [999.96, '1000'],
    [-999.96, '-1000'],
    [1_000.125, '1000.125'],
    [1_000.5, '1000.5'],
    [123_456_789, '123456789'],
    [999_999_999_999, '999999999999'],
    [1e12, '1.00e+12'],
    [-1.2345e15, '-1.23e+15'],
  ])('%s is said as %s', (value, text) => {
    expect(numberText(value)).toBe(text)
  })
})

describe('a datapoint at the threshold itself', () => {
  const said = (what: string): string =>
    `Threshold Crossed: 1 datapoint [5.0 (28/11/26 00:00:00)] was ${what} the threshold (5.0).`
  test.each([
    ['not less than', '5 >= 5'],
    ['not greater than', '5 <= 5'],
  ])('was %s it', (what, text) => {
    expect(changedText({ reason: said(what) }, words.en)).toBe(text)
  })

  test.each([['not less than or equal to'], ['not greater than or equal to']])(
    'and "was %s" says nothing that is true of it',
    (what) => {
      expect(changedText({ reason: said(what) }, words.en)).toContain('Threshold Crossed')
    },
  )

  test('of which nothing says how it was compared, or with what, is said as it is', () => {
    const without = 'Threshold Crossed: 1 datapoint [5.0 (28/11/26 00:00:00)] was near the threshold (5.0).'
    const no = 'Threshold Crossed: 1 datapoint [5.0 (28/11/26 00:00:00)] was greater than before.'
    for (const reason of [without, no]) expect(changedText({ reason }, words.en)).toBe(reason)
  })
})

test('what stands before a reason comes in any order, and each once', () => {
  const value = 'Threshold Crossed: 1 datapoint [7.0 (28/11/26 00:00:00)] was greater than the threshold (5.0).'
  const flaps = 'flapping, 5 times in 30 minutes: '
  const nobody = 'nobody acknowledged in 2 steps: '
  const before = 'acknowledged by mina at 2026-11-28T00:00:00Z, and not over since: '
  const said = (...parts: string[]) => changedText({ reason: `${parts.join('')}${value}` }, words.en)
  const all = [words.en.notOverSince('mina'), words.en.unacknowledged('2'), words.en.flapping('5', '30')]
  expect(said(before, nobody, flaps)).toBe(['7 > 5', ...all].join(', '))
  expect(said(flaps, nobody, before)).toBe(['7 > 5', ...all.toReversed()].join(', '))
})

describe('a message', () => {
  const compose = (more: Partial<MessageProps> = {}) =>
    composeMessage({ incident: incidentOf(), purpose: 'page', step: 1, responder: english, now: start, link, ...more })

  test('has a subject of 160 characters at most', () => {
    expect(subjectOf('s'.repeat(160))).toBe('s'.repeat(160))
    expect(subjectOf('s'.repeat(161))).toHaveLength(160)
  })

  test('says when it began, where that was more than five minutes ago, or it is not the first', () => {
    const since = words.en.since('')
    expect(compose({ now: later(300) }).about?.lines.join()).not.toContain(since.trim())
    expect(compose({ now: new Date(later(300).getTime() + 1) }).about?.lines.join()).toContain(since.trim())
    expect(compose({ step: 2 }).about?.lines.join()).toContain(since.trim())
  })

  const handed = incidentOf({
    state: 'acknowledged',
    acknowledgedBy: 'joon',
    acknowledgements: [
      { by: 'mina', at: later(0).toISOString() },
      { by: 'joon', at: later(60).toISOString(), from: 'mina' },
    ],
  })

  test('says who hands an incident over in the notice of that, and not in a page', () => {
    expect(compose({ incident: handed, purpose: 'hand-over' }).about?.lines[0]).toBe(words.en.from('mina'))
    expect(compose({ incident: handed, purpose: 'page' }).about?.lines[0]).toBe(words.en.has('joon'))
    expect(compose({ incident: handed, purpose: 'page' }).text).toContain(words.en.acknowledged('joon'))
    expect(compose({ incident: handed, purpose: 'hand-over' }).text).toContain(words.en.handedOver('mina', undefined))
  })

  test('of what is over says until when it lasted; a page has no end', () => {
    const closed = { state: 'resolved', closedAt: later(90).toISOString() } as const
    const { until, lasted } = words.en.labels
    expect(compose({ incident: incidentOf(closed), purpose: 'recovery' }).text).toContain(
      `${lasted}: 1 minute 30 seconds`,
    )
    expect(compose({ incident: incidentOf(), purpose: 'recovery' }).text).not.toContain(`${until}:`)
    expect(compose({ incident: incidentOf(closed), purpose: 'page' }).text).not.toContain(`${until}:`)
  })

  test('has no link to acknowledge where it is over', () => {
    expect(compose().about?.link?.url).toBe(link)
    expect(compose({ purpose: 'recovery' }).about?.link).toBeUndefined()
    expect(compose({ incident: incidentOf({ state: 'resolved' }) }).about?.link).toBeUndefined()
    expect(compose({ link: undefined }).about?.link).toBeUndefined()
  })

  test('says a comparison by its sign, and by its own words where it has none', () => {
    const metric = { namespace: 'Shop', name: 'Orders', dimensions: {}, threshold: 5 }
    const threshold = (comparison?: string) =>
      compose({ incident: incidentOf({}, { metric: { ...metric, comparison } }) }).text.match(/Threshold: (.*)/i)?.[1]
    expect(threshold('GreaterThanOrEqualToThreshold')).toBe('>= 5')
    expect(threshold('LessThanLowerThreshold')).toBe('< 5')
    expect(threshold('somehow')).toBe('somehow 5')
    expect(threshold()).toBe('5')
  })

  test('links to the alarm and the logs in the console, where there are any', () => {
    const text = (event: object, logGroup?: string) => compose({ incident: incidentOf({}, event), logGroup }).text
    const arn = 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a'
    expect(text({ arn, region: 'eu-west-1', name: 'a' }, '/jobs/a')).toMatch(/alarmsV2:alarm\/a[\s\S]*log-groups/)
    expect(text({ arn, region: 'eu-west-1', name: 'a' })).not.toContain('log-group')
    expect(text({ arn: 'a', alarm: 'a', region: 'eu-west-1' })).not.toContain('alarmsV2')
    expect(text({ arn: 'a', alarm: 'a', region: undefined }, '/jobs/a')).not.toContain('console.aws')
  })

  test('says whose account it is by the ARN where nothing else says so', () => {
    const text = (event: object) => compose({ incident: incidentOf({}, { account: undefined, ...event }) }).text
    expect(text({ arn: 'arn:aws:rds:eu-west-1:111122223333:db:shop', alarm: 'rds' })).toContain('111122223333')
    expect(text({ arn: undefined, alarm: 'arn:aws:rds:eu-west-1:111122223333:db:shop' })).toContain('111122223333')
    expect(text({ arn: 'a', alarm: 'b', metric: null })).not.toMatch(/\d{12}/)
  })
})

const named = (count: number, more: Partial<IncidentRecord> = {}): IncidentRecord[] =>
  Array.from({ length: count }, (_, index) =>
    incidentOf({ id: `i${index}`, title: `alarm-${index}`, openedAt: later(index).toISOString(), ...more }),
  )

describe('a digest', () => {
  const digest = (incidents: readonly IncidentRecord[], more: Partial<DigestProps> = {}) =>
    composeDigest({ incidents, responder: english, now: later(600), ...more })

  test('puts what lasts before what is over, then the worst, then the oldest', () => {
    const of = (id: string, severity: IncidentRecord['severity'], seconds: number, closed = false) =>
      incidentOf({
        id,
        severity,
        openedAt: later(seconds).toISOString(),
        ...(closed ? { closedAt: later(900).toISOString() } : {}),
      })
    const all = [
      of('over-critical', 'critical', 0, true),
      of('over-info', 'info', 0, true),
      of('info', 'info', 0),
      of('warning', 'warning', 0),
      of('critical-2', 'critical', 2),
      of('critical-1', 'critical', 1),
      of('over-warning', 'warning', 0, true),
    ]
    expect(worstFirst(all).map(({ id }) => id)).toEqual([
      'critical-1',
      'critical-2',
      'warning',
      'info',
      'over-critical',
      'over-warning',
      'over-info',
    ])
  })

  test.each([
    [0, '1 minute'],
    [60, '1 minute'],
    [61, '2 minutes'],
    [600, '10 minutes'],
  ])('of a storm of %s seconds says so to the minute', (seconds, text) => {
    const [one, other] = named(2)
    if (!one || !other) throw new RangeError('two')
    const { title } = digest([one, { ...other, openedAt: later(seconds).toISOString() }]).about ?? {}
    expect(title).toBe(words.en.storm(2, text))
  })

  test('names up to five, and says how many more there are', () => {
    expect(digest(named(2)).subject).toContain(': alarm-0, alarm-1')
    expect(digest(named(2)).subject).not.toContain('more')
    expect(digest(named(5)).subject).toMatch(/: alarm-0, alarm-1, alarm-2, alarm-3, alarm-4$/)
    expect(digest(named(6)).subject).toMatch(/: alarm-0, alarm-1, alarm-2, alarm-3, alarm-4 and 1 more$/)
    expect(digest(named(4)).subject).toMatch(/: alarm-0, alarm-1, alarm-2, alarm-3$/)
    expect(digest(named(3)).subject).toMatch(/: alarm-0, alarm-1, alarm-2$/)
  })

  test('names as many in its subject as leave it below 140 characters', () => {
    const headline = digest(named(2)).about?.title ?? ''
    const subject = (length: number) => {
      const [one, other] = named(2)
      if (!one || !other) throw new RangeError('two')
      return digest([one, { ...other, title: 'x'.repeat(length) }]).subject
    }
    const room = 139 - headline.length - 'alarm-0, '.length
    expect(subject(room)).toContain(`alarm-0, ${'x'.repeat(room)}`)
    expect(subject(room + 1)).toMatch(/: alarm-0 and 1 more$/)
  })

  test('lists twenty at a glance, two hundred in an email, and says how many more there are', () => {
    const { more } = words.en
    expect(digest(named(20)).about?.lines).toHaveLength(20)
    expect(digest(named(21)).about?.lines).toHaveLength(21)
    expect(digest(named(23)).about?.lines.at(-1)).toBe(more(3))
    expect(digest(named(longestList)).text).not.toContain(more(0))
    expect(digest(named(longestList)).text).not.toContain(more(-1))
    expect(digest(named(longestList + 1)).text).toContain(more(1))
    expect(digest(named(longestList + 2)).about?.incidents).toHaveLength(longestList)
    expect(digest(named(2)).about?.incidents.map(({ id }) => id)).toEqual(['i0', 'i1'])
  })

  test('has a line of time, severity and what, without its link', () => {
    const line = digest(named(2, { reason: 'r'.repeat(300) }), { links: new Map([['i0', link]]) }).about?.lines[0]
    expect(line).toMatch(/critical alarm-0 - r{200}$/i)
    expect(line).not.toContain(link)
  })

  test('is as bad as the worst that lasts, and good where all is over', () => {
    const over = { closedAt: later(900).toISOString() }
    expect(digest(named(2)).about?.mood).toBe('critical')
    expect(digest([...named(1, over), ...named(1, { severity: 'info' })]).about?.mood).toBe('info')
    expect(digest(named(2, over)).about?.mood).toBe('good')
  })
})

describe('the notice of a turn', () => {
  const notice = (incidents: readonly IncidentRecord[], more: Partial<ShiftProps> = {}) =>
    composeShift({
      rotations: ['primary'],
      until: later(86_400),
      incidents,
      responder: english,
      now: start,
      link,
      ...more,
    })

  test('with nothing open says so, is good, and has nothing to act on', () => {
    const { about, subject, short, text } = notice([])
    expect(about).toMatchObject({ mood: 'good', incidents: [] })
    expect(about?.link).toBeUndefined()
    expect(`${short} ${text}`).not.toContain(link)
    expect(text).toContain(words.en.shift.nothing)
    expect(text).not.toContain(words.en.shift.openNow)
    expect(subject).not.toContain(words.en.shift.open(0))
    expect(about?.lines).toHaveLength(1)
  })

  test('with one open links to that, with several to all', () => {
    const one = notice(named(1, { severity: 'warning' }))
    expect(one.about).toMatchObject({ mood: 'warning', link: { url: link, text: words.en.open } })
    expect(one.text).toContain(words.en.opens)
    expect(one.subject).toContain(words.en.shift.open(1))
    expect(one.about?.lines).toHaveLength(2)
    expect(notice(named(2)).about?.link?.text).toBe(words.en.openAll(2))
    expect(notice(named(2)).about?.incidents.map(({ id }) => id)).toEqual(['i0', 'i1'])
    expect(notice(named(2)).short).toContain(link)
  })

  test('lists two hundred, and says how many more there are', () => {
    const { more } = words.en
    for (const count of [0, 1, -1]) expect(notice(named(longestList)).text).not.toContain(more(count))
    expect(notice(named(longestList + 1)).text).toContain(more(1))
    expect(notice(named(longestList + 1)).about?.incidents).toHaveLength(longestList)
  })
})

describe('a text that is shortened', () => {
  const upTo = (length: number) => (text: string) => text.length <= length
  test.each([
    [5, 'abcde'],
    [4, 'ab..'],
    [3, 'a..'],
    [2, undefined],
  ])('at its end to %s', (length, expected) => {
    expect(shortenEnd('abcde', upTo(length))).toBe(expected)
  })

  test.each([
    [7, 'abcdefg'],
    [6, 'abc..g'],
    [5, 'ab..g'],
    [4, 'ab..'],
    [3, undefined],
  ])('in its middle to %s', (length, expected) => {
    expect(shortenMiddle('abcdefg', upTo(length))).toBe(expected)
  })

  test('of more than 500 characters keeps both ends', () => {
    const long = `${'a'.repeat(400)}${'m'.repeat(200)}${'z'.repeat(400)}`
    expect(shortenMiddle(long, upTo(12))).toBe('aaaaaa..zzzz')
    expect(shortenMiddle(long, upTo(502))).toBe(
      `${'a'.repeat(250)}..${'z'.repeat(250)}`.slice(0, 0) || shortenMiddle(long, upTo(501)),
    )
    const exact = `${'a'.repeat(250)}${'z'.repeat(250)}`
    expect(shortenMiddle(exact, upTo(499))).toHaveLength(499)
  })
})

test.each([
  ['2 datapoints [7.0, 9.0] were', '7 > 5'],
  ['2 datapoints were greater. The most recent datapoints: [7.0, 9.0]. They were', '9 > 5'],
  [
    '2 datapoints were greater. The most recent datapoints: [7.0 (28/11/26 00:01:00), 9.0 (28/11/26 00:00:00)]. They were',
    '7 > 5',
  ],
])('the newest datapoint is the first, but for the wording of before 2016, which has no times', (what, text) => {
  expect(changedText({ reason: `Threshold Crossed: ${what} greater than the threshold (5.0).` }, words.en)).toBe(text)
})

test('who was notified is listed where anybody was', () => {
  const text = (count: number) =>
    composeMessage({
      incident: incidentOf(),
      purpose: 'page',
      step: 2,
      responder: english,
      now: start,
      told: Array.from({ length: count }, () => ({
        to: 'mina',
        channel: 'sms',
        at: later(0).toISOString(),
        outcome: 'accepted' as const,
        step: 1,
      })),
    }).text
  expect(text(0)).not.toContain(words.en.told)
  expect(text(1)).toContain(words.en.told)
  expect(text(2)).toContain(words.en.told)
})

test('a time of the last twenty hours goes without its day', () => {
  const said = (hours: number) => shortTime(start.toISOString(), later(hours * 3_600), 'UTC', 'en')
  expect(said(19.9)).toBe('00:00')
  expect(said(20)).toContain('28 Nov')
})
