import { mayLieIn, prefixAt, prefixTable, prefixText } from '../../../../functions/firewall/logs/v6.ts'
import { clientOf, parseRange } from '../../../../shared/addresses/addresses.ts'

const read = (text: string): string | undefined => {
  const words = new Int32Array(2)
  const bytes = Buffer.from(`:${text}:`)
  return prefixAt(bytes, 1, bytes.length - 1, words) ? prefixText(words[0] ?? 0, words[1] ?? 0) : undefined
}

test.each([
  '2001:db8:1:2:3:4:5:6',
  '2001:DB8:0001:0:0::6',
  '2001:db8::',
  '2001:db8::1',
  '2001:db8:0:0:1::',
  '2001:db8:0:1::',
  'fe80:0:0:0:0:0:0:1',
  '1:2:3:4:5:6:7::',
  '1:2:3::8',
  '1:2:3:4::8',
  'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
])('%s is of the /64 that the slower reader says', (text) => {
  expect(read(text)).toBe(clientOf(text, 64))
})

test.each([
  ...['', ':', '::', '::1', '::ffff:203.0.113.7', '1:2', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::'],
  ...['2001:db8:', ':2001:db8::1', '2001::db8::1', '2001:::1', '2001:db8::12345', '2001:db8::g', '[2001:db8::1]'],
  ...['2001:db8::1%eth0', '203.0.113.7', '0:0:0:0:1:2:3:4', '::2:3:4:5:6:7:8', '1::3:4:5:6:7:8', '-', 'unknown'],
])('%p is left to the slower reader', (text) => {
  expect(read(text)).toBeUndefined()
})

test('numbers by prefixes, of which there may be many', () => {
  const table = prefixTable()
  const prefixes = Array.from({ length: 5_000 }, (_, index) => [index % 7, Math.imul(index, 0x9e3779b1)] as const)
  for (const [index, [high, low]] of prefixes.entries()) {
    expect(table.find(high, low)).toBe(-1)
    table.keep(high, low, index)
  }
  expect(prefixes.map(([high, low]) => table.find(high, low))).toEqual(prefixes.map((_, index) => index))
  expect(table.size()).toBe(5_000)
})

test('whether an address may lie in a range, by its first 32 bits', () => {
  const ranges = ['2001:db8::/29', '2a00:1450:4000::/37', '203.0.113.0/24'].flatMap((text) => parseRange(text) ?? [])
  const may = mayLieIn(ranges)
  expect([0x20010db7, 0x20010db8, 0x20010dbf, 0x20010dc0, 0x2a001450, 0x2a001451].map(may)).toEqual([
    ...[false, true, true, false, true, false],
  ])
  expect(mayLieIn(['8000::/1'].flatMap((text) => parseRange(text) ?? []))(0xffff0000 | 0)).toBe(true)
})
