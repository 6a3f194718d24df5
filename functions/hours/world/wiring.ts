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

const { version, ...slice } = functionConfig<HoursSlice>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS', 'PARTITION', 'ACCOUNT', 'AWS_REGION')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const access = awsAccess()
const prices = priceOf(slice.prices ?? {})

/** What the function works with, at the time and under the id of its call. */
export const worldFor = ({ now, callId, remainingMs }: Invocation): World => ({
  ledger,
  publish,
  kinds: kindsByName,
  access: access(now),
  arns: {
    of: (service, resource) => `arn:${env.PARTITION}:${service}:${env.AWS_REGION}:${env.ACCOUNT}:${resource}`,
  },
  slice,
  priceOf: prices,
  version,
  now,
  callId,
  remainingMs,
})
