import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import type { FirewallSlice } from '../rules/slice.ts'
import { awsCounts } from './counts-store.ts'
import { awsObjects } from './objects.ts'
import type { LogWorld } from './world.ts'

const config = functionConfig<FirewallSlice>()
const env = environment('LEDGER_TABLE', 'PASSES_QUEUE', 'COUNTS_BUCKET')
const send = queueSender(env.PASSES_QUEUE)
const parts = {
  ledger: dynamoLedger(env.LEDGER_TABLE),
  counts: awsCounts(env.COUNTS_BUCKET),
  objects: awsObjects(),
  slice: config,
  version: config.version,
  wake: (seconds: number) => send({ reason: 'wake' }, seconds),
}

/** What the function that reads logs works with, at the time of its call. */
export const logWorldFor = ({ now, remainingMs }: Invocation): LogWorld => ({ ...parts, now, remainingMs })
