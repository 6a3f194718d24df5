import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type InstalledEmulator, installEmulator } from '../emulator-install.ts'
import { withLock } from '../lock.ts'
import { pipInstall } from '../pip.ts'
import { localDirectory, projectRoot } from '../places.ts'

const packages = {
  file: join(projectRoot, 'local', 'requirements-lint.txt'),
  logFile: join(localDirectory, 'pip-lint.log'),
  what: 'cfn-lint',
}

/** In the environment itself, so that it goes where that goes. */
const stampIn = ({ python, pythonPath }: InstalledEmulator): string =>
  join(pythonPath ?? join(python, '..', '..'), 'cfn-lint.stamp')

const wanted = (): string => createHash('sha256').update(readFileSync(packages.file)).digest('hex')

const isThere = (stamp: string): boolean => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()

/**
 * Installs the pinned cfn-lint into the emulator's Python environment, and that too if it is not there yet. Nothing that runs
 * on the laptop needs it, so `npm start` does not wait for it. Several processes may ask at the same time.
 * @returns the Python that has it
 * @throws SetupError with one line that says what to do
 */
export const installLinter = async (report: (text: string) => void): Promise<InstalledEmulator> => {
  const installed = await installEmulator(report)
  const stamp = stampIn(installed)
  if (isThere(stamp)) return installed
  return withLock(join(localDirectory, 'install.lock'), report, async () => {
    if (isThere(stamp)) return installed
    report('installing cfn-lint')
    rmSync(packages.logFile, { force: true })
    const where = installed.pythonPath ? ['--target', installed.pythonPath] : []
    await pipInstall(installed.python, packages, '--no-deps', ...where)
    writeFileSync(stamp, wanted())
    return installed
  })
}
