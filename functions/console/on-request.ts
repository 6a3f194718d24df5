import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda'
import type { Deployment } from '../../api/deployment.ts'
import type { Config } from '../../shared/config/schema.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { eventHandler } from '../../shared/handler.ts'
import { contributions } from './pages/index.ts'
import { consoleApp } from './server/app.ts'
import { ownDeployment } from './server/deployment.ts'
import { parseRequest } from './server/lambda-request.ts'
import { placeAt } from './server/origin.ts'
import type { OwnOutputs } from './server/outputs.ts'
import { staticFilesIn } from './server/static-files.ts'

const { config, outputs, late, calendars, billed, network } = functionConfig<
  OwnOutputs & {
    config: Config
    calendars?: Deployment['calendars']
    billed?: Deployment['billed']
    network?: Deployment['network']
  }
>()
const deployment = ownDeployment(config, { outputs, late }, { calendars, billed, network })
const { CONSOLE_URL } = process.env

/**
 * The console: a Function URL that anybody can call, and nobody sees anything without a session. It reads the ledger, writes
 * sessions, and hands every action over to the capability's own function.
 */
const answer = handle(
  consoleApp({
    deployment,
    contributions,
    files: staticFilesIn(new URL('./static/', import.meta.url)),
    laptop: deployment.local,
    ...(CONSOLE_URL ? { place: placeAt(CONSOLE_URL) } : {}),
  }),
)

export const handler = eventHandler(parseRequest, (event: LambdaEvent) => answer(event, {} as LambdaContext))
