import { expect } from 'expect'
import { bind } from 'jest-each'
import { ModuleMocker } from 'jest-mock'

// As much of jest as the suites of rules need, in a thread of its own. A suite that needs more fails without a change too, and is left out.

type Act = () => unknown

/** One test, with what its suite does before and after it. */
export interface Test {
  readonly title: string
  readonly acts: readonly Act[]
  readonly afters: readonly Act[]
}

interface Block {
  readonly befores: Act[]
  readonly afters: Act[]
  readonly firsts: Act[]
  readonly lasts: Act[]
  readonly parts: (Block | { readonly title: string; readonly run: Act })[]
}

/** Milliseconds for one test. */
const patience = 20_000

const makeBlock = (): Block => ({ befores: [], afters: [], firsts: [], lasts: [], parts: [] })
let block = makeBlock()

const test = (title: string, run: Act): void => void block.parts.push({ title, run })
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
  jest: {
    fn: mocker.fn.bind(mocker),
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: () => mocker.restoreAllMocks(),
    setTimeout: skip,
  },
})

const inTime = async (act: Act): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('It takes too long')), patience)
  })
  await Promise.race([Promise.resolve().then(act), late]).finally(() => clearTimeout(timer))
}

const testsOf = (of: Block, firsts: readonly Act[], befores: readonly Act[], afters: readonly Act[]): Test[] => {
  const [allFirsts, allBefores] = [
    [...firsts, ...of.firsts],
    [...befores, ...of.befores],
  ]
  const allAfters = [...of.afters, ...of.lasts, ...afters]
  return of.parts.flatMap((part) =>
    'parts' in part
      ? testsOf(part, allFirsts, allBefores, allAfters)
      : { title: part.title, acts: [...allFirsts, ...allBefores, part.run], afters: allAfters },
  )
}

/** The tests that a suite registers while it is loaded. Each can be run alone, any number of times. */
export const testsIn = async (load: () => Promise<unknown>): Promise<Test[]> => {
  block = makeBlock()
  await load()
  return testsOf(block, [], [], [])
}

/** @returns why a test fails; nothing where it passes */
export const failureOf = async ({ acts, afters }: Test): Promise<string | undefined> => {
  try {
    for (const act of acts) await inTime(act)
  } catch (error) {
    return String(error)
  } finally {
    for (const act of afters) await inTime(act).catch(() => undefined)
  }
  return undefined
}
