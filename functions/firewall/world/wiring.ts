import { clientPool } from '../../../shared/client-pool.ts'
import { environment } from '../../../shared/environment.ts'
import { readSets } from '../../../shared/firewall/sets.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { queueSender } from '../../../shared/queue-sender.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import type { FirewallSlice } from '../rules/slice.ts'
import { awsCounts } from './counts-store.ts'
import { awsIpSets } from './ip-sets.ts'
import type { World } from './world.ts'

const config = functionConfig<FirewallSlice>()
const env = environment(
  'LEDGER_TABLE',
  'SIGNAL_BUS',
  'PASSES_QUEUE',
  'COUNTS_BUCKET',
  'DEPLOYMENT',
  'FIREWALL_SETS',
  'AWS_REGION',
)
const send = queueSender(env.PASSES_QUEUE)
const parts = {
  ledger: dynamoLedger(env.LEDGER_TABLE),
  counts: awsCounts(env.COUNTS_BUCKET),
  publish: signalPublisher(env.SIGNAL_BUS),
  ipSets: awsIpSets(env.AWS_REGION, clientPool()),
  sets: readSets(env.DEPLOYMENT, env.FIREWALL_SETS),
  slice: config,
  version: config.version,
  wake: (seconds: number) => send({ reason: 'wake' }, seconds),
  pause: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
}

/** What a pass works with, at the time and under the id of its call. */
export const worldFor = ({ now, callId, remainingMs }: Invocation): World => ({ ...parts, now, callId, remainingMs })
