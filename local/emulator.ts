import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { InstalledEmulator } from './emulator-install.ts'
import { ownBinaries, projectRoot } from './places.ts'
import { describeProcess, type OwnProcess, stopGroup } from './processes.ts'
import { SetupError } from './setup-error.ts'

export { type InstalledEmulator, installEmulator } from './emulator-install.ts'

/** The account that everything on the laptop is in: the emulator's, which no real account has. */
export const emulatorAccount = '000000000000'

export type EmulatorOptions = {
  readonly installed: InstalledEmulator
  readonly region: string
  /** Where the emulator and the functions write what they print. It is emptied first. */
  readonly logFile: string
  /** A port on loopback. Default: any that is free. */
  readonly port?: number
  /** Whether every call is checked against IAM: functions then have only what their role grants. Default false. */
  readonly enforceIam?: boolean
  /** What the emulator says of itself. Default `WARNING`. */
  readonly logLevel?: 'WARNING' | 'INFO'
}

export type Emulator = {
  readonly endpoint: string
  readonly port: number
  readonly pid: number
  /** For `.nightshift/processes.json`, so that another program can end it. */
  readonly process: OwnProcess
  /** Ends the emulator and every process that it started, if need be by force. */
  readonly stop: () => Promise<void>
}

/** A port on loopback that was free a moment ago; `wanted` if it is. @throws SetupError when `wanted` is taken. */
const findPort = (wanted = 0): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', () =>
      reject(
        new SetupError(`Port ${wanted} is taken by another program: name another port, or none to get a free one.`),
      ),
    )
    server.listen({ port: wanted, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : wanted))
    })
  })

/**
 * The emulator hands its environment on to the functions that it runs, so it gets nothing of the user's: no credentials,
 * no proxies, no NODE_OPTIONS. `node` on its PATH is the project's, which is Lambda's version.
 */
const emulatorEnvironment = (
  { installed, region, enforceIam, logLevel = 'WARNING' }: EmulatorOptions,
  port: number,
  temporary: string,
): NodeJS.ProcessEnv => ({
  PATH: [ownBinaries, dirname(installed.python), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
  HOME: temporary,
  TMPDIR: temporary,
  LANG: 'C.UTF-8',
  PYTHONUNBUFFERED: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  ...(installed.pythonPath ? { PYTHONPATH: installed.pythonPath } : {}),
  BIND_HOST: '127.0.0.1',
  GATEWAY_PORT: String(port),
  // The host in the URLs of queues; the SDK warns of another one than its endpoint's.
  MINISTACK_HOST: '127.0.0.1',
  MINISTACK_REGION: region,
  MINISTACK_ACCOUNT_ID: emulatorAccount,
  IOT_MTLS_ENABLED: '0',
  AUTH: String(enforceIam ?? false),
  LOG_LEVEL: logLevel,
})

/** It keeps nothing, so nothing is lost when it is ended by force; by itself it takes two seconds after a tour. */
const graceMs = 300

const isReady = async (endpoint: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) })
    return answer.ok
  } catch {
    return false
  }
}

const lastLine = (logFile: string): string => readFileSync(logFile, 'utf8').trim().split('\n').at(-1) ?? ''

/**
 * Starts the emulator on loopback, in a process group of its own, and waits until it answers (at most 30 s).
 * It outlives this process unless it is stopped, and it keeps nothing from one start to the next.
 * @throws SetupError when the port is taken or the emulator does not come up.
 */
export const startEmulator = async (options: EmulatorOptions): Promise<Emulator> => {
  const port = await findPort(options.port)
  const endpoint = `http://127.0.0.1:${port}`
  // Functions are unpacked here. Inside the project they would find its node_modules, and so run where AWS would not.
  const temporary = mkdtempSync(join(tmpdir(), 'nightshift-'))
  mkdirSync(dirname(options.logFile), { recursive: true })
  const log = openSync(options.logFile, 'w')
  const child = spawn(options.installed.python, [join(projectRoot, 'local', 'start-emulator.py')], {
    cwd: temporary,
    env: emulatorEnvironment(options, port, temporary),
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', () => {
    ended ??= lastLine(options.logFile)
  })

  const stop = async (): Promise<void> => {
    if (child.pid !== undefined) await stopGroup(child.pid, graceMs)
    rmSync(temporary, { recursive: true, force: true })
  }
  for (const until = performance.now() + 30_000; !(await isReady(endpoint)); await sleep(50)) {
    if (ended === undefined && performance.now() < until) continue
    await stop()
    throw new SetupError(`The emulator did not start: ${ended ?? 'no answer for 30 s'} (${options.logFile})`)
  }
  const pid = child.pid ?? 0
  return { endpoint, port, pid, process: { ...describeProcess('emulator', pid), temporary, graceMs }, stop }
}
