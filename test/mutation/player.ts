import { readFileSync } from 'node:fs'
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import fc from 'fast-check'
import { jestGlobals } from '../jest-globals.ts'
import { instrumented } from './instrument.ts'
import { failureOf, type Test, testsIn } from './jest-like.ts'
import { operators } from './mutations.ts'
import { installProbe } from './probe.ts'

// Loads suites in a thread of its own, with every change at its place in memory, and asks them about one change after another. Only the
// tests that pass a change's place are run, the quickest first, until one fails.

/** What a thread is given. */
export interface Play {
  /** Absolute paths, in the order in which they are tried. */
  readonly suites: readonly string[]
  /** Absolute paths of the sources that are changed, with the number of each one's first change. */
  readonly sources: readonly { readonly path: string; readonly firstId: number }[]
  readonly places: number
  /** Milliseconds of the processor: tests that take longer are not asked. */
  readonly longest: number
  /** The changes that are asked about, by their numbers. */
  readonly asked: readonly number[]
  /** Whether the change is made before anything is loaded: what a source does while it is loaded is not done again. One change. */
  readonly cold: boolean
  /** Tests that are not asked: they fail without a change. A suite and a title each, as they were reported. */
  readonly leftOut: readonly string[]
}

/** What a thread reports. */
export type Report =
  /** `afterChange`: it fails since a change was made and undone, which something in the sources remembers. */
  | {
      readonly kind: 'left out'
      readonly suite: string
      readonly title: string
      readonly failure: string
      readonly afterChange: boolean
    }
  | {
      readonly kind: 'known'
      readonly suite: string
      readonly tests: number
      readonly seconds: number
      readonly touches: readonly string[]
    }
  | { readonly kind: 'begins'; readonly id: number }
  /**
   * `unsure` where a test that passed the place did not while the change was made, because it is passed while the sources are loaded
   * or only once, or where such a test was left out after a change.
   */
  | {
      readonly kind: 'judged'
      readonly id: number
      readonly noticedBy?: string
      readonly unsure: boolean
      readonly tests: number
    }
  | { readonly kind: 'end' }

interface Known extends Test {
  readonly suite: string
  readonly milliseconds: number
  readonly steps: number
  readonly passes: Uint8Array
  sound: boolean
}

const { suites, sources, places, longest, asked, cold, leftOut } = workerData as Play
const report = (what: Report): void => parentPort?.postMessage(what)

enableCompileCache()
// The same inputs each time, and no search for the smallest that fails.
fc.configureGlobal({ seed: 35, endOnFailure: true })
const probe = installProbe(places, operators)
const firstIds = new Map(sources.map(({ path, firstId }) => [pathToFileURL(path).href, { path, firstId }]))
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: jestGlobals, shortCircuit: true } : next(specifier, context),
  load: (url, context, next) => {
    const source = firstIds.get(url)
    if (!source) return next(url, context)
    const text = instrumented(readFileSync(source.path, 'utf8'), source.firstId)
    return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true }
  },
})
// What is thrown beside a test is a failure of it, as it is in jest.
let beside: string | undefined
process.on('unhandledRejection', (error) => {
  beside = String(error)
})

const runOnce = async (test: Test): Promise<string | undefined> => {
  beside = undefined
  probe.steps = 0
  return (await failureOf(test)) ?? beside
}

/** The tests of a suite, each run once as the sources are. */
const getToKnow = async (suite: string): Promise<Known[]> => {
  const known: Known[] = []
  const tests = await testsIn(() => import(pathToFileURL(suite).href)).catch((error) => {
    report({ kind: 'left out', suite, title: '', failure: String(error), afterChange: false })
    return []
  })
  for (const test of tests) {
    probe.passed.fill(0)
    const begun = process.threadCpuUsage()
    const failure = await runOnce(test)
    const { user, system } = process.threadCpuUsage(begun)
    const milliseconds = (user + system) / 1000
    if (failure !== undefined) report({ kind: 'left out', suite, title: test.title, failure, afterChange: false })
    else known.push({ ...test, suite, milliseconds, steps: probe.steps, passes: probe.passed.slice(), sound: true })
  }
  const ends = [...sources.slice(1).map(({ firstId }) => firstId), places]
  const touched = sources.filter(({ firstId }, index) =>
    known.some(({ passes }) => passes.subarray(firstId, ends[index]).includes(1)),
  )
  const seconds = known.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000
  report({ kind: 'known', suite, tests: known.length, seconds, touches: touched.map(({ path }) => path) })
  return known
}

const failsWith = async (id: number, test: Known): Promise<boolean> => {
  probe.active = id
  probe.most = 20 * test.steps + 1_000_000
  const failure = await runOnce(test)
  probe.active = -1
  if (failure === undefined) return false
  const anyway = await runOnce(test)
  if (anyway === undefined) return true
  test.sound = false
  report({ kind: 'left out', suite: test.suite, title: test.title, failure: anyway, afterChange: true })
  return false
}

const judge = async (id: number, known: readonly Known[]): Promise<void> => {
  report({ kind: 'begins', id })
  const passing = known.filter(({ passes, milliseconds }) => passes[id] && milliseconds <= longest)
  const meant = passing.filter(({ sound }) => sound).sort((one, other) => one.milliseconds - other.milliseconds)
  let [sure, tests] = [passing.length > 0 && meant.length === passing.length, 0]
  for (const test of meant) {
    probe.passed.fill(0)
    report({ kind: 'begins', id })
    tests += 1
    if (await failsWith(id, test))
      return report({ kind: 'judged', id, noticedBy: `${test.suite}: ${test.title}`, unsure: false, tests })
    sure &&= probe.passed[id] === 1 && test.sound
  }
  report({ kind: 'judged', id, unsure: !sure, tests })
}

const judgeAll = async (): Promise<void> => {
  const known: Known[] = []
  for (const suite of suites) known.push(...(await getToKnow(suite)))
  for (const id of asked) await judge(id, known)
}

/** The change is there from the beginning, so each suite is asked once, in its order. */
const judgeCold = async (id: number): Promise<void> => {
  report({ kind: 'begins', id })
  probe.active = id
  probe.most = 1e9
  const skipped = new Set(leftOut)
  let tests = 0
  for (const suite of suites) {
    const registered = await testsIn(() => import(pathToFileURL(suite).href)).catch((error) => [
      { title: 'loading', acts: [() => Promise.reject(error)], afters: [] },
    ])
    for (const test of registered) {
      if (skipped.has(`${suite} ${test.title}`)) continue
      tests += 1
      if ((await runOnce(test)) !== undefined)
        return report({ kind: 'judged', id, noticedBy: `${suite}: ${test.title}`, unsure: false, tests })
    }
  }
  report({ kind: 'judged', id, unsure: false, tests })
}

const [only] = asked
if (cold && only !== undefined) await judgeCold(only)
else await judgeAll()
report({ kind: 'end' })
