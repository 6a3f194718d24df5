import { cut } from '../text.ts'
import { acceptDimensions, type Dimensions, dimensionNames } from './dimensions.ts'
import { toEmf } from './emf.ts'
import { addSample, dimensionsKey, isMeasurable, type SeriesMap, type Unit } from './series.ts'

export interface RecorderOptions {
  readonly namespace: string
  /** Value of the dimension `Capability` that every metric gets. */
  readonly capability?: string | undefined
  /** Takes one line, without its end. */
  readonly write: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Sets of dimensions that this process may use; samples beyond go to the series without dimensions. Default 100. */
  readonly budget?: number
  /** Distinct values that are held before they are written without waiting for `flush`. Default 10,000. */
  readonly hold?: number
}

export interface Metrics {
  /**
   * Counts or measures something. Never throws: a value that is no finite number between ±2^360 is counted in
   * `MetricValuesRefused`, a dimension that looks like an id is left out and counted in `MetricDimensionsRefused`, and
   * dimensions beyond the budget in `MetricDimensionsFolded`.
   * @param options unit (default `Count`), and what to split the metric by
   */
  readonly add: (
    name: string,
    value: number,
    options?: { readonly unit?: Unit; readonly dimensions?: Dimensions },
  ) => void
  /** Writes what was added. What could not be written is kept for the next time. Never throws. */
  readonly flush: () => void
}

// Names of metrics and dimensions are keys of the same JSON object.
const taken = new Set<string>(['_aws', 'Capability', ...dimensionNames])

const metricName = (name: string): string => {
  const text = cut(name.replace(/[^\x21-\x7e]|^:/g, '_'), 254)
  return text === '' || taken.has(text) ? `${text}_` : text
}

/** Records samples and writes them in the embedded metric format. Adding and flushing may be mixed in any way. */
export const makeRecorder = (options: RecorderOptions): Metrics => {
  const { namespace, capability, write, now, budget = 100, hold = 10_000 } = options
  const own = capability ? { Capability: capability } : {}
  const sets = new Set<string>()
  let series: SeriesMap = new Map()
  let held = 0

  const record = (name: string, value: number, unit: Unit, dimensions: Readonly<Record<string, string>>, count = 1) => {
    if (addSample(series, { name, value, unit, dimensions }, count)) held += 1
  }

  const withinBudget = (dimensions: Readonly<Record<string, string>>): boolean => {
    const key = dimensionsKey(dimensions)
    if (!sets.has(key) && sets.size < budget) sets.add(key)
    return sets.has(key)
  }

  const flush = (): void => {
    const taking = series
    series = new Map()
    held = 0
    for (const line of toEmf(taking.values(), { namespace, timestamp: now() })) {
      try {
        write(line.text)
      } catch {
        for (const { name, unit, dimensions, values } of line.series)
          for (const [value, count] of values) record(name, value, unit, dimensions, count)
      }
    }
  }

  const add: Metrics['add'] = (name, value, { unit = 'Count', dimensions = {} } = {}) => {
    if (!isMeasurable(value)) {
      record('MetricValuesRefused', 1, 'Count', own)
      return
    }
    const { accepted, refused } = acceptDimensions(dimensions)
    if (refused > 0) record('MetricDimensionsRefused', refused, 'Count', own)
    const fits = Object.keys(accepted).length === 0 || withinBudget(accepted)
    if (!fits) record('MetricDimensionsFolded', 1, 'Count', own)
    record(metricName(name), value, unit, fits ? { ...own, ...accepted } : own)
    if (held >= hold) flush()
  }

  return { add, flush }
}
