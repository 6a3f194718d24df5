import { isoMs, isoText } from '../../../shared/iso.ts'

// The first of the file: nothing is remembered yet.
test('the first instant that is written is its own, near as it may be to 1970', () => {
  expect(isoText(new Date(1))).toBe('1970-01-01T00:00:00.001Z')
})

test('a text is read as Date.parse does, again and again', () => {
  for (const text of ['2026-11-30T12:00:00.000Z', '1969-12-31T23:59:59.999Z', '2026-11-30T12:00:00.000Z', '2026-11-30'])
    expect(isoMs(text)).toBe(Date.parse(text))
  expect([isoMs('nothing'), isoMs('nothing')]).toEqual([Number.NaN, Number.NaN])
})

test('more texts than are remembered are read all the same', () => {
  const texts = Array.from({ length: 20_001 }, (_, index) => new Date(index * 1_000).toISOString())
  expect(texts.map(isoMs)).toEqual(texts.map((text) => Date.parse(text)))
  expect(isoMs(texts[0] ?? '')).toBe(0)
})

test('an instant is written as toISOString does, though the date object is another or was changed', () => {
  const at = new Date('2026-11-30T12:00:00.000Z')
  expect([isoText(at), isoText(new Date(at))]).toEqual(['2026-11-30T12:00:00.000Z', '2026-11-30T12:00:00.000Z'])
  at.setUTCFullYear(2027)
  expect(isoText(at)).toBe('2027-11-30T12:00:00.000Z')
  expect(isoText(new Date(0))).toBe('1970-01-01T00:00:00.000Z')
  expect(() => isoText(new Date(Number.NaN))).toThrow(RangeError)
})
