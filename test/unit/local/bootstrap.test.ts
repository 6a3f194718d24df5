import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const bootstrap = new URL('../../../local/bootstrap.mjs', import.meta.url).pathname
const lock = (version: string) => ({ packages: { '': {}, 'node_modules/a': { version, integrity: version } } })

let project: string
let path: string

const write = (file: string, content: unknown): void =>
  writeFileSync(join(project, file), typeof content === 'string' ? content : JSON.stringify(content))

/** An `npm` of our own: it does what the script says, in the project's directory. */
const writeNpm = (script: string): void => {
  write('bin/npm', `#!/bin/sh\n${script}\n`)
  chmodSync(join(project, 'bin/npm'), 0o755)
}

const installsNode = `mkdir -p node_modules/.bin; ln -s ${process.execPath} node_modules/.bin/node`

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'nightshift-project-'))
  for (const directory of ['local', 'bin', 'node_modules/.bin'])
    mkdirSync(join(project, directory), { recursive: true })
  copyFileSync(bootstrap, join(project, 'local/bootstrap.mjs'))
  symlinkSync(process.execPath, join(project, 'node_modules/.bin/node'))
  write('package-lock.json', lock('1.0.0'))
  write('node_modules/.package-lock.json', lock('1.0.0'))
  write('script.mjs', 'console.log("ran", ...process.argv.slice(2)); process.exit(7)')
  writeNpm('echo npm was not wanted; exit 1')
  path = `${join(project, 'bin')}:/usr/bin:/bin`
})

afterEach(() => rmSync(project, { recursive: true, force: true }))

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(project, 'local/bootstrap.mjs'), ...args], {
    cwd: project,
    env: { PATH: path, CI: 'true' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const run = async (...args: string[]) => {
  const child = start(...args)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += chunk))
  const [code, signal] = await once(child, 'close')
  return { code, signal, said: said.trim() }
}

test('runs the script with its arguments and ends with its code when all is installed', async () => {
  expect(await run('script.mjs', '--once', 'a b')).toEqual({ code: 7, signal: null, said: 'ran --once a b' })
})

test('installs what is missing, tells so, and then runs the script', async () => {
  rmSync(join(project, 'node_modules'), { recursive: true })
  writeNpm(installsNode)
  const { code, said } = await run('script.mjs')
  expect(code).toBe(7)
  expect(said).toMatch(/^Installing 2 packages with npm ci …\nPackages installed in \d+ s\.\nran$/)
})

test('installs again when the lock asks for another version', async () => {
  write('package-lock.json', lock('2.0.0'))
  writeNpm('true')
  expect((await run('script.mjs')).said).toMatch(/^Installing/)
})

test('an optional package of another platform is not missed', async () => {
  const { packages } = lock('1.0.0')
  write('package-lock.json', { packages: { ...packages, 'node_modules/b': { version: '1.0.0', optional: true } } })
  expect((await run('script.mjs')).said).toBe('ran')
})

test.each([
  [
    'echo "npm error code ECONNREFUSED"; exit 1',
    /^The npm registry does not answer\. Check the network, .*npm-ci\.log\)$/,
  ],
  ['echo "npm error code EUSAGE"; exit 1', /^package-lock\.json does not fit package\.json: run `npm install` once\./],
  ['echo "npm error code ENOSPC"; exit 1', /^The disk is full/],
  ['echo something else; exit 1', /^npm ci failed\. .*npm-ci\.log says why\.$/],
  ['rm -f node_modules/.bin/node', /^The package `node` did not bring its binary\. Allow install scripts/],
])('a failed installation (%s) is one line that says what to do', async (script, line) => {
  write('package-lock.json', lock('2.0.0'))
  writeNpm(script)
  const { code, said } = await run('script.mjs')
  expect(code).toBe(1)
  const [first, ...rest] = said.split('\n')
  expect(first).toMatch(/^Installing/)
  expect(rest).toEqual([expect.stringMatching(line)])
})

test('hands a signal on and ends by the same signal', async () => {
  write('script.mjs', 'console.log("up"); setInterval(() => {}, 1000)')
  const child = start('script.mjs')
  if (child.stdout) await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
})
