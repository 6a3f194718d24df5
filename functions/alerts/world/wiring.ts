import type { AlertsConfig } from '../../../shared/config/alerts/schema.ts'
import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { awsEffects } from './effects.ts'
import type { World } from './world.ts'

const config = functionConfig<AlertsConfig & { readonly listedAlarms?: readonly string[] }>()
const env = environment('LEDGER_TABLE', 'FALLBACK_TOPIC', 'TIMERS_QUEUE')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const effects = awsEffects(config, {
  fallbackTopic: env.FALLBACK_TOPIC,
  timersQueue: env.TIMERS_QUEUE,
  linkBase: process.env.LINK_BASE,
})

// The topic is of the same stack.
const [, , , region, account] = env.FALLBACK_TOPIC.split(':')
const home = region && account ? { region, account } : undefined

/** What the functions of this capability work with, at the time and under the id of their call. */
export const worldFor = ({ now, callId }: Pick<Invocation, 'now' | 'callId'>): World => ({
  ...effects,
  ledger,
  config,
  version: config.version,
  now,
  home,
  callId,
  switchesOff: process.env.SWITCHES_OFF !== undefined,
  listedAlarms: config.listedAlarms,
})
