import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import { durationSeconds } from '../../shared/duration.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { signalPublisher } from '../../shared/signals.ts'
import { reconcileAll } from './engine/all.ts'
import { report } from './engine/report.ts'
import { parseCall } from './rules/call.ts'
import { reportsOf } from './rules/inventory.ts'
import { ownBuckets, ownBucketVariable, wantedBuckets } from './rules/policies.ts'
import { awsBuckets } from './world/effects.ts'

const config = functionConfig<
  Pick<LifecycleConfig, 'buckets' | 'selections' | 'shorten' | 'retention' | 'inventory'> & {
    readonly deployment: string
  }
>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS')
const own = environment(...ownBuckets(config.buckets).map((name) => ownBucketVariable[name]))
const named = wantedBuckets(config.buckets, config.deployment, (name) => own[ownBucketVariable[name]])
const buckets = awsBuckets(undefined, reportsOf(config))
const ledger = dynamoLedger(env.LEDGER_TABLE)
const graceMs = durationSeconds(config.shorten) * 1_000
const publish = signalPublisher(env.SIGNAL_BUS)

/** By schedule, and for `nightshift lifecycle apply`: every bucket of the config is brought to its policy, and what else is kept. */
export const handler = eventHandler(parseCall, async (event, { now, remainingMs }) => {
  const world = { buckets, ledger, publish, now, config: config.version, event, remainingMs, consent: event, graceMs }
  const outcomes = await reconcileAll(config, named, world)
  report(outcomes)
  return outcomes
})
