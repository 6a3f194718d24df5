import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Deployment, makeDeployment, readOutputs } from '../api/deployment.ts'
import { UsageError } from '../api/usage-error.ts'
import { clientOptions } from '../shared/aws.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import { connector } from '../shared/connect.ts'
import { errorText } from '../shared/errors.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'

interface LocalState {
  readonly endpoint: string
  readonly region: string
  readonly account: string
  readonly outputs: Record<string, string>
}

const stateFile = join(import.meta.dirname, '..', '.nightshift', 'local.json')

/** Where the laptop's Nightshift is, or undefined when it does not run. @throws UsageError when that cannot be read */
export const readLocalState = (file = stateFile): LocalState | undefined => {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read (${errorText(error)}), so it is not known where Nightshift runs: delete it, and start the laptop's again.`,
    )
  }
}

/** @throws UsageError when nobody listens where the laptop's Nightshift was */
export const expectAnswer = async ({ endpoint }: Pick<LocalState, 'endpoint'>): Promise<void> => {
  try {
    await fetch(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(2_000) })
  } catch (error) {
    // Whoever is busy still listens.
    if ((error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED')
      throw new UsageError(
        `Nightshift does not run on this machine any more, and nobody answers at ${endpoint}: start it again, or clean up with "npm stop".`,
      )
  }
}

/**
 * The config as it stands in the file. What was right when it was deployed stays so: an override that is over by now keeps nobody from
 * asking who is on call, only from deploying. @throws ConfigError
 */
export const readConfig = async (): Promise<Config> => parseConfig(await writtenConfig(), new Date(0))

/**
 * A config of another file, such as one with a rule to be tried out.
 * @throws UsageError where there is no such file; ConfigError with what is wrong in it
 */
export const readConfigFile = async (file: string): Promise<Config> => {
  const path = resolve(file)
  if (!existsSync(path)) throw new UsageError(`${file} cannot be read: there is no such file.`)
  return parseConfig(await writtenConfig(() => import(pathToFileURL(path).href), file), new Date(0), file)
}

/** Where a deployment is, or will be. */
interface Place extends Pick<Deployment, 'config' | 'local' | 'connect' | 'now'> {
  /** The laptop's; on AWS they have to be read. */
  readonly outputs: Readonly<Record<string, string>> | undefined
}

/**
 * Finds the laptop when `.nightshift/local.json` is there, else AWS by the usual credentials, whether or not anything is deployed.
 * @throws ConfigError, UsageError
 */
export const findPlace = async (): Promise<Place> => {
  const config = await readConfig()
  const local = readLocalState()
  if (local) {
    await expectAnswer(local)
    process.env.AWS_ENDPOINT_URL = local.endpoint
    process.env.AWS_REGION = local.region
    process.env.AWS_ACCESS_KEY_ID = 'test'
    process.env.AWS_SECRET_ACCESS_KEY = 'test'
    delete process.env.AWS_PROFILE
    delete process.env.AWS_SESSION_TOKEN
  } else process.env.AWS_REGION ??= config.region
  const connect = connector(clientOptions)
  return { config, local: local !== undefined, outputs: local?.outputs, connect, now: () => new Date() }
}

/**
 * Finds the deployment: the laptop when `.nightshift/local.json` is there, else AWS by the usual credentials.
 * @throws ConfigError, UsageError
 */
export const findDeployment = async (): Promise<Deployment> => {
  const { outputs, ...place } = await findPlace()
  return makeDeployment({
    ...place,
    outputs: outputs ?? (await readOutputs(place.config, place.connect)),
    openLedger: (table) => dynamoLedger(table, place.connect(DynamoDBClient)),
  })
}
