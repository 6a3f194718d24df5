import { cutSeries, dimensionsKey, type Series } from './series.ts'

/** Values a metric, and metrics a line, that the format allows. */
const most = 100

/**
 * Characters of a line, all ASCII. The format allows 1 MB, but Lambda reads stdout in pieces of 64 KiB and may cut a longer
 * line in two, which then is no JSON and is lost without a word.
 */
const longestLine = 48 * 1024

/** Characters of the line's frame: namespace (255), timestamp, punctuation. */
const frame = 400

export interface EmfOptions {
  readonly namespace: string
  /** Milliseconds since 1970. */
  readonly timestamp: number
  /** Names of metrics that CloudWatch keeps by the second, for three hours. Default: by the minute. */
  readonly bySecond?: ReadonlySet<string> | undefined
}

/** A line of the log, and the series that it tells. */
export interface EmfLine {
  readonly text: string
  readonly series: readonly Series[]
}

/**
 * A few samples as the list that the specification describes. Many as distinct values with counts, so that a million
 * samples are one line: CloudWatch extracts it, and AWS's own OpenTelemetry exporter writes it
 * (open-telemetry/opentelemetry-collector-contrib#22626).
 */
const valuesOf = ({ values }: Series): unknown => {
  const samples = values.values().reduce((sum, count) => sum + count, 0)
  if (samples > most) {
    const distinct = [...values.keys()]
    return {
      Values: distinct,
      Counts: [...values.values()],
      Max: Math.max(...distinct),
      Min: Math.min(...distinct),
      Count: samples,
      Sum: values.entries().reduce((sum, [value, count]) => sum + value * count, 0),
    }
  }
  const list = [...values].flatMap(([value, count]) => Array.from({ length: count }, () => value))
  return list.length === 1 ? list[0] : list
}

const definitionOf = ({ name, unit }: Series, bySecond: EmfOptions['bySecond']) => ({
  Name: name,
  Unit: unit,
  ...(bySecond?.has(name) ? { StorageResolution: 1 } : {}),
})

const write = (series: readonly Series[], { namespace, timestamp, bySecond }: EmfOptions): EmfLine => {
  const dimensions = series[0]?.dimensions ?? {}
  const text = JSON.stringify({
    _aws: {
      Timestamp: timestamp,
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: series.map((each) => definitionOf(each, bySecond)),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(series.map((each) => [each.name, valuesOf(each)])),
  })
  return { text, series }
}

interface Draft {
  readonly names: Set<string>
  readonly series: Series[]
  size: number
}

const sizeOf = (series: Series, bySecond: EmfOptions['bySecond']): number =>
  JSON.stringify(definitionOf(series, bySecond)).length +
  JSON.stringify(valuesOf(series)).length +
  series.name.length +
  5

/** Fills lines with the series of one set of dimensions. A line names a metric once, as it is a key of the JSON. */
const fill = (series: readonly Series[], bySecond: EmfOptions['bySecond']): Series[][] => {
  const drafts: Draft[] = []
  for (const each of series) {
    const size = sizeOf(each, bySecond)
    const fits = drafts.find(
      (draft) => !draft.names.has(each.name) && draft.series.length < most && draft.size + size <= longestLine,
    )
    const draft = fits ?? { names: new Set(), series: [], size: frame + 2 * JSON.stringify(each.dimensions).length }
    if (!fits) drafts.push(draft)
    draft.names.add(each.name)
    draft.series.push(each)
    draft.size += size
  }
  return drafts.map((draft) => draft.series)
}

/**
 * Lines in CloudWatch's embedded metric format that tell every sample of the series, as many lines as that takes.
 * Names and dimensions must be ASCII.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const toEmf = (series: Iterable<Series>, options: EmfOptions): EmfLine[] => {
  const bySet = Map.groupBy(cutSeries(series, most), ({ dimensions }) => dimensionsKey(dimensions))
  return [...bySet.values()].flatMap((each) => fill(each, options.bySecond)).map((each) => write(each, options))
}
