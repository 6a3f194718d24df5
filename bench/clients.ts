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

const outputOf = ({ outputs }: Metafile) => Object.values(outputs).find(({ entryPoint }) => entryPoint !== undefined)

/** Bytes of each package in a bundle, largest first; the function's own files are under `ours`. */
export const sizesOf = (metafile: Metafile): readonly (readonly [string, number])[] => {
  const sizes = new Map<string, number>()
  for (const [input, { bytesInOutput }] of Object.entries(outputOf(metafile)?.inputs ?? {})) {
    const name = packageOf(input) ?? 'ours'
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput)
  }
  return [...sizes].filter(([, bytes]) => bytes > 0).sort(([, one], [, other]) => other - one)
}

export const totalBytes = (metafile: Metafile): number => outputOf(metafile)?.bytes ?? 0

const importPattern = /import\s+(?!type\b)\{([^}]*)\}\s+from\s+'(@aws-sdk\/[^']+)'/g

/** What a source file takes from each SDK package at run time: types are left out. */
export const sdkImports = (source: string): readonly (readonly [string, readonly string[]])[] =>
  [...source.matchAll(importPattern)].map(([, names = '', from = '']) => [
    from,
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '))
      .map((name) => name.replace(/\s+as\s.*/, '')),
  ])

/** What a function's own files in the bundle take from the SDK, package by package. */
export const clientsUsed = (metafile: Metafile): ReadonlyMap<string, readonly string[]> => {
  const used = new Map<string, string[]>()
  for (const [input, { bytesInOutput }] of Object.entries(outputOf(metafile)?.inputs ?? {})) {
    if (packageOf(input) !== undefined || bytesInOutput === 0) continue
    for (const [name, imported] of sdkImports(readFileSync(join(projectRoot, input), 'utf8')))
      used.set(name, [...new Set([...(used.get(name) ?? []), ...imported])].sort())
  }
  return new Map([...used].filter(([, names]) => names.length > 0).sort())
}

/** Packages that a bundle must not hold: the SDK's old version, CDK, and clients that no file of ours asks for. */
export const strangers = (metafile: Metafile, used: Iterable<string>): string[] => {
  const asked = new Set(used)
  return sizesOf(metafile)
    .map(([name]) => name)
    .filter((name) => name === 'aws-sdk' || name === 'aws-cdk-lib' || (isClient(name) && !asked.has(name)))
}
