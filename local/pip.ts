import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { runLogged } from './run-logged.ts'
import { SetupError } from './setup-error.ts'

/** A list of pinned packages. */
export interface Packages {
  /** requirements.txt */
  readonly file: string
  readonly logFile: string
  /** What they are, as in "pip could not install the emulator". */
  readonly what: string
}

/** pip's own words for what is commonly wrong, in one line that says what to do. */
const explain = ({ file, logFile, what }: Packages): string => {
  const log = readFileSync(logFile, 'utf8')
  if (/connection|timed out|Name or service|Temporary failure|ProxyError|SSLError/i.test(log))
    return `The Python package registry does not answer. Check the network, or \`pip config list\`, and start again. (${logFile})`
  if (/No matching distribution/i.test(log))
    return `The Python package registry lacks a package of local/${basename(file)}. (${logFile})`
  if (/No space left/i.test(log)) return `The disk is full: pip could not write ${what}. (${logFile})`
  return `pip could not install ${what}. ${logFile} says why.`
}

/** Installs packages with a Python's own pip. @throws SetupError with one line that says what to do */
export const pipInstall = async (python: string, packages: Packages, ...options: readonly string[]): Promise<void> => {
  const quiet = ['--disable-pip-version-check', '--no-input', '--quiet', '--retries', '2', '--timeout', '10']
  const args = ['-m', 'pip', 'install', ...quiet, ...options, '-r', packages.file]
  if (!(await runLogged(python, args, packages.logFile))) throw new SetupError(explain(packages))
}
