import fc from 'fast-check'
import { escapeSlack, formatMessage, headerText } from '../../../functions/alerts/channels/webhook/formats.ts'
import { type Format, formats } from '../../../functions/alerts/channels/webhook/names.ts'
import { composeDigest, composeMessage, type Message } from '../../../functions/alerts/message/index.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'

const now = new Date('2026-11-28T00:04:00Z')
const link = 'https://ns.example/AbCdEfGhIjKl_-90'
const incidentOf = (title: string, more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  kind: 'incident',
  pk: 'incident#1',
  sk: 'incident',
  at: '2026-11-28T00:00:00Z',
  id: '3f9a61c07be2d845',
  alarmKey: title,
  alarm: title,
  severity: 'critical',
  state: 'open',
  openedAt: '2026-11-28T00:00:00Z',
  reason: 'it is ALARM',
  title,
  policy: 'shop',
  steps: 1,
  basis: { config: 'c0ffee', event: { name: title } },
  ...more,
})
const responder = { language: 'en', zone: 'UTC' } as const
const pageOf = (title: string, more: Partial<IncidentRecord> = {}): Message =>
  composeMessage({ incident: incidentOf(title, more), purpose: 'page', step: 1, responder, now, link })
const over: Message = composeMessage({
  incident: incidentOf('checkout-errors', { state: 'resolved', closedAt: '2026-11-28T00:03:00Z' }),
  purpose: 'recovery',
  step: 0,
  responder,
  now,
})
const storm: Message = composeDigest({
  incidents: Array.from({ length: 40 }, (_, index) => incidentOf(`alarm-${String(index).padStart(2, '0')}`)),
  responder,
  now,
  link,
  acknowledges: 40,
})

const address = new URL('https://hooks.example/1/messages.json?token=APP&user=USER')
const post = (format: Format, message: Message) => formatMessage(format, message, 'mina', address)
const slackText = (message: Message): string => JSON.parse(post('slack', message).body).text
const cardOf = (message: Message) => JSON.parse(post('teams', message).body).attachments[0].content
const pushed = (message: Message) => Object.fromEntries(new URLSearchParams(post('pushover', message).body))

describe('a page', () => {
  const page = pageOf('checkout-errors')

  test('for a chat is how bad and what, why, and the link', () => {
    expect(slackText(page)).toBe(`CRITICAL checkout-errors\nit is ALARM\n${link}`)
  })

  test('for Teams is a card whose button is the link', () => {
    expect(cardOf(page)).toMatchObject({
      type: 'AdaptiveCard',
      body: [
        { type: 'RichTextBlock', inlines: [{ text: 'CRITICAL checkout-errors', color: 'Attention' }] },
        { type: 'RichTextBlock', inlines: [{ text: 'it is ALARM' }] },
      ],
      actions: [{ type: 'Action.OpenUrl', url: link, title: 'Acknowledge, resolve or pass on' }],
    })
  })

  test.each([
    ['critical', '5', '1'],
    ['warning', '4', '0'],
    ['info', '2', '-1'],
  ] as const)('that is %s is pushed by ntfy with priority %s, by Pushover with %s', (severity, byNtfy, byPushover) => {
    const message = pageOf('checkout-errors', { severity })
    expect(post('ntfy', message)).toMatchObject({
      headers: { priority: byNtfy, click: link },
      body: `it is ALARM\n${link}`,
    })
    expect(pushed(message)).toMatchObject({ priority: byPushover, url: link, message: 'it is ALARM', token: 'APP' })
  })

  test('for programs has its parts', () => {
    expect(JSON.parse(post('json', { ...page, id: 'f00d' }).body)).toEqual({
      version: 1,
      id: 'f00d',
      to: 'mina',
      kind: 'page',
      severity: 'critical',
      subject: 'CRITICAL checkout-errors: it is ALARM',
      title: 'checkout-errors',
      lines: ['it is ALARM'],
      text: expect.stringContaining('Nobody has acknowledged this yet.'),
      link,
      incidents: [
        {
          id: '3f9a61c07be2d845',
          alarm: 'checkout-errors',
          title: 'checkout-errors',
          severity: 'critical',
          state: 'open',
          openedAt: '2026-11-28T00:00:00Z',
        },
      ],
    })
  })
})

describe('the end, and a storm', () => {
  test('the end wakes nobody, and has no link', () => {
    expect(slackText(over)).toBe('OK checkout-errors\nover after 3 minutes\nit is ALARM')
    expect(post('ntfy', over).headers).toMatchObject({ priority: '2', tags: 'white_check_mark' })
    expect(post('ntfy', over).headers).not.toHaveProperty('click')
    expect(pushed(over)).toMatchObject({ priority: '-1' })
    expect(JSON.parse(post('json', over).body)).toMatchObject({ kind: 'recovery', incidents: [{ state: 'resolved' }] })
    expect(JSON.parse(post('json', over).body)).not.toHaveProperty('severity')
    expect(cardOf(over).actions).toEqual([])
  })

  test('a storm is how many, the first of them, and one link', () => {
    const text = slackText(storm)
    expect(text).toMatch(/^CRITICAL 40 alarms in 1 minute\n00:00 CRITICAL alarm-00/)
    expect(text).toMatch(new RegExp(`${link}$`))
    expect(JSON.parse(post('json', storm).body).incidents).toHaveLength(40)
    expect(cardOf(storm).body.at(-1).inlines[0].text).toBe('and 20 more')
  })

  test('what could not be worded goes out as it is', () => {
    const bare: Message = { short: 'x', subject: 'critical x', text: 'critical x\n\nit is ALARM' }
    for (const format of formats) expect(decodeURIComponent(post(format, bare).body)).toContain('ALARM')
    expect(post('ntfy', bare).headers.priority).toBe('5')
  })
})

describe('what a name can do', () => {
  test.each([
    [
      '<!channel> <@U123> <https://evil.example|link>',
      '&lt;!channel&gt; &lt;@\u200bU123&gt; &lt;https://evil.example|link&gt;',
    ],
    ['a & b &lt;', 'a &amp; b &amp;lt;'],
    ['@here @all @channel @everyone @mina', '@\u200bhere @\u200ball @\u200bchannel @\u200beveryone @\u200bmina'],
    ['x@everyone', 'x@\u200beveryone'],
    ['ops@corner-shop.example', 'ops@corner-shop.example'],
  ])('%j calls nobody in a chat', (text, escaped) => {
    expect(escapeSlack(text)).toBe(escaped)
  })

  test.each([
    ['checkout-errors', 'checkout-errors'],
    ['a\r\nPriority: 1\u2028\u202eb', 'a Priority: 1 b'],
    ['결제 오류', `=?UTF-8?B?${Buffer.from('결제 오류').toString('base64')}?=`],
    ['=?UTF-8?B?YQ==?=', `=?UTF-8?B?${Buffer.from('=?UTF-8?B?YQ==?=').toString('base64')}?=`],
  ])('%j is one header', (text, header) => {
    expect(headerText(text)).toBe(header)
  })

  test('a card reads no Markdown and no function in it', () => {
    const card = cardOf(pageOf('[a](https://evil.example) {{DATE(2017-02-14T06:08:39Z,SHORT)}}'))
    expect(JSON.stringify(card)).not.toContain('"TextBlock"')
  })

  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', minLength: 1_000, maxLength: 6_000 }),
    fc.constantFrom(
      '<&>'.repeat(2_000),
      '😀'.repeat(3_000),
      '한'.repeat(9_000),
      '\u202e\u0007\r\n',
      '@everyone'.repeat(500),
    ),
  )

  test('whatever it is, it fits, is cut through no character, and controls nothing', () => {
    fc.assert(
      fc.property(nasty, nasty, (title, reason) => {
        const message = pageOf(title, { reason })
        const [chat, card, push, phone, program] = (['slack', 'teams', 'ntfy', 'pushover', 'json'] as const).map(
          (format) => post(format, message),
        )
        const { text } = JSON.parse(chat?.body ?? '')
        expect(text.length).toBeLessThanOrEqual(1_900)
        expect(text.endsWith(link)).toBe(true)
        expect(text).not.toMatch(/[<>]|@(here|all|channel|everyone)/)
        expect(Buffer.byteLength(card?.body ?? '')).toBeLessThanOrEqual(28_000)
        expect(Buffer.byteLength(push?.body ?? '')).toBeLessThanOrEqual(4_096)
        expect(push?.body.endsWith(link)).toBe(true)
        for (const header of Object.values(push?.headers ?? {})) expect(header).toMatch(/^[\x20-\x7e]*$/)
        const fields = new URLSearchParams(phone?.body)
        expect(fields.get('message')?.length).toBeGreaterThan(0)
        expect(fields.get('message')?.length).toBeLessThanOrEqual(1_024)
        expect(fields.get('title')?.length).toBeLessThanOrEqual(250)
        expect(Buffer.byteLength(program?.body ?? '')).toBeLessThanOrEqual(200_000)
        const parts = [text, card?.body, push?.body, fields.get('message'), fields.get('title'), program?.body].map(
          String,
        )
        for (const part of parts) {
          expect(part.isWellFormed()).toBe(true)
          expect(part).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u)
        }
      }),
      { numRuns: 60 },
    )
  })
})
