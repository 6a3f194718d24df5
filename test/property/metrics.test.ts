import fc from 'fast-check'
import { type DimensionName, dimensionNames } from '../../shared/metrics/dimensions.ts'
import { toEmf } from '../../shared/metrics/emf.ts'
import { toMetricData } from '../../shared/metrics/metric-data.ts'
import { makeRecorder } from '../../shared/metrics/recorder.ts'
import { type Sample, toSeries } from '../../shared/metrics/series.ts'
import { queryOf } from '../unit/metrics/query-of.ts'
import { readEmf } from '../unit/metrics/read-emf.ts'

type Bag = Map<string, number>

const put = (bag: Bag, key: string, count = 1): void => {
  bag.set(key, (bag.get(key) ?? 0) + count)
}

const own = new Set(['MetricValuesRefused', 'MetricDimensionsRefused', 'MetricDimensionsFolded'])

const nameArb = fc.constantFrom('RunsFailed', 'Took', 'Bytes', '__proto__', 'constructor')
const valueArb = fc.oneof(
  fc.integer({ min: -3, max: 300 }),
  fc.double(),
  fc.constantFrom(2 ** 360, 2 ** 361, Number.NaN, Number.NEGATIVE_INFINITY, -0),
)
const dimensionsArb = fc.dictionary(
  fc.constantFrom<DimensionName>(...dimensionNames),
  fc.oneof(fc.constantFrom('a', 'b', 'c', '사진', '203.0.113.9', ''), fc.string({ unit: 'binary', maxLength: 20 })),
  { maxKeys: 3 },
)
const stepArb = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: nameArb, value: valueArb, dimensions: dimensionsArb }) },
  // A burst: many samples of one metric, so that limits are met.
  {
    weight: 1,
    arbitrary: fc.record({ name: nameArb, burst: fc.integer({ min: 90, max: 700 }), step: fc.constantFrom(1, 0.1, 0) }),
  },
  { weight: 2, arbitrary: fc.constantFrom('flush' as const, 'break' as const, 'mend' as const) },
)

describe('nothing is lost', () => {
  test('over any sequence of adding, flushing and failing to write, what comes out is what went in', () => {
    fc.assert(
      fc.property(fc.array(stepArb, { maxLength: 40 }), fc.integer({ min: 0, max: 5 }), (steps, budget) => {
        const [before, after] = [new Map() as Bag, new Map() as Bag]
        const lines: string[] = []
        let broken = false
        let refused = 0
        const write = (line: string) => {
          if (broken) throw new Error('EPIPE')
          lines.push(line)
        }
        const metrics = makeRecorder({ namespace: 'N', capability: 'c', write, now: () => 0, budget, hold: 500 })
        for (const step of steps) {
          if (step === 'flush') metrics.flush()
          else if (typeof step === 'string') broken = step === 'break'
          else if ('burst' in step)
            for (let index = 0; index < step.burst; index += 1) {
              metrics.add(step.name, index * step.step)
              put(before, JSON.stringify([step.name, index * step.step]))
            }
          else {
            metrics.add(step.name, step.value, { dimensions: step.dimensions })
            if (Math.abs(step.value) <= 2 ** 360) put(before, JSON.stringify([step.name, step.value]))
            else refused += 1
          }
        }
        broken = false
        metrics.flush()
        const told = lines.flatMap(readEmf)
        for (const { name, value, count } of told.filter(({ name }) => !own.has(name)))
          put(after, JSON.stringify([name, value]), count)
        expect(after).toEqual(before)
        const counted = told.filter(({ name }) => name === 'MetricValuesRefused')
        expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(refused)
        const sets = new Set(told.map(({ dimensions }) => JSON.stringify(Object.entries(dimensions).toSorted())))
        expect(sets.size).toBeLessThanOrEqual(budget + 1)
      }),
      { numRuns: 300 },
    )
  })

  const sampleArb: fc.Arbitrary<Sample> = fc.record({
    name: fc.constantFrom('A', 'B', 'C'),
    value: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.double({ min: -1e9, max: 1e9, noNaN: true })),
    unit: fc.constantFrom('Count', 'Seconds'),
    dimensions: fc.dictionary(fc.constantFrom('Job', 'Bucket'), fc.constantFrom('x', 'y'), { maxKeys: 2 }),
  })

  const bagOf = (samples: readonly Sample[]): Bag => {
    const bag: Bag = new Map()
    for (const { name, value, unit, dimensions } of samples)
      put(bag, JSON.stringify([name, value, unit, Object.entries(dimensions).toSorted()]))
    return bag
  }

  test('requests of PutMetricData carry every sample, within the limits', () => {
    fc.assert(
      fc.property(fc.array(sampleArb, { maxLength: 1500, size: 'max' }), (samples) => {
        const bag: Bag = new Map()
        for (const { MetricData } of toMetricData(toSeries(samples), { namespace: 'N', timestamp: new Date(0) })) {
          expect(MetricData.length).toBeLessThanOrEqual(1000)
          for (const { MetricName, Unit, Dimensions, Values, Counts } of MetricData) {
            expect(Values.length).toBeLessThanOrEqual(150)
            expect(Counts).toHaveLength(Values.length)
            const entries = Dimensions.map(({ Name, Value }) => [Name, Value]).toSorted()
            for (const [index, value] of Values.entries())
              put(bag, JSON.stringify([MetricName, value, Unit, entries]), Counts[index])
          }
        }
        expect(bag).toEqual(bagOf(samples))
      }),
      { numRuns: 50 },
    )
  })

  test('requests stay below a megabyte and a thousand metrics, with the longest names', () => {
    const samples = Array.from({ length: 1200 }, (_, index): Sample[] => {
      const dimensions = { Prefix: `%E2%82%AC${index}`.padEnd(1024, '%'), Job: 'j'.repeat(1024) }
      return Array.from({ length: 20 }, (_, value) => ({
        name: 'n'.repeat(255),
        unit: 'Milliseconds',
        value: value + 0.123_456_789,
        dimensions,
      }))
    }).flat()
    const requests = toMetricData(toSeries(samples), { namespace: 'N', timestamp: new Date(0) })
    const sizes = requests.map((request) => queryOf(request).length)
    expect(Math.max(...sizes)).toBeLessThan(1_000_000)
    expect(requests.reduce((sum, { MetricData }) => sum + MetricData.length, 0)).toBe(1200)
    const many = Array.from(
      { length: 2500 },
      (_, index): Sample => ({ name: `m${index}`, value: 1, unit: 'Count', dimensions: {} }),
    )
    expect(
      toMetricData(toSeries(many), { namespace: 'N', timestamp: new Date(0) }).map(
        ({ MetricData }) => MetricData.length,
      ),
    ).toEqual([1000, 1000, 500])
  })

  test('hundreds of metrics and long values are cut into lines that CloudWatch reads', () => {
    const samples = Array.from({ length: 350 }, (_, index) => index).flatMap((index): Sample[] =>
      Array.from({ length: 120 }, (_, value) => ({
        name: `Metric${index}`,
        unit: 'Count',
        value: value + Math.PI / 1000,
        dimensions: {},
      })),
    )
    const told = toEmf(toSeries(samples), { namespace: 'N', timestamp: 0 }).flatMap(({ text }) => readEmf(text))
    expect(told.reduce((sum, { count }) => sum + count, 0)).toBe(350 * 120)
  })
})
