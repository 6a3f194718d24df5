import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { config as written } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { errorText } from '../shared/errors.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'

/** Bad use: an unknown name, a missing output. The command prints the message and exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The deployment that a command talks to. */
export interface Deployment {
  readonly config: Config
  /** True on the laptop. */
  readonly local: boolean
  /** An output of the stacks, such as `LedgerTable`. @throws UsageError when the deployment has none of that name */
  readonly output: (name: string) => string
  readonly outputs: Readonly<Record<string, string>>
  readonly ledger: () => Ledger
}

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

const readOutputs = async (config: Config): Promise<Record<string, string>> => {
  const client = new CloudFormationClient({ ...clientOptions, region: config.region })
  const names = ['network', 'data', 'web', 'operations'].map((stack) => `${config.name}-${stack}`)
  const stacks = await Promise.all(
    names.map((StackName) =>
      client.send(new DescribeStacksCommand({ StackName })).catch((error: unknown) => {
        if (/does not exist/.test(errorText(error)) && !StackName.endsWith('operations')) return { Stacks: [] }
        throw new UsageError(
          `No deployment to talk to: ${errorText(error)}. Start the laptop ("npm start -- --detach") or deploy ("npm run deploy").`,
        )
      }),
    ),
  )
  const outputs = stacks.flatMap(({ Stacks = [] }) => Stacks[0]?.Outputs ?? [])
  return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
}

/** The config as it stands in the file. @throws ConfigError */
export const readConfig = (now = new Date()): Config => parseConfig(written, now)

/**
 * Finds the deployment: the laptop when `.nightshift/local.json` is there, else AWS by the usual credentials.
 * @throws ConfigError, UsageError
 */
export const findDeployment = async (now = new Date()): Promise<Deployment> => {
  const config = readConfig(now)
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
  const outputs = local?.outputs ?? (await readOutputs(config))
  const output = (name: string): string => {
    const value = outputs[name]
    if (value === undefined)
      throw new UsageError(`This deployment has no ${name}: is that part in nightshift.config.ts, and deployed?`)
    return value
  }
  return { config, local: local !== undefined, outputs, output, ledger: () => dynamoLedger(output('LedgerTable')) }
}
