import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import { priceOf } from '../rules/prices.ts'
import type { HoursSlice } from '../rules/slice.ts'
import { awsAccess } from '../targets/access.ts'
import { kindsByName } from '../targets/index.ts'
import type { World } from './world.ts'

const config = functionConfig<HoursSlice>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS', 'AWS_REGION', 'ACCOUNT', 'PARTITION')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const access = awsAccess()
const arns = {
  of: (service: string, resource: string) =>
    `arn:${env.PARTITION}:${service}:${env.AWS_REGION}:${env.ACCOUNT}:${resource}`,
}
const price = priceOf(config.prices ?? {})
/** What the functions of this capability work with, at the time and under the id of their call. */
export const worldFor = ({ now, callId, remainingMs }: Invocation): World => ({
  ledger,
  publish,
  kinds: kindsByName,
  access: access(now),
  arns,
  slice: config,
  priceOf: price,
  version: config.version,
  now,
  callId,
  remainingMs,
})
