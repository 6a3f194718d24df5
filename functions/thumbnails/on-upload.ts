import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { queueHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { once } from '../../shared/once.ts'
import { type Answer, answerChange, type Means } from './engine/answer.ts'
import { checkFlood, floodWatch, sweepFlood, watchFlood } from './engine/flood.ts'
import { newestNotes } from './engine/newest.ts'
import { pictures } from './engine/pictures.ts'
import { replayRefused } from './engine/replay.ts'
import { report } from './engine/report.ts'
import { madeTeller } from './engine/tell-made.ts'
import { type Change, parseMessage } from './rules/notification.ts'
import { recipesIn } from './rules/origin.ts'
import { type DeployedConfig, recipesOf } from './rules/recipe.ts'
import { awsEffects } from './world/effects.ts'
import { floodEffects } from './world/flood-effects.ts'
import { madeEffects } from './world/made-effects.ts'

const env = environment('UPLOADS_BUCKET', 'THUMBNAILS_BUCKET', 'LEDGER_TABLE', 'SIGNAL_BUS', 'UPLOADS_QUEUE')
const config = functionConfig<DeployedConfig>()
const ledger = dynamoLedger(env.LEDGER_TABLE)
const effects = floodEffects(env.SIGNAL_BUS, env.UPLOADS_QUEUE)
const { send } = effects
const flood = floodWatch(config.rejects, ledger, effects)
const noteNewest = newestNotes(ledger)
const tellMade =
  config.made &&
  madeTeller(madeEffects(config.made, environment('MADE_TO').MADE_TO), {
    bucket: env.THUMBNAILS_BUCKET,
    view: config.isServed ? environment('THUMBNAILS_ADDRESS').THUMBNAILS_ADDRESS : undefined,
  })
const means: Means = {
  config,
  recipes: recipesOf(config, config.watermarks),
  existing: config.existing,
  uploads: env.UPLOADS_BUCKET,
  effects: awsEffects(env.THUMBNAILS_BUCKET),
  pictures,
  ledger,
  afterRefusal: (now) => watchFlood(flood, now),
}

/** Where pictures may be asked for, those of a version that is gone go with it. */
const { requests } = config
const tidy =
  requests &&
  once(async () => {
    const { tidyRequested } = await import('./engine/tidy-requested.ts')
    const { requestedStore } = await import('./world/requested-store.ts')
    const store = requestedStore(env.THUMBNAILS_BUCKET, means.effects)
    return (change: Change, answer: Answer) => tidyRequested(change, answer, store, requests)
  })

/** Few calls ever walk over the bucket, so that what they need is loaded by the first that does. */
const backfill = once(async () => {
  const { backfillMeans, ...walk } = await import('./backfill/means.ts')
  const recipes = recipesIn(env.UPLOADS_BUCKET, means.recipes, config.existing)
  const place = { uploads: env.UPLOADS_BUCKET, thumbnails: env.THUMBNAILS_BUCKET, queue: env.UPLOADS_QUEUE }
  return { walk, means: backfillMeans({ ...place, recipes, ledger, send, version: config.version }) }
})

/** Thumbnails for what S3 tells of through the queue. One change that fails does not keep its neighbours. */
export const handler = queueHandler(parseMessage, async (message, call) => {
  if ('replay' in message)
    return replayRefused(message.replay, message.by, { ledger, send, version: config.version }, call.now)
  if ('backfill' in message) {
    const { walk, means } = await backfill()
    return message.backfill === 'step'
      ? walk.stepBackfill(message, means, call)
      : walk.orderBackfill(message, means, call)
  }
  if ('check' in message) {
    if (message.check === 'flood') return checkFlood(flood, call.now)
    await sweepFlood(flood, call.now)
    const { walk, means } = await backfill()
    return walk.sweepBackfill(means, call.now)
  }
  const failures: unknown[] = [...(message.faults ?? [])]
  for (const change of message.changes) {
    const start = performance.now()
    await answerChange(change, means, call)
      .then(async (answer) => {
        report(answer, Math.round(performance.now() - start))
        if (answer.outcome === 'made') await noteNewest(change, answer, call.now)
        await (await tidy?.())?.(change, answer)
        await tellMade?.(change, answer, call.now)
      })
      .catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
})
