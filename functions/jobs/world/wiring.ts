import { environment } from '../../../shared/environment.ts'
import { functionConfig } from '../../../shared/function-config.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { once } from '../../../shared/once.ts'
import { signalPublisher } from '../../../shared/signals.ts'
import { networkOf } from '../rules/job.ts'
import type { Surroundings } from '../surroundings/surroundings.ts'
import { awsTasks } from './effects.ts'
import { digestIn, slicesOf, type WrittenJobs } from './slices.ts'
import { wakeBy } from './timers.ts'
import type { World } from './world.ts'

const config = functionConfig<WrittenJobs>()
const jobs = slicesOf(config)
const digest = digestIn(config)
const env = environment(
  'LEDGER_TABLE',
  'SIGNAL_BUS',
  'RUN_TIMERS_QUEUE',
  'LOOK_FUNCTION',
  'CLUSTER',
  'SUBNETS',
  'SECURITY_GROUPS',
  'ASSIGN_PUBLIC_IP',
)
const place = { cluster: env.CLUSTER, network: networkOf(env) }
// Its client is loaded with the first question: few verdicts need one.
const asker = once(async () => (await import('../surroundings/ask.ts')).askSurroundings(env.LOOK_FUNCTION))
const surroundings: Surroundings = { lookAt: async (...question) => (await asker()).lookAt(...question) }
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)
const tasks = awsTasks(place)
const wake = wakeBy(env.RUN_TIMERS_QUEUE)
// Only a failure asks, so no cold start has to wait for it.
const refine: World['refine'] = async (...verdict) =>
  (await import('../surroundings/refine.ts')).refineWith(surroundings, place)(...verdict)

/** What the functions of this capability work with, at the time and under the id of their call. */
export const worldFor = ({ now, callId }: Invocation): World => ({
  ledger,
  tasks,
  publish,
  wake,
  refine,
  jobs,
  digest,
  version: config.version,
  now,
  callId,
})
