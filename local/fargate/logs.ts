import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs'
import type { Command } from './task.ts'

export type LogWriter = {
  readonly write: (line: string) => void
  /** Resolves when every line is in the log; rejects when one could not be written. */
  readonly close: () => Promise<void>
}

const unlessThere = async (request: Promise<unknown>): Promise<void> => {
  await request.catch((error: unknown) => {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error
  })
}

/** Milliseconds that lines are gathered before they are sent, as the awslogs driver does. */
const gatherMs = 200

/** Writes lines to a log stream, in order, in batches. Without a log it drops them. */
export const openLog = (client: CloudWatchLogsClient, log: Command['log']): LogWriter => {
  if (!log) return { write: () => {}, close: async () => {} }
  const { group: logGroupName, stream: logStreamName } = log
  let waiting: InputLogEvent[] = []
  let sent: Promise<void> = unlessThere(client.send(new CreateLogGroupCommand({ logGroupName }))).then(() =>
    unlessThere(client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }))),
  )
  // Handled by close(): what fails meanwhile must not end the program.
  sent.catch(() => {})
  const flush = (): void => {
    const logEvents = waiting
    waiting = []
    if (logEvents.length === 0) return
    sent = sent.then(async () => {
      await client.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }))
    })
    sent.catch(() => {})
  }
  const timer = setInterval(flush, gatherMs)
  return {
    write: (line) => {
      // An empty message is refused by CloudWatch Logs.
      waiting.push({ timestamp: Date.now(), message: line || ' ' })
      // PutLogEvents takes 10,000 events at most.
      if (waiting.length >= 5_000) flush()
    },
    close: async () => {
      clearInterval(timer)
      flush()
      await sent
    },
  }
}
