import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import type { Desk } from './world.ts'
import { awsEffects } from './effects.ts'

const config = functionConfig<AlertsConfig>()
const env = environment('LEDGER_TABLE', 'FALLBACK_TOPIC', 'TIMERS_QUEUE')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const effects = awsEffects(config, {
  fallbackTopic: env.FALLBACK_TOPIC,
  timersQueue: env.TIMERS_QUEUE,
  linkBase: process.env.LINK_BASE,
})

/** The functions of this capability work at the same desk, at the time and under the id of their call. */
export const deskFor = ({ now, callId }: Pick<Invocation, 'now' | 'callId'>): Desk => ({
  ...effects,
  ledger,
  config,
  version: config.version,
  now,
  callId,
})
