import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../local/places.ts'
import { type Import, importsOf } from './imports.ts'

/** In a path of the recipe, the name of any capability. */
const any = '<capability>'

/** How many capabilities must do a thing alike for it to be a part of the recipe. */
const alike = 3

/** One row of the recipe: a file of a capability, and the list that has a line for it. */
export interface RecipeRow {
  /** With `<capability>` in place of a name, such as `api/status/<capability>.ts`. */
  readonly path: string
  /** Whether every capability has it. */
  readonly always: boolean
  /** The list, where there is one. */
  readonly index?: string | undefined
}

/** The rows of the table in the section "A new capability" of CONTRIBUTING. */
export const recipeOf = (page: string): RecipeRow[] => {
  const section = page.split('\n## ').find((each) => each.startsWith('A new capability')) ?? ''
  return [...section.matchAll(/^\| `([^`]*<capability>[^`]*)` \| (always|if)\b[^|]*\| (?:`([^`]+)`)?[^|]*\|$/gm)].map(
    ([, path = '', when, index]) => ({ path, always: when === 'always', index }),
  )
}

/** The place of a file that is named after a capability, such as `api/status/<capability>`; nothing for any other file. */
export const placeOf = (file: string, capability: string): string | undefined => {
  const parts = file.split('/')
  const at = parts.findIndex((part) => part === capability || part.startsWith(`${capability}.`))
  return at < 0 ? undefined : [...parts.slice(0, at), any].join('/')
}

const placeOfRow = ({ path }: Pick<RecipeRow, 'path'>): string => path.slice(0, path.indexOf(any) + any.length)

/** A folder or a file will do: a small capability is flat. */
const exists = (files: readonly string[], path: string): boolean => {
  const bare = path.replace(/\/$|\.ts$/, '')
  return files.some((file) => file === path || file === `${bare}.ts` || file.startsWith(`${bare}/`))
}

const oftenEnough = (names: readonly (string | undefined)[]): string[] => {
  const counted = Map.groupBy(
    names.filter((name) => name !== undefined),
    (name) => name,
  )
  return [...counted].flatMap(([name, each]) => (each.length >= alike ? [name] : [])).sort()
}

/** The places that several capabilities have a file in. */
const placesIn = (files: readonly string[], capabilities: readonly string[]): string[] =>
  oftenEnough(capabilities.flatMap((capability) => [...new Set(files.map((file) => placeOf(file, capability)))]))

/** The files, of no capability, that import a file of each of several: somebody has to add a line there. */
const listsIn = (imports: readonly Import[], capabilities: readonly string[]): string[] =>
  oftenEnough(
    capabilities.flatMap((capability) => [
      ...new Set(
        imports
          .filter(({ to }) => placeOf(to, capability) !== undefined)
          .map(({ from }) => from)
          .filter((from) => capabilities.every((each) => placeOf(from, each) === undefined)),
      ),
    ]),
  )

/**
 * In what the recipe and the project differ, a sentence each: what it calls a part of every capability and one lacks, what it
 * does not name although several have it, and lists that do not have the line that it promises.
 */
export const recipeFaults = (
  recipe: readonly RecipeRow[],
  files: readonly string[],
  imports: readonly Import[],
  capabilities: readonly string[],
): string[] => {
  const places = new Set(recipe.map(placeOfRow))
  const lists = new Set(recipe.map(({ index }) => index))
  const missing = recipe
    .filter(({ always }) => always)
    .flatMap(({ path }) =>
      capabilities
        .map((capability) => path.replace(any, capability))
        .flatMap((own) => (exists(files, own) ? [] : [`always ${path}, but there is no ${own}`])),
    )
  const unlisted = recipe.flatMap(({ path, index }) => {
    if (index === undefined) return []
    if (!files.includes(index)) return [`${path} has a line in ${index}, which there is not`]
    return capabilities
      .map((capability) => path.replace(any, capability))
      .filter((own) => exists(files, own))
      .flatMap((own) => {
        const bare = own.replace(/\/$|\.ts$/, '')
        const has = imports.some(({ from, to }) => from === index && (to === `${bare}.ts` || to.startsWith(`${bare}/`)))
        return has ? [] : [`${own} has no line in ${index}`]
      })
  })
  return [
    ...missing,
    ...unlisted,
    ...placesIn(files, capabilities).flatMap((place) => (places.has(place) ? [] : [`${place} is not in the recipe`])),
    ...listsIn(imports, capabilities).flatMap((list) =>
      lists.has(list) ? [] : [`${list} is a list not in the recipe`],
    ),
  ]
}

/** The project as it is: its files, its imports (tests left out), its capabilities and the recipe's page. */
export const theProject = () => {
  const files = globSync('{api,bench,cli,docs,functions,infra,local,shared,test}/**/*.{ts,md}', { cwd: projectRoot })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
  return {
    files,
    imports: files
      .filter((file) => file.endsWith('.ts') && !file.startsWith('test/'))
      .flatMap((file) => importsOf(file, readFileSync(join(projectRoot, file), 'utf8'))),
    capabilities: readdirSync(join(projectRoot, 'functions'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
    page: readFileSync(join(projectRoot, 'CONTRIBUTING.md'), 'utf8'),
  }
}
