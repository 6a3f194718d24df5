import { createRequire, registerHooks } from 'node:module'
import { addEventHandler, getState } from 'jest-circus'
import { jestGlobals } from './jest-globals.ts'

// Suites run in Node itself, two threads side by side, one suite after another in each: modules are loaded once and
// by Node, which makes the whole run much shorter. What the runner leaves out of jest is here: a test's time, and what is
// thrown beside it. And a suite's stubs and its environment end with it: the next one has the same modules.

/**
 * What begins and ends emulators has modules of its own, and what gives all clients of the SDK other options: a client that is kept knows
 * the address of an emulator that has ended.
 */
const ownModules = /\/test\/(?:local|browser|infra\/calls)\/.*\?|\?own=/
const root = new URL('..', import.meta.url).href
const isOurs = (url: string): boolean => url.startsWith(root) && !url.includes('/node_modules/') && !url.includes('?')

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === '@jest/globals') return { url: jestGlobals, shortCircuit: true }
    const found = next(specifier, context)
    const { parentURL = '' } = context
    if (!ownModules.test(parentURL) || !isOurs(found.url)) return found
    return { ...found, url: `${found.url}?own=${parentURL.replace(/^.*\?(?:own=)?/, '')}` }
  },
})

/** Milliseconds for a test or a hook that asks for no other time. */
const patience = 30_000

/** Of a suite that asks for another time for all its tests, by its outermost block. */
const patienceOf = new WeakMap<object, number>()
Object.assign(jest, {
  setTimeout: (milliseconds: number) => {
    patienceOf.set(getState().rootDescribeBlock, milliseconds)
    return jest
  },
})

const beside: unknown[] = []
process.on('uncaughtException', (error) => beside.push(error))
process.on('unhandledRejection', (error) => beside.push(error))

type Act = () => unknown

/** An act that fails when it takes too long, or when something is thrown beside it. */
const inTime = (act: Act, asked: number | undefined): Act => {
  const suite = getState().rootDescribeBlock
  return async () => {
    const most = asked ?? patienceOf.get(suite) ?? patience
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`It takes more than ${most} ms`)), most)
    try {
      const result = await Promise.race([Promise.resolve().then(act), late])
      if (beside.length > 0)
        throw new Error(`Something was thrown beside it: ${beside.splice(0).map(String).join('; ')}`)
      return result
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Puts in time what a suite has just registered. */
const bound = (added: { fn?: Act | null; timeout?: number | undefined } | undefined): void => {
  if (added?.fn) added.fn = inTime(added.fn, added.timeout)
}

// Its own copy of sinon: another one knows nothing of its stubs.
const sinon: { readonly restore: () => void } = createRequire(import.meta.resolve('aws-sdk-client-mock'))('sinon')
const known = new WeakSet<object>()
const environment = { ...process.env }

addEventHandler((event, { rootDescribeBlock, currentDescribeBlock: { children, hooks } }) => {
  if (event.name === 'add_hook') bound(hooks.at(-1) as Parameters<typeof bound>[0])
  if (event.name === 'add_test') bound(children.at(-1) as Parameters<typeof bound>[0])
  if (known.has(rootDescribeBlock)) return
  known.add(rootDescribeBlock)
  afterAll(() => {
    // Those of aws-sdk-client-mock, which stand on the classes of the SDK.
    sinon.restore()
    jest.restoreAllMocks()
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
    Object.assign(process.env, environment)
  })
})
