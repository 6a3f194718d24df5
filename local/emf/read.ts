import type { MetricDatum, StandardUnit } from '@aws-sdk/client-cloudwatch'

/** What one line of a log tells CloudWatch, for PutMetricData. */
export interface Extracted {
  readonly namespace: string
  readonly data: readonly MetricDatum[]
}

interface Definition {
  readonly Namespace?: string
  readonly Dimensions?: readonly (readonly string[])[]
  readonly Metrics?: readonly { readonly Name?: string; readonly Unit?: string }[]
}

type Members = Readonly<Record<string, unknown>>

/** Distinct values that PutMetricData takes in one datum. */
const mostValues = 150

/** A metric's member: a number, a list of numbers, or distinct values with counts. Undefined for anything else. */
const valuesOf = (member: unknown): Map<number, number> | undefined => {
  const counts = new Map<number, number>()
  const { Values, Counts } = (typeof member === 'object' && member !== null ? member : {}) as {
    readonly Values?: unknown
    readonly Counts?: readonly number[]
  }
  const list = typeof member === 'number' ? [member] : Array.isArray(member) ? member : Values
  if (!Array.isArray(list) || list.length === 0) return undefined
  for (const [index, value] of list.entries()) {
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
    counts.set(value, (counts.get(value) ?? 0) + (Counts?.[index] ?? 1))
  }
  return counts
}

const dataOf = ({ Dimensions = [[]], Metrics = [] }: Definition, members: Members, timestamp: Date): MetricDatum[] =>
  Metrics.flatMap(({ Name = '', Unit = 'None' }) => {
    const counts = valuesOf(members[Name])
    if (Name === '' || !counts) return []
    const entries = [...counts]
    return Dimensions.flatMap((names) =>
      Array.from({ length: Math.ceil(entries.length / mostValues) }, (_, part): MetricDatum => {
        const some = entries.slice(part * mostValues, (part + 1) * mostValues)
        return {
          MetricName: Name,
          Unit: Unit as StandardUnit,
          Timestamp: timestamp,
          Dimensions: names.map((name) => ({ Name: name, Value: String(members[name]) })),
          Values: some.map(([value]) => value),
          Counts: some.map(([, count]) => count),
        }
      }),
    )
  })

/**
 * The metrics in a line of a log, as CloudWatch extracts them; none for a line that is not in the embedded metric format.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const extractMetrics = (line: string): Extracted[] => {
  if (!line.includes('"CloudWatchMetrics"')) return []
  let members: Members
  try {
    members = JSON.parse(line)
  } catch {
    return []
  }
  const { Timestamp, CloudWatchMetrics } = (members._aws ?? {}) as {
    readonly Timestamp?: number
    readonly CloudWatchMetrics?: readonly Definition[]
  }
  if (typeof Timestamp !== 'number' || !Array.isArray(CloudWatchMetrics)) return []
  return CloudWatchMetrics.flatMap((definition: Definition) => {
    const data = dataOf(definition, members, new Date(Timestamp))
    return definition.Namespace && data.length > 0 ? [{ namespace: definition.Namespace, data }] : []
  })
}
