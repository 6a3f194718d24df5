import type { AlertsConfig } from '../../shared/config/alerts.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { awsSend } from './effects.ts'
import { parseTransitions } from './intake.ts'
import { react } from './react.ts'

const config = functionConfig<AlertsConfig>()
const env = environment('LEDGER_TABLE', 'FALLBACK_TOPIC')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const send = awsSend(config, env.FALLBACK_TOPIC)

/** Alarms from the alarm topic and signals from our own bus: each opens, closes or leaves an incident, and people are told. */
export const handler = eventHandler(parseTransitions, async (transitions, { now, callId }) => {
  const results = await Promise.allSettled(
    transitions.map((transition) => react(transition, { ledger, send, config, version: config.version, now, callId })),
  )
  const failure = results.find((result) => result.status === 'rejected')
  if (failure) throw failure.reason
})
