import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import { compile } from './compile.ts'

const root = join(import.meta.dirname, '..', '..')
const cache = join(root, '.nightshift', 'packages')

/** Where functions will run. On AWS that is arm64 by default; the laptop runs them on itself. */
export interface Target {
  readonly architecture: Architecture
  readonly os: string
}

/** Reads the target from the CDK context: `nightshift:laptop`, or `nightshift:architecture` (`arm64`, `x86_64`). */
export const targetOf = (scope: Construct): Target => {
  const laptop = scope.node.tryGetContext('nightshift:laptop') === true
  const name = laptop ? process.arch : (scope.node.tryGetContext('nightshift:architecture') ?? 'arm64')
  return {
    architecture: name === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
    os: laptop ? process.platform : 'linux',
  }
}

/** A hash that is the same for the same value, so that a config's version says what decided. */
export const versionOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)

/** Installs a package with native code for the target, once for each version and target, and gives its node_modules. */
const nativeModules = (name: string, { architecture, os }: Target): string => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const cpu = architecture === Architecture.ARM_64 ? 'arm64' : 'x64'
  const folder = join(cache, `${name}-${dependencies[name]}-${os}-${cpu}`)
  if (!existsSync(folder)) {
    const half = `${folder}.${process.pid}`
    mkdirSync(half, { recursive: true })
    writeFileSync(join(half, 'package.json'), '{"private":true}')
    const platform = os === 'linux' ? [`--os=${os}`, `--cpu=${cpu}`, '--libc=glibc'] : [`--os=${os}`, `--cpu=${cpu}`]
    execFileSync(
      'npm',
      ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...platform, `${name}@${dependencies[name]}`],
      {
        cwd: half,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    rmSync(folder, { recursive: true, force: true })
    renameSync(half, folder)
  }
  return join(folder, 'node_modules')
}

export interface BundleProps {
  /** The entry file, such as `functions/alerts/on-alarm.ts`. */
  readonly entry: string
  /** Written beside the code as `config.json`. */
  readonly config: object
  /** Packages with native code, which cannot be bundled. */
  readonly packages: readonly string[]
  /** Files that the function runs as processes of their own, by the name that they get beside it. Default none. */
  readonly programs?: Readonly<Record<string, string>>
  /** Files and folders that the function reads, by the name that they get beside it. Default none. */
  readonly files?: Readonly<Record<string, string>>
  readonly target: Target
  /** Folder that receives the bundles of this synthesis. */
  readonly outdir: string
}

const folderOf = (entry: string): string =>
  entry
    .replace(/^functions\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-')

/**
 * Bundles a function as an ES module with the SDK inside (which starts faster than CommonJS), and its config beside
 * it. What went into the bundle is written to `<folder>.meta.json` for `bench/cold-start`.
 * @returns the folder to deploy
 */
export const bundle = ({ entry, config, packages, programs = {}, files = {}, target, outdir }: BundleProps): string => {
  const folder = join(outdir, folderOf(entry))
  // Nothing of an earlier synthesis may go along.
  rmSync(folder, { recursive: true, force: true })
  const metafile = compile({ index: entry, ...programs }, folder)
  writeFileSync(`${folder}.meta.json`, JSON.stringify(metafile))
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, version: versionOf(config) }))
  for (const [name, source] of Object.entries(files))
    cpSync(join(root, source), join(folder, name), { recursive: true })
  for (const name of packages) cpSync(nativeModules(name, target), join(folder, 'node_modules'), { recursive: true })
  return folder
}
