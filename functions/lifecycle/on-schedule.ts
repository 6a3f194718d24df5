import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import { durationSeconds } from '../../shared/duration.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler, parserOf } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import * as z from '../../shared/shape.ts'
import { signalPublisher } from '../../shared/signals.ts'
import { reconcile } from './engine/reconcile.ts'
import { report } from './engine/report.ts'
import { ownBuckets, ownBucketVariable, wantedBuckets } from './rules/policies.ts'
import { awsBuckets } from './world/effects.ts'

const config = functionConfig<Pick<LifecycleConfig, 'buckets' | 'shorten'> & { readonly deployment: string }>()
const env = environment('LEDGER_TABLE', 'SIGNAL_BUS')
const own = environment(...ownBuckets(config.buckets).map((name) => ownBucketVariable[name]))
const wanted = wantedBuckets(config.buckets, config.deployment, (name) => own[ownBucketVariable[name]])
const buckets = awsBuckets()
const ledger = dynamoLedger(env.LEDGER_TABLE)
const publish = signalPublisher(env.SIGNAL_BUS)

const parse = parserOf(
  'a call of the lifecycle reconcile',
  z.object({
    reason: z.enum(['schedule', 'command']),
    confirm: z.optional(z.boolean()),
    takeBack: z.optional(z.boolean()),
    by: z.optional(z.string()),
    buckets: z.optional(z.array(z.string())),
  }),
)

/** By schedule, and for `nightshift lifecycle apply`: every bucket of the config is brought to its policy. */
export const handler = eventHandler(parse, async (event, { now, remainingMs }) => {
  const outcomes = await reconcile(wanted, {
    buckets,
    ledger,
    publish,
    now,
    config: config.version,
    event,
    remainingMs,
    consent: event,
    graceMs: durationSeconds(config.shorten) * 1_000,
  })
  report(outcomes)
  return outcomes
})
