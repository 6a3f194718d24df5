import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../local/places.ts'
import { importsOf } from '../structure/imports.ts'

/** Who imports a file of the project, tests among them. Types are no reason to run a suite. */
const importers = (): ReadonlyMap<string, readonly string[]> => {
  const known = new Map<string, string[]>()
  const folders = ['functions', 'api', 'shared', 'infra', 'cli', 'local', 'bench', 'test']
  for (const file of globSync([...folders.map((folder) => `${folder}/**/*.ts`), '*.ts'], { cwd: projectRoot }))
    for (const { to, typeOnly } of importsOf(file, readFileSync(join(projectRoot, file), 'utf8')))
      if (!typeOnly) known.set(to, [...(known.get(to) ?? []), file])
  return known
}

const wordsOf = (file: string): string[] =>
  file
    .replace(/(\.test)?\.ts$/, '')
    .split(/[/-]/)
    .filter((word) => word.length > 3)

/** How many words of a file's name a suite's name has. */
const alike = (suite: string, file: string): number => {
  const words = new Set(wordsOf(suite))
  return wordsOf(file).filter((word) => words.has(word)).length
}

/**
 * The unit, property and fault suites that depend on a file: those first whose names are most like its own, then those that are the
 * fewest imports away from it.
 * @returns a function of a file's path from the project's directory
 */
export const suiteFinder = (): ((file: string) => string[]) => {
  const importedBy = importers()
  return (file) => {
    const found: string[] = []
    const seen = new Set([file])
    for (let ring = [file]; ring.length > 0; ) {
      ring = ring.flatMap((each) => importedBy.get(each) ?? []).filter((each) => !seen.has(each) && seen.add(each))
      found.push(...ring.filter((each) => /^test\/(unit|property|fault)\/.*\.test\.ts$/.test(each)).sort())
    }
    return found.sort((one, other) => alike(other, file) - alike(one, file))
  }
}
