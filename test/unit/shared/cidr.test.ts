import { contains, overlaps, rangeOf } from '../../../shared/cidr.ts'

test('a range is its first and its last address, whatever address of it is named', () => {
  expect(rangeOf('10.1.2.3/24')).toEqual({ from: 0x0a010200, to: 0x0a0102ff, bits: 24 })
  expect(rangeOf('10.1.2.3')).toEqual({ from: 0x0a010203, to: 0x0a010203, bits: 32 })
  expect(rangeOf('0.0.0.0/0')).toEqual({ from: 0, to: 2 ** 32 - 1, bits: 0 })
})

test('ranges that only touch do not overlap', () => {
  const [whole, lower, upper] = [rangeOf('10.0.0.0/23'), rangeOf('10.0.0.0/24'), rangeOf('10.0.1.0/24')]
  expect([overlaps(lower, upper), overlaps(whole, upper), contains(whole, upper), contains(upper, whole)]).toEqual([
    false,
    true,
    true,
    false,
  ])
})

test('both ends belong to a range', () => {
  const [low, high] = [
    { from: 1, to: 5 },
    { from: 5, to: 9 },
  ]
  expect([overlaps(low, high), overlaps(high, low), contains(low, low)]).toEqual([true, true, true])
  expect([overlaps(low, { from: 6, to: 9 }), overlaps({ from: 6, to: 9 }, low)]).toEqual([false, false])
})
