import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
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

/** What CloudWatch's tokens look like: nothing else is handed on to it. */
const tokenPattern = /^[bf]\/[\w/+=-]{1,200}$/

/** Events that are read, and characters of a line. */
const mostEvents = 200
const longestLine = 2_000

/** A page waits for it. */
const patienceMs = 3_000

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
    const { events = [], nextBackwardToken } = await connect(CloudWatchLogsClient).send(
      new GetLogEventsCommand({
        logGroupName: log.group,
        logStreamName: logStreamOf({ log, container }, taskArn),
        limit: mostEvents,
        startFromHead: false,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
      { abortSignal: AbortSignal.timeout(patienceMs) },
    )
    // A page is full, or it is the last; at the beginning of the log the token stays the same.
    const isMore = events.length >= mostEvents && nextBackwardToken !== undefined && nextBackwardToken !== token
    return {
      ...(isMore ? { earlier: nextBackwardToken } : {}),
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
