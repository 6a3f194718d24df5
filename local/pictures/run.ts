import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import type { Browser } from 'playwright-core'
import { findChromium, startChromium } from '../browser/chromium.ts'
import { projectRoot } from '../places.ts'
import { photograph, type Screen } from './browser.ts'
import { photographConsole } from './console.ts'
import { drawOwnNetwork } from './network.ts'
import { sceneEmail, scenePage, scenePlot } from './scene.ts'
import { drawTour } from './tour.ts'

// `npm run pictures`: the pictures of README.md. The tour is a run of it; the page and the email are what the code makes of one
// incident that never changes, the console's what it makes of a night that never was.

const directory = join(projectRoot, 'docs', 'pictures')

/** GitHub shows a README quickly only if its pictures are small. */
const mostKilobytes = 120

const keep = (name: string, content: string | Buffer): void => {
  const kilobytes = Math.ceil(Buffer.byteLength(content) / 1024)
  if (kilobytes > mostKilobytes) throw new Error(`${name} has ${kilobytes} KB; at most ${mostKilobytes} are wanted`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), content)
  console.log(`docs/pictures/${name}: ${kilobytes} KB`)
}

/** Makes pictures that need a browser. Where none starts, they stay as they are, and that is said. */
const withBrowser = async (what: string, make: (browser: Browser) => Promise<void>): Promise<void> => {
  const found = await findChromium()
  if ('missing' in found) return console.log(`${what}: not made, because ${found.missing}`)
  const browser = await startChromium(found)
  try {
    await make(browser)
  } finally {
    await browser.close()
  }
}

const photographAs = (name: string, document: string, screen: Screen): Promise<void> =>
  withBrowser(`docs/pictures/${name}`, async (browser) => keep(name, await photograph(browser, document, screen)))

const draw = {
  page: () => photographAs('page.png', scenePage(), { width: 390, height: 844 }),
  email: async () => photographAs('email.png', sceneEmail(await scenePlot()), { width: 680, height: 965 }),
  console: () => withBrowser('pages of the console', (browser) => photographConsole(browser, keep)),
  tour: async () => keep('tour.svg', await drawTour()),
  network: async () => keep('network.svg', await drawOwnNetwork()),
} as const

const names = Object.keys(draw) as (keyof typeof draw)[]

const [asked] = new Command('npm run pictures --')
  .addArgument(new Argument('[picture]', 'only this one').choices(names))
  .parse().processedArgs as [keyof typeof draw | undefined]
for (const name of asked ? [asked] : names) await draw[name]()
