import { acceptDimensions } from '../../../shared/metrics/dimensions.ts'
import { toEmf } from '../../../shared/metrics/emf.ts'
import { toMetricData } from '../../../shared/metrics/metric-data.ts'
import { makeRecorder } from '../../../shared/metrics/recorder.ts'
import { type Sample, toSeries } from '../../../shared/metrics/series.ts'
import { queryOf } from './query-of.ts'
import { readEmf } from './read-emf.ts'

const options = { namespace: 'Shop', timestamp: Date.parse('2026-11-28T00:00:00Z') }
const samples = (name: string, count: number): Sample[] =>
  Array.from({ length: count }, (_, index) => ({ name, value: index + 1e9, unit: 'Count', dimensions: {} }))

test('a dimension is as long as CloudWatch takes it, and no longer', () => {
  expect(acceptDimensions({ Prefix: 'x'.repeat(1_024) })).toEqual({
    accepted: { Prefix: 'x'.repeat(1_024) },
    refused: 0,
  })
  expect(acceptDimensions({ Prefix: 'x'.repeat(1_025) })).toEqual({ accepted: {}, refused: 1 })
  expect(acceptDimensions({ Job: undefined })).toEqual({ accepted: {}, refused: 0 })
})

describe('lines of metrics', () => {
  test('are as few as fit, and none is longer than 48 KiB', () => {
    expect(toEmf(toSeries([...samples('A', 1), ...samples('B', 1)]), options)).toHaveLength(1)
    const many = Array.from({ length: 60 }, (_, index) => samples(`Metric${index}`, 100)).flat()
    const lines = toEmf(toSeries(many), options)
    expect(lines).toHaveLength(2)
    for (const { text } of lines) expect(text.length).toBeLessThanOrEqual(48 * 1_024)
  })

  test('are no longer where names or dimensions are as long as they may be', () => {
    const long = (name: number, dimension: number): Sample[] =>
      Array.from({ length: 100 }, (_, index) => ({
        name: `${index}`.padEnd(name, 'n'),
        value: index,
        unit: 'Count',
        dimensions: { Job: 'j'.repeat(dimension), Prefix: 'p'.repeat(dimension), Bucket: 'b'.repeat(dimension) },
      }))
    for (const each of [long(255, 1), long(200, 1_024)]) {
      const lines = toEmf(toSeries(each), options)
      expect(lines).toHaveLength(2)
      for (const { text } of lines) expect(text.length).toBeLessThanOrEqual(48 * 1_024)
    }
  })

  test('have a hundred metrics at most', () => {
    const named = (count: number) => Array.from({ length: count }, (_, index) => samples(`Metric${index}`, 1)).flat()
    expect(toEmf(toSeries(named(100)), options)).toHaveLength(1)
    expect(toEmf(toSeries(named(101)), options).map(({ series }) => series.length)).toEqual([100, 1])
  })

  test('tell a hundred samples as they are, and more as values with their counts', () => {
    const told = (count: number) =>
      JSON.parse(
        toEmf(
          toSeries(
            Array.from({ length: count }, () => ({ name: 'A', value: 2, unit: 'Count', dimensions: {} }) as const),
          ),
          options,
        )[0]?.text ?? '{}',
      ).A
    expect(told(1)).toBe(2)
    expect(told(2)).toEqual([2, 2])
    expect(told(100)).toHaveLength(100)
    expect(told(101)).toEqual({ Values: [2], Counts: [101], Max: 2, Min: 2, Count: 101, Sum: 202 })
  })
})

describe('requests of PutMetricData', () => {
  const requests = (each: readonly Sample[]) =>
    toMetricData(toSeries(each), { namespace: 'n'.repeat(255), timestamp: new Date(options.timestamp) })

  test('have 150 values a metric at most', () => {
    const counts = (count: number) =>
      requests(samples('A', count)).flatMap(({ MetricData }) => MetricData.map(({ Values }) => Values.length))
    expect(counts(150)).toEqual([150])
    expect(counts(151)).toEqual([150, 1])
  })

  const many = (count: number, more: (index: number) => Partial<Sample>): Sample[] =>
    Array.from({ length: count }, (_, index) => ({
      name: 'A',
      value: 1,
      unit: 'Count',
      dimensions: {},
      ...more(index),
    }))

  test.each<[string, Sample[]]>([
    ['names', many(999, (index) => ({ name: `${index}`.padEnd(255, '%'), unit: 'Milliseconds' }))],
    [
      'dimensions',
      many(500, (index) => ({ dimensions: { Job: `${index}`.padEnd(1_024, 'j'), Prefix: '%'.repeat(1_024) } })),
    ],
    [
      'many dimensions',
      many(900, (index) => ({
        dimensions: Object.fromEntries(Array.from({ length: 12 }, (_, each) => [`D${each}`, `${index}`])),
      })),
    ],
    ['values', many(18_000, (index) => ({ name: `${index % 120}`, value: index + 0.123_456_789 }))],
  ])('are as full as a million bytes allow, and no fuller: %s', (_, each) => {
    const lengths = requests(each).map((request) => queryOf(request).length)
    expect(lengths.length).toBeGreaterThan(1)
    expect(Math.max(...lengths)).toBeLessThan(1_000_000)
    expect(Math.max(...lengths)).toBeGreaterThan(500_000)
  })
})

test('a metric has a name as long as CloudWatch takes it, and no longer', () => {
  const lines: string[] = []
  const { add, flush } = makeRecorder({ namespace: 'Shop', write: (line) => void lines.push(line), now: () => 0 })
  add('x'.repeat(300), 1)
  flush()
  expect(lines.flatMap(readEmf).map(({ name }) => name)).toEqual(['x'.repeat(255)])
})

test('what is held is written with the last of the values that may be, without waiting', () => {
  const lines: string[] = []
  const { add } = makeRecorder({ namespace: 'Shop', write: (line) => void lines.push(line), now: () => 0, hold: 3 })
  for (const value of [1, 1, 2, 2]) add('A', value)
  expect(lines).toEqual([])
  add('A', 3)
  expect(lines).toHaveLength(1)
  for (const value of [1, 2]) add('A', value)
  expect(lines).toHaveLength(1)
  add('A', 3)
  expect(lines).toHaveLength(2)
})
