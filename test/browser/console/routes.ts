import type { Page } from 'playwright-core'
import { contributions } from '../../../functions/console/pages/index.ts'

/** The paths of all views, as the folder's index has them. */
export const viewPaths: readonly string[] = contributions.flatMap(({ views = [] }) => views.map(({ path }) => path))

/** A route's path as a pattern: `:name` is a part between slashes, `:name{.+}` may have some in it. */
const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/:\w+(\{\\\.\+\})?/g, (_, any) => (any ? '.+' : '[^/]+'))}$`)

const patterns = viewPaths.map((path) => ({ path, pattern: patternOf(path) }))

/** The view that answers an address: the first that fits, as the console has it. */
export const viewOf = ({ pathname }: URL): string | undefined =>
  patterns.find(({ pattern }) => pattern.test(pathname))?.path

/** What a link of a page leads to. */
export interface Followed {
  readonly address: string
  readonly status: number
  readonly type: string
}

/** Links, pictures, and what forms that only ask send with what stands in them. */
const addressesIn = `async (address) => {
  const answer = await fetch(address)
  const type = answer.headers.get('content-type') ?? ''
  const body = await answer.text()
  const text = type.startsWith('text/html') ? body : ''
  const made = new DOMParser().parseFromString(text, 'text/html')
  const own = (value) => new URL(value, new URL(address, location.href)).href
  const links = [...made.querySelectorAll('main a[href], nav a[href], header a[href]')].map((each) => own(each.getAttribute('href')))
  const pictures = [...made.querySelectorAll('img[src]')].map((each) => own(each.getAttribute('src')))
  const forms = [...made.querySelectorAll('form:not([method=post])')].map((form) => own((form.getAttribute('action') ?? '') + '?' + new URLSearchParams(new FormData(form))))
  return { status: answer.status, type, found: [...links, ...pictures, ...forms] }
}`

/** What stands for all addresses of its kind: the view, and which questions it is asked. */
const kindOf = (address: URL): string =>
  `${viewOf(address) ?? address.pathname}?${[...address.searchParams.keys()].sort().join('&')}`

/** Follows the links of a console from its first page, one of each kind. */
export const followLinks = async (page: Page): Promise<Followed[]> => {
  const start = new URL('/', page.url())
  const known = new Map<string, URL>([[kindOf(start), start]])
  const followed: Followed[] = []
  for (const [, address] of known) {
    const { status, type, found } = (await page.evaluate(`(${addressesIn})(${JSON.stringify(address.href)})`)) as {
      readonly status: number
      readonly type: string
      readonly found: readonly string[]
    }
    followed.push({ address: `${address.pathname}${address.search}`, status, type })
    for (const each of found.map((text) => new URL(text)))
      if (each.origin === start.origin && !known.has(kindOf(each))) known.set(kindOf(each), each)
  }
  return followed
}
