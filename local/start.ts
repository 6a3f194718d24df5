import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Command, InvalidArgumentError } from 'commander'
import { consoleLink } from '../api/console.ts'
import { checkedConfig } from '../infra/checked-config.ts'
import { writtenConfig } from '../shared/config/written-config.ts'
import { ConfigError, errorText } from '../shared/errors.ts'
import { terminal } from '../shared/terminal.ts'
import { bringUp } from './bring-up.ts'
import { localDeployment } from './deployment.ts'
import { emulatorAccount, installEmulator } from './emulator.ts'
import { ownProcesses } from './own-processes.ts'
import { localDirectory, projectRoot } from './places.ts'
import { describeProcess, isStillOurs, type OwnProcess } from './processes.ts'
import { heading, say, step } from './progress.ts'
import { SetupError } from './setup-error.ts'
import { clearLocalState, readProcesses, writeLocalState } from './state.ts'
import { makeGuide } from './tour/guide.ts'
import { takeTour } from './tour/tour.ts'

interface Options {
  readonly once?: boolean
  readonly detach?: boolean
  readonly port?: number
}

const portOption = (text: string): number => {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InvalidArgumentError(`"${text}" is not a port: 1 to 65535.`)
  return port
}

const options = new Command('npm start --')
  .option('--once', 'take the tour, then stop; the exit status says how it went')
  .option('--detach', 'take the tour, then leave everything running ("npm stop" ends it)')
  .option('--port <port>', "the emulator's port instead of a free one", portOption)
  .parse()
  .opts<Options>()

const startKeeper = (): OwnProcess => {
  const log = openSync(join(localDirectory, 'fargate.log'), 'w')
  const child = spawn(process.execPath, [join(projectRoot, 'local', 'fargate-process.ts')], {
    cwd: projectRoot,
    detached: true,
    stdio: ['ignore', log, log],
  })
  child.unref()
  return describeProcess('Fargate stand-in', child.pid ?? 0)
}

/** Whether what runs is to outlive this process. */
let left = false

let stopping = false

/** What went wrong in a step, which has told it. */
let told: unknown

const { keep, stopAll } = ownProcesses()

const untilStopped = async (): Promise<void> => {
  for (;;) await sleep(3_600_000)
}

const requireStep = async <Result>(title: string, work: () => Promise<Result>): Promise<Result> => {
  let result: { readonly value: Result } | undefined
  let failure: unknown
  await step(title, async () => {
    try {
      result = { value: await work() }
    } catch (error) {
      // Ctrl-C reaches the step's own processes too: that they fail then is no news.
      if (stopping) await untilStopped()
      failure = error
      throw error
    }
    return []
  })
  if (result) return result.value
  told = failure
  throw failure
}

const main = async (): Promise<number> => {
  if (readProcesses().some(isStillOurs))
    throw new SetupError('Nightshift runs on this machine already. "npm stop" ends it.')
  clearLocalState()
  const config = checkedConfig(await writtenConfig(), new Date())
  heading(`Nightshift: ${config.name} on this machine`)
  const { endpoint, outputs } = await bringUp({
    config,
    installed: await installEmulator(say),
    directory: localDirectory,
    ...(options.port ? { port: options.port } : {}),
    onEmulator: (emulator) => keep(emulator.process),
    report: say,
    step: requireStep,
  })
  writeLocalState({ endpoint, region: config.region, account: emulatorAccount, outputs })
  keep(startKeeper())

  say('ready for use')
  heading('The tour, on real input')
  const allWell = await takeTour(makeGuide({ endpoint, config, outputs }))
  heading(allWell ? 'Everything did what it should.' : 'Something is wrong: see the ✗ above. Logs are in .nightshift/.')
  if (options.once) return allWell ? 0 : 1
  console.log(`AWS_ENDPOINT_URL=${endpoint}   Ask it: ${terminal} status, incidents, runs, on-call, queues …`)
  if (config.console.enabled) {
    const { link } = await consoleLink(localDeployment(config, outputs), 'laptop')
    console.log(
      `Look at it: ${link}\n(signed in, once and within a minute; after that ${outputs.ConsoleUrl} has a button, for nobody checks who signs in here)`,
    )
  }
  if (options.detach) {
    left = true
    console.log('It keeps running; "npm stop" ends it.')
    return allWell ? 0 : 1
  }
  console.log('It keeps running until Ctrl-C.')
  await untilStopped()
  return 0
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
  process.on(signal, async () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping …')
    await stopAll()
    process.exit(exitCodes[signal])
  })

try {
  process.exitCode = await main()
} catch (error) {
  const known = error instanceof SetupError || error instanceof ConfigError
  if (error !== told) console.error(known ? errorText(error) : error)
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
if (!stopping) {
  if (!left) await stopAll()
  process.exit()
}
