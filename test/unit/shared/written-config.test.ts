import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '../../../local/places.ts'
import { writtenConfig } from '../../../shared/config/written-config.ts'

test('the shipped config is read', async () => {
  await expect(writtenConfig()).resolves.toMatchObject({ name: 'corner-shop' })
})

const folder = mkdtempSync(join(tmpdir(), 'nightshift-config-'))
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
afterAll(() => rmSync(folder, { recursive: true }))

/** What Node itself, which reads the file for the app, says of a config with this text. */
const saidOf = (text: string): string => {
  const file = join(folder, 'nightshift.config.ts')
  writeFileSync(file, text)
  const reader = join(projectRoot, 'shared/config/written-config.ts')
  const script = `const { writtenConfig } = await import(${JSON.stringify(reader)})
    await writtenConfig(() => import(${JSON.stringify(file)})).then(() => console.log('read'), (error) => console.log(error.name, error.message))`
  const { stdout, stderr } = spawnSync(
    join(projectRoot, 'node_modules/.bin/node'),
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script],
    { encoding: 'utf8', env: { PATH: process.env.PATH } },
  )
  return stdout + stderr
}

test.each([
  ['throws', "const site: string = 'x'\nthrow new Error('boom')", 'Error: boom (nightshift.config.ts:2:7)'],
  [
    'has a fault of syntax',
    "export const config = { name: 'a' ]",
    "Expected ',', got ']' (nightshift.config.ts:1: export",
  ],
  ['ends too early', 'export const config = {\n  name:', 'Expression expected (nightshift.config.ts:'],
  ['imports what is not there', "import x from './nope.ts'\nexport const config = x", 'Cannot find module'],
  [
    'imports a package that is not there',
    "import x from 'nope'\nexport const config = x",
    "Cannot find package 'nope'",
  ],
  ['reads what is not there', 'const a: any = {}\nexport const config = a.b.c', '(nightshift.config.ts:2:'],
  ['uses an enum', 'enum A { x }\nexport const config = { name: A.x }', 'enum is not supported'],
  ['throws a text', "throw 'no'", 'string: no'],
  ['exports something else', 'export const conf = {}', 'exports `conf`; expected `export const config'],
  ['exports nothing', '', 'exports nothing; expected `export const config'],
])('a config that %s is one clear error', (_, text, said) => {
  const answer = saidOf(text)
  expect(answer).toContain('ConfigError nightshift.config.ts: 1 problem')
  expect(answer).toContain(said)
  expect(answer).not.toContain('node:internal')
})
