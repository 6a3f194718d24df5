import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withLock } from './lock.ts'
import { pipInstall } from './pip.ts'
import { localDirectory, projectRoot } from './places.ts'
import { findPython, type Python } from './python.ts'
import { runLogged } from './run-logged.ts'
import { SetupError } from './setup-error.ts'

export type InstalledEmulator = {
  /** The Python that runs it. */
  readonly python: string
  /** Where the packages are, when they are not in a virtual environment. */
  readonly pythonPath?: string
}

const requirements = join(projectRoot, 'local', 'requirements.txt')
const stampFile = join(localDirectory, 'emulator.json')
const logFile = join(localDirectory, 'pip.log')
const environment = join(localDirectory, 'venv')
const target = join(localDirectory, 'python')

type Stamp = { readonly requirements: string; readonly installed: InstalledEmulator }

const hashRequirements = (): string => createHash('sha256').update(readFileSync(requirements)).digest('hex')

const readInstalled = (): InstalledEmulator | undefined => {
  if (!existsSync(stampFile)) return undefined
  const stamp = JSON.parse(readFileSync(stampFile, 'utf8')) as Stamp
  const { python, pythonPath } = stamp.installed
  const isThere = existsSync(python) && (pythonPath === undefined || existsSync(pythonPath))
  return isThere && stamp.requirements === hashRequirements() ? stamp.installed : undefined
}

const installInto = async ({ path, version, hasVenv, hasPip }: Python): Promise<InstalledEmulator> => {
  if (hasVenv && (await runLogged(path, ['-m', 'venv', environment], logFile))) {
    const python = join(environment, 'bin', 'python')
    await pipInstall(python, { file: requirements, logFile, what: 'the emulator' })
    return { python }
  }
  if (hasPip) {
    // Debian and Ubuntu ship Python without ensurepip; a directory on PYTHONPATH does as well.
    await pipInstall(path, { file: requirements, logFile, what: 'the emulator' }, '--target', target)
    return { python: path, pythonPath: target }
  }
  throw new SetupError(
    `Python ${version} has neither venv nor pip: run \`sudo apt install python3-venv\`, or your system's like, and start again.`,
  )
}

const install = async (report: (text: string) => void): Promise<InstalledEmulator> => {
  const python = findPython()
  for (const path of [stampFile, environment, target, logFile]) rmSync(path, { recursive: true, force: true })
  writeFileSync(logFile, '')
  const started = performance.now()
  const seconds = (): string => `${Math.round((performance.now() - started) / 1000)} s`
  report(`installing the AWS emulator for Python ${python.version}`)
  const tick = setInterval(() => report(`still installing the emulator, ${seconds()}`), 2_500)
  try {
    const installed = await installInto(python)
    writeFileSync(stampFile, JSON.stringify({ requirements: hashRequirements(), installed } satisfies Stamp))
    report(`emulator installed in ${seconds()}`)
    return installed
  } finally {
    clearInterval(tick)
  }
}

/**
 * Installs the pinned emulator under .nightshift/, unless it is there already. `report` hears of it every 2.5 s.
 * Several processes may ask at the same time: one installs, the others wait.
 * @throws SetupError with one line that says what to do: no Python, too old a Python, no venv, no registry.
 */
export const installEmulator = async (report: (text: string) => void): Promise<InstalledEmulator> => {
  const present = readInstalled()
  if (present) return present
  mkdirSync(localDirectory, { recursive: true })
  return withLock(join(localDirectory, 'install.lock'), report, async () => readInstalled() ?? install(report))
}
