import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { delayUntil } from '../../../shared/queue-delay.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import { secretReader } from '../../../shared/secret-reader.ts'
import type { LinkWorld } from './link-world.ts'

const config = functionConfig<AlertsConfig>()
const env = environment('LEDGER_TABLE', 'TIMERS_QUEUE')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const send = queueSender(env.TIMERS_QUEUE)
const reportsQueue = process.env.REPORTS_QUEUE
const sendReport = reportsQueue === undefined ? undefined : queueSender(reportsQueue)
const reports = sendReport && { post: (letter: object) => sendReport(letter, 0), secretOf: secretReader() }

/** What the function of links and heartbeats works with, at the time of its call. */
export const linkWorldAt = (now: Date): LinkWorld => ({
  ledger,
  config,
  now,
  wake: async (wake, at) => {
    const delay = delayUntil(wake.at, at)
    if (delay !== undefined) await send(wake, delay)
  },
  handOver: (order) => send(order, 0),
  reports,
})
