import { globSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { projectRoot } from '../../local/places.ts'

/** One import of a file of the project or of a package. */
export interface Import {
  /** The file that imports, from the project's directory, such as `functions/jobs/on-timer.ts`. */
  readonly from: string
  /** The file that it imports, likewise, or the name of the package, such as `node:fs`. */
  readonly to: string
  /** Whether nothing of it is left when the program runs. */
  readonly typeOnly: boolean
}

const statements = /^(?:import|export)\s+(type\s)?[^'"]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm

/** The imports that a text of TypeScript has. Both relative paths and names of packages are understood; others are left out. */
export const importsOf = (from: string, text: string): Import[] =>
  [...text.matchAll(statements)].map(([, type, named, bare, dynamic]) => {
    const path = named ?? bare ?? dynamic ?? ''
    const to = path.startsWith('.') ? posix.join(posix.dirname(from), path) : path
    return { from, to, typeOnly: type !== undefined }
  })

const folders = ['functions', 'api', 'shared', 'infra', 'cli', 'local']

/** Every import of the project's own code, tests and benches left out. */
export const allImports = (): Import[] =>
  globSync(
    folders.map((folder) => `${folder}/**/*.ts`),
    { cwd: projectRoot },
  )
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .flatMap((file) => importsOf(file, readFileSync(join(projectRoot, file), 'utf8')))
