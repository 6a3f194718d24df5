import { placeOf, type RecipeRow, recipeFaults, recipeOf, theProject } from '../../structure/recipe.ts'

test('the recipe for a new capability names what the capabilities have, and the lists that have a line for each', () => {
  const { page, files, imports, capabilities } = theProject()
  const recipe = recipeOf(page)
  expect(recipe.length).toBeGreaterThan(15)
  expect(capabilities.length).toBeGreaterThanOrEqual(5)
  expect(recipeFaults(recipe, files, imports, capabilities)).toEqual([])
})

const capabilities = ['hours', 'jobs', 'backups']
const row = (path: string, always = true, index?: string): RecipeRow => ({ path, always, index })
const files = [...capabilities.map((name) => `api/${name}.ts`), 'api/index.ts', 'cli/main.ts']
const imports = capabilities.map((name) => ({ from: 'api/index.ts', to: `api/${name}.ts`, typeOnly: false }))
const good = [row('api/<capability>.ts', true, 'api/index.ts')]
const faults = (recipe = good, tree = files, lines = imports) => recipeFaults(recipe, tree, lines, capabilities)

test('nothing is to be said where the recipe is the truth', () => expect(faults()).toEqual([]))

test.each([
  [
    'a file that only some have',
    faults(good, files.slice(1)),
    'always api/<capability>.ts, but there is no api/hours.ts',
  ],
  ['a place that is not in it', faults([]), 'api/<capability> is not in the recipe'],
  ['a list that is not in it', faults([row('api/<capability>.ts')]), 'api/index.ts is a list not in the recipe'],
  ['a line that is missing', faults(good, files, imports.slice(1)), 'api/hours.ts has no line in api/index.ts'],
  [
    'a list that is gone',
    faults([row('api/<capability>.ts', true, 'api/all.ts')]),
    'has a line in api/all.ts, which there',
  ],
])('%s is found', (_, found, text) => {
  expect(found).toEqual(expect.arrayContaining([expect.stringContaining(text)]))
})

test('a small capability may be a file where others are a folder', () => {
  const tree = [...files, 'functions/hours.ts', 'functions/jobs/a.ts', 'functions/backups/b.ts']
  expect(faults([...good, row('functions/<capability>/')], tree)).toEqual([])
})

test('rows are read from the table alone', () => {
  const page =
    '# A\n\n## A new capability\n\n| `api/<capability>.ts` | if it can be asked | `api/index.ts` |\n| `x` | always: y | |\n'
  expect(recipeOf(page)).toEqual([row('api/<capability>.ts', false, 'api/index.ts')])
})

test.each([
  ['api/status/jobs.ts', 'api/status/<capability>'],
  ['test/unit/jobs/fire.test.ts', 'test/unit/<capability>'],
  ['docs/jobs.md', 'docs/<capability>'],
  ['cli/jobs-preflight.ts', undefined],
])('the place of %s is %s', (file, place) => expect(placeOf(file, 'jobs')).toBe(place))
