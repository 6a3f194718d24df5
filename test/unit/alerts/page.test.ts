import { createHash } from 'node:crypto'
import { escapeHtml, html } from '../../../functions/alerts/page/html.ts'
import { renderProblem } from '../../../functions/alerts/page/problem.ts'
import { renderPage } from '../../../functions/alerts/page/render.ts'
import { style, styleHash } from '../../../functions/alerts/page/style.ts'
import { clockOf } from '../../../functions/alerts/page/times.ts'
import { actionsIn } from '../../../functions/alerts/page/view.ts'
import { makeView, now } from './page-view.ts'

/** What a person reads: no style, no tags. */
const textOf = (page: string): string =>
  page
    .replace(/<style>.*<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

const buttonsOf = (page: string): string[] =>
  [...page.matchAll(/<button name="action" value="(\w+)"/g)].map(([, action]) => action ?? '')

describe('the page says', () => {
  test('what it is, how bad, since when, why, and what to look at', () => {
    const text = textOf(renderPage(makeView()))
    for (const part of [
      'Critical checkout-errors Nobody has acknowledged yet',
      'Since Sun 29 Nov, 02:30 · 13 minutes ago',
      'Why 17 errors in a minute',
      'Note Look at the last deployment first.',
      'As of Sun 29 Nov, 02:43:12. Times are in Asia/Seoul.',
    ])
      expect(text).toContain(part)
  })

  test('the same in Korean', () => {
    const page = renderPage(makeView({}, { language: 'ko' }))
    expect(page).toContain('<html lang="ko">')
    const text = textOf(page)
    for (const part of [
      '심각 checkout-errors 아직 아무도 확인하지 않았습니다',
      '11월 29일 (일) 02:30 · 13분 전',
      '다음 담당자 호출',
    ])
      expect(text).toContain(part)
  })

  test('who was told by which channel, when, and what became of it, the newest first', () => {
    expect(textOf(renderPage(makeView()))).toMatch(
      /joon · email · failed Sun 29 Nov, 02:40:06 · 3 minutes ago .*mina · text message · sent Sun 29 Nov, 02:30:05 · 13 minutes ago/,
    )
  })

  test('that nobody was told, that the emergency contacts were, and that a message was the all clear', () => {
    expect(textOf(renderPage(makeView({}, { told: [] })))).toContain('Nobody so far.')
    const at = '2026-11-28T17:42:00Z'
    const text = textOf(
      renderPage(
        makeView(
          {},
          {
            told: [
              { to: 'fallback', channel: 'topic', at, outcome: 'accepted', step: 3 },
              { to: 'mina', channel: 'sms', at, outcome: 'planned', step: 0 },
            ],
          },
        ),
      ),
    )
    expect(text).toContain('Emergency contacts · fallback topic · sent')
    expect(text).toContain('mina · text message · waiting to be sent all clear · ')
  })

  test('who has it: you, or somebody else', () => {
    const taken = (acknowledgedBy: string) =>
      textOf(renderPage(makeView({ state: 'acknowledged', acknowledgedBy, acknowledgedAt: '2026-11-28T17:41:00Z' })))
    expect(taken('joon')).toContain('Acknowledged by you')
    expect(taken('mina')).toContain('Acknowledged by mina')
    expect(taken('mina')).toContain('Acknowledged Sun 29 Nov, 02:41 · 2 minutes ago')
  })

  test('who had it and when it ended', () => {
    const text = textOf(
      renderPage(
        makeView({
          state: 'resolved',
          acknowledgedBy: 'mina',
          acknowledgedAt: '2026-11-28T17:41:00Z',
          closedAt: '2026-11-28T17:42:00Z',
        }),
      ),
    )
    expect(text).toContain('It is over')
    expect(text).toContain('Acknowledged mina · Sun 29 Nov, 02:41')
    expect(text).toContain('Ended Sun 29 Nov, 02:42 · 1 minute ago')
  })

  test('that an escalation was asked for, only where one can be', () => {
    expect(textOf(renderPage(makeView(), 'escalate'))).toContain('You asked for the next in line')
    expect(textOf(renderPage(makeView({ state: 'resolved' }), 'escalate'))).not.toContain('You asked')
  })

  test('no more than 20 messages and the beginning of a long text', () => {
    const told = Array.from({ length: 35 }, (_, index) => ({
      to: `p${index}`,
      channel: 'sms' as const,
      at: new Date(now.getTime() - index * 60_000).toISOString(),
      outcome: 'accepted' as const,
      step: 1,
    }))
    const page = renderPage(makeView({ reason: `${'a'.repeat(239)}😀${'b'.repeat(300_000)}` }, { told }))
    expect(page.match(/<li>/g)).toHaveLength(20)
    expect(textOf(page)).toContain('and 15 earlier')
    expect(page).toContain('<summary>')
    expect(page.length).toBeLessThan(30_000)
    expect(page.isWellFormed()).toBe(true)
  })
})

describe('the buttons', () => {
  test.each([
    ['held', ['acknowledge', 'resolve']],
    ['open', ['acknowledge', 'resolve', 'escalate']],
    ['exhausted', ['acknowledge', 'resolve', 'escalate']],
    ['acknowledged', ['resolve', 'escalate']],
    ['resolved', []],
    ['suppressed', []],
  ] as const)('of an incident that is %s are %j', (state, expected) => {
    expect(buttonsOf(renderPage(makeView({ state })))).toEqual(expected)
    expect(actionsIn(state)).toEqual(expected)
  })

  const partly = (...names: string[]) => names.map((by) => ({ by, at: '2026-11-28T17:41:00Z' }))

  test('of one that several people must acknowledge: to whoever has, it is not offered again', () => {
    const before = renderPage(makeView({ needed: 3 }))
    expect(textOf(before)).toContain('Others are called until 3 people have acknowledged. You are one of them.')
    expect(textOf(before)).toContain('Nobody has acknowledged yet')
    const mine = renderPage(makeView({ needed: 3, partly: partly('joon', 'mina') }))
    expect(buttonsOf(mine)).toEqual(['resolve', 'escalate'])
    expect(textOf(mine)).toContain('Acknowledged by you, mina: 2 of 3 people who must')
    const theirs = renderPage(makeView({ needed: 2, partly: partly('mina') }))
    expect(buttonsOf(theirs)).toEqual(['acknowledge', 'resolve', 'escalate'])
    expect(textOf(theirs)).toContain('Acknowledged by mina: 1 of 2 people who must')
    // The last of them takes it.
    expect(textOf(theirs)).toContain('You take it, and nobody else is called.')
    const korean = renderPage(makeView({ needed: 2, partly: partly('joon') }, { language: 'ko' }))
    expect(textOf(korean)).toContain('2명 중 1명이 확인했습니다: 나')
  })

  test.each(['resolved', 'suppressed'] as const)('of one that is %s, whoever had acknowledged', (state) => {
    expect(textOf(renderPage(makeView({ state, needed: 2, partly: partly('mina') })))).toContain('It is over')
  })

  test('send back how far it had gone', () => {
    expect(renderPage(makeView({ steps: 3 }))).toContain('<input type="hidden" name="steps" value="3">')
    expect(renderPage(makeView())).not.toContain('<input')
  })

  test('are of a finger’s size', () => {
    const heights = [...style.matchAll(/button[^{]*\{[^}]*min-height:(\d+)px/g)].map(([, height]) => Number(height))
    expect(heights.length).toBeGreaterThan(0)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44)
  })
})

describe('the document', () => {
  const documents = [renderPage(makeView()), renderPage(makeView({}, { language: 'ko' })), renderProblem(404)]

  test.each(documents)('needs nothing from elsewhere and no script', (page) => {
    expect(page).not.toMatch(/<script|\son\w+=|\sstyle=|\ssrc=|https?:|url\(|@import/i)
    expect(page).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  })

  test.each(documents)('has the style that the policy allows', (page) => {
    const inside = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? ''
    expect(`sha256-${createHash('sha256').update(inside).digest('base64')}`).toBe(styleHash())
  })

  test('of an error speaks both languages', () => {
    for (const status of [400, 404, 405, 413, 415, 503] as const)
      expect(renderProblem(status)).toMatch(/<section lang="en">.*<section lang="ko">/s)
  })

  test('of an error says nothing that helps to guess', () => {
    expect(renderProblem(503)).toContain('npm run -s nightshift -- incidents ack')
    expect(renderProblem(404)).not.toMatch(/nightshift|token|expired|incident/i)
    expect(new Set(([400, 405, 413, 415] as const).map(renderProblem)).size).toBe(1)
  })
})

describe('times', () => {
  test.each([
    [0, '0 seconds ago'],
    [59, '59 seconds ago'],
    [60, '1 minute ago'],
    [7_199, '1 hour ago'],
    [200_000, '2 days ago'],
    [-30, '0 seconds ago'],
  ])('%d seconds back read %s', (seconds, expected) => {
    expect(clockOf('en', 'UTC', now).ago(new Date(now.getTime() - seconds * 1000).toISOString())).toBe(expected)
  })

  test('are given on both sides of a change of DST', () => {
    const clock = clockOf('en', 'Europe/Berlin', now)
    expect(clock.local('2026-10-25T00:30:00Z')).toBe('Sun 25 Oct, 02:30')
    expect(clock.local('2026-10-25T01:30:00Z')).toBe('Sun 25 Oct, 02:30')
    expect(clock.local('2026-10-25T02:30:00Z')).toBe('Sun 25 Oct, 03:30')
  })

  test('are in UTC where the zone is unknown, and as they are where they are none', () => {
    const clock = clockOf('en', 'Mars/Olympus', now)
    expect(clock.zone).toBe('UTC')
    expect(clock.local('2026-11-28T17:30:00Z')).toBe('Sat 28 Nov, 17:30')
    expect([clock.local('soon'), clock.ago('soon')]).toEqual(['soon', ''])
  })
})

describe('html', () => {
  test('escapes texts, keeps markup, leaves out nothing', () => {
    const inner = html`<b>${'<&>"\''}</b>`
    expect(html`a${inner}${[inner, inner]}${undefined}${0}z`.markup).toBe(
      `a${'<b>&lt;&amp;&gt;&quot;&#39;</b>'.repeat(3)}0z`,
    )
  })

  test('takes out what no reader misses', () => {
    expect(escapeHtml('a\u0000b\u001b[31mc\r\nd\te\ud800')).toBe('ab[31mc\nd\te\ufffd')
  })
})
