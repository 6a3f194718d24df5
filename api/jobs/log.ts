import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  type OutputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs'
import { shownEvent } from '../../functions/jobs/rules/log-tail.ts'
import { errorName, errorText } from '../../shared/errors.ts'
import { logStreamOf, taskPlaceOf } from '../../shared/jobs/task-place.ts'
import { redact } from '../../shared/log.ts'
import type { Deployment } from '../deployment.ts'

/** One line of a task's log, without control characters, colours, numbers or addresses of people. */
export interface LogLine {
  /** ISO 8601, when it was written. */
  readonly at: string
  readonly text: string
}

/** A page of a task's log, and by which token the one before it is read, where there may be one; or why it could not be read. */
export type RunLog =
  | { readonly lines: readonly LogLine[]; readonly earlier?: string | undefined }
  | { readonly notRead: string }

/** What CloudWatch's tokens of pages further back look like: nothing else is handed on to it. */
const tokenPattern = /^b\/[\w/+=-]{1,200}$/

/** Events that are read, and characters of a line. */
const mostEvents = 200
const longestLine = 2_000

/** Pages of CloudWatch's for one of ours: each may hold few events, or none, with more before it. */
const mostPages = 5

/** A page waits for it, for all of CloudWatch's together. */
const patienceMs = 3_000

/**
 * Events before a token, oldest first. Pages may be partly full, or empty, with more before them: only a token that stays the same says that it is the
 * beginning. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
const readBackwards = async (
  client: Pick<CloudWatchLogsClient, 'send'>,
  stream: Pick<GetLogEventsCommandInput, 'logGroupName' | 'logStreamName'>,
  token: string | undefined,
): Promise<{ readonly events: readonly OutputLogEvent[]; readonly earlier?: string | undefined }> => {
  const abortSignal = AbortSignal.timeout(patienceMs)
  let found: readonly OutputLogEvent[] = []
  let at = token
  for (let page = 0; page < mostPages && found.length < mostEvents; page += 1) {
    const { events = [], nextBackwardToken } = await client.send(
      new GetLogEventsCommand({
        ...stream,
        limit: mostEvents - found.length,
        startFromHead: false,
        ...(at === undefined ? {} : { nextToken: at }),
      }),
      { abortSignal },
    )
    found = [...events, ...found]
    if (nextBackwardToken === undefined || nextBackwardToken === at) return { events: found }
    at = nextBackwardToken
  }
  return { events: found, earlier: at }
}

/**
 * The end of the log of one task of a job, or the page before one that was read, oldest line first. A task that has written nothing yet has no lines.
 * @param before `earlier` of the page after it; what is no token is taken for none
 * @returns nothing where the config does not say where the job's log is, or no longer has the job
 */
export const readTaskLog = async (
  { config, connect }: Pick<Deployment, 'config' | 'connect'>,
  job: string,
  taskArn: string,
  before?: string,
): Promise<RunLog | undefined> => {
  const definition = Object.hasOwn(config.jobs ?? {}, job) ? config.jobs?.[job] : undefined
  const place = definition && taskPlaceOf(config.name, job, definition)
  if (!place?.log) return undefined
  const { container, log } = place
  const token = before !== undefined && tokenPattern.test(before) ? before : undefined
  try {
    const { events, earlier } = await readBackwards(
      connect(CloudWatchLogsClient),
      { logGroupName: log.group, logStreamName: logStreamOf({ log, container }, taskArn) },
      token,
    )
    return {
      ...(earlier === undefined ? {} : { earlier }),
      lines: events.flatMap(({ message = '', timestamp = 0 }) =>
        shownEvent(message, longestLine).map((text) => ({ at: new Date(timestamp).toISOString(), text })),
      ),
    }
  } catch (error) {
    // A stream comes with its first line. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    if (errorName(error) === 'ResourceNotFoundException') return { lines: [] }
    return { notRead: redact(`${errorName(error)}: ${errorText(error)}`) }
  }
}
