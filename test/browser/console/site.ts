import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { makeLogin, type Person } from '../../../functions/console/server/sessions.ts'
import { madeConsole } from '../../unit/console/console.ts'
import { useBrowser, useLoopback } from '../browser.ts'

type Made = Parameters<typeof madeConsole>[0]

const mina: Person = { by: 'mina', role: 'act', way: 'link', caller: undefined }

const zone = 'Asia/Seoul'

/** A reader in Seoul who takes English, on a laptop's screen, by daylight. */
const reader: BrowserContextOptions = {
  locale: 'en-GB',
  timezoneId: zone,
  colorScheme: 'light',
  viewport: { width: 1440, height: 900 },
}

/** A console on loopback, and a browser before it that keeps what it complains of. */
export interface Site {
  readonly address: string
  readonly console: ReturnType<typeof madeConsole>
  readonly context: BrowserContext
  readonly page: Page
  /** What the browser has complained of since it was asked last: errors of scripts, of the policy, of files that do not come. */
  readonly complaints: () => string[]
  /** A link as `nightshift console` gets it. */
  readonly link: (person?: Partial<Person>) => Promise<string>
}

/** Opens consoles for the tests of a suite, each with a browser of its own, and closes them. */
export const useSite = () => {
  const chromium = useBrowser()
  const serve = useLoopback()
  const contexts: BrowserContext[] = []
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((each) => each.close()))
  })

  const open = async (made: Made = {}, how: BrowserContextOptions = {}): Promise<Site> => {
    const served: { console?: ReturnType<typeof madeConsole> } = {}
    const { address } = await serve((at) => {
      served.console = madeConsole({ ...made, address: `${at}/` })
      return served.console.answer
    })
    const { console } = served
    if (!console) throw new Error('The console is made before it is served')
    const context = await chromium.browser.newContext({ ...reader, ...how, baseURL: address })
    contexts.push(context)
    const page = await context.newPage()
    const complaints: string[] = []
    const note = (what: string): void => {
      complaints.push(`${new URL(page.url()).pathname}: ${what}`)
    }
    page.on('console', (said) => {
      if (said.type() === 'error' || said.type() === 'warning') note(said.text())
    })
    page.on('pageerror', (error) => note(error.message))
    page.on('requestfailed', (request) => {
      const what = request.failure()?.errorText
      // Whoever leaves a page that is just being refreshed breaks that off.
      if (request.resourceType() === 'fetch' && what === 'net::ERR_ABORTED') return
      note(`${request.url()}: ${what}`)
    })
    page.on('dialog', (dialog) => {
      note(`dialog: ${dialog.message()}`)
      return dialog.dismiss()
    })
    const link = async (person: Partial<Person> = {}): Promise<string> =>
      `${address}/sign-in?token=${await makeLogin(console.ledger, { ...mina, ...person }, console.deployment.now())}`
    return { address, console, context, page, complaints: () => complaints.splice(0), link }
  }

  /** The same with somebody signed in, whose browser has named its zone before: nothing is loaded again because of it. */
  const openSignedIn = async (made: Made = {}, how: BrowserContextOptions = {}): Promise<Site> => {
    const site = await open(made, how)
    await site.context.addCookies([{ name: 'nightshift-zone', value: zone, url: site.address }])
    await site.page.goto(await site.link())
    return site
  }
  return { open, openSignedIn }
}
