import { jest } from '@jest/globals'
import { howToSeeMore, textOption } from '../../../cli/options.ts'
import { noteCut, printable, printableLines, printRows } from '../../../cli/print.ts'

const esc = '\u001b'
const spy = (name: 'log' | 'error') => {
  const said: string[] = []
  jest.spyOn(console, name).mockImplementation((...texts) => {
    said.push(texts.map(String).join(' '))
  })
  return said
}
afterEach(() => jest.restoreAllMocks())

test.each([
  ['colours', `${esc}[31mERROR${esc}[0m`, 'ERROR'],
  ['a title of the window', `${esc}]0;owned\u0007x`, 'x'],
  ['a cursor that moves', `a${esc}[2Jb`, 'ab'],
  ['a sequence of one byte', 'a\u009b31mb', 'ab'],
  ['a bare escape', 'a\u0007b\bc', 'a�b�c'],
  ['a line that turns around', 'a\u202eb', 'a�b'],
  ['a family', '👨‍👩‍👧‍👦', '👨‍👩‍👧‍👦'],
])('of what comes from outside a terminal gets no %s', (_name, text, shown) => {
  expect(printable(text)).toBe(shown)
})

test('several lines stay lines', () => {
  expect(printableLines(`a${esc}[1m\nb\r\n`)).toBe('a\nb�\n')
})

test('JSON says the same without a control character or an invisible one', () => {
  const said = spy('log')
  const row = { text: `\u009b31m ${esc}[2J \u202e \u{e0001} 사진 😀\n` }
  printRows([row], { json: true }, {}, '')
  for (const hidden of [esc, '\u009b', '\u202e', '\u{e0001}']) expect(said[0]).not.toContain(hidden)
  expect(JSON.parse(said[0] ?? '')).toEqual([row])
})

test('rows that are not shown are mentioned', () => {
  const said = spy('error')
  noteCut(false, 50, 'x')
  expect(said).toEqual([])
  noteCut(true, 50, howToSeeMore(50))
  noteCut(true, 1_000, howToSeeMore(1_000))
  expect(said).toEqual([
    'Only the newest 50 are shown; there are more. See more with --limit, up to 1000.',
    'Only the newest 1000 are shown; there are more. Ask for fewer at a time.',
  ])
})

test('a text that is too long is bad use, and says how long it may be', () => {
  expect(textOption(3)('abc')).toBe('abc')
  expect(() => textOption(3)('abcd')).toThrow('It has 4 characters; at most 3 are kept.')
})
