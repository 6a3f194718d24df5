import { mutationsIn } from '../mutation/mutations.ts'
import { sampleOf } from '../mutation/sample.ts'

/** Every change, as the line that it makes of the source. */
const changed = (source: string): string[] =>
  mutationsIn(source).map(({ start, end, text }) => source.slice(0, start) + text + source.slice(end))

test.each<[string, string[]]>([
  ['const a = b === c', ['const a = b !== c']],
  ['const a = b && (c || d)', ['const a = b || (c || d)', 'const a = b && (c && d)']],
  ['const a = b < 1', ['const a = b <= 1', 'const a = b < 2']],
  ['const a = b - c / 2', ['const a = b + c / 2', 'const a = b - c * 2', 'const a = b - c / 3']],
  ['const a = !b', ['const a = b']],
  ['const a = { b: true }', ['const a = { b: false }']],
  ['const a = b ?? c', ['const a = b && c']],
  [`const a = 'b && c' + d + \`e < \${f > g}\``, [`const a = 'b && c' + d + \`e < \${f >= g}\``]],
  ['const a = (b as 0 | 1) + c', ['const a = (b as 0 | 1) - c']],
  ['// a && b: 한국어 😀\nconst a = b > c', ['// a && b: 한국어 😀\nconst a = b >= c']],
  ['type A = 0 | 1\ninterface B { c: true }\nconst a: Map<0, 1> = b', []],
])('%s', (source, expected) => {
  expect(changed(source).toSorted()).toEqual(expected.toSorted())
})

test('a change says where it stands and what it does', () => {
  expect(mutationsIn('const a =\n  b !== c\n')).toEqual([
    { start: 14, end: 17, text: '===', name: '!== → ===', line: 2 },
  ])
})

test('a sample is the same for a seed, in the order of the whole, and another for another seed', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  const sample = sampleOf(items, 10, 1)
  expect(sampleOf(items, 10, 1)).toEqual(sample)
  expect(sample).toEqual(sample.toSorted((one, other) => one - other))
  expect(new Set(sample).size).toBe(10)
  expect(sampleOf(items, 10, 2)).not.toEqual(sample)
  expect(sampleOf(items, 200, 1)).toEqual(items)
})
