import { cutSeries, type Series, type Unit } from './series.ts'

/** Distinct values a metric, metrics a request, and bytes a request, that PutMetricData allows. */
const mostValues = 150
const mostMetrics = 1000
const mostBytes = 1_000_000

interface Datum {
  readonly MetricName: string
  readonly Unit: Unit
  readonly Dimensions: { readonly Name: string; readonly Value: string }[]
  readonly Timestamp: Date
  readonly Values: number[]
  readonly Counts: number[]
  readonly StorageResolution?: 1
}

/** The input of one PutMetricData. */
export interface MetricDataRequest {
  readonly Namespace: string
  readonly MetricData: Datum[]
}

const datumOf = (
  { name, unit, dimensions, values }: Series,
  timestamp: Date,
  bySecond?: ReadonlySet<string>,
): Datum => ({
  ...(bySecond?.has(name) ? { StorageResolution: 1 } : {}),
  MetricName: name,
  Unit: unit,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Timestamp: timestamp,
  Values: [...values.keys()],
  Counts: [...values.values()],
})

/**
 * Upper bound of a datum's bytes in the query protocol, the longest of those that an SDK may choose: each number has a key
 * of up to 46 characters (`MetricData.member.1000.Values.member.150=…&`), and text may be percent-encoded.
 */
const bytesOf = ({ MetricName, Dimensions, Values, Counts }: Datum): number =>
  300 +
  encodeURIComponent(MetricName).length +
  Dimensions.reduce((sum, { Name, Value }) => sum + 110 + encodeURIComponent(Name + Value).length, 0) +
  [...Values, ...Counts].reduce((sum, value) => sum + 48 + String(value).length, 0)

/**
 * The inputs of PutMetricData that push every sample of the series, as many requests as that takes.
 * @param bySecond names of metrics that CloudWatch keeps by the second, for three hours. Default: by the minute
 * @param timestamp from two weeks ago to two hours ahead, or AWS refuses it
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 */
export const toMetricData = (
  series: Iterable<Series>,
  {
    namespace,
    timestamp,
    bySecond,
  }: { readonly namespace: string; readonly timestamp: Date; readonly bySecond?: ReadonlySet<string> },
): MetricDataRequest[] => {
  const requests: MetricDataRequest[] = []
  let room = 0
  for (const each of cutSeries(series, mostValues)) {
    const datum = datumOf(each, timestamp, bySecond)
    const bytes = bytesOf(datum)
    const last = requests.at(-1)
    if (last && last.MetricData.length < mostMetrics && bytes <= room) last.MetricData.push(datum)
    else {
      requests.push({ Namespace: namespace, MetricData: [datum] })
      room = mostBytes - namespace.length - 100
    }
    room -= bytes
  }
  return requests
}
