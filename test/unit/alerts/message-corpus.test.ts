import { readFileSync } from 'node:fs'
import { isGsm, plainLine, smsUnits, spokenName } from '../../../functions/alerts/message/alphabet.ts'
import { composeMessage } from '../../../functions/alerts/message/index.ts'
import { koreanTag } from '../../../functions/alerts/message/sms.ts'
import { alarmCorpus, type Sample } from './alarm-corpus.ts'

const samples = alarmCorpus(630)
const token = 'AbCdEfGhIjKl_-90'
const shortLink = `https://alert.example/${token}`
const longLink = `https://${'a'.repeat(32)}.lambda-url.ap-northeast-2.on.aws/${token}`

const severities = {
  en: { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' },
  ko: { critical: '심각', warning: '경고', info: '알림' },
}

const compose = ({ incident }: Sample, language: 'en' | 'ko', link: string | undefined, tagUnits: number) =>
  composeMessage({
    incident,
    purpose: 'page',
    step: 1,
    responder: { language, zone: 'Asia/Seoul' },
    now: new Date('2026-11-28T00:00:30Z'),
    link,
    tagUnits,
  }).short

/** What has become of one sample. */
const judge = (sample: Sample, language: 'en' | 'ko', link: string | undefined, tagUnits: number) => {
  const sms = compose(sample, language, link, tagUnits)
  const { used, limit } = smsUnits(tagUnits > 0 ? koreanTag + sms : sms)
  const { severity, title } = sample.incident
  const said = [severities[language][severity], severities.en[severity]].find((word) => sms.startsWith(`${word} `))
  const rest = sms.slice((said?.length ?? 0) + 1)
  const name = plainLine(title)
  const whole = [name, spokenName(name)].some((each) => each !== '' && rest.startsWith(each))
  const cut = rest.indexOf('..')
  const head = rest.slice(0, Math.max(cut, 0))
  const tail = rest.slice(cut + 2)
  // Both ends of it, so that a person can still tell which alarm it is.
  const ends = (each: string): boolean =>
    head.length > 5 &&
    each.startsWith(head) &&
    tail.length > 4 &&
    each.endsWith((tail.split(/[\n:]/)[0] ?? '').slice(-5))
  return {
    fits: used <= limit && said !== undefined,
    whole,
    known: whole || ends(name) || ends(spokenName(name)),
    link: link !== undefined && sms.endsWith(`\n${link}`),
  }
}

/** Shares of the corpus in percent, rounded down: one segment with severity and … */
const ratesOf = (language: 'en' | 'ko', link: string | undefined, tagUnits: number) => {
  const all = samples.map((sample) => judge(sample, language, link, tagUnits))
  const rate = (holds: (each: (typeof all)[number]) => boolean): number =>
    Math.floor((all.filter(holds).length / all.length) * 1000) / 10
  return {
    whole: rate(({ fits, whole }) => fits && whole),
    known: rate(({ fits, known }) => fits && known),
    link: rate(({ link: has }) => has),
  }
}

test('the corpus is what it says it is', () => {
  expect(samples.length).toBeGreaterThanOrEqual(500)
  expect(new Set(samples.map(({ incident }) => incident.title)).size).toBeGreaterThan(250)
  expect(new Set(samples.map(({ shape }) => shape)).size).toBe(18)
  expect(alarmCorpus(20)).toEqual(alarmCorpus(20))
})

const cases = [
  ['English, no link', 'en', undefined, 0],
  ['English, link of 38', 'en', shortLink, 0],
  ['English, link of 90', 'en', longLink, 0],
  ['Korean, no link', 'ko', undefined, 0],
  ['Korean, link of 38', 'ko', shortLink, 0],
  ['Korean, link of 90', 'ko', longLink, 0],
  ['Korean with tag, no link', 'ko', undefined, 8],
  ['Korean with tag, link of 38', 'ko', shortLink, 8],
  ['Korean with tag, link of 90', 'ko', longLink, 8],
] as const

const rates = cases.map(([title, language, link, tag]) => ({ title, ...ratesOf(language, link, tag) }))
const docs = readFileSync('docs/messages.md', 'utf8')

test('of real alarms at least 99 % fit one message with their severity and their name', () => {
  expect([shortLink.length, longLink.length]).toEqual([38, 90])
  const lines = rates.map(({ title, whole, known, link }) => `| ${title} | ${whole} % | ${known} % | ${link} % |`)
  process.stdout.write(`${lines.join('\n')}\n`)
  expect(rates[0]?.whole).toBeGreaterThanOrEqual(99)
  expect(rates[3]?.whole).toBeGreaterThanOrEqual(99)
  for (const { known } of rates) expect(known).toBeGreaterThanOrEqual(99)
  for (const line of lines) expect(docs).toContain(line)
})

test('a name in GSM-7 is whole beside a short link', () => {
  const plain = samples.filter(({ incident }) => isGsm(plainLine(incident.title)))
  expect(plain.length).toBeGreaterThan(300)
  expect(plain.filter((sample) => !judge(sample, 'en', shortLink, 0).whole)).toEqual([])
})

test('docs/messages.md says how much room there is', () => {
  const room = (text: string, tagUnits: number) => (link: string | undefined) => {
    const { used, limit } = smsUnits(`${text}${link === undefined ? '' : `\n${link}`}`, tagUnits)
    const left = limit - used + smsUnits(text, tagUnits).used
    return left > 0 ? String(left) : 'none'
  }
  const row = (title: string, text: string, tagUnits: number): string =>
    `| ${[title, ...[undefined, shortLink, longLink].map(room(text, tagUnits))].join(' | ')} |`
  expect(docs).toContain(row('GSM-7', 'a', 0))
  expect(docs).toContain(row('UCS-2: Korean, emoji', '한', 0))
  expect(docs).toContain(row("UCS-2 with the carrier's tag: any text to +82", 'a', koreanTag.length))
})
