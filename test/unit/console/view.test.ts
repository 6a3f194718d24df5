import { html } from '../../../functions/console/view/html.ts'
import { masked } from '../../../functions/console/view/masked.ts'
import { nightsOf, ticksOf } from '../../../functions/console/view/night/axis.ts'
import { condense } from '../../../functions/console/view/night/condense.ts'
import { readerOf } from '../../../functions/console/view/reader.ts'
import { agoText, durationText, time } from '../../../functions/console/view/times.ts'
import { thumbnailsWords } from '../../../functions/console/view/words/thumbnails.ts'

const english = { language: 'en', zone: 'Asia/Seoul', theme: 'auto' } as const
const korean = { ...english, language: 'ko' } as const

test.each([
  ['+12025550101', '+1•••••0101'],
  ['mina@corner-shop.example', 'm•••@corner-shop.example'],
  ['110', '•••'],
])('%s is shown as %s', (contact, shown) => expect(masked(contact)).toBe(shown))

test('a time is in the reader’s zone, with UTC beside it', () => {
  expect(String(time(english, '2026-11-30T03:04:05.000Z'))).toBe(
    '<time datetime="2026-11-30T03:04:05.000Z" title="30 Nov 2026, 12:04:05 GMT+9 · 30 Nov 2026, 03:04:05 UTC">Mon 30 Nov, 12:04</time>',
  )
  expect(String(time(english, '<b>'))).toBe('&lt;b&gt;')
})

test.each([
  [0, '0 seconds', '0초'],
  [59.6, '1 minute', '1분'],
  [200, '3 minutes 20 seconds', '3분 20초'],
  [5_400, '1 hour 30 minutes', '1시간 30분'],
  [86_400 * 12, '12 days', '12일'],
])('%d seconds are %s', (seconds, en, ko) => {
  expect(durationText(english, seconds)).toBe(en)
  expect(durationText(korean, seconds)).toBe(ko)
})

test('what is to come is in some time', () =>
  expect(agoText(english, '2026-11-30T04:00:00Z', new Date('2026-11-30T03:00:00Z'))).toBe('in 1 hour'))

test.each([
  [{ acceptLanguage: 'ko-KR,ko;q=0.9,en;q=0.8' }, 'ko'],
  [{ acceptLanguage: 'fr, en;q=0.2, ko;q=0.9' }, 'ko'],
  [{ acceptLanguage: 'ko;q=0' }, 'en'],
  [{ acceptLanguage: ';;;,,q=' }, 'en'],
  [{ language: 'en', acceptLanguage: 'ko' }, 'en'],
  [{ language: '<script>' }, 'en'],
])('%j reads %s', (hints, language) => expect(readerOf(hints, 'UTC').language).toBe(language))

test('a zone that nobody knows is the deployment’s', () => {
  for (const zone of ['Mars/Olympus', '"><script>', 'a'.repeat(500), ''])
    expect(readerOf({ zone }, 'Asia/Seoul').zone).toBe('Asia/Seoul')
})

test('hours are those of the reader’s clocks, over a change of them', () => {
  const berlin = { ...english, zone: 'Europe/Berlin' }
  const day = { from: new Date('2026-10-24T22:00:00Z'), until: new Date('2026-10-25T23:00:00Z') }
  const labels = ticksOf(day, berlin).map(({ label }) => label)
  expect(labels.slice(0, 4)).toEqual(
    ['Sun, 25 Oct', '01:00', '02:00', '03:00'].map((label) => expect.stringMatching(label.replace(', ', ',? '))),
  )
  expect(labels).toHaveLength(25)
  expect(nightsOf(day, berlin)).toEqual([
    { from: 0, until: 28 },
    { from: 92, until: 100 },
  ])
})

test('calm marks at one place are one; what needs a look is never merged, and lies on top', () => {
  const span = { from: new Date('2026-11-29T00:00:00Z'), until: new Date('2026-11-30T00:00:00Z') }
  const at = (minute: number) => new Date(span.from.getTime() + minute * 60_000).toISOString()
  const items = [
    { from: at(1), look: 'run-bad', title: 'bad 1' },
    { from: at(1), look: 'run-bad', title: 'bad 2' },
    ...[0, 1, 2].map((minute) => ({ from: at(minute), look: 'run-good', title: `good ${minute}` }) as const),
    { from: at(-10), look: 'run-good', title: 'before' },
    { from: at(-10), until: at(10), look: 'off', title: 'from before' },
  ] as const
  expect(condense(items, span, (count) => `and ${count}`).map(({ title, count }) => [title, count])).toEqual([
    ['from before', 1],
    ['good 0 and 2', 3],
    ['bad 1', 1],
    ['bad 2', 1],
  ])
})

test('a text is escaped wherever it stands, and what turns text around is left out', () => {
  expect(String(html`<a title="${'"<'}">${['a', html`<b>${'&'}</b>`, undefined, false]}\u202e</a>`)).toContain(
    'title="&quot;&lt;">a<b>&amp;</b>',
  )
  expect(String(html`${'gpj\u202e.exe'}`)).toBe('gpj.exe')
})

test.each([
  [1, 0, 'One original was refused and fixed since.'],
  [1, 1, 'One original was refused.'],
  [3, 0, '3 originals were refused, all fixed since.'],
  [3, 1, '3 originals were refused, 1 not fixed yet.'],
])('of %d originals that were refused %d are not fixed: %s', (count, open, sentence) =>
  expect(thumbnailsWords.en.refused(count, open)).toBe(sentence),
)
