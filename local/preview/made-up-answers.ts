import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Connect } from '../../shared/connect.ts'
import { CloudWatchLogsClient } from '../../shared/sdk/cloudwatch-logs.ts'
import { madeUpQueues } from './made-up-queues.ts'

/** Lines of a log that never was, the last one written just now. */
const madeUpLog = (now: number) => ({
  events: Array.from({ length: 40 }, (_, index) => ({
    timestamp: now - (40 - index) * 1_500,
    message: index % 9 === 8 ? `WARN  page ${index} was slow: 2.3 s` : `INFO  page ${index} of the report is written`,
  })),
})

interface Invocation {
  readonly FunctionName?: string
  readonly Payload?: string
}

/**
 * A connect that answers what is asked for with what was made up, without any network, and leaves the rest to another one.
 */
export const madeUpConnect =
  (rest: Connect, now: () => Date = () => new Date()): Connect =>
  (Class, options) => {
    const made: unknown = Class
    if (made === CloudWatchLogsClient) return { send: async () => madeUpLog(now().getTime()) } as never
    const other = rest(Class, options)
    if (made !== LambdaClient) return other
    return {
      send: async (command: { readonly input: Invocation }) => {
        const { FunctionName, Payload = '{}' } = command.input
        if (FunctionName !== 'queues') return (other as { readonly send: (each: unknown) => unknown }).send(command)
        return { Payload: Buffer.from(JSON.stringify(madeUpQueues(JSON.parse(Payload), now().getTime()))) }
      },
    } as never
  }
