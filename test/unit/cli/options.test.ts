import { instantOption, oneOfOption } from '../../../cli/options.ts'

test.each([
  ['2026-11-21T02:30:00+09:00', '2026-11-20T17:30:00.000Z'],
  ['2026-11-21T02:30Z', '2026-11-21T02:30:00.000Z'],
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
])('the time %s is %s on every machine', (text, instant) => {
  expect(instantOption(text).toISOString()).toBe(instant)
})

test.each(['2026-11-21T02:30:00', '2026-11-21 02:30', '21 Nov 2026'])('%s is refused: it has no zone', (text) => {
  expect(() => instantOption(text)).toThrow(`"${text}" has no zone; write it like 2026-11-21T02:30:00+09:00.`)
})

test.each(['2026-02-30T00:00:00Z', '2026-02-29', '2026-04-31T00:00:00+09:00'])('%s is no day and refused', (text) => {
  expect(() => instantOption(text)).toThrow(`"${text}" is a day that the calendar does not have.`)
})

test('a number that is none of those that there are is refused with the list of them', () => {
  expect(oneOfOption([256, 512])('512')).toBe(512)
  for (const text of ['7', '300', 'x', ''])
    expect(() => oneOfOption([256, 512])(text)).toThrow(`"${text}" is none of 256, 512.`)
})

test('what is not a time is refused', () => {
  expect(() => instantOption('tomorrow')).toThrow('"tomorrow" is not a time')
})
