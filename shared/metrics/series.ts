/** The units that we use, of those that CloudWatch knows. */
export const units = ['Count', 'Milliseconds', 'Seconds', 'Bytes', 'Percent', 'None'] as const

export type Unit = (typeof units)[number]

/** One measured value. */
export interface Sample {
  readonly name: string
  readonly value: number
  readonly unit: Unit
  readonly dimensions: Readonly<Record<string, string>>
}

/** The samples of one metric: each distinct value, and how often it was measured. */
export interface Series {
  readonly name: string
  readonly unit: Unit
  readonly dimensions: Readonly<Record<string, string>>
  readonly values: ReadonlyMap<number, number>
}

/** Series that grow, by their identity. */
export type SeriesMap = Map<string, Series & { readonly values: Map<number, number> }>

/** CloudWatch takes numbers from -2^360 to 2^360, without NaN and the infinities. */
const largest = 2 ** 360

/**
 * Whether CloudWatch would take a value. One that it would not take makes it refuse the whole request.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export const isMeasurable = (value: unknown): value is number => typeof value === 'number' && Math.abs(value) <= largest

/** The same text for the same dimensions, whatever their order. */
export const dimensionsKey = (dimensions: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1)))

/** Adds a value to its series, `count` times. @returns whether the series had not met this value before */
export const addSample = (series: SeriesMap, { name, value, unit, dimensions }: Sample, count = 1): boolean => {
  const key = JSON.stringify([name, unit, dimensionsKey(dimensions)])
  const found = series.get(key) ?? { name, unit, dimensions, values: new Map<number, number>() }
  series.set(key, found)
  const before = found.values.get(value)
  found.values.set(value, (before ?? 0) + count)
  return before === undefined
}

/** Gathers samples into series. */
export const toSeries = (samples: Iterable<Sample>): Series[] => {
  const series: SeriesMap = new Map()
  for (const sample of samples) addSample(series, sample)
  return [...series.values()]
}

/** Cuts series so that none has more than so many distinct values. */
export const cutSeries = (series: Iterable<Series>, most: number): Series[] =>
  [...series].flatMap(({ values, ...identity }) => {
    const entries = [...values]
    return Array.from({ length: Math.ceil(entries.length / most) }, (_, index) => ({
      ...identity,
      values: new Map(entries.slice(index * most, (index + 1) * most)),
    }))
  })
