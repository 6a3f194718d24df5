import { writeSync } from 'node:fs'
import { reconcileEvery } from '../../functions/lifecycle/engine/every-bucket.ts'
import { awsBuckets } from '../../functions/lifecycle/world/effects.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle/schema.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import { quantile } from '../statistics.ts'

// node bench/lifecycle/calls.ts      reconciles the buckets of the stub at AWS_ENDPOINT_URL call by call, and prints time and memory; a process of its own

/** The function's time, in milliseconds. */
const timeout = 300_000
const { selections } = lifecycleSchema.parse({
  selections: [{ select: { pattern: 'many-*' }, presets: ['photo-originals', 'incomplete-uploads'] }],
})
const buckets = awsBuckets()
// In this process: what it holds counts as ours, which on AWS is DynamoDB's.
const ledger = memoryLedger()
const samples: number[] = []
const look = setInterval(() => samples.push(process.memoryUsage.rss()), 20)

/** Calls the function until no bucket is left. Gives the seconds of each call. */
const pass = async (): Promise<number[]> => {
  const calls: number[] = []
  for (let left = true; left; ) {
    const began = performance.now()
    const outcomes = await reconcileEvery(
      { named: [], selections, deployment: 'bench' },
      {
        buckets,
        ledger,
        publish: async () => undefined,
        now: new Date(),
        config: 'bench',
        event: { reason: 'schedule' },
        remainingMs: () => timeout - (performance.now() - began),
      },
    )
    const failed = outcomes.find(({ outcome, notBegun }) => outcome === 'failed' && !notBegun)
    if (failed) throw new Error(`${failed.bucket}: ${failed.reason}`)
    calls.push((performance.now() - began) / 1_000)
    left = outcomes.some(({ notBegun }) => notBegun)
  }
  return calls
}

const first = await pass()
const second = await pass()
clearInterval(look)
const { user, system } = process.cpuUsage()
writeSync(
  1,
  JSON.stringify({
    first,
    second,
    p95: quantile(samples, 0.95),
    peak: Math.max(...samples),
    processor: (user + system) / 1e6,
  }),
)
process.exit(0)
