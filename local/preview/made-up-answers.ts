import type { Connect } from '../../shared/connect.ts'
import { CloudWatchLogsClient } from '../../shared/sdk/cloudwatch-logs.ts'

/** Lines of a log that never was, the last one written just now. */
const madeUpLog = (now: number) => ({
  events: Array.from({ length: 40 }, (_, index) => ({
    timestamp: now - (40 - index) * 1_500,
    message: index % 9 === 8 ? `WARN  page ${index} was slow: 2.3 s` : `INFO  page ${index} of the report is written`,
  })),
})

/**
 * A connect that answers what is asked for with what was made up, without any network, and leaves the rest to another one.
 */
export const madeUpConnect =
  (rest: Connect): Connect =>
  (Class, options) => {
    const answers = (Class as unknown) === CloudWatchLogsClient ? madeUpLog : undefined
    if (!answers) return rest(Class, options)
    return { send: async () => answers(Date.now()) } as never
  }
