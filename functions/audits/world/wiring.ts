import { setTimeout } from 'node:timers/promises'
import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import { checks } from '../checks/index.ts'
import type { AuditsSlice } from '../rules/slice.ts'
import { auditRoles } from './roles.ts'
import { connectTls } from './tls.ts'
import type { World } from './world.ts'

const config = functionConfig<AuditsSlice>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS', 'AWS_REGION', 'ACCOUNT', 'PARTITION')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const roles = auditRoles(process.env)
const access = {
  region: env.AWS_REGION,
  account: env.ACCOUNT,
  partition: env.PARTITION,
  wait: async (ms: number): Promise<void> => {
    await setTimeout(ms)
  },
  connectTls,
}

/** What the function works with, at the time of its call. */
export const worldFor = ({ now, remainingMs }: Invocation): World => ({
  ledger,
  publish,
  checks,
  accessOf: async (audit) => {
    const { client, assume } = roles(audit)
    await assume()
    return { ...access, client, now }
  },
  slice: config,
  version: config.version,
  now,
  remainingMs,
})
