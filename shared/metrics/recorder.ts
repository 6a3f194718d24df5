import { cut } from '../text.ts'
import { acceptDimensions, type Dimensions, dimensionNames } from './dimensions.ts'
import { toEmf } from './emf.ts'
import { addSample, dimensionsKey, isMeasurable, type SeriesMap, type Unit, units } from './series.ts'

export interface RecorderOptions {
  readonly namespace: string
  /** Value of the dimension `Capability` that every metric gets. */
  readonly capability?: string | undefined
  /** Names of metrics that CloudWatch keeps by the second. Default none. */
  readonly bySecond?: ReadonlySet<string> | undefined
  /** Takes one line, without its end. */
  readonly write: (line: string) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Sets of dimensions that this process may use; samples beyond go to the series without dimensions. Default 100. */
  readonly budget?: number
  /**
   * Distinct values that are held before they are written without waiting for `flush`. Default 10,000. While writing fails, ten
   * times as many are kept at most.
   */
  readonly hold?: number
}

export interface Metrics {
  /**
   * Counts or measures something. Never throws, whatever it is given: a value that is not a finite number between ±2^360, or
   * has no name, is counted in `MetricValuesRefused`; a dimension that looks like an id or a person's name is left out and counted in
   * `MetricDimensionsRefused`; dimensions beyond the budget are counted in `MetricDimensionsFolded`, and values for which there
   * is no room while writing fails in `MetricValuesDropped`.
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

/** Characters of a metric's name that CloudWatch takes. */
const longestName = 255

const metricName = (name: string): string => {
  const text = cut(name.replace(/[^\x21-\x7e]|^:/g, '_'), longestName)
  return text === '' || taken.has(text) ? `${text}_` : text
}

const isUnit = (unit: unknown): unit is Unit => (units as readonly unknown[]).includes(unit)

/** Records samples and writes them in the embedded metric format. Adding and flushing may be mixed in any way. */
export const makeRecorder = (options: RecorderOptions): Metrics => {
  const { namespace, capability, bySecond, write, now, budget = 100, hold = 10_000 } = options
  const own = capability ? { Capability: capability } : {}
  const sets = new Set<string>()
  let series: SeriesMap = new Map()
  let held = 0
  /** Distinct values at which the next write is tried without waiting for `flush`; it grows while writing fails. */
  let nextWrite = hold
  let dropped = 0
  const room = 10 * hold

  const record = (name: string, value: number, unit: Unit, dimensions: Readonly<Record<string, string>>, count = 1) => {
    if (held >= room) dropped += count
    else if (addSample(series, { name, value, unit, dimensions }, count)) held += 1
  }

  const withinBudget = (dimensions: Readonly<Record<string, string>>): boolean => {
    const key = dimensionsKey(dimensions)
    if (!sets.has(key) && sets.size < budget) sets.add(key)
    return sets.has(key)
  }

  const writeOut = (): void => {
    if (dropped > 0) addSample(series, { name: 'MetricValuesDropped', value: dropped, unit: 'Count', dimensions: own })
    dropped = 0
    const lines = toEmf(series.values(), { namespace, timestamp: now(), bySecond })
    series = new Map()
    held = 0
    for (const line of lines) {
      try {
        write(line.text)
      } catch {
        for (const { name, unit, dimensions, values } of line.series)
          for (const [value, count] of values) record(name, value, unit, dimensions, count)
      }
    }
    // Twice what is left: a write that is tried at every further value would look at all of them each time.
    nextWrite = Math.max(hold, 2 * held)
  }

  const measure = (name: unknown, value: unknown, unit: unknown, dimensions: Dimensions): void => {
    if (typeof name !== 'string' || !isMeasurable(value)) {
      record('MetricValuesRefused', 1, 'Count', own)
      return
    }
    const { accepted, refused } = acceptDimensions(dimensions)
    if (refused > 0) record('MetricDimensionsRefused', refused, 'Count', own)
    const fits = Object.keys(accepted).length === 0 || withinBudget(accepted)
    if (!fits) record('MetricDimensionsFolded', 1, 'Count', own)
    record(metricName(name), value, isUnit(unit) ? unit : 'None', fits ? { ...own, ...accepted } : own)
    if (held >= nextWrite) writeOut()
  }

  // What is measured must never stop what is done: a getter or proxy that throws is one more value that was refused.
  const unlessItThrows = (work: () => void): void => {
    try {
      work()
    } catch {
      record('MetricValuesRefused', 1, 'Count', own)
    }
  }

  return {
    add: (name, value, options) =>
      unlessItThrows(() => measure(name, value, options?.unit ?? 'Count', options?.dimensions ?? {})),
    flush: () => unlessItThrows(writeOut),
  }
}
