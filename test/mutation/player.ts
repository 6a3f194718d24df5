import { readFileSync } from 'node:fs'
import { enableCompileCache, registerHooks, stripTypeScriptTypes } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { expect } from 'expect'
import { bind } from 'jest-each'
import { fn, ModuleMocker, spyOn } from 'jest-mock'

// Runs suites in a thread of its own, of which one file is changed in memory: nothing of the project is touched, whatever ends the
// run. It knows as much of jest as the suites of rules need; a suite that needs more fails without a change too, and is left out.

/** What a thread is given. */
export interface Play {
  /** Absolute paths of suites, in the order in which they are tried. */
  readonly suites: readonly string[]
  /** Nothing for a run of the sources as they are. */
  readonly mutant?: { readonly path: string; readonly start: number; readonly end: number; readonly text: string }
  /** Whether to go on after a suite that fails. */
  readonly all: boolean
}

/** What came of a suite. */
export interface Played {
  readonly suite: string
  readonly passed: boolean
  readonly seconds: number
  /** The first failure, where there is one. */
  readonly failure?: string
}

type Act = () => unknown
interface Block {
  readonly befores: Act[]
  readonly afters: Act[]
  readonly firsts: Act[]
  readonly lasts: Act[]
  readonly parts: (Block | { readonly run: Act })[]
}

/** Milliseconds for one test. */
const patience = 20_000

const makeBlock = (): Block => ({ befores: [], afters: [], firsts: [], lasts: [], parts: [] })
let block = makeBlock()

const test = (_title: string, run: Act): void => void block.parts.push({ run })
const describe = (_title: string, fill: Act): void => {
  const outer = block
  block = makeBlock()
  fill()
  outer.parts.push(block)
  block = outer
}
const skip = (): void => undefined

const mocker = new ModuleMocker(globalThis)
Object.assign(globalThis, {
  expect,
  test: Object.assign(test, { each: bind(test as never), skip }),
  it: Object.assign(test, { each: bind(test as never), skip }),
  describe: Object.assign(describe, { each: bind(describe as never, false), skip }),
  beforeEach: (act: Act) => block.befores.push(act),
  afterEach: (act: Act) => block.afters.push(act),
  beforeAll: (act: Act) => block.firsts.push(act),
  afterAll: (act: Act) => block.lasts.push(act),
  jest: { fn, spyOn, setTimeout: skip, restoreAllMocks: () => mocker.restoreAllMocks() },
})

const inTime = async (act: Act): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('It takes too long')), patience)
  })
  await Promise.race([Promise.resolve().then(act), late]).finally(() => clearTimeout(timer))
}

const runBlock = async (of: Block, befores: readonly Act[], afters: readonly Act[]): Promise<void> => {
  const [all, rest] = [
    [...befores, ...of.befores],
    [...of.afters, ...afters],
  ]
  for (const act of of.firsts) await inTime(act)
  for (const part of of.parts) {
    if ('parts' in part) await runBlock(part, all, rest)
    else {
      for (const act of all) await inTime(act)
      await inTime(part.run)
      for (const act of rest) await inTime(act)
    }
  }
  for (const act of of.lasts) await inTime(act)
}

enableCompileCache()
const { suites, mutant, all } = workerData as Play
const changed = mutant && pathToFileURL(mutant.path).href
const globals =
  'export const { expect, test, it, describe, beforeEach, afterEach, beforeAll, afterAll, jest } = globalThis'
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals'
      ? { url: `data:text/javascript,${encodeURIComponent(globals)}`, shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) => {
    if (mutant && url === changed) {
      const source = readFileSync(mutant.path, 'utf8')
      const text = source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end)
      return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true }
    }
    return next(url, context)
  },
})

for (const suite of suites) {
  const begun = performance.now()
  let failure: string | undefined
  try {
    block = makeBlock()
    await import(pathToFileURL(suite).href)
    await runBlock(block, [], [])
  } catch (error) {
    failure = String(error)
  }
  const seconds = (performance.now() - begun) / 1000
  const played: Played = { suite, passed: failure === undefined, seconds, ...(failure ? { failure } : {}) }
  parentPort?.postMessage(played)
  if (failure !== undefined && !all) break
}
parentPort?.postMessage('end')
