import { join } from 'node:path'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { clientOptions } from '../shared/aws.ts'
import type { Config } from '../shared/config/schema.ts'
import { deployAssembly } from './deploy.ts'
import { type Emulator, type InstalledEmulator, startEmulator } from './emulator.ts'
import { synthesize } from './synthesize.ts'
import { tellAddresses } from './tell-addresses.ts'

export interface BringUpOptions {
  readonly config: Config
  readonly installed: InstalledEmulator
  /** A folder of this bring-up alone, for templates and the emulator's log. */
  readonly directory: string
  /** Default: any that is free. */
  readonly port?: number
  /** Whether functions have only what their roles grant. Then callers need the key `test`. Default false. */
  readonly enforceIam?: boolean
  /** Hears of the emulator as soon as it runs, so that it can be ended whatever happens. */
  readonly onEmulator: (emulator: Emulator) => void
  readonly report: (text: string) => void
  /** Runs each step, and may tell of it. */
  readonly step: <Result>(title: string, work: () => Promise<Result>) => Promise<Result>
}

/** Lets this process's SDK clients talk to the emulator. */
const pointAt = (endpoint: string, region: string): void => {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  delete process.env.AWS_PROFILE
  delete process.env.AWS_SESSION_TOKEN
}

/** On AWS a sender is verified once, by hand; here nobody could click the link in SES's mail. */
export const verifySender = async ({
  emailFrom,
  emailRegion,
}: {
  readonly emailFrom?: unknown
  readonly emailRegion?: string | undefined
}): Promise<void> => {
  if (typeof emailFrom !== 'string') return
  await new SESv2Client({ ...clientOptions, ...(emailRegion ? { region: emailRegion } : {}) }).send(
    new CreateEmailIdentityCommand({ EmailIdentity: emailFrom }),
  )
}

/** Starts an emulator and deploys the config to it, with the templates that AWS gets. Gives the endpoint and the outputs. */
export const bringUp = async ({ config, directory, report, step, onEmulator, ...options }: BringUpOptions) => {
  const { region } = config
  const assemblyDir = join(directory, 'cdk.out')
  // Side by side: neither needs the other.
  const [{ endpoint }] = await Promise.all([
    step('an AWS of our own on this machine', async () => {
      const emulator = await startEmulator({ ...options, region, logFile: join(directory, 'emulator.log') })
      onEmulator(emulator)
      return emulator
    }),
    step('templates and functions from nightshift.config.ts', () => synthesize(assemblyDir)),
  ])
  const outputs = await step('the same stacks as on AWS are deployed', () =>
    deployAssembly({ assemblyDir, endpoint, region, report }),
  )
  pointAt(endpoint, region)
  await verifySender(config.alerts)
  await tellAddresses(config, outputs)
  return { endpoint, outputs }
}
