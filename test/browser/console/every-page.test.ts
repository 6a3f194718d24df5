import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page, Request } from 'playwright-core'
import { contributions } from '../../../functions/console/pages/index.ts'
import { madeUpNetwork } from '../../../local/preview/made-up-network.ts'
import { inBrowser } from '../browser.ts'
import { awsOfNight, configOfNight, nightRecords, now, queuesOfNight } from './night.ts'
import { type Followed, followLinks, viewOf, viewPaths } from './routes.ts'
import { type Site, useSite } from './site.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const widths = [360, 390, 3_840, 1_440]
const mostKilobytes = 120
const mostScriptBytes = 25 * 1_024

const night = {
  config: configOfNight,
  records: nightRecords(),
  now,
  aws: awsOfNight(() => ['INFO  page 1 of the report is written', 'WARN  page 2 was slow']),
  invoked: queuesOfNight,
  network: madeUpNetwork,
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** What axe finds wrong. @param tags only rules of these; default: all rules that are on */
const axe = async (page: Page, tags?: readonly string[]): Promise<string[]> => {
  const options = {
    resultTypes: ['violations'],
    preload: false,
    ...(tags ? { runOnly: { type: 'tag', values: tags } } : {}),
  }
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
    readonly violations: readonly Violation[]
  }
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/** Widths, in CSS pixels, at which a page is wider than the screen. */
const tooWide = async (page: Page): Promise<string[]> => {
  const found: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 600 })
    const needed = await page.evaluate('document.documentElement.scrollWidth')
    if (Number(needed) > width) found.push(`${width} px: needs ${needed} px`)
  }
  return found
}

/** Bytes of a body on its way, also of one that the browser had kept. */
const bytesOf = async (request: Request): Promise<number> =>
  Number(await (await request.response())?.headerValue('content-length'))

interface Looked {
  readonly address: string
  readonly status: number
  readonly faults: readonly string[]
  readonly kilobytes: number
  readonly scripts: readonly string[]
}

type Theme = 'light' | 'dark'

/** Who looks. A language changes words alone and a theme colours alone: all rules are asked once in each, those of colours in every theme. */
const readers: readonly (readonly [locale: string, theme: Theme, other: readonly Theme[]])[] = [
  ['en-GB', 'light', ['dark']],
  ['ko-KR', 'dark', []],
]

/** Looks at one page as a first visitor gets it: everything comes, in one theme and, for its colours, in others, at every width. */
const look = async ({ page, complaints }: Site, address: string, others: readonly Theme[] = []): Promise<Looked> => {
  const requests: Request[] = []
  const note = (request: Request): void => void requests.push(request)
  page.on('requestfinished', note)
  const answer = await page.goto(address)
  page.off('requestfinished', note)
  const sizes = await Promise.all(requests.map(bytesOf))
  await page.evaluate(axeSource)
  const found = await axe(page)
  for (const colorScheme of others) {
    await page.emulateMedia({ colorScheme })
    found.push(...(await axe(page, ['cat.color'])).map((each) => `${colorScheme}: ${each}`))
  }
  if (others.length > 0) await page.emulateMedia({ colorScheme: null })
  return {
    address,
    status: answer?.status() ?? 0,
    faults: [...found, ...(await tooWide(page)), ...complaints()],
    kilobytes: sizes.reduce((sum, size) => sum + size, 0) / 1_024,
    scripts: requests.filter((request) => request.resourceType() === 'script').map((request) => request.url()),
  }
}

/** Addresses of what goes wrong, with their status. */
const problems = [
  ['/nothing', 404],
  ['/on-call?from=yesterday', 400],
] as const

inBrowser('every page of the console, in a browser', () => {
  const site = useSite()
  /** Both languages have the same links. */
  let followed: readonly Followed[] | undefined

  test('the looks see what is wrong where something is', async () => {
    const opened = await site.openSignedIn(night)
    await opened.page.route('**/sessions', async (route) => {
      const answer = await route.fetch()
      const body = (await answer.text()).replace(
        '</main>',
        '<img src="/nowhere.png"><p class="soft" style="color: red">Styled</p><pre>x</pre><div role="button"></div></main>',
      )
      await route.fulfill({ response: answer, body: body.replace('<pre>x', `<pre>${'wide '.repeat(1_000)}`) })
    })
    const { faults } = await look(opened, '/sessions')
    for (const seen of ['image-alt', 'aria-command-name', '360 px: needs', 'Content Security Policy', 'status of 404'])
      expect(faults.join('\n')).toContain(seen)
  })

  test.each(readers)(
    'in %s and %s every view is reached by links, no link is dead, and each is clean, fits and is small',
    async (locale, colorScheme, others) => {
      const opened = await site.openSignedIn(night, { locale, colorScheme })
      const { page } = opened
      followed ??= await followLinks(page)
      expect(followed.filter(({ status }) => status !== 200)).toEqual([])
      const byView = new Map(followed.toReversed().map((each) => [viewOf(new URL(each.address, page.url())), each]))
      expect(viewPaths.filter((path) => !byView.has(path))).toEqual([])
      const looked: Looked[] = []
      for (const { address, type } of byView.values())
        if (type.startsWith('text/html')) looked.push(await look(opened, address, others))
      expect(looked.filter(({ status, faults }) => status !== 200 || faults.length > 0)).toEqual([])
      expect(looked.filter(({ kilobytes }) => kilobytes < 5 || kilobytes > mostKilobytes)).toEqual([])
      const scripts = new Set(looked.flatMap(({ scripts }) => scripts))
      expect(scripts.size).toBe(1)
      for (const script of scripts) {
        const source = await (await page.request.get(script)).body()
        expect(source.length).toBeLessThanOrEqual(mostScriptBytes)
      }
      expect(await page.evaluate('document.documentElement.lang')).toBe(locale.slice(0, 2))
    },
    180_000,
  )

  test.each(readers)('in %s and %s every entry of the menu is seen on a laptop, in one row', async (locale) => {
    const { page } = await site.openSignedIn(night, { locale })
    const entries = contributions.flatMap(({ menu = [] }) => menu.map(({ path }) => path))
    const seen = `(() => {
      const menu = document.querySelector('.top nav').getBoundingClientRect()
      const boxes = [...document.querySelectorAll('.top nav a')].map((each) => [each.getAttribute('href'), each.getBoundingClientRect()])
      return boxes.filter(([, box]) => box.width > 0 && box.left >= menu.left && box.right <= menu.right && box.top === boxes[0][1].top).map(([path]) => path)
    })()`
    for (const address of entries) {
      await page.goto(address)
      expect([address, await page.evaluate(seen)]).toEqual([address, entries])
    }
  })

  test.each(readers)(
    'in %s and %s so is each page that says what went wrong, and the way in',
    async (locale, colorScheme, others) => {
      const stranger = await site.open(night, { locale, colorScheme })
      const ways = [
        await look(stranger, '/sign-in', others),
        await look(stranger, '/', others),
        await look(stranger, '/sign-in?token=x'),
      ]
      expect(ways.map(({ status }) => status)).toEqual([200, 401, 401])
      const opened = await site.openSignedIn(night, { locale, colorScheme })
      const looked: Looked[] = []
      for (const [address] of problems) looked.push(await look(opened, address))
      expect(looked.map(({ address, status }) => [address, status])).toEqual(problems)
      const faults = [...ways, ...looked].flatMap(({ faults }) => faults)
      // A browser complains of every status that is none of success.
      expect(faults.filter((fault) => !fault.includes('the server responded with a status of 40'))).toEqual([])
    },
    60_000,
  )
})
