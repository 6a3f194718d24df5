import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installLinter } from '../local/lint/install.ts'
import { localDirectory, ownBinaries, projectRoot } from '../local/places.ts'
import { say } from '../local/progress.ts'
import { SetupError } from '../local/setup-error.ts'

// npm test                      types, lint and every suite
// npm test -- unit/alerts …     only the tests whose path holds one of the words
// npm test -- --changed         only the tests that what is not committed touches; --changed=main: or what came since main
// npm run test:watch -- …       those again at every change
const given = process.argv.slice(2)
const words = given.filter((word) => !word.startsWith('--'))
const watch = given.includes('--watch')
const changed = given.find((word) => /^--changed(=.+)?$/.test(word))
const unknown = given.find((word) => word.startsWith('--') && word !== '--watch' && word !== changed)
const results = join(localDirectory, 'test-results.json')

const run = async (title: string, command: string, args: readonly string[]): Promise<boolean> => {
  say(title)
  const env = {
    ...process.env,
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_DEV: 'false',
  }
  const [code] = await once(spawn(command, [...args], { cwd: projectRoot, env, stdio: 'inherit' }), 'close')
  return code === 0
}

/**
 * Without it V8 collects all garbage again and again as soon as a test has read large files: a synthesis then takes 60 s
 * instead of 6 (156 whole collections instead of 6 in four suites of test/infra; Node 24.21, V8 13.6).
 */
const collectLess = '--external-memory-accounted-in-global-limit'

const jest = (...args: readonly string[]): Promise<boolean> =>
  run('tests', process.execPath, [
    collectLess,
    join(projectRoot, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--maxWorkers=2',
    ...args,
  ])

interface Counts {
  readonly passed: number
  readonly failed: number
  /** Names of the suites, or of tests outside one, that this machine cannot run. */
  readonly notRun: readonly string[]
}

const countTests = (): Counts => {
  const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(readFileSync(results, 'utf8'))
  const tests: { readonly status: string; readonly title: string; readonly ancestorTitles: readonly string[] }[] =
    testResults.flatMap(({ assertionResults }: { readonly assertionResults: readonly object[] }) => assertionResults)
  const notRun = tests.filter(({ status }) => status === 'pending')
  return {
    passed: numPassedTests,
    // A suite that does not even load has no failed test to count.
    failed: Math.max(numFailedTests, numFailedTestSuites),
    notRun: notRun.map(({ title, ancestorTitles: [suite = title] }) => suite),
  }
}

const runAll = async (): Promise<boolean> => {
  const types = await run('types', join(ownBinaries, 'tsc'), ['--noEmit'])
  const lint = await run('lint', join(ownBinaries, 'biome'), ['check', '--error-on-warnings'])
  await installLinter(say)
  const tests = await jest('--json', `--outputFile=${results}`)
  const { passed, failed, notRun } = countTests()
  if (!types) console.error('Types are wrong: see above.')
  if (!lint) console.error('Lint or format is wrong: see above; "npm run fix" corrects what it can.')
  for (const suite of new Set(notRun)) console.log(`Not run: ${suite}`)
  console.log(`${passed} passed, ${failed} failed${notRun.length > 0 ? `, ${notRun.length} not run` : ''}`)
  return types && lint && tests
}

/** A part of the suites, or everything. @throws SetupError for an option that does not exist */
const runAsked = (): Promise<boolean> => {
  if (unknown)
    throw new SetupError(`"${unknown}" is not an option of npm test: --changed, --changed=REVISION, --watch.`)
  const since = changed?.slice('--changed='.length)
  const touched =
    changed === undefined ? [] : [since ? `--changedSince=${since}` : '--onlyChanged', '--passWithNoTests']
  if (watch) return jest('--watch', ...words)
  return words.length > 0 || changed !== undefined ? jest(...touched, ...words) : runAll()
}

try {
  const wellDone = await runAsked()
  process.exitCode = wellDone ? 0 : 1
} catch (error) {
  if (!(error instanceof SetupError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
