import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { collect } from './collect.ts'
import { type CollectorConfig, targetsOf } from './collectors/index.ts'
import { awsSources, cloudWatchPush } from './sources.ts'

const { LEDGER_TABLE } = environment('LEDGER_TABLE')
const config = functionConfig<CollectorConfig>()
const targets = targetsOf(config, process.env)
const world = { sources: awsSources(dynamoLedger(LEDGER_TABLE)), push: cloudWatchPush() }

/** Milliseconds that one target may take at most, and that are kept for pushing at the end. */
const patience = { most: 10_000, kept: 10_000 }

/** Whatever calls it, the collector looks at everything: the event says nothing. It answers with what it pushed. */
export const handler = eventHandler(
  () => undefined,
  async (_event, { now, remainingMs }) => {
    const samples = await collect(targets, world, {
      namespace: config.namespace,
      bySecond: config.bySecond,
      seriesBudget: config.seriesBudget,
      now,
      patience: () => Math.max(1, Math.min(patience.most, remainingMs() - patience.kept)),
    })
    return samples.map(({ name, dimensions, value }) => ({ metric: name, dimensions, value }))
  },
)
