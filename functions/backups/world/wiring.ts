import { clientPool } from '../../../shared/client-pool.ts'
import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import type { Parts } from '../kinds/kind.ts'
import type { BackupsSlice } from '../rules/slice.ts'

const config = functionConfig<BackupsSlice>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS', 'AWS_REGION', 'ACCOUNT', 'PARTITION')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const client = clientPool()
/** A text of JSON, because it holds what only the deployment knows. */
const places = JSON.parse(process.env.PROOF_PLACES ?? '{}') as NonNullable<Parts['places']>

/** What the function works with, at the time of its call. */
export const partsFor = ({ now, callId, remainingMs }: Invocation): Parts => ({
  ledger,
  publish,
  client,
  slice: config,
  places,
  region: env.AWS_REGION,
  account: env.ACCOUNT,
  partition: env.PARTITION,
  version: config.version,
  now,
  callId,
  remainingMs,
})
