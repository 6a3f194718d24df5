import type { GetMetricDataCommandInput, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch'
import { PermanentError, TransientError } from '../errors.ts'

/** Pages of one answer: 500 series of a day by the minute have eight. */
const mostPages = 20

interface Point {
  readonly value: number
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * The values of each query by its id, in the order that the request asks for, newest first unless it says otherwise; a query of which CloudWatch has nothing has none. CloudWatch may answer with a
 * part of what was asked for, and with the rest page by page.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDataResult.html
 * @throws TransientError where CloudWatch could not read one; PermanentError where it must not; the SDK's errors
 */
export const metricValues = async (
  send: (input: GetMetricDataCommandInput) => Promise<GetMetricDataCommandOutput>,
  input: GetMetricDataCommandInput,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const points = new Map<string, Point[]>()
  const states = new Map<string, string | undefined>()
  let NextToken: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await send({ ...input, ...(NextToken === undefined ? {} : { NextToken }) })
    for (const { Id = '', Values = [], Timestamps = [], StatusCode } of answer.MetricDataResults ?? []) {
      const more = Values.map((value, index): Point => ({ value, at: Timestamps[index]?.getTime() ?? 0 }))
      points.set(Id, [...(points.get(Id) ?? []), ...more])
      states.set(Id, StatusCode)
    }
    NextToken = answer.NextToken
    if (NextToken === undefined) break
  }
  const all = [...states.values()]
  if (all.includes('InternalError') || NextToken !== undefined)
    throw new TransientError('CloudWatch did not give all values of a metric')
  if (all.includes('Forbidden'))
    throw new PermanentError('metric-forbidden', 'CloudWatch does not let this metric be read')
  const direction = input.ScanBy === 'TimestampAscending' ? 1 : -1
  const inOrder = (some: readonly Point[]): number[] =>
    some.toSorted((one, other) => direction * (one.at - other.at)).map(({ value }) => value)
  return new Map([...points].map(([id, some]) => [id, inOrder(some)]))
}
