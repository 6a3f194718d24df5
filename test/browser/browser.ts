import type { Browser } from 'playwright-core'
import { findChromium, startChromium } from '../../local/browser/chromium.ts'
import { type Answer, type Loopback, serveOnLoopback } from '../../local/browser/loopback.ts'

const found = await findChromium()

/** Like `describe`. Where no browser runs, its tests are reported as not run, with why: never as passed. */
export const inBrowser = (title: string, tests: () => void): void => {
  if ('missing' in found) {
    process.stderr.write(`Not run: ${title}, because ${found.missing}\n`)
    describe.skip(`${title}: not run, because ${found.missing}`, tests)
  } else describe(title, tests)
}

/** Gives a suite a browser, from its first test on. Each test opens a context of its own, and closes it. */
export const useBrowser = (): { readonly browser: Browser } => {
  let browser: Browser | undefined
  beforeAll(async () => {
    if (!('missing' in found)) browser = await startChromium(found)
  }, 60_000)
  afterAll(() => browser?.close(), 20_000)
  return {
    get browser() {
      if (!browser) throw new Error('The browser runs from beforeAll on: ask for it inside a test')
      return browser
    },
  }
}

/** Serves an application on loopback for the tests of a suite, and ends it after each. */
export const useLoopback = (): ((make: (address: string) => Answer) => Promise<Loopback>) => {
  const open: Loopback[] = []
  afterEach(async () => {
    await Promise.all(open.splice(0).map(({ close }) => close()))
  })
  return async (make) => {
    const served = await serveOnLoopback(make)
    open.push(served)
    return served
  }
}
