import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type BuildOptions, buildSync, type Metafile } from 'esbuild'
import { functionsForArrows } from './functions-for-arrows.ts'

type Output = Metafile['outputs'][string]
type Import = Output['imports'][number]

/** Files of a build by their names in its folder. */
type Outputs = ReadonlyMap<string, Output>

const outputsOf = ({ outputs }: Metafile): Outputs =>
  new Map(Object.entries(outputs).map(([file, output]) => [basename(file), output]))

/** What an entry loads at once beside its own file, directly or not. */
const partsOf = (entry: string, outputs: Outputs): readonly string[] => {
  const loaded = new Set([entry])
  // A set is walked through to what is added meanwhile.
  for (const file of loaded)
    for (const { path, kind, external } of outputs.get(file)?.imports ?? [])
      if (kind === 'import-statement' && !external) loaded.add(basename(path))
  loaded.delete(entry)
  return [...loaded]
}

/** The name by which the entry's file passes on what a part of it exports. */
const passedOn = (part: number, name: string): string => `part${part}_${name}`

const statementsFor = (entry: string, parts: readonly string[], outputs: Outputs): string =>
  [
    `export * from './${entry}'`,
    ...parts.map((part, number) => {
      const names = outputs.get(part)?.exports ?? []
      return `export { ${names.map((name) => `${name} as ${passedOn(number, name)}`).join(', ')} } from './${part}'`
    }),
  ].join('\n')

/** `a as b`, or `a` alone, which then keeps its name. */
const takenBy = (part: number, taken: string): string => {
  const [name = taken, as = name] = taken.split(' as ')
  return `${passedOn(part, name)} as ${as}`
}

/** Has a file that is loaded lazily take from the entry's file what it took from the parts. The form is esbuild's when it minifies. */
const redirected = (code: string, entry: string, parts: readonly string[]): string =>
  parts.reduce(
    (text, part, number) =>
      text.replace(new RegExp(`import(?:\\{([^}]*)\\}from)?"\\./${part}";`, 'g'), (_, names?: string) =>
        names === undefined
          ? `import"./${entry}";`
          : `import{${names.split(',').map((taken) => takenBy(number, taken))}}from"./${entry}";`,
      ),
    code,
  )

/** Imports of files that have been put together, or of one that took from a part: of parts only as of the entry, each once. */
const importsNow = (imports: readonly Import[], parts: readonly string[], entryPath: string): Import[] => {
  const moved = imports.map((each) => (parts.includes(basename(each.path)) ? { ...each, path: entryPath } : each))
  return [...new Map(moved.map((each) => [`${each.kind} ${each.path}`, each])).values()]
}

const inputsOf = (outputs: readonly Output[]): Output['inputs'] => {
  const sum: Record<string, { bytesInOutput: number }> = {}
  for (const { inputs } of outputs)
    for (const [input, { bytesInOutput }] of Object.entries(inputs))
      sum[input] = { bytesInOutput: bytesInOutput + (sum[input]?.bytesInOutput ?? 0) }
  return sum
}

/**
 * Puts all that an entry loads at once into the entry's own file. With `splitting`, esbuild lays whatever something lazy
 * needs too in files of their own, and each of some dozen costs a cold start. What is loaded lazily stays in its
 * files, and takes from the entry's what both need: no module is there twice.
 * @param folder with the files of a minified build with `splitting` and one entry; they are changed
 * @param entry name of the entry's file
 * @param metafile of that build
 * @param options of that build, without what goes in and out
 * @returns what is in the files now
 */
export const inOneFile = (folder: string, entry: string, metafile: Metafile, options: BuildOptions): Metafile => {
  const outputs = outputsOf(metafile)
  const parts = partsOf(entry, outputs)
  const lazy = [...outputs.keys()].filter((file) => file !== entry && !parts.includes(file))
  const whole = join(folder, entry)
  buildSync({
    ...options,
    absWorkingDir: folder,
    alias: {},
    stdin: { contents: statementsFor(entry, parts, outputs), resolveDir: folder },
    outfile: whole,
    allowOverwrite: true,
    splitting: false,
    external: [...(options.external ?? []), ...lazy.map((file) => `./${file}`)],
  })
  writeFileSync(whole, functionsForArrows(readFileSync(whole, 'utf8')))
  for (const part of parts) rmSync(join(folder, part))
  for (const file of lazy)
    writeFileSync(join(folder, file), redirected(readFileSync(join(folder, file), 'utf8'), entry, parts))

  const entryPath = Object.keys(metafile.outputs).find((path) => basename(path) === entry) ?? entry
  const now = Object.entries(metafile.outputs).flatMap(([path, output]): [string, Output][] => {
    const file = basename(path)
    if (parts.includes(file)) return []
    const { size: bytes } = statSync(join(folder, file))
    if (file !== entry) return [[path, { ...output, bytes, imports: importsNow(output.imports, parts, entryPath) }]]
    const together = [output, ...parts.flatMap((part) => outputs.get(part) ?? [])]
    const imports = importsNow(
      together.flatMap((each) => each.imports),
      parts,
      entryPath,
    ).filter((each) => each.path !== entryPath)
    return [[path, { ...output, bytes, inputs: inputsOf(together), imports }]]
  })
  return { ...metafile, outputs: Object.fromEntries(now) }
}
