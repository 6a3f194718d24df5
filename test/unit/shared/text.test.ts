import * as fc from 'fast-check'
import { charactersOf, cut, cutStart, printableJson, shorten, withoutControls } from '../../../shared/text.ts'

const family = '👨‍👩‍👧‍👦'
const flag = '🇰🇷'

test.each([
  ['what fits', 'abc', 3, 'abc'],
  ['what is too long', 'abcd', 3, 'abc'],
  ['nothing', 'abc', 0, ''],
  ['less than nothing', 'abc', -1, ''],
  ['an emoji across the cut', `${'a'.repeat(199)}😀`, 200, 'a'.repeat(199)],
  ['an emoji before the cut', `${'a'.repeat(198)}😀b`, 200, `${'a'.repeat(198)}😀`],
  ['a family across the cut', `ab${family}c`, 5, 'ab'],
  ['a flag across the cut', `${flag}${flag}${flag}`, 6, flag],
  ['a letter and its accent', 'cafe\u0301s', 4, 'caf'],
  ['a Hangul syllable of jamo', '가\u1112\u1161\u11ab', 2, '가'],
  ['a Devanagari cluster', 'ab\u0915\u093f', 3, 'ab'],
  ['a variation selector', 'ab❤\ufe0f', 3, 'ab'],
  ['the two halves of a line end', 'a\r\nb', 2, 'a'],
  ['a letter and its accent in front', 'e\u0301s', 1, ''],
  ['a sign that stands before its number', 'ab\u060012', 3, 'ab'],
  ['as many accents as are kept', `xe${'\u0301'.repeat(100)}`, 65, 'x'],
  ['more accents than are kept', `xe${'\u0301'.repeat(100)}`, 66, `xe${'\u0301'.repeat(64)}`],
  ['a family without end, in a person', '👩\u200d'.repeat(100), 151, '👩\u200d'.repeat(50)],
  ['a family without end, behind a person', '👩\u200d'.repeat(100), 152, `${'👩\u200d'.repeat(50)}👩`],
  ['many flags across the cut', flag.repeat(100), 203, flag.repeat(50)],
  ['a family far from the beginning', `${'a'.repeat(1000)}${family}`, 1005, 'a'.repeat(1000)],
  ['half a pair from outside', 'a\ud83db', 3, 'a\ufffdb'],
  ['half a pair at the cut', 'a\ud83db', 2, 'a\ufffd'],
])('%s is cut between characters', (_name, text, longest, expected) => {
  expect(cut(text, longest)).toBe(expected)
})

test.each([
  ['what fits', 'abc', 3, 'abc'],
  ['what is too long', 'abcd', 3, 'bcd'],
  ['an emoji across the cut', '😀abc', 4, 'abc'],
  ['an emoji after the cut', 'a😀abc', 5, '😀abc'],
  ['a family across the cut', `ab${family}c`, 4, 'c'],
  ['a letter and its accent', 'e\u0301s', 2, 's'],
])('of the end, %s is cut between characters', (_name, text, longest, expected) => {
  expect(cutStart(text, longest)).toBe(expected)
})

test('what is shortened says so, within its length', () => {
  expect(shorten('abcdef', 6)).toBe('abcdef')
  expect(shorten('abcdefg', 6)).toBe('abcde…')
  expect(shorten('abcd😀fg', 6)).toBe('abcd…')
  expect(shorten('\ud83d', 6)).toBe('\ufffd')
})

test('accents without end are cut all the same, and at once', () => {
  const zalgo = `a${'\u0301'.repeat(1_000_000)}`
  const begin = performance.now()
  expect(cut(zalgo, 500_000)).toHaveLength(500_000)
  expect(cutStart(zalgo, 500_000).length).toBeGreaterThan(499_000)
  expect(cut('😀'.repeat(500_000), 500_001)).toHaveLength(500_000)
  expect(performance.now() - begin).toBeLessThan(500)
})

test('what is said by somebody else can control nothing', () => {
  expect(withoutControls('a\u001b[31mb\u0085c\u2028d')).toBe('a [31mb c d')
  expect(withoutControls('a\rb', '')).toBe('ab')
  expect(withoutControls('tab\tand\nline')).toBe('tab\tand\nline')
  expect(withoutControls('photo\u202egnp.exe\u2066')).toBe('photognp.exe')
  expect(withoutControls(`${family}❤\ufe0f`)).toBe(`${family}❤\ufe0f`)
  const wales = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}'
  expect(withoutControls(`${wales} a\u{e0067}\u{e0062}`)).toBe(`${wales} a`)
})

test('JSON is printed with what is invisible escaped, and reads the same', () => {
  const value = { text: 'a\u007f\u009f\u202e\u00ad\u{e0067}é' }
  const printed = printableJson(JSON.stringify(value))
  expect(printed).toBe('{"text":"a\\u007f\\u009f\\u202e\\u00ad\\udb40\\udc67é"}')
  expect(JSON.parse(printed)).toEqual(value)
})

test('whatever the text, what is cut is well-formed, short enough, and ends between two characters', () => {
  const pieces = fc.array(
    fc.constantFrom('a', ' ', '\r', '\n', '😀', family, flag, 'e\u0301', '각', '\ud83d', '\ude00', '👍🏽'),
  )
  fc.assert(
    fc.property(pieces, fc.integer({ min: 0, max: 60 }), (each, longest) => {
      const text = each.join('')
      const head = cut(text, longest)
      expect(head.length).toBeLessThanOrEqual(longest)
      expect(head.isWellFormed()).toBe(true)
      expect(text.toWellFormed().startsWith(head)).toBe(true)
      expect(charactersOf(text.toWellFormed()).slice(0, charactersOf(head).length)).toEqual(charactersOf(head))
      // As much as there is room for.
      const next = charactersOf(text)[charactersOf(head).length] ?? ''
      if (head.length < Math.min(longest, text.length)) expect(head.length + next.length).toBeGreaterThan(longest)
      const tail = cutStart(text, longest)
      expect(tail.length).toBeLessThanOrEqual(longest)
      expect(tail.isWellFormed()).toBe(true)
      expect(text.toWellFormed().endsWith(tail)).toBe(true)
    }),
    { numRuns: 3_000 },
  )
})
