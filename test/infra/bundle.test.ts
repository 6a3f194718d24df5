import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import { bundle } from '../../infra/constructs/bundle.ts'
import { compile } from '../../infra/constructs/compile.ts'
import { projectRoot } from '../../local/places.ts'

const outdir = mkdtempSync(join(tmpdir(), 'nightshift-bundle-'))
const target = { architecture: Architecture.X86_64, os: 'linux' }
afterAll(() => rmSync(outdir, { recursive: true }))

// EC2's client makes it the largest of all.
test.each(['functions/jobs/on-look.ts', 'functions/jobs/on-schedule.ts'])('the bundle of %s is a module', (entry) => {
  const folder = bundle({ entry, config: {}, packages: [], target, outdir })
  expect(() => execFileSync(process.execPath, ['--check', join(folder, 'index.mjs')], { stdio: 'pipe' })).not.toThrow()
})

test('the library of sign-in by OpenID Connect is in one function alone, and not in what that starts with', () => {
  const withLibrary = globSync('functions/console/on-*.ts', { cwd: projectRoot }).flatMap((entry) => {
    const { outputs } = compile({ index: entry }, join(outdir, 'library'))
    return Object.entries(outputs)
      .filter(([, { inputs }]) => Object.keys(inputs).some((input) => input.includes('node_modules/openid-client/')))
      .map(([file, { entryPoint }]) => [entry, basename(file) === 'index.mjs', entryPoint])
  })
  expect(withLibrary).toEqual([
    ['functions/console/on-request.ts', false, 'functions/console/server/sign-in/open-id/flow.ts'],
  ])
})

test('the function of backups starts without zod and the calendars of the config', () => {
  const { outputs } = compile({ index: 'functions/backups/on-look.ts' }, join(outdir, 'backups'))
  const fileOf = (name: string) => Object.entries(outputs).find(([file]) => basename(file) === name)?.[1]
  const startsWith = (name: string, known = new Set<string>()): Set<string> => {
    if (known.has(name)) return known
    known.add(name)
    for (const { path, kind } of fileOf(name)?.imports ?? [])
      if (kind === 'import-statement') startsWith(basename(path), known)
    return known
  }
  const inputs = [...startsWith('index.mjs')].flatMap((name) => Object.keys(fileOf(name)?.inputs ?? {}))
  expect(inputs).toContain('functions/backups/on-look.ts')
  expect(
    inputs.filter((input) => /node_modules\/zod\/v4\/classic|shared\/config\/backups\/(?!checks)/.test(input)),
  ).toEqual([])
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

const entries = globSync('functions/console/on-*.ts', { cwd: projectRoot })
const compiled = entries.map((entry) => {
  const folder = join(outdir, 'each', entry.replaceAll('/', '-'))
  return { entry, folder, metafile: compile({ index: entry }, folder) }
})

// Read from esbuild's own list, because a copy of it in the bundle would not say who asked.
test('nothing but middy asks for the web streams that bundles leave out', () => {
  const who = compiled.flatMap(({ metafile }) =>
    Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
      imports.some(({ path }) => path.endsWith('unused-web-streams.ts')) ? [file] : [],
    ),
  )
  expect([...new Set(who)]).toEqual(['node_modules/@middy/core/index.js'])
})

test.each(compiled)('$entry is one file beside what is lazy, and no module is there twice', ({ folder, metafile }) => {
  const outputs = Object.values(metafile.outputs)
  const imported = outputs.flatMap(({ imports }) => imports.filter(({ external }) => !external))
  const written = Object.keys(metafile.outputs).map((file) => basename(file))
  expect(globSync('*.mjs', { cwd: folder }).sort()).toEqual(written.sort())
  const own = metafile.outputs[Object.keys(metafile.outputs).find((file) => basename(file) === 'index.mjs') ?? '']
  expect(own?.imports.filter(({ kind, external }) => kind === 'import-statement' && !external)).toEqual([])
  expect(imported.map(({ path }) => path).filter((path) => !(path in metafile.outputs))).toEqual([])
  const inputs = outputs.flatMap((output) =>
    Object.keys(output.inputs).filter((input) => (output.inputs[input]?.bytesInOutput ?? 0) > 0),
  )
  expect(inputs.filter((input, index) => inputs.indexOf(input) !== index)).toEqual([])
})

// Node links a file with what it imports before it runs either: a name that the other does not export is an error.
test.each(compiled)('what $entry loads lazily finds in its file what both need', ({ folder }) => {
  const files = globSync('*.mjs', { cwd: folder })
  expect(files.length).toBeGreaterThan(1)
  const link = `
    import { readFileSync } from 'node:fs'
    import { SourceTextModule, SyntheticModule } from 'node:vm'
    const folder = ${JSON.stringify(folder)}
    const modules = new Map(${JSON.stringify(files)}.map((file) =>
      ['./' + file, new SourceTextModule(readFileSync(folder + '/' + file, 'utf8'), { identifier: file })]))
    const foreign = async (name) => {
      const found = await import(name)
      return new SyntheticModule(Object.keys(found), () => {})
    }
    for (const module of modules.values())
      if (module.status === 'unlinked') await module.link((name) => modules.get(name) ?? foreign(name))
    process.stdout.write([...modules.values()].map(({ status }) => status).join())
  `
  const args = ['--experimental-vm-modules', '--no-warnings', '--input-type=module', '--eval', link]
  const statuses = execFileSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' })
  expect(statuses).toBe(files.map(() => 'linked').join())
})

test.each(compiled)('$entry has nothing that costs a cold start more than it gives', ({ metafile }) => {
  const [own] = Object.entries(metafile.outputs).flatMap(([file, output]) =>
    basename(file) === 'index.mjs' ? [output] : [],
  )
  const ours = Object.keys(own?.inputs ?? {}).filter((input) => !input.includes('node_modules/'))
  expect(ours.length).toBeGreaterThan(5)
  // Node makes an ES module of node:util by loading all that it exports: 15 files, among them its worker threads.
  const asks = (input: string) => metafile.inputs[input]?.imports.some(({ path }) => path === 'node:util')
  expect(ours.filter(asks)).toEqual([])
  // Nothing asks for `require`, which an ES module does not have.
  const kinds = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ kind }) => kind))
  expect([...new Set(kinds)].sort()).toEqual(['dynamic-import', 'import-statement'])
})
