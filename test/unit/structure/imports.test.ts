import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { circles, wrongDirections } from '../../structure/directions.ts'
import { allImports, importsOf } from '../../structure/imports.ts'
import { drawImports, picturePage, withPicture } from '../../structure/picture.ts'

const runtime = (from: string, to: string) => ({ from, to, typeOnly: false })

test('the project has no import against the directions, and none round about', () => {
  const imports = allImports()
  expect(imports.length).toBeGreaterThan(1_000)
  expect(wrongDirections(imports)).toEqual([])
  expect(circles(imports)).toEqual([])
})

test('imports are read in every form', () => {
  const text = [
    "import { a, type B } from './b.ts'",
    'import type {\n  C,\n  D,\n} from "x"'.replaceAll('"', "'"),
    "export { e } from '../e.ts'",
    "import './f.ts'",
    "const g = await import('./g.ts')",
  ].join('\n')
  expect(importsOf('functions/jobs/on-x.ts', text)).toEqual([
    runtime('functions/jobs/on-x.ts', 'functions/jobs/b.ts'),
    { from: 'functions/jobs/on-x.ts', to: 'x', typeOnly: true },
    runtime('functions/jobs/on-x.ts', 'functions/e.ts'),
    runtime('functions/jobs/on-x.ts', 'functions/jobs/f.ts'),
    runtime('functions/jobs/on-x.ts', 'functions/jobs/g.ts'),
  ])
})

test.each([
  ['functions/jobs/rules/a.ts', 'functions/jobs/world/b.ts', 'rules does not import world'],
  ['functions/jobs/world/a.ts', 'functions/jobs/engine/b.ts', 'world does not import engine'],
  ['functions/alerts/delivery/a.ts', 'functions/alerts/engine/b.ts', 'delivery does not import engine'],
  ['functions/alerts/message/a.ts', 'functions/alerts/world/b.ts', 'message does not import world'],
  ['functions/jobs/engine/a.ts', 'functions/jobs/on-timer.ts', 'engine does not import entry'],
  ['functions/jobs/on-timer.ts', 'functions/alerts/rules/b.ts', 'a capability does not import another'],
  ['functions/jobs/on-timer.ts', 'api/jobs.ts', 'functions does not import api'],
  ['functions/jobs/rules/a.ts', 'infra/app.ts', 'functions does not import infra'],
  ['shared/time.ts', 'functions/jobs/rules/a.ts', 'shared does not import functions'],
  ['infra/app.ts', 'cli/main.ts', 'infra does not import cli'],
  ['functions/jobs/rules/a.ts', '@aws-sdk/client-ecs', 'rules are pure'],
  ['functions/jobs/rules/a.ts', 'node:fs', 'rules are pure'],
  ['functions/alerts/engine/a.ts', 'functions/alerts/rehearsal/b.ts', 'engine does not import rehearsal'],
  ['api/jobs/runs.ts', 'functions/jobs/engine/b.ts', 'api does not import engine'],
  ['api/jobs.ts', 'functions/jobs/world/b.ts', 'api does not import world'],
  ['api/jobs.ts', 'functions/alerts/rules/b.ts', 'api imports its own capability alone, not alerts'],
  ['api/status/jobs.ts', 'functions/alerts/rules/b.ts', 'api imports its own capability alone, not alerts'],
  ['api/jobs/runs.ts', 'api/alerts/incidents.ts', 'api imports its own capability alone, not alerts'],
  ['api/jobs/runs.ts', 'cli/options.ts', 'api does not import cli'],
  ['api/jobs/runs.ts', 'node:fs', 'effects come in as arguments'],
  ['cli/jobs.ts', 'functions/jobs/rules/a.ts', 'cli does not import functions'],
  ['local/tour/jobs.ts', 'functions/jobs/rules/a.ts', 'the tour does not import functions'],
  ['local/tour/jobs.ts', 'cli/jobs.ts', 'local does not import cli'],
])('%s may not import %s', (from, to, why) => {
  expect(wrongDirections([runtime(from, to)])).toEqual([expect.stringContaining(why)])
})

test.each([
  ['functions/jobs/on-timer.ts', 'functions/jobs/engine/a.ts'],
  ['functions/jobs/engine/a.ts', 'functions/jobs/rules/b.ts'],
  ['functions/jobs/rules/a.ts', 'functions/jobs/diagnosis/b.ts'],
  ['functions/console/pages/jobs.ts', 'api/jobs.ts'],
  ['cli/jobs.ts', 'api/jobs.ts'],
  ['local/tour/jobs.ts', 'api/jobs.ts'],
  ['api/jobs/runs.ts', 'functions/jobs/rules/a.ts'],
  ['api/jobs/preflight.ts', 'functions/jobs/surroundings/a.ts'],
  ['api/alerts/rehearse.ts', 'functions/alerts/rehearsal/a.ts'],
  ['api/status/jobs.ts', 'api/jobs/runs.ts'],
  ['api/status/index.ts', 'api/status/jobs.ts'],
  ['api/jobs/runs.ts', 'api/deployment.ts'],
  ['functions/jobs/rules/a.ts', 'node:crypto'],
])('%s may import %s', (from, to) => {
  expect(wrongDirections([runtime(from, to)])).toEqual([])
})

test('api has no environment, no terminal and no end of its own: it runs in a function too', () => {
  const files = globSync('api/**/*.ts', { cwd: projectRoot })
  expect(files.length).toBeGreaterThan(30)
  const own = files.filter((file) =>
    /\bprocess\.|(?<![.\w])console\.(debug|dir|error|info|log|table|warn)\b/.test(
      readFileSync(join(projectRoot, file), 'utf8'),
    ),
  )
  expect(own).toEqual([])
})

test('a circle is shown as the way round', () => {
  expect(circles([runtime('a', 'b'), runtime('b', 'c'), runtime('c', 'a')])).toEqual(['a → b → c → a'])
})

test('the picture in docs/architecture.md is the one that the code gives: npm run pictures', () => {
  const page = readFileSync(picturePage, 'utf8')
  expect(withPicture(page, drawImports(allImports()))).toBe(page)
})
