import { join } from 'node:path'
import { type Emulator, type EmulatorOptions, installEmulator, startEmulator } from '../local/emulator.ts'
import { benchDirectory } from './assembly.ts'

/** What the emulator of a bench says. */
export const emulatorLog = join(benchDirectory, 'emulator.log')

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs something against an emulator of its own, on a free port, which is ended afterwards whatever happens. Meanwhile
 * the environment points SDK clients at it.
 */
export const withEmulator = async <Result>(
  region: string,
  report: (text: string) => void,
  use: (emulator: Emulator) => Promise<Result>,
  logLevel: EmulatorOptions['logLevel'] = 'WARNING',
): Promise<Result> => {
  const installed = await installEmulator(report)
  const emulator = await startEmulator({ installed, region, logFile: emulatorLog, logLevel })
  const stopAndLeave = async (): Promise<void> => {
    await emulator.stop()
    process.exit(130)
  }
  for (const signal of signals) process.on(signal, stopAndLeave)
  const before = { ...process.env }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
  try {
    return await use(emulator)
  } finally {
    for (const signal of signals) process.off(signal, stopAndLeave)
    process.env = before
    await emulator.stop()
  }
}
