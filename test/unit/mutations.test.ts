import { instrumented } from '../mutation/instrument.ts'
import { mutationsIn, operators } from '../mutation/mutations.ts'
import { installProbe } from '../mutation/probe.ts'
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
    {
      start: 14,
      end: 17,
      text: '===',
      name: '!== → ===',
      line: 2,
      kind: 'operator',
      whole: { start: 12, end: 19 },
    },
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

describe('a source in which every change waits at its place', () => {
  const sources = [
    'const done = one < two && !three || (four ?? 5)',
    'const done = [one === two, one !== two, one + two * 3 - 4 / one % 2, one >= two, one > two, one <= two]',
    'const done = ((a, b = 2) => a || b && !a)(one) ?? (() => two)()',
    'const done = { 1: one, [2 + one]: true, three: { 4: !one || (two && !!three) } }',
    'const found = []\none || found.push(two)\nfound.push(three) && found.push(4)\nconst done = found',
    'let done = 0\nfor (const at of [0, 1, 2]) if (at < 3 && one !== at) done += at * two',
    `const done = \`\${one + 1}\` + (two !== three ? 1 : 2) // < && !`,
  ]

  const run = (source: string): string => {
    try {
      const body = `${source}\nreturn JSON.stringify([done])`
      return new Function('one', 'two', 'three', 'four', body)(1, 0, 2, undefined)
    } catch (error) {
      return String(error)
    }
  }

  test.each(sources)('does as it stands, and each change when it is asked for: %s', (source) => {
    const all = mutationsIn(source)
    const probe = installProbe(all.length + 7, operators)
    const text = instrumented(source, 7)
    expect(run(text)).toBe(run(source))
    for (const [index, { start, end, text: other }] of all.entries()) {
      probe.active = index + 7
      expect(run(text)).toBe(run(source.slice(0, start) + other + source.slice(end)))
    }
  })

  test('says which places it passes, and ends what does not come to an end', () => {
    const source = 'let done = 0\nfor (const at of [0, 1]) done = two || at'
    const probe = installProbe(mutationsIn(source).length, operators)
    run(instrumented(source, 0))
    expect([...probe.passed]).toEqual(mutationsIn(source).map(() => 1))
    probe.most = 1000
    expect(run(instrumented(`${source}\nwhile (done < 9) done -= 1`, 0))).toContain('does not come to an end')
  })
})
