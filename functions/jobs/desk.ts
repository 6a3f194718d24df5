import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import type { Invocation } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { signalPublisher } from '../../shared/signals.ts'
import { awsTasks } from './effects.ts'
import type { JobSlice } from './job.ts'
import type { Desk } from './keep.ts'

const config = functionConfig<{ readonly jobs: Readonly<Record<string, JobSlice>>; readonly familyPrefix: string }>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS', 'CLUSTER', 'SUBNETS', 'SECURITY_GROUPS', 'ASSIGN_PUBLIC_IP')
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const tasks = awsTasks({
  cluster: env.CLUSTER,
  familyPrefix: config.familyPrefix,
  subnets: env.SUBNETS.split(','),
  securityGroups: env.SECURITY_GROUPS.split(','),
  assignPublicIp: env.ASSIGN_PUBLIC_IP === 'true',
})

/** The three functions of this capability work at the same desk, at the time and under the id of their call. */
export const deskFor = ({ now, callId }: Invocation): Desk => ({
  ledger,
  tasks,
  publish,
  jobs: config.jobs,
  version: config.version,
  now,
  callId,
})
