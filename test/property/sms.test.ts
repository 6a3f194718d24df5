import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { plainLine, smsUnits } from '../../functions/alerts/message/alphabet.ts'
import { compileSms, koreanTag } from '../../functions/alerts/message/sms.ts'

// Two seconds each on a quiet machine.
jest.setTimeout(60_000)

const plain = 'abcXYZ019 @£$éùÇØÅΔΩÆßÉ!"#%&^{}[]~|€\\-_/.'
const other = [
  '한',
  '글',
  '’',
  '…',
  '😀',
  '👨‍👩‍👧',
  '🇰🇷',
  'e\u0301',
  '각',
  '\u200d',
  '\t',
  '\n',
  '\u00a0',
  '\ud83d',
  `e${'\u0301'.repeat(90)}`,
]
const texts = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...plain), maxLength: 300, size: 'max' }) },
  { weight: 3, arbitrary: fc.string({ unit: fc.constantFrom(...plain, ...other), maxLength: 200, size: 'max' }) },
  fc.string({ unit: 'grapheme', maxLength: 300, size: 'max' }),
  fc.string({ unit: 'binary', maxLength: 700, size: 'max' }),
)
const links = fc.constantFrom(
  undefined,
  'https://ns.example/AbCdEfGhIjKl_-90',
  `https://${'a'.repeat(32)}.lambda-url.ap-northeast-2.on.aws/AbCdEfGhIjKl_-90`,
  `https://${'a'.repeat(200)}.example/AbCdEfGhIjKl_-90`,
)
const messages = fc.record({
  parts: fc.record({
    head: fc.constantFrom('CRITICAL', 'WARNING call 12', '심각', '경고 3차 호출', 'OK', '복구'),
    name: texts,
    details: fc.array(texts, { maxLength: 4 }),
  }),
  english: fc.boolean(),
  link: links,
  tagUnits: fc.constantFrom(0, koreanTag.length),
})
type Given = typeof messages extends fc.Arbitrary<infer T> ? T : never

const compiled = ({ parts, english, link, tagUnits }: Given) =>
  compileSms(english ? [parts, { ...parts, head: 'CRITICAL' }] : [parts], { link, tagUnits })
const graphemesOf = (text: string): string[] =>
  [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment)

const check = (holds: (given: Given, sms: ReturnType<typeof compiled>) => void): void =>
  fc.assert(
    fc.property(messages, (given) => holds(given, compiled(given))),
    { numRuns: 600 },
  )

describe('a text message', () => {
  test('always fits into one, with the tag that the carrier writes in front', () => {
    check(({ tagUnits }, { text }) => {
      const { used, limit } = smsUnits(text, tagUnits)
      expect(used).toBeLessThanOrEqual(limit)
      // What the phone gets, counted as one text.
      const whole = smsUnits(tagUnits === 0 ? text : koreanTag + text)
      expect(whole.used).toBeLessThanOrEqual(whole.limit)
    })
  })

  test('begins with how bad it is, and has its link whole at the end or not at all', () => {
    check(({ parts, english, link }, { text, hasLink }) => {
      expect([parts.head, ...(english ? ['CRITICAL'] : [])].some((head) => text.startsWith(`${head} `))).toBe(true)
      expect(text.endsWith(`\n${link}`)).toBe(hasLink)
      expect(text.includes('https://ns.ex') || text.includes('lambda-url')).toBe(
        hasLink && !link?.includes('aaa.example'),
      )
      expect(text.split('\n')).toHaveLength(hasLink ? 2 : 1)
    })
  })

  test('has no half of a surrogate pair and no part of a character', () => {
    check(({ parts }, { text }) => {
      expect(text.isWellFormed()).toBe(true)
      const all = [...new Set([parts.head, 'CRITICAL', parts.name, ...parts.details])].join(' ')
      const known = new Set(graphemesOf(plainLine(all)))
      // Families and flags would be seen to fall apart.
      for (const piece of graphemesOf(text))
        if (/\u200d|\p{RI}/u.test(piece) && piece.length > 2) expect(known).toContain(piece)
    })
  })

  test('leaves the link out only where a name of 12 units had no room beside it', () => {
    const names = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/.'), minLength: 1, maxLength: 300, size: 'max' })
    const addresses = fc.integer({ min: 20, max: 170 }).map((length) => `https://ns.example/${'x'.repeat(length - 19)}`)
    fc.assert(
      fc.property(names, addresses, fc.constantFrom(0, koreanTag.length), (name, link, tagUnits) => {
        const fits = (shown: string): boolean => {
          const { used, limit } = smsUnits(`CRITICAL ${shown}\n${link}`, tagUnits)
          return used <= limit
        }
        const { hasLink } = compileSms([{ head: 'CRITICAL', name, details: [] }], { link, tagUnits })
        expect(hasLink).toBe(fits(name) || fits('x'.repeat(12)))
      }),
      { numRuns: 3_000 },
    )
  })

  test('that has room for everything has everything', () => {
    const short = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/.'), minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(short, short, short, (name, changed, where) => {
        expect(
          compileSms([{ head: '심각', name, details: [changed, where] }], {
            link: 'https://ns.example/1',
            tagUnits: 0,
          }),
        ).toEqual({
          text: `심각 ${name}: ${changed}, ${where}\nhttps://ns.example/1`,
          name: 'whole',
          hasLink: true,
        })
      }),
    )
  })
})
