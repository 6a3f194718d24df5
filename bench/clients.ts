import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { projectRoot } from '../local/places.ts'

/** Packages whose names say that they speak to AWS for somebody: a client, or a convenience over one. */
const isClient = (name: string): boolean => /^@aws-sdk\/(client|lib)-/.test(name)

const packageOf = (input: string): string | undefined => {
  const path = input.split('node_modules/').at(-1)
  return input.includes('node_modules/') ? path?.match(/^(@[^/]+\/)?[^/]+/)?.[0] : undefined
}

type Output = Metafile['outputs'][string]

/** The files of a bundle that are loaded with its entry; the others are loaded when something asks for them. */
const loadedAtOnce = ({ outputs }: Metafile): readonly Output[] => {
  const loaded = new Set(Object.keys(outputs).filter((file) => /(^|\/)index\.mjs$/.test(file)))
  // A set is walked through to what is added meanwhile.
  for (const file of loaded)
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) loaded.add(path)
  return [...loaded].flatMap((file) => outputs[file] ?? [])
}

const sizesIn = (files: readonly Output[]): readonly (readonly [string, number])[] => {
  const sizes = new Map<string, number>()
  for (const { inputs } of files)
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      const name = packageOf(input) ?? 'ours'
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput)
    }
  return [...sizes].filter(([, bytes]) => bytes > 0).sort(([, one], [, other]) => other - one)
}

/** Bytes of each package in what is loaded with the entry, largest first; the function's own files are under `ours`. */
export const sizesOf = (metafile: Metafile): readonly (readonly [string, number])[] => sizesIn(loadedAtOnce(metafile))

/** Bytes that are loaded with the entry. */
export const totalBytes = (metafile: Metafile): number =>
  loadedAtOnce(metafile).reduce((sum, { bytes }) => sum + bytes, 0)

const importPattern = /(?:import|export)\s+(?!type\b)\{([^}]*)\}\s+from\s+'(@aws-sdk\/[^']+)'/g
const lazyPattern = /import\(\s*'(@aws-sdk\/[^']+)'/g

/** What a source file takes from each SDK package when it is loaded: types are left out. */
export const sdkImports = (source: string): readonly (readonly [string, readonly string[]])[] =>
  [...source.matchAll(importPattern)].map(([, names = '', from = '']) => [
    from,
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.replace(/\s+as\s.*/, '')),
  ])

/**
 * The texts of our own files in these files of a bundle. One that is loaded lazily to pass on a part of the SDK has no code
 * left of its own.
 */
const ownSources = (files: readonly Output[]): readonly string[] => {
  const ours = files.flatMap(({ inputs, entryPoint }) => [
    ...Object.keys(inputs).filter((input) => (inputs[input]?.bytesInOutput ?? 0) > 0),
    ...(entryPoint === undefined ? [] : [entryPoint]),
  ])
  return [...new Set(ours)]
    .filter((input) => packageOf(input) === undefined)
    .map((input) => readFileSync(join(projectRoot, input), 'utf8'))
}

/** What a function's own files take from the SDK, package by package, as soon as it is loaded. */
export const clientsUsed = (metafile: Metafile): ReadonlyMap<string, readonly string[]> => {
  const used = new Map<string, string[]>()
  for (const [name, imported] of ownSources(loadedAtOnce(metafile)).flatMap(sdkImports))
    used.set(name, [...new Set([...(used.get(name) ?? []), ...imported])].sort())
  return new Map([...used].filter(([, names]) => names.length > 0).sort())
}

/**
 * The SDK packages that a source file loads lazily as a whole. A bundler leaves nothing out of such a one: not where it is
 * loaded, and neither where another file takes a part of it at once.
 */
export const wholePackages = (source: string): readonly string[] =>
  [...source.matchAll(lazyPattern)].map(([, from = '']) => from)

/** The SDK packages that a function's own files ask for, at once or lazily. */
export const packagesAsked = ({ outputs }: Metafile): ReadonlySet<string> =>
  new Set(
    ownSources(Object.values(outputs)).flatMap((source) => [
      ...sdkImports(source).map(([from]) => from),
      ...wholePackages(source),
    ]),
  )

/** Packages that a bundle must not hold, lazily loaded or not: the SDK's old version, CDK, and clients that nobody asks for. */
export const strangers = ({ outputs }: Metafile, asked: ReadonlySet<string>): string[] =>
  sizesIn(Object.values(outputs))
    .map(([name]) => name)
    .filter((name) => name === 'aws-sdk' || name === 'aws-cdk-lib' || (isClient(name) && !asked.has(name)))
