import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import { projectRoot } from '../places.ts'
import { findBrowser, photograph, type Screen } from './browser.ts'
import { sceneEmail, scenePage, scenePlot } from './scene.ts'
import { drawTour } from './tour.ts'

// `npm run pictures`: the pictures of README.md. The tour is a run of it; the page and the email are what the code makes of one
// incident that never changes.

const directory = join(projectRoot, 'docs', 'pictures')

/** GitHub shows a README quickly only if its pictures are small. */
const mostKilobytes = 150

const keep = (name: string, content: string | Buffer): void => {
  const kilobytes = Math.ceil(Buffer.byteLength(content) / 1024)
  if (kilobytes > mostKilobytes) throw new Error(`${name} has ${kilobytes} KB; at most ${mostKilobytes} are wanted`)
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, name), content)
  console.log(`docs/pictures/${name}: ${kilobytes} KB`)
}

const photographAs = async (name: string, document: string, screen: Screen): Promise<void> => {
  const browser = findBrowser()
  if (browser === undefined) {
    console.log(`docs/pictures/${name}: not made, because there is no Chromium here. Install one, or set CHROME_PATH.`)
    return
  }
  keep(name, await photograph(browser, document, screen))
}

const draw = {
  page: async () => photographAs('page.png', scenePage(), { width: 390, height: 844 }),
  email: async () => photographAs('email.png', sceneEmail(await scenePlot()), { width: 680, height: 965 }),
  tour: async () => keep('tour.svg', await drawTour()),
} as const

const names = Object.keys(draw) as (keyof typeof draw)[]

const [asked] = new Command('npm run pictures --')
  .addArgument(new Argument('[picture]', 'only this one').choices(names))
  .parse().processedArgs as [keyof typeof draw | undefined]
for (const name of asked ? [asked] : names) await draw[name]()
