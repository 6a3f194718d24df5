import type { CloudTrailClient, Event } from '@aws-sdk/client-cloudtrail'
import { errorName } from '../../../shared/errors.ts'
import type { Deployment } from '../../deployment.ts'
import { UsageError } from '../../usage-error.ts'
import { wantedOf } from './names.ts'
import { rowOf, type WhoRow } from './row.ts'

/** Days that CloudTrail keeps its own history, with a trail or without. */
const historyDays = 90

/** How long ago a span of 90 days may have been reckoned before it is asked about. */
const spanAgoMs = 60_000

/** Two calls a second in an account and region are allowed; others may ask too. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
const betweenCallsMs = 600

/** Calls at most, of 50 events each: half a minute. */
const mostCalls = 50

/** Waits after a call that was throttled. */
const backOffMs = [1_000, 2_000, 4_000, 8_000] as const

export interface WhoChoice {
  /** An id, a name or an ARN. */
  readonly resource: string
  /** Since when, at most 90 days back. */
  readonly since: Date
  /** Rows at most. */
  readonly limit: number
  /** The region in which alone to look. Default: the ARN's, else the deployment's and that of global services. */
  readonly region?: string | undefined
  /** Calls that only read too. */
  readonly reads?: boolean
  /** Addresses of clients too. */
  readonly addresses?: boolean
}

export interface WhoAnswer {
  /** The newest first. */
  readonly rows: readonly WhoRow[]
  /** Whether there are, or may be, more. */
  readonly isCut: boolean
  /** Calls that only read, and are left out. */
  readonly reads: number
}

type Pause = (ms: number) => Promise<unknown>

const throttles = /Throttl|TooManyRequests|RequestLimitExceeded/

const afterThrottles = async <Answer>(call: () => Promise<Answer>, pause: Pause): Promise<Answer> => {
  for (const wait of backOffMs) {
    try {
      return await call()
    } catch (error) {
      if (!throttles.test(errorName(error))) throw error
      await pause(wait)
    }
  }
  return call()
}

/** One name in one region, and how far it is read. */
interface Line {
  readonly name: string
  readonly region: string
  readonly client: CloudTrailClient
  token?: string | undefined
  isDone: boolean
  count: number
}

/**
 * Who did what to a resource, by CloudTrail's own history of management events: 90 days, whether or not there is a trail. Pages are read one after
 * another, the newest first, no faster than AWS allows; of each name in each region the first page comes before any second.
 * @param pause waits between calls
 * @throws UsageError where it cannot be asked so, and the SDK's errors
 */
export const whoDid = async (
  { config, connect, now }: Pick<Deployment, 'config' | 'connect' | 'now'>,
  { resource, since, limit, region, reads = false, addresses = false }: WhoChoice,
  pause: Pause,
): Promise<WhoAnswer> => {
  // Once: CloudTrail gives a further page only for the question of the first one.
  const until = now()
  const oldest = new Date(until.getTime() - historyDays * 86_400_000)
  if (since.getTime() < oldest.getTime() - spanAgoMs)
    throw new UsageError(
      `CloudTrail's history begins ${historyDays} days ago, on ${oldest.toISOString().slice(0, 10)}. What is older is in the files of a trail, where there is one (docs/audits.md).`,
    )
  if (since > until) throw new UsageError(`${since.toISOString()} is in the future: nothing has happened since.`)
  const { names, regions } = wantedOf(resource, config.region, region)
  const { CloudTrailClient, LookupEventsCommand } = await import('../../../shared/sdk/cloudtrail.ts')
  const lines: Line[] = names.flatMap((name) =>
    regions.map((each) => ({
      name,
      region: each,
      client: connect(CloudTrailClient, { region: each }),
      isDone: false,
      count: 0,
    })),
  )
  const found = new Map<string, WhoRow>()
  let calls = 0
  const readPage = async (line: Line): Promise<void> => {
    if (calls > 0) await pause(betweenCallsMs)
    calls += 1
    const { Events = [], NextToken } = await afterThrottles(
      () =>
        line.client.send(
          new LookupEventsCommand({
            LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: line.name }],
            StartTime: since < oldest ? oldest : since,
            EndTime: until,
            MaxResults: 50,
            ...(line.token ? { NextToken: line.token } : {}),
          }),
        ),
      pause,
    )
    for (const [index, event] of Events.entries()) take(line, event, index)
    line.token = NextToken
    // The newest come first: what is further down cannot be among the rows.
    line.isDone = !NextToken || line.count > limit
  }
  const take = (line: Line, event: Event, index: number): void => {
    const row = rowOf(event, line.region, { withAddresses: addresses })
    if (reads || row.readOnly !== true) line.count += 1
    // The same event may be found by the name and by the ARN.
    const key = row.eventId ?? `${line.region} ${line.name} ${calls} ${index}`
    if (!found.has(key)) found.set(key, row)
  }
  while (calls < mostCalls && lines.some(({ isDone }) => !isDone))
    for (const line of lines) if (!line.isDone && calls < mostCalls) await readPage(line)
  const all = [...found.values()]
  const shown = all
    .filter(({ readOnly }) => reads || readOnly !== true)
    .sort((one, other) => (other.time ?? '').localeCompare(one.time ?? ''))
  return {
    rows: shown.slice(0, limit),
    isCut: shown.length > limit || lines.some(({ token }) => token !== undefined && token !== ''),
    reads: reads ? 0 : all.length - shown.length,
  }
}
