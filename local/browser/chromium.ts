import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { errorText } from '../../shared/errors.ts'
import { localDirectory, projectRoot } from '../places.ts'
import { writeFontConfig } from './fonts.ts'

/** A Chromium that can be started. */
export interface Chromium {
  readonly path: string
  /** What it needs beside the environment of whoever starts it. */
  readonly env: Readonly<Record<string, string>>
  /** Where it was unpacked; nothing for one of the machine. */
  readonly directory?: string
}

/** Why no browser can be started here, for a person to read. */
export interface NoChromium {
  readonly missing: string
}

/** Commands under which systems install one. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const installedAt = (searched: string): string[] =>
  searched
    .split(delimiter)
    .filter((directory) => directory !== '')
    .flatMap((directory) => commands.map((command) => join(directory, command)))
    .filter(isExecutable)

/**
 * Unpacks the Chromium of the package `@sparticuz/chromium`, once for each of its versions. It comes with the libraries that a bare
 * machine lacks (nss, nspr, expat), so nothing has to be installed by root. Built for Linux on x64 alone.
 * https://github.com/Sparticuz/chromium#readme
 */
const unpacked = (): Chromium | undefined => {
  const packageFile = join(projectRoot, 'node_modules', '@sparticuz', 'chromium', 'package.json')
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(packageFile)) return undefined
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8'))
  const directory = join(localDirectory, `chromium-${version}`)
  if (!existsSync(directory)) unpackInto(directory)
  return {
    path: join(directory, 'chromium'),
    env: { LD_LIBRARY_PATH: join(directory, 'al2023', 'lib') },
    directory,
  }
}

/** Nobody sees a half of it: it is unpacked beside, and renamed. Of two at once the first stays. */
const unpackInto = (directory: string): void => {
  const beside = `${directory}.${process.pid}`
  mkdirSync(beside, { recursive: true })
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()"
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: projectRoot,
    // The package unpacks into the folder for temporary files, and its libraries only where it believes to be on Lambda.
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: beside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    encoding: 'utf8',
    timeout: 120_000,
  })
  try {
    if (status !== 0) throw new Error(`Chromium cannot be unpacked: ${stderr.trim().split('\n').at(-1)}`)
    if (!existsSync(directory)) renameSync(beside, directory)
  } catch (error) {
    if (!existsSync(directory)) throw error
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

/** Starts a browser that was found. Whoever starts it closes it. */
export const startChromium = async ({ path, env, directory }: Chromium): Promise<Browser> => {
  const { chromium } = await import('playwright-core')
  return chromium.launch({
    executablePath: path,
    // It sees pages of ours alone, and neither root nor a container has the namespaces of its sandbox.
    chromiumSandbox: false,
    env: { ...process.env, ...env, FONTCONFIG_FILE: writeFontConfig(directory) },
    timeout: 30_000,
  })
}

/**
 * The Chromium to use: the one that `CHROMIUM_PATH` (or `CHROME_PATH`) names and no other; else that of the package, else one that the
 * machine has. Only one that really starts counts.
 */
export const findChromium = async (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Chromium | NoChromium> => {
  const named = environment.CHROMIUM_PATH || environment.CHROME_PATH
  const faults: string[] = []
  const candidates = named
    ? [() => ({ path: named, env: {} })]
    : [unpacked, ...installedAt(environment.PATH ?? '').map((path) => () => ({ path, env: {} }))]
  for (const candidate of candidates)
    try {
      const found = candidate()
      if (!found) continue
      await (await startChromium(found)).close()
      return found
    } catch (error) {
      faults.push(errorText(error).split('\n')[0] ?? '')
    }
  const why = faults.length > 0 ? faults.join('; ') : `no package has one for ${process.platform} on ${process.arch}`
  return { missing: `no Chromium starts here (${why}); install one, or set CHROMIUM_PATH` }
}
