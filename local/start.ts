import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { Command, InvalidArgumentError } from 'commander'
import { config as written } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { parseConfig } from '../shared/config/define-config.ts'
import type { Config } from '../shared/config/schema.ts'
import { ConfigError, errorText } from '../shared/errors.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'
import { deployAssembly } from './deploy.ts'
import { type Emulator, emulatorAccount, installEmulator, startEmulator } from './emulator.ts'
import { localDirectory, projectRoot } from './places.ts'
import { describeProcess, isStillOurs, type OwnProcess, stopProcess } from './processes.ts'
import { heading, say, step } from './progress.ts'
import { SetupError } from './setup-error.ts'
import { clearLocalState, readProcesses, writeLocalState, writeProcesses } from './state.ts'
import { takeTour } from './tour/tour.ts'

interface Options {
  readonly once?: boolean
  readonly detach?: boolean
  readonly port?: number
}

const portOption = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError(`"${text}" is no port: 1 to 65535.`)
  return port
}

const options = new Command('npm start --')
  .option('--once', 'take the tour, then stop; the exit status tells')
  .option('--detach', 'take the tour, then leave everything running ("npm stop" ends it)')
  .option('--port <port>', "the emulator's port instead of a free one", portOption)
  .parse()
  .opts<Options>()

const assemblyDir = join(localDirectory, 'cdk.out')

/** Synthesises the templates with functions for this machine. The same app makes those for AWS. */
const synthesize = async (): Promise<void> => {
  const child = spawn(process.execPath, [join(projectRoot, 'infra', 'app.ts')], {
    cwd: projectRoot,
    env: { ...process.env, CDK_OUTDIR: assemblyDir, CDK_CONTEXT_JSON: JSON.stringify({ 'nightshift:laptop': true }) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk))
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`The templates cannot be made:\n${Buffer.concat(said).toString('utf8').trim()}`)
}

const startKeeper = (): OwnProcess => {
  const log = openSync(join(localDirectory, 'fargate.log'), 'w')
  const child = spawn(process.execPath, [join(projectRoot, 'local', 'keep.ts')], {
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  return describeProcess('Fargate stand-in', child.pid ?? 0)
}

/** Whether what runs is to outlive this process. */
let left = false

/** Everything that this start has started, to be ended in reverse. */
const running: OwnProcess[] = []

const stopAll = async (): Promise<void> => {
  clearLocalState()
  for (const own of running.splice(0).toReversed()) await stopProcess(own)
}

const keep = (own: OwnProcess): void => {
  running.push(own)
  writeProcesses(running)
}

const requireStep = async <Result>(title: string, work: () => Promise<Result>): Promise<Result> => {
  let result: { readonly value: Result } | undefined
  let failure: unknown
  await step(title, async () => {
    try {
      result = { value: await work() }
    } catch (error) {
      failure = error
      throw error
    }
    return []
  })
  if (result) return result.value
  throw failure
}

const deploy = async (
  config: Config,
): Promise<{ readonly emulator: Emulator; readonly outputs: Record<string, string> }> => {
  const installed = await installEmulator(say)
  const [emulator] = await Promise.all([
    requireStep('an AWS of our own on this machine', async () => {
      const logFile = join(localDirectory, 'emulator.log')
      const emulator = await startEmulator({
        installed,
        region: config.region,
        logFile,
        ...(options.port ? { port: options.port } : {}),
      })
      keep(emulator.process)
      return emulator
    }),
    requireStep('templates and functions from nightshift.config.ts', synthesize),
  ])
  const outputs = await requireStep('the same stacks as on AWS are deployed', () =>
    deployAssembly({ assemblyDir, endpoint: emulator.endpoint, region: config.region, report: say }),
  )
  return { emulator, outputs }
}

/** On AWS a sender is verified once, by hand; here nobody could click the link in SES's mail. */
const verifySender = async ({ alerts }: Config): Promise<void> => {
  if (typeof alerts.emailFrom !== 'string') return
  await new SESv2Client(clientOptions).send(new CreateEmailIdentityCommand({ EmailIdentity: alerts.emailFrom }))
}

const untilStopped = async (): Promise<void> => {
  for (;;) await sleep(3_600_000)
}

const main = async (): Promise<number> => {
  if (readProcesses().some(isStillOurs))
    throw new SetupError('Nightshift runs on this machine already. "npm stop" ends it.')
  clearLocalState()
  const config = parseConfig(written, new Date())
  heading(`Nightshift: ${config.name} on this machine`)
  const { emulator, outputs } = await deploy(config)
  const { endpoint } = emulator
  writeLocalState({ endpoint, region: config.region, account: emulatorAccount, outputs })
  keep(startKeeper())
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: config.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })

  await verifySender(config)

  heading('The tour, on real input')
  const output = (name: string): string => outputs[name] ?? ''
  const allWell = await takeTour({ endpoint, config, output, ledger: dynamoLedger(output('LedgerTable')) })
  heading(allWell ? 'Everything did what it should.' : 'Something is wrong: see the ✗ above. Logs are in .nightshift/.')
  if (options.once) return allWell ? 0 : 1
  console.log(`AWS_ENDPOINT_URL=${endpoint}   Ask it: npx nightshift status, incidents, runs, on-call, queues …`)
  if (options.detach) {
    left = true
    console.log('It keeps running; "npm stop" ends it.')
    return allWell ? 0 : 1
  }
  console.log('It keeps running until Ctrl-C.')
  await untilStopped()
  return 0
}

let stopping = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, async () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    await stopAll()
    process.exit(signal === 'SIGINT' ? 130 : 143)
  })

try {
  process.exitCode = await main()
} catch (error) {
  const known = error instanceof SetupError || error instanceof ConfigError
  console.error(known ? errorText(error) : error)
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
if (!stopping) {
  if (!left) await stopAll()
  process.exit()
}
