import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { BrowserContextOptions, Page, Request } from 'playwright-core'
import { contributions } from '../../../functions/console/pages/index.ts'
import { madeUpNetwork } from '../../../local/preview/made-up-network.ts'
import { inBrowser } from '../browser.ts'
import { awsOfNight, configOfNight, nightRecords, now, queuesOfNight } from './night.ts'
import { type Followed, followLinks, viewOf, viewPaths } from './routes.ts'
import { type Site, useSite } from './site.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const widths = [360, 768, 3_840, 1_440]
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

type Theme = 'light' | 'dark'

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Rules of axe that a theme can break, of those that are on. */
const rulesOfColour = ['color-contrast', 'link-in-text-block']

/** What axe finds wrong. @param rules only these; default: all that are on */
const axe = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  const options = {
    resultTypes: ['violations'],
    preload: false,
    ...(rules ? { runOnly: { type: 'rule', values: rules } } : {}),
  }
  const violations = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as readonly Violation[]
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}

/**
 * Each pair of colours in which a page has text, with its size and what lies below it: that alone is what the rules of colours depend on. Of text
 * over a picture, or over what lies there by its place, they are asked on the page's own theme.
 */
const coloursIn = `(() => {
  const pairs = new Set()
  const groundOf = (element) => {
    const { backgroundColor, backgroundImage, opacity } = getComputedStyle(element)
    const own = backgroundColor + (backgroundImage === 'none' ? '' : backgroundImage) + (opacity === '1' ? '' : opacity)
    return /^rgb\\(/.test(backgroundColor) || !element.parentElement ? own : own + groundOf(element.parentElement)
  }
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    const element = words.currentNode.parentElement
    if (words.currentNode.data.trim() === '' || !element.checkVisibility()) continue
    const { color, fill, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element)
    const ink = element instanceof SVGElement ? fill : color
    pairs.add([ink, groundOf(element), fontSize, fontWeight, textDecorationLine, element.closest('a') !== null].join())
  }
  return [...pairs]
})()`

/** Pairs of colours that were looked at, by the theme. */
const lookedAt: Readonly<Record<Theme, Set<string>>> = { light: new Set(), dark: new Set() }

/** What is wrong with the colours of a page in another theme, where it has any that no page before it had. */
const coloursOf = async (page: Page, colorScheme: Theme): Promise<string[]> => {
  await page.emulateMedia({ colorScheme })
  const pairs = (await page.evaluate(coloursIn)) as readonly string[]
  if (pairs.every((pair) => lookedAt[colorScheme].has(pair))) return []
  const found = await axe(page, rulesOfColour)
  if (found.length === 0) for (const pair of pairs) lookedAt[colorScheme].add(pair)
  return found.map((each) => `${colorScheme}: ${each}`)
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

/**
 * Who looks. A theme changes colours alone: all rules are asked of every page once in each language, and those of colours in the other theme as
 * well, as long as a page brings colours that were not looked at in it.
 */
const readers: readonly (readonly [locale: string, theme: Theme, other: readonly Theme[]])[] = [
  ['en-GB', 'light', ['dark']],
  ['ko-KR', 'dark', ['light']],
]

/** Looks at one page as a first visitor gets it: everything comes, in one theme and, for its colours, in others, at every width. */
const look = async ({ page, complaints }: Site, address: string, others: readonly Theme[] = []): Promise<Looked> => {
  const requests: Request[] = []
  const note = (request: Request): void => void requests.push(request)
  page.on('requestfinished', note)
  const answer = await page.goto(address)
  page.off('requestfinished', note)
  const sizes = await Promise.all(requests.map(bytesOf))
  const found = await axe(page)
  for (const theme of others) found.push(...(await coloursOf(page, theme)))
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
  const made = useSite()
  /** Loads axe before each page: that is half as dear as in each. */
  const withAxe = async (opened: Promise<Site>): Promise<Site> => {
    const site = await opened
    await site.page.addInitScript(axeSource)
    return site
  }
  const site = {
    open: (how?: BrowserContextOptions) => withAxe(made.open(night, how)),
    openSignedIn: (how?: BrowserContextOptions) => withAxe(made.openSignedIn(night, how)),
  }
  /** Both languages have the same links. */
  let followed: readonly Followed[] | undefined

  test('the looks see what is wrong where something is', async () => {
    const opened = await site.openSignedIn()
    await opened.page.route('**/sessions', async (route) => {
      const answer = await route.fetch()
      const body = (await answer.text()).replace(
        '</main>',
        '<img src="/nowhere.png"><p class="soft" style="color: red">Styled</p><p><font color="#333333">Pale by night</font></p><pre>x</pre><div role="button"></div></main>',
      )
      await route.fulfill({ response: answer, body: body.replace('<pre>x', `<pre>${'wide '.repeat(1_000)}`) })
    })
    const { faults } = await look(opened, '/sessions', ['dark'])
    for (const seen of [
      'dark: color-contrast',
      'image-alt',
      'aria-command-name',
      '360 px: needs',
      'Content Security Policy',
      'status of 404',
    ])
      expect(faults.join('\n')).toContain(seen)
  })

  test.each(readers)(
    'in %s and %s every view is reached by links, no link is dead, and each is clean, fits and is small',
    async (locale, colorScheme, others) => {
      const opened = await site.openSignedIn({ locale, colorScheme })
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

  test.each(readers)('in %s and %s every entry of the menu is seen from a tablet on, in one row', async (locale) => {
    const { page } = await made.openSignedIn(night, { locale })
    const entries = contributions.flatMap(({ menu = [] }) => menu.map(({ path }) => path))
    // Whichever page is the current one: its entry is bold.
    const seen = `(() => {
      const menu = document.querySelector('.top nav').getBoundingClientRect()
      const links = [...document.querySelectorAll('.top nav a')]
      const missing = []
      for (const current of links) {
        for (const each of links) each.toggleAttribute('aria-current', each === current)
        const boxes = links.map((each) => [each.getAttribute('href'), each.getBoundingClientRect()])
        for (const [path, box] of boxes)
          if (box.width <= 0 || box.left < menu.left || box.right > menu.right || box.top !== boxes[0][1].top) missing.push(path)
      }
      return { paths: links.map((each) => each.getAttribute('href')), missing }
    })()`
    for (const width of [768, 961, 1_024, 1_057, 1_280, 1_409, 1_440, 1_665, 1_793]) {
      await page.setViewportSize({ width, height: 600 })
      expect([width, await page.evaluate(seen)]).toEqual([width, { paths: entries, missing: [] }])
    }
  })

  test.each(readers)(
    'in %s and %s so is each page that says what went wrong, and the way in',
    async (locale, colorScheme, others) => {
      const stranger = await site.open({ locale, colorScheme })
      const ways = [
        await look(stranger, '/sign-in', others),
        await look(stranger, '/', others),
        await look(stranger, '/sign-in?token=x'),
      ]
      expect(ways.map(({ status }) => status)).toEqual([200, 401, 401])
      const opened = await site.openSignedIn({ locale, colorScheme })
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
