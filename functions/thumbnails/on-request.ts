import { setTimeout as wait } from 'node:timers/promises'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { once } from '../../shared/once.ts'
import { reportRequest } from './engine/report.ts'
import { type ServeMeans, serveRequest } from './engine/serve-request.ts'
import { parseRequest } from './rules/carried-path.ts'
import { type RequestsFunctionConfig, recipesOf } from './rules/recipe.ts'
import { lambdaAnswer } from './rules/reply.ts'
import { requestEffects } from './world/request-effects.ts'
import { requestSecrets } from './world/request-secrets.ts'

const env = environment('UPLOADS_BUCKET', 'THUMBNAILS_BUCKET', 'LEDGER_TABLE', 'REQUESTS_SECRET')
const config = functionConfig<RequestsFunctionConfig>()
const effects = requestEffects(env.THUMBNAILS_BUCKET)
const ledger = dynamoLedger(env.LEDGER_TABLE)

/** Most calls find what is kept, so that what makes pictures is loaded by the first that does not. */
const maker = once(async () => {
  const { makeRequested } = await import('./engine/make-requested.ts')
  const { pictures } = await import('./engine/pictures.ts')
  const means = { config, effects, ledger, pictures }
  return (...[wanted, call]: Parameters<Awaited<ReturnType<ServeMeans['maker']>>>) => makeRequested(wanted, means, call)
})

const means: ServeMeans = {
  config,
  requests: config.requests,
  recipes: recipesOf(config, config.watermarks),
  existing: config.existing,
  uploads: env.UPLOADS_BUCKET,
  secrets: requestSecrets(env.REQUESTS_SECRET),
  effects,
  ledger,
  maker,
  wait,
}

/** Behind the view: gives a picture of any size whose address is signed, and makes it the first time. */
export const handler = eventHandler(parseRequest, async (request, call) => {
  const start = performance.now()
  const reply = await serveRequest(request, means, call)
  reportRequest(reply, Math.round(performance.now() - start))
  return lambdaAnswer(reply)
})
