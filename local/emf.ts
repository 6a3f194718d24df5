import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs'
import { errorText } from '../shared/errors.ts'
import { extractMetrics } from './emf/read.ts'

export interface EmfOptions {
  readonly endpoint: string
  readonly region: string
  /** Log groups whose names start so are read. Default those of our functions. */
  readonly prefix?: string
  readonly report: (text: string) => void
}

/** Milliseconds between two looks. CloudWatch, too, takes some seconds to extract a metric. */
const pauseMs = 2_000

/** Milliseconds that are read again at each look, because a line may come in a moment after its time. */
const overlapMs = 10_000

/** Most metrics of one PutMetricData. */
const mostMetrics = 1_000

/**
 * What the emulator lacks: it keeps the lines that functions write in the embedded metric format, and makes no metrics of
 * them. This reads the logs and pushes what CloudWatch would extract, so that alarms on functions' own metrics can go off.
 */
export const extractor = ({ endpoint, region, prefix = '/nightshift/', report }: EmfOptions) => {
  const options = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const logs = new CloudWatchLogsClient(options)
  const cloudwatch = new CloudWatchClient(options)
  /** Lines that were read within the overlap: the emulator writes those of one call at once, into a stream of their own. */
  const seen = new Map<string, number>()
  const since = new Map<string, number>()

  const push = async ({ message = '' }: FilteredLogEvent): Promise<number> => {
    let pushed = 0
    for (const { namespace, data } of extractMetrics(message))
      for (let at = 0; at < data.length; at += mostMetrics) {
        const some = data.slice(at, at + mostMetrics)
        await cloudwatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: some }))
        pushed += some.length
      }
    return pushed
  }

  const read = async (logGroupName: string): Promise<number> => {
    const from = since.get(logGroupName) ?? 0
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({
        logGroupName,
        filterPattern: '"CloudWatchMetrics"',
        startTime: Math.max(0, from - overlapMs),
      }),
    )
    // Of equal lines of one stream and moment each counts.
    const met = new Map<string, number>()
    let pushed = 0
    for (const event of events) {
      const { timestamp = 0, logStreamName = '', message = '' } = event
      const line = `${logGroupName} ${logStreamName} ${timestamp} ${message}`
      const index = (met.get(line) ?? 0) + 1
      met.set(line, index)
      if (seen.has(`${index} ${line}`)) continue
      pushed += await push(event)
      seen.set(`${index} ${line}`, timestamp)
      since.set(logGroupName, Math.max(since.get(logGroupName) ?? 0, timestamp))
    }
    for (const [line, timestamp] of seen)
      if (line.includes(` ${logGroupName} `) && timestamp < (since.get(logGroupName) ?? 0) - overlapMs)
        seen.delete(line)
    return pushed
  }

  /** Pushes what has come in since the last look. @returns how many data were pushed */
  const look = async (): Promise<number> => {
    let pushed = 0
    for await (const { logGroups = [] } of paginateDescribeLogGroups({ client: logs }, { logGroupNamePrefix: prefix }))
      for (const { logGroupName = '' } of logGroups) pushed += await read(logGroupName)
    return pushed
  }

  /** Looks again and again until it is told to stop. A look that fails is reported, and the next one makes up for it. */
  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await look().catch((error: unknown) => report(`metrics of functions' logs: ${errorText(error)}`))
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
    }
    logs.destroy()
    cloudwatch.destroy()
  }
  return { look, run }
}
