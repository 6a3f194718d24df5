import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installEmulator } from '../local/emulator.ts'
import { localDirectory, ownBinaries, projectRoot } from '../local/places.ts'
import { say } from '../local/progress.ts'
import { SetupError } from '../local/setup-error.ts'

// npm test                      types, lint and every suite
// npm test -- unit/alerts …     only the tests whose path holds one of the words
// npm run test:watch -- …       those again at every change
const [...words] = process.argv.slice(2).filter((word) => word !== '--watch')
const watch = process.argv.includes('--watch')
const results = join(localDirectory, 'test-results.json')

const run = async (title: string, command: string, args: readonly string[]): Promise<boolean> => {
  say(title)
  const env = {
    ...process.env,
    NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_DEV: 'false',
  }
  const [code] = await once(spawn(command, [...args], { cwd: projectRoot, env, stdio: 'inherit' }), 'close')
  return code === 0
}

const jest = (...args: readonly string[]): Promise<boolean> =>
  run('tests', process.execPath, [
    join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--maxWorkers=2',
    ...args,
  ])

const countTests = (): { readonly passed: number; readonly failed: number } => {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(results, 'utf8'))
  // A suite that does not even load has no failed test to count.
  return { passed: numPassedTests, failed: Math.max(numFailedTests, numFailedTestSuites) }
}

const runAll = async (): Promise<boolean> => {
  const types = await run('types', join(ownBinaries, 'tsc'), ['--noEmit'])
  const lint = await run('lint', join(ownBinaries, 'biome'), ['check', '--error-on-warnings'])
  await installEmulator(say)
  const tests = await jest('--json', `--outputFile=${results}`)
  const { passed, failed } = countTests()
  if (!types) console.error('Types are wrong: see above.')
  if (!lint) console.error('Lint or format is wrong: see above; "npm run fix" mends what it can.')
  console.log(`${passed} passed, ${failed} failed`)
  return types && lint && tests
}

try {
  const wellDone = watch ? await jest('--watch', ...words) : words.length > 0 ? await jest(...words) : await runAll()
  process.exitCode = wellDone ? 0 : 1
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
