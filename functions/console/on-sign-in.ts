import type { ConsoleConfig } from '../../shared/config/console/schema.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { answerWithLink } from './server/sign-in/link.ts'

const config = functionConfig<ConsoleConfig>()
const env = environment('LEDGER_TABLE', 'CONSOLE_URL')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const world = { config, ledger, address: env.CONSOLE_URL, laptop: process.env.CONSOLE_LAPTOP === 'true' }

/** A Function URL that AWS opens to signed requests alone: who may call it, IAM says. */
export const handler = eventHandler(
  (raw) => raw,
  (raw, { now }) => answerWithLink(raw, world, now),
)
