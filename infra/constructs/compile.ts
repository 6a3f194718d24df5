import { createHash } from 'node:crypto'
import { cpSync, existsSync, globSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, buildSync, type Metafile } from 'esbuild'
import { inOneFile } from './one-file.ts'

const root = join(import.meta.dirname, '..', '..')
const cache = join(root, '.nightshift', 'compiled')

/** Packages that are not bundled but installed beside: for their native code, or because few calls need them and they are large. */
const packagesBeside = ['sharp', 'pureimage']

/**
 * Middy imports Node's web streams for streamed responses, which no function of ours has, and they are 3 ms of each cold start.
 * Nothing else in a bundle may ask for them: `test/infra/bundle.test.ts` holds that.
 */
const unused = { 'node:stream/web': './infra/constructs/unused-web-streams.ts' }

const options: BuildOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: false,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  external: packagesBeside,
  alias: unused,
  logLevel: 'warning',
}

/** What decides, beside the options and the files that go in: which packages there are, how they are found, and how files are put together. */
const always = [
  'package-lock.json',
  'tsconfig.json',
  'infra/constructs/one-file.ts',
  'infra/constructs/functions-for-arrows.ts',
]

/** Hashes of files of this process, which most functions share; by name, size and time of the last change. */
const hashes = new Map<string, string>()

const hashOf = (file: string): string => {
  const path = join(root, file)
  const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {}
  if (size === undefined) return 'gone'
  const version = `${file} ${size} ${mtimeMs}`
  const hash = hashes.get(version) ?? digest(readFileSync(path))
  hashes.set(version, hash)
  return hash
}

const digest = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

interface Made {
  /** Name of the folder with the output. It tells what went in, so that two processes may make it at once. */
  readonly folder: string
  readonly metafile: Metafile
  /** Of every file that went in. */
  readonly hashes: Readonly<Record<string, string>>
}

/** What was made before, if every file that went into it is as it was. */
const madeBefore = (name: string): Made | undefined => {
  const file = join(cache, `${name}.json`)
  if (!existsSync(file)) return undefined
  const made: Made = JSON.parse(readFileSync(file, 'utf8'))
  const isSame = Object.entries(made.hashes).every(([input, hash]) => hashOf(input) === hash)
  return isSame && existsSync(join(cache, made.folder)) ? made : undefined
}

/** Puts a file or folder that is whole where others look for it. */
const put = (half: string, whole: string): void => {
  try {
    renameSync(half, whole)
  } catch (error) {
    // Another process has just put the same there.
    rmSync(half, { recursive: true })
    if (!existsSync(whole)) throw error
  }
}

/** Whether a file has been changed since a time, in milliseconds. */
const isNewer = (file: string, since: number): boolean =>
  (statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0) >= since

/** Each entry by itself: what two of them share is in both, so that neither runs the other. */
const compileEntry = (out: string, file: string, outdir: string): Metafile => {
  const { metafile } = buildSync({
    ...options,
    entryPoints: [{ in: file, out }],
    chunkNames: `${out}-[name]-[hash]`,
    outdir,
    metafile: true,
  })
  return inOneFile(outdir, `${out}.mjs`, metafile, options)
}

const together = (metafiles: readonly Metafile[]): Metafile => ({
  inputs: Object.assign({}, ...metafiles.map(({ inputs }) => inputs)),
  outputs: Object.assign({}, ...metafiles.map(({ outputs }) => outputs)),
})

const make = (name: string, files: Readonly<Record<string, string>>): Made => {
  const begun = Date.now()
  const half = join(cache, `${name}.${process.pid}`)
  // Of a process with the same id that did not come to its end.
  rmSync(half, { recursive: true, force: true })
  const metafile = together(Object.entries(files).map(([out, file]) => compileEntry(out, file, half)))
  const inputs = [...always, ...Object.keys(metafile.inputs)]
  const ofInputs = Object.fromEntries(inputs.map((file) => [file, hashOf(file)]))
  const folder = `${name}-${digest(JSON.stringify(ofInputs)).slice(0, 16)}`
  put(half, join(cache, folder))
  const made = { folder, metafile, hashes: ofInputs }
  // What was changed meanwhile may have another hash than what was compiled: that is not to be taken again.
  if (inputs.some((file) => isNewer(file, begun))) return made
  writeFileSync(`${half}.json`, JSON.stringify(made))
  put(`${half}.json`, join(cache, `${name}.json`))
  for (const old of globSync(`${name}-*`, { cwd: cache }))
    if (old !== folder) rmSync(join(cache, old), { recursive: true, force: true })
  return made
}

/**
 * Compiles entry files, by the names that they get in the folder, as ES modules: one file each, and what they load lazily in
 * files of its own.
 * What has been compiled before from the same files is copied.
 * @returns what went into it. https://esbuild.github.io/api/#metafile
 */
export const compile = (files: Readonly<Record<string, string>>, folder: string): Metafile => {
  const name = digest(JSON.stringify([options, files])).slice(0, 16)
  const made = madeBefore(name) ?? make(name, files)
  cpSync(join(cache, made.folder), folder, { recursive: true })
  return made.metafile
}
