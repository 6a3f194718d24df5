import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { smsUnits } from '../../functions/alerts/message/alphabet.ts'
import { composeDigest, composeMessage } from '../../functions/alerts/message/index.ts'
import { koreanTag } from '../../functions/alerts/message/sms.ts'
import type { IncidentRecord } from '../../shared/ledger/records.ts'

// A second each on a quiet machine.
jest.setTimeout(60_000)

/** What would open a tag, a quote or a script if it came through as it is. */
const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onclick='x",
  '&lt;',
  '</title>',
  ']]>',
  '<!--',
  '\r\nBcc: x',
]
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60, size: 'max' }),
  fc.string({ unit: 'binary', maxLength: 60, size: 'max' }),
  fc.array(fc.constantFrom(...hostile, 'a', '한글', '😀'), { maxLength: 4 }).map((parts) => parts.join('')),
)
const instants = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2027-01-01T00:00:00Z'), noInvalidDate: true })
  .map((at) => at.toISOString())
const incidents: fc.Arbitrary<IncidentRecord> = fc
  .record({
    texts: fc.tuple(texts, texts, texts, texts, texts, texts),
    severity: fc.constantFrom('critical' as const, 'warning' as const, 'info' as const),
    openedAt: instants,
    closedAt: fc.option(instants, { nil: undefined }),
    acknowledgedBy: fc.option(texts, { nil: undefined }),
    event: fc.oneof(
      fc.anything(),
      fc.record({
        name: texts,
        region: texts,
        description: texts,
        link: texts,
        metric: fc.record({ name: texts, dimensions: fc.dictionary(texts, texts) }),
      }),
    ),
  })
  .map(({ texts: [id, alarm, reason, title, policy, key], event, ...rest }) => ({
    pk: 'incident#1',
    sk: 'incident',
    kind: 'incident',
    at: rest.openedAt,
    id,
    alarmKey: key,
    alarm,
    state: rest.closedAt === undefined ? 'open' : 'resolved',
    reason,
    title,
    policy,
    steps: 1,
    basis: { event, config: 'v1' },
    ...rest,
  }))
const common = {
  responder: fc.record({
    language: fc.constantFrom('en' as const, 'ko' as const),
    zone: fc.constantFrom('UTC', 'Asia/Seoul', 'America/New_York'),
  }),
  now: instants.map((at) => new Date(at)),
  link: fc.constantFrom(
    undefined,
    'https://ns.example/AbCdEfGhIjKl_-90',
    `https://${'a'.repeat(32)}.lambda-url.eu-west-1.on.aws/AbCdEfGhIjKl_-90`,
  ),
  tagUnits: fc.constantFrom(0, koreanTag.length),
}
const pages = fc.record({
  incident: incidents,
  purpose: fc.constantFrom('page' as const, 'recovery' as const),
  step: fc.nat({ max: 40 }),
  ...common,
  told: fc.array(
    fc.record({
      to: texts,
      channel: fc.constantFrom('sms' as const, 'email' as const),
      at: instants,
      outcome: fc.constantFrom('accepted' as const, 'failed' as const),
      step: fc.nat(),
    }),
    { maxLength: 3 },
  ),
  history: fc.array(fc.record({ openedAt: instants, closedAt: instants, acknowledgedBy: texts }), { maxLength: 3 }),
  logGroup: texts,
})

/** Tags that this program writes; a tag of any other name has come from an input. */
const ours = new Set([
  '!doctype',
  'html',
  'head',
  'meta',
  'title',
  'body',
  'div',
  'h1',
  'h2',
  'p',
  'a',
  'br',
  'span',
  'img',
  'table',
  'tr',
  'td',
])

const checkHtml = (html = ''): void => {
  for (const [tag, name = ''] of html.matchAll(/<\/?([^\s>]*)[^>]*>?/g)) {
    expect(ours).toContain(name.toLowerCase())
    // Only attributes of ours, each in double quotes.
    expect(
      tag.replace(/\s(?:lang|charset|name|content|style|href|src|alt|width|role|cellpadding|cellspacing)="[^"]*"/g, ''),
    ).toMatch(/^<\/?[!a-z0-9]+(?: html)?>$/i)
  }
  for (const [, url = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) expect(url).toMatch(/^(?:https:|cid:)/)
}

const checkSms = (sms: string, tagUnits: number): void => {
  const { used, limit } = smsUnits(tagUnits === 0 ? sms : koreanTag + sms)
  expect(used).toBeLessThanOrEqual(limit)
  expect(sms.isWellFormed()).toBe(true)
}

describe('whatever an incident says', () => {
  test('its message is one segment, one subject line, and HTML of ours alone', () => {
    fc.assert(
      fc.property(pages, (page) => {
        const { short: sms, subject, html, text } = composeMessage(page)
        checkSms(sms, page.tagUnits)
        expect(subject).not.toMatch(/[\r\n]/)
        expect(subject.length).toBeLessThanOrEqual(160)
        expect(text.isWellFormed()).toBe(true)
        checkHtml(html)
      }),
      { numRuns: 400 },
    )
  })

  test('so is a digest of several', () => {
    fc.assert(
      fc.property(
        fc.record({ incidents: fc.array(incidents, { minLength: 1, maxLength: 12 }), ...common }),
        (digest) => {
          const { short: sms, subject, html } = composeDigest(digest)
          checkSms(sms, digest.tagUnits)
          expect(subject).not.toMatch(/[\r\n]/)
          checkHtml(html)
        },
      ),
      { numRuns: 100 },
    )
  })
})
