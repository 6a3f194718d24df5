import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { bundle } from '../../infra/constructs/bundle.ts'
import { compile } from '../../infra/constructs/compile.ts'
import { projectRoot } from '../../local/places.ts'

const outdir = mkdtempSync(join(tmpdir(), 'nightshift-bundle-'))
const target = { architecture: Architecture.X86_64, os: 'linux' }
afterAll(() => rmSync(outdir, { recursive: true }))

// EC2's client makes it the largest of all: so many names that the minifier once made up the banner's own.
test.each(['functions/jobs/on-look.ts', 'functions/jobs/on-schedule.ts'])('the bundle of %s is a module', (entry) => {
  const folder = bundle({ entry, config: {}, packages: [], target, outdir })
  expect(() => execFileSync(process.execPath, ['--check', join(folder, 'index.mjs')], { stdio: 'pipe' })).not.toThrow()
})

test('what has been compiled is compiled again only when a file that went in has changed', () => {
  const [entry, part, folder] = ['entry.ts', 'part.ts', 'out'].map((name) => join(outdir, name)) as [
    string,
    string,
    string,
  ]
  const compiled = (): string => {
    compile({ index: relative(projectRoot, entry) }, folder)
    return readFileSync(join(folder, 'index.mjs'), 'utf8')
  }
  writeFileSync(entry, "export { part } from './part.ts'\n")
  writeFileSync(part, 'export const part = "first"\n')
  expect(compiled()).toContain('first')
  expect(compiled()).toContain('first')
  writeFileSync(part, 'export const part = "other"\n')
  expect(compiled()).toContain('other')
  rmSync(part)
  expect(compiled).toThrow('Could not resolve')
  writeFileSync(part, 'export const part = "first"\n')
  expect(compiled()).toContain('first')
})

test('what changes while it is compiled is not taken again', () => {
  const entry = join(outdir, 'edited.ts')
  const cache = join(projectRoot, '.nightshift', 'compiled')
  const isKept = (): boolean =>
    globSync('*.json', { cwd: cache }).some((file) => readFileSync(join(cache, file), 'utf8').includes(`"${path}"`))
  const path = relative(projectRoot, entry)
  const compileAt = (changed: Date): boolean => {
    utimesSync(entry, changed, changed)
    compile({ index: path }, join(outdir, 'edited'))
    return isKept()
  }
  writeFileSync(entry, 'export const a = 1\n')
  expect(compileAt(new Date(Date.now() + 60_000))).toBe(false)
  expect(compileAt(new Date(Date.now() - 60_000))).toBe(true)
})

test('nothing of an earlier synthesis goes along', () => {
  const make = () => bundle({ entry: 'functions/metrics/on-schedule.ts', config: {}, packages: [], target, outdir })
  const old = join(make(), 'old.mjs')
  writeFileSync(old, '')
  expect([existsSync(old), make() && existsSync(old)]).toEqual([true, false])
})

// Read from esbuild's own list, because a copy of it in the bundle would not say who asked.
test('nothing but middy asks for the web streams that bundles leave out', () => {
  const entries = Object.fromEntries(
    globSync('functions/*/on-*.ts', { cwd: projectRoot }).map((file) => [file.replace(/\.ts$/, ''), file]),
  )
  const { inputs } = compile(entries, join(outdir, 'all'))
  const who = Object.entries(inputs).flatMap(([file, { imports }]) =>
    imports.some(({ path }) => path.endsWith('unused-web-streams.ts')) ? [file] : [],
  )
  expect(who).toEqual(['node_modules/@middy/core/index.js'])
})
