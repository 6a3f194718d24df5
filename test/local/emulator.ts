import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Emulator, installEmulator, startEmulator } from '../../local/emulator.ts'

export const region = 'ap-northeast-2'

export type SuiteEmulator = {
  /** Its URL, from the first test on. */
  readonly endpoint: string
  /** What every SDK client of the suite is made with. */
  readonly client: {
    readonly endpoint: string
    readonly region: string
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
    readonly forcePathStyle: true
  }
}

/**
 * Gives a suite an emulator of its own, on a free port, and ends it after the last test. The environment points SDK clients
 * at it too: modules that make clients when they are loaded have to be imported after that, with `await import(…)`.
 */
export const useEmulator = (options: { readonly enforceIam?: boolean } = {}): SuiteEmulator => {
  const directory = mkdtempSync(join(tmpdir(), 'nightshift-suite-'))
  let emulator: Emulator | undefined
  const endpoint = (): string => {
    if (!emulator) throw new Error('The emulator runs from beforeAll on: ask for it inside a test')
    return emulator.endpoint
  }
  // Installing takes 10 s the first time, and other suites may be installing too.
  beforeAll(async () => {
    const installed = await installEmulator(() => {})
    emulator = await startEmulator({ installed, region, logFile: join(directory, 'emulator.log'), ...options })
    process.env.AWS_ENDPOINT_URL = emulator.endpoint
    process.env.AWS_REGION = region
    process.env.AWS_ACCESS_KEY_ID = 'test'
    process.env.AWS_SECRET_ACCESS_KEY = 'test'
  }, 120_000)
  afterAll(async () => {
    await emulator?.stop()
    rmSync(directory, { recursive: true, force: true })
  }, 20_000)
  return {
    get endpoint() {
      return endpoint()
    },
    get client() {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
      return { endpoint: endpoint(), region, credentials, forcePathStyle: true } as const
    },
  }
}
