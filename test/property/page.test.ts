import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { renderPage } from '../../functions/alerts/page/render.ts'
import { parseRequest } from '../../functions/alerts/page/request.ts'
import { serve } from '../../functions/alerts/page/serve.ts'
import { actionsIn, type PageView } from '../../functions/alerts/page/view.ts'
import { type Action, actions } from '../../functions/alerts/rules/incident.ts'
import { log } from '../../shared/log.ts'
import { formType, linkEvent, makeDesk, makeView, now, token } from '../unit/alerts/page-view.ts'

// Few seconds on a quiet machine.
jest.setTimeout(60_000)
beforeAll(() => {
  jest.spyOn(log, 'info').mockImplementation(() => undefined)
})
afterAll(() => jest.restoreAllMocks())

const hostile = fc.constantFrom(
  '</title><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</style><style>*{display:none}',
  '<!--',
  '-->',
  '&lt;b&gt;',
  '</bdi></main>',
  ']]>',
  '\u202egnihton',
  '`${',
  '\u0000<\u0000script>',
)
const texts = fc.oneof(
  hostile,
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(hostile, fc.string()), { maxLength: 5 }).map((parts) => parts.join('')),
  hostile.map((text) => text.repeat(60)),
)
const states = fc.constantFrom('held', 'open', 'acknowledged', 'exhausted', 'resolved', 'suppressed')
const moments = fc.oneof(
  texts,
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)
const absent = { nil: undefined }

const views: fc.Arbitrary<PageView> = fc.record({
  to: texts,
  language: fc.constantFrom('en', 'ko'),
  zone: fc.oneof(texts, fc.constantFrom('Asia/Seoul', 'America/St_Johns', 'UTC')),
  incident: fc.record({
    id: texts,
    title: texts,
    severity: fc.constantFrom('critical', 'warning', 'info'),
    state: states,
    openedAt: moments,
    reason: texts,
    description: fc.option(texts, absent),
    acknowledgedBy: fc.option(texts, absent),
    acknowledgedAt: fc.option(moments, absent),
    closedAt: fc.option(moments, absent),
    steps: fc.option(fc.nat(), absent),
  }),
  told: fc.array(
    fc.record({
      to: texts,
      channel: fc.constantFrom('sms', 'email', 'topic'),
      at: moments,
      outcome: fc.constantFrom('planned', 'accepted', 'failed', 'dropped'),
      step: fc.nat(20),
    }),
    { maxLength: 25 },
  ),
  now: fc.date({ noInvalidDate: true }),
})

const inTag = / (?:[a-z-]+)(?:="[^"<>]*")?/
const tag = new RegExp(`<(?:!doctype html|/?[a-z][a-z0-9]*(?:${inTag.source})*)>`, 'g')

/** The elements of a page with the names of their attributes; what is no well-formed tag stays text. */
const skeleton = (page: string): string[] => [...page.matchAll(tag)].map(([each]) => each.replace(/="[^"]*"/g, ''))

const decode = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[String(name)] ?? '',
  )

const elements = new Set(
  'html head meta title style body main p h1 h2 bdi dl dt dd time form input button ul li span br a details summary'.split(
    ' ',
  ),
)
const attributes = new Set('lang charset name content class value method type href datetime role'.split(' '))

describe('whatever stands in an incident', () => {
  test('nothing but our own elements is on its page, and every other < > and quote is escaped', () => {
    fc.assert(
      fc.property(views, fc.option(fc.constantFrom(...actions), absent), (view, done) => {
        const page = renderPage(view, done)
        for (const each of skeleton(page)) {
          const [name = '', ...names] = each.slice(1, -1).replace('/', '').split(' ')
          if (each === '<!doctype html>') continue
          expect(elements).toContain(name)
          for (const attribute of names) expect(attributes).toContain(attribute)
        }
        const rest = page.replace(/<style>[\s\S]*?<\/style>/, '').replace(tag, '')
        expect(rest).not.toMatch(/[<>"']/)
        expect(rest.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&')
        expect(page.match(/<style>/g)).toHaveLength(1)
        expect(page.isWellFormed()).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('its page has the same elements as that of a tame one', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('en' as const, 'ko' as const), states, (text, language, state) => {
        const page = (each: string) =>
          renderPage(
            makeView(
              { title: each, reason: each, description: each, id: each, acknowledgedBy: each, state },
              { language, to: `not ${each}` },
            ),
          )
        expect(skeleton(page(text))).toEqual(skeleton(page('tame')))
      }),
    )
  })

  test('a person reads it as it was written', () => {
    // What controls how a text is shown is left out; test/unit/alerts holds that.
    const controls = /[\p{Zl}\p{Zp}\p{Bidi_Control}\u180e\u2061-\u2064\u206a-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
    const printable = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter((text) => !controls.test(text))
    fc.assert(
      fc.property(printable, printable, (title, reason) => {
        const page = decode(renderPage(makeView({ title, reason })))
        const kept = (text: string): string => text.replace(/[^\P{Cc}\t\n]/gu, '')
        expect(page).toContain(`<h1><bdi>${kept(title)}</bdi></h1>`)
        expect(page).toContain(`<bdi>${kept(reason)}</bdi>`)
      }),
      { numRuns: 300 },
    )
  })

  test('only what its state allows is offered', () => {
    fc.assert(
      fc.property(views, (view) => {
        const offered = [...renderPage(view).matchAll(/<button name="action" value="(\w+)"/g)].map(([, name]) => name)
        expect(offered).toEqual(actionsIn(view.incident.state))
      }),
    )
  })
})

const paths = fc.oneof(
  fc.constantFrom(`/${token}`, `/beat/${token}`, '/', '/ZZZZZZZZZZZZZZZZ', '/beat/ZZZZZZZZZZZZZZZZ'),
  fc.string(),
  fc.webPath(),
)
const bodies = fc.oneof(
  fc.constantFrom(...actions).map((action: Action) => `action=${action}`),
  fc.string({ maxLength: 100 }),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.webQueryParameters(),
  fc.nat(5_000).map((length) => `action=resolve&x=${'x'.repeat(length)}`),
)
const requests = fc.record(
  {
    method: fc.oneof(fc.constantFrom('GET', 'POST', 'HEAD', 'PUT', 'OPTIONS', 'get'), fc.string()),
    path: paths,
    query: fc.oneof(fc.string(), fc.webQueryParameters()),
    type: fc.oneof(fc.constant(formType), fc.string()),
    body: bodies,
    base64: fc.boolean(),
  },
  { requiredKeys: [] },
)
/** Events of which any part may be missing, or be something else. */
const events = fc.oneof(
  requests.map((request): unknown => linkEvent(request)),
  fc
    .tuple(requests, fc.dictionary(fc.constantFrom('rawPath', 'headers', 'body', 'requestContext'), fc.anything()))
    .map(([request, broken]): unknown => ({ ...linkEvent(request), ...broken })),
  fc.anything(),
)

describe('whatever is asked', () => {
  test('gets an answer that is no fault of ours', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (event) => {
        const answer = await serve(parseRequest(event), makeDesk().world, now)
        expect([200, 303, 400, 404, 405, 413, 415]).toContain(answer.statusCode)
        expect(answer.headers['content-security-policy']).toBeDefined()
        for (const value of Object.values(answer.headers)) expect(value).toMatch(/^[\x20-\x7e]+$/)
      }),
      { numRuns: 2_000 },
    )
  })

  test('only a POST of a form with an action acts, once, as its token and nobody else', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { world, asked } = makeDesk()
        const { statusCode } = await serve(parseRequest(linkEvent(request)), world, now)
        const acted = asked.filter(([kind]) => kind === 'act')
        if (request.method !== 'POST' || request.type !== formType) expect(acted).toEqual([])
        expect(asked.length).toBeLessThanOrEqual(1)
        if (statusCode === 303) expect(acted).toEqual([['act', token, expect.any(String), undefined]])
      }),
      { numRuns: 1_000 },
    )
  })
})
