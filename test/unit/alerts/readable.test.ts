import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { readable } from '../../../functions/alerts/intake/readable.ts'
import { pairsSchema } from '../../../functions/alerts/intake/schema.ts'
import { instantOf } from '../../../functions/alerts/intake/text.ts'
import { composeMessage } from '../../../functions/alerts/message/index.ts'
import { escapeHtml } from '../../../functions/alerts/page/html.ts'
import { makeConfig, makeWorld, start } from './scene.ts'

const alarmOf = (more: object) => ({
  Records: [
    {
      Sns: {
        MessageId: 'm-1',
        Timestamp: start.toISOString(),
        Message: JSON.stringify({
          AlarmName: 'checkout-errors',
          NewStateValue: 'ALARM',
          NewStateReason: 'it is bad',
          StateChangeTime: start.toISOString(),
          ...more,
        }),
      },
    },
  ],
})

describe('a note for the responder', () => {
  const note =
    'Hotline of the bank: +82 2-555-0100 or 0800 123 4567, or mail ops@bank.example. Runbook: git@host:ops/runbook'

  test('keeps the number to call, in the email and in the record of the incident alone', async () => {
    const world = makeWorld({ config: makeConfig() })
    for (const each of parseTransitions(alarmOf({ AlarmDescription: note }))) await world.call(each)
    expect(world.sent.find(({ channel }) => channel === 'email')?.message.text).toContain(note)
    const { description, basis } = await world.incident()
    expect(description).toBe(note)
    expect(JSON.stringify(basis)).not.toMatch(/555-0100|4567|ops@/)
  })

  test('is the same through EventBridge', () => {
    const event = {
      id: '1',
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      time: start.toISOString(),
      detail: { alarmName: 'a', state: { value: 'ALARM' }, configuration: { description: note } },
    }
    expect(parseTransitions(event)).toMatchObject([{ description: note }])
  })

  test('a reason, which quotes logs, keeps none', () => {
    expect(parseTransitions(alarmOf({ NewStateReason: 'call +82 2-555-0100' }))).toMatchObject([{ reason: 'call +…' }])
  })
})

describe('what turns text around, or cannot be seen, reaches nobody', () => {
  const odd = 'a\u202eb\u2066c\u2069d\u200ee\u061cf\u001b[31mg\u0085h\u2028i'
  const hidden = /[\p{Bidi_Control}\p{Zl}\p{Zp}]|[^\P{Cc}\t\n]/u

  test('neither a text message nor an email', async () => {
    const world = makeWorld({ config: makeConfig() })
    const raw = alarmOf({ AlarmName: odd, AlarmDescription: odd, NewStateReason: odd })
    for (const each of parseTransitions(raw)) await world.call(each)
    expect(world.sent.length).toBeGreaterThan(1)
    for (const { message } of world.sent)
      for (const text of [message.short, message.subject, message.text, message.html ?? ''])
        expect(text).not.toMatch(hidden)
    const { alarm, title, reason, description } = await world.incident()
    expect(`${alarm}${title}${reason}${description}`).not.toMatch(hidden)
  })

  test('not of a record of an older release either', async () => {
    const world = makeWorld()
    for (const each of parseTransitions(alarmOf({}))) await world.call(each)
    const incident = { ...(await world.incident()), title: odd, reason: odd, acknowledgedBy: odd }
    const {
      short: sms,
      subject,
      text,
      html = '',
    } = composeMessage({
      incident,
      purpose: 'page',
      step: 2,
      responder: { language: 'en', zone: 'UTC' },
      now: start,
    })
    for (const each of [sms, subject, text, html, escapeHtml(odd)]) expect(each).not.toMatch(hidden)
  })

  test('emoji and the flag of Scotland stay', () => {
    const name = '👩‍💻 🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}'
    expect(parseTransitions(alarmOf({ AlarmName: name }))).toMatchObject([{ name }])
    expect(parseTransitions(alarmOf({ AlarmName: 'a\u{e0067}\u{e0062}b' }))).toMatchObject([{ name: 'ab' }])
  })
})

test('what lies deeper than six keys is left out, and no more than forty lines come', () => {
  const nested = (keys: number): unknown => (keys === 0 ? 1 : { a: nested(keys - 1) })
  expect(readable(nested(6))).toBe('a.a.a.a.a.a: 1')
  expect(readable(nested(7))).toBe('')
  const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, index) => [`k${index}`, index]))
  for (const keys of [40, 41]) expect(readable(wide(keys)).split('\n')).toHaveLength(40)
})

test('of tags and dimensions fifty are kept, each no longer than AWS lets them be', () => {
  const pairs = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 'v'.repeat(2_000)]))
  const kept = Object.entries(pairsSchema.safeParse(pairs).data ?? {})
  expect(kept).toHaveLength(50)
  for (const [, value] of kept) expect(value).toHaveLength(1_024)
  const exact = { ['k'.repeat(1_024)]: 'v'.repeat(1_024) }
  expect(pairsSchema.safeParse(exact).data).toEqual(exact)
})

test('an instant is of the years 1970 to 9999, which sort as texts', () => {
  expect(instantOf('1970-01-01T00:00:00.000+0000')).toBe('1970-01-01T00:00:00.000Z')
  expect(instantOf('9999-12-31T23:59:59Z')).toBe('9999-12-31T23:59:59.000Z')
  for (const text of ['1969-12-31T23:59:59Z', '+010000-01-01T00:00:00Z', 'soon', '', undefined, null])
    expect(instantOf(text)).toBeUndefined()
})
