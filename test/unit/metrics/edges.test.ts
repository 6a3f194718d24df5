import { acceptDimensions } from '../../../shared/metrics/dimensions.ts'
import { toEmf } from '../../../shared/metrics/emf.ts'
import { makeRecorder } from '../../../shared/metrics/recorder.ts'
import { type Sample, toSeries } from '../../../shared/metrics/series.ts'

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
