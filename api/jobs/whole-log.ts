import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { isSettled } from '../../functions/jobs/rules/job-state.ts'
import { errorName } from '../../shared/errors.ts'
import { logStreamOf, taskPlaceOf } from '../../shared/jobs/task-place.ts'
import { keys, type RunRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { findRun, type NamedRun } from './find-run.ts'
import { knownJob } from './known-job.ts'

export { plainLines } from '../../functions/jobs/rules/log-tail.ts'

/** One event of a log, as the task wrote it. */
export interface WholeLogLine {
  readonly attempt: number
  /** ISO 8601, when it was written. */
  readonly at: string
  readonly text: string
}

/** What of a log is read, and what becomes of it. */
export interface AskedLog extends NamedRun {
  /** Default: the newest attempt. */
  readonly attempt?: number | undefined
  /** Whether to go on until the run is over, through its further attempts. */
  readonly follow?: boolean | undefined
  readonly write: (line: WholeLogLine) => void
  /** Says something about it to a person: which run it is of, where that is not the newest; that there is nothing in it. */
  readonly note?: ((text: string) => void) | undefined
  /** Waits for so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<unknown>
}

type Reached = Pick<Deployment, 'config' | 'ledger' | 'connect'>

/** Milliseconds between two looks at a log that is followed, and looks after the run's end, as lines come a moment late. */
const [lookMs, lastLooks] = [1_000, 3]

interface Page {
  readonly lines: readonly Omit<WholeLogLine, 'attempt'>[]
  readonly token: string | undefined
}

/** One page of a stream, from a token on. A stream comes with its first line. */
const readPage = async (
  client: Pick<CloudWatchLogsClient, 'send'>,
  stream: { readonly logGroupName: string; readonly logStreamName: string },
  token: string | undefined,
): Promise<Page> => {
  try {
    const { events = [], nextForwardToken } = await client.send(
      new GetLogEventsCommand({ ...stream, startFromHead: true, ...(token === undefined ? {} : { nextToken: token }) }),
    )
    const lines = events.map(({ message = '', timestamp = 0 }) => ({
      at: new Date(timestamp).toISOString(),
      text: message,
    }))
    return { lines, token: nextForwardToken ?? token }
  } catch (error) {
    if (errorName(error) !== 'ResourceNotFoundException') throw error
    return { lines: [], token }
  }
}

/** How often a page is asked for that CloudWatch is too busy for, one look after the other: it gives a second 25 of them in an account. */
const mostTries = 30

const isBusy = (error: unknown): boolean =>
  /^(Throttling|TooManyRequests|LimitExceeded|ServiceUnavailable)/.test(errorName(error))

/** A reader of one stream, which gives at each call what has come since the last: all pages up to its end. */
const readerOf = (
  client: Pick<CloudWatchLogsClient, 'send'>,
  stream: Parameters<typeof readPage>[1],
  wait: AskedLog['wait'],
) => {
  let token: string | undefined
  const read = async (tries = mostTries): Promise<Page> => {
    try {
      return await readPage(client, stream, token)
    } catch (error) {
      if (!isBusy(error) || tries <= 1) throw error
      await wait(lookMs)
      return read(tries - 1)
    }
  }
  return async (write: (line: Omit<WholeLogLine, 'attempt'>) => void): Promise<void> => {
    for (;;) {
      const page = await read()
      for (const line of page.lines) write(line)
      // At the end the token stays the same; a page may be empty before. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
      if (page.token === token) return
      token = page.token
    }
  }
}

type Attempt = Pick<RunRecord, 'attempt' | 'taskArn'>

/** An attempt of a run. Of one that waits for its next attempt the last one is kept among the earlier ones. */
const attemptOf = (run: RunRecord, attempt: number): Attempt | undefined => {
  const past = run.earlier?.find((each) => each.attempt === attempt)
  return run.attempt === attempt && (run.taskArn !== undefined || !past) ? run : past
}

const hadTask = (run: RunRecord): boolean => [run, ...(run.earlier ?? [])].some(({ taskArn }) => taskArn !== undefined)

/** The run that a person means: without a time the newest that has a log, or, where it is followed, may get one. */
const runOf = async (deployment: Reached, asked: AskedLog): Promise<RunRecord> => {
  const any = (): Promise<RunRecord> => findRun(deployment, asked, () => true, 'is known')
  if (asked.time !== undefined) return any()
  const newest = await any()
  const fits = (run: RunRecord): boolean => hadTask(run) || (asked.follow === true && !isSettled(run))
  if (fits(newest)) return newest
  const found = await findRun(deployment, asked, fits, 'had a task').catch((error: unknown) => {
    if (error instanceof UsageError) return newest
    throw error
  })
  if (found !== newest)
    asked.note?.(
      `The newest run, of ${newest.scheduledAt}, had no task (${newest.state}). This is the log of the run of ${found.scheduledAt}.`,
    )
  return found
}

/**
 * Reads the whole log of a run's attempt from CloudWatch, page by page, and follows it while the run goes on.
 * @throws UsageError when there is no such job, run or attempt, no task, or the config does not say where the log is
 */
export const readWholeLog = async (deployment: Reached, asked: AskedLog): Promise<void> => {
  const { config, ledger, connect } = deployment
  const { follow = false, wait, note } = asked
  let lines = 0
  const write: AskedLog['write'] = (line) => {
    lines += 1
    asked.write(line)
  }
  const job = knownJob(deployment, asked.job)
  const definition = config.jobs?.[job]
  const place = definition && taskPlaceOf(config.name, job, definition)
  if (!place?.log) throw new UsageError(`The config does not say where the log of ${job} is: set taskDefinition.log.`)
  const { container, log } = place
  const found = await runOf(deployment, asked)
  const client = connect(CloudWatchLogsClient)
  let attempt = asked.attempt ?? Math.max(1, found.attempt)
  if (asked.attempt !== undefined && !attemptOf(found, attempt))
    throw new UsageError(`The run of ${found.scheduledAt} has no attempt ${attempt}; it has ${found.attempt}.`)
  let read: ReturnType<typeof readerOf> | undefined
  let looksLeft = lastLooks
  for (let run = found; ; run = (await ledger().get<RunRecord>(keys.run(job, found.scheduledAt))) ?? run) {
    const taskArn = attemptOf(run, attempt)?.taskArn
    if (taskArn !== undefined)
      read ??= readerOf(
        client,
        { logGroupName: log.group, logStreamName: logStreamOf({ log, container }, taskArn) },
        wait,
      )
    const number = attempt
    await read?.((line) => write({ attempt: number, ...line }))
    if (!follow) {
      if (read === undefined) throw new UsageError(`The run of ${run.scheduledAt} had no task, so it has no log.`)
      if (lines === 0)
        note?.(`The run of ${run.scheduledAt} has written nothing to its log${isSettled(run) ? '' : ' yet'}.`)
      return
    }
    const isOver = isSettled(run) || run.attempt > attempt || asked.attempt !== undefined
    if (isOver && looksLeft === 0) {
      if (isSettled(run) && run.attempt === attempt) return
      if (asked.attempt !== undefined) return
      ;[attempt, read, looksLeft] = [attempt + 1, undefined, lastLooks]
    } else if (isOver) looksLeft -= 1
    await wait(lookMs)
  }
}
