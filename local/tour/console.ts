import { listIncidents } from '../../api/alerts.ts'
import { consoleLink } from '../../api/console.ts'
import { alertsTour } from './alerts.ts'
import { check, eventually, type Guide, type Tour } from './guide.ts'
import { openPage } from './page.ts'

/** Opens a link of the terminal as a browser does. @returns the cookie that it keeps */
const openLink = async (link: string): Promise<string> => {
  const answer = await fetch(link, { redirect: 'manual' })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  check(answer.status === 303 && cookie !== '', `the link answers ${answer.status}`)
  return cookie
}

/** A page, once more where a function behind it did not answer in time, as the page then says: each starts a process on the emulator. */
const read = async (address: string, cookie: string): Promise<string> => {
  const ask = () => fetch(address, { headers: { cookie } })
  const first = await ask()
  const answer = first.status === 503 ? await ask() : first
  const text = await answer.text()
  check(answer.status === 200, `signed in ${address} answers ${answer.status}`)
  return text
}

/** The page of whoever has no session, and of whoever a link signs in: once. */
const signIn = async (guide: Guide): Promise<readonly string[]> => {
  const address = guide.output('ConsoleUrl')
  const stranger = await openPage(address)
  check(stranger.status === 401, `without a session the page answers ${stranger.status}`)
  const { link, by, role } = await consoleLink(guide, 'tour')
  const cookie = await openLink(link)
  const again = await openPage(link)
  check(again.status === 401, `the link, used twice, answers ${again.status}`)
  check((await read(address, cookie)).includes('class="story"'), 'the night is not told')
  return [`${by} may ${role}: the link worked once`, 'the night in one picture, at ConsoleUrl']
}

/** Addresses of the console in a page, of a tag's attribute. */
const addressesIn = (page: string, pattern: RegExp, address: string): string[] => [
  ...new Set([...page.matchAll(pattern)].map(([, path = '']) => new URL(path, address).href)),
]

/** Looks for one that is there: the tour has also deleted originals, and their thumbnails went with them. */
const firstPicture = async (pictures: readonly string[], cookie: string): Promise<void> => {
  for (const picture of pictures) {
    const answer = await fetch(picture, { headers: { cookie } })
    const bytes = await answer.arrayBuffer()
    if (answer.status === 404) continue
    const type = answer.headers.get('content-type') ?? ''
    check(
      answer.status === 200 && type.startsWith('image/') && bytes.byteLength > 100,
      `${picture}: ${answer.status} ${type}`,
    )
    return
  }
  check(false, `None of ${pictures.length} thumbnails is there`)
}

/** Every page of the menu, and below them a job, its newest run, a dead-letter queue and the newest picture. */
const lookAround = async (guide: Guide): Promise<readonly string[]> => {
  const address = guide.output('ConsoleUrl')
  const cookie = await openLink((await consoleLink(guide, 'tour')).link)
  const [menu = ''] = /<nav.*?<\/nav>/s.exec(await read(address, cookie)) ?? []
  const pages = addressesIn(menu, /href="([^"]+)"/g, address)
  const seen: string[] = []
  const visit = async (page: string | undefined): Promise<string> => {
    if (page === undefined) return ''
    seen.push(page)
    return read(page, cookie)
  }
  const texts = new Map<string, string>()
  for (const page of pages) texts.set(new URL(page).pathname.split('/').at(-1) ?? '', await visit(page))
  const below = (name: string, pattern: RegExp): string | undefined =>
    addressesIn(texts.get(name) ?? '', pattern, address)[0]
  const job = await visit(below('jobs', /href="([^"]*\/jobs\/(?!day)[^"/]+)"/g))
  await visit(addressesIn(job, /href="([^"]*\/runs\/[^"/]+)"/g, address)[0])
  await visit(below('queues', /href="([^"]*\/queues\/[^"/]+)"/g))
  const pictures = addressesIn(texts.get('thumbnails') ?? '', /src="([^"]*\/thumbnails\/pictures\/[^"]+)"/g, address)
  await firstPicture(pictures, cookie)
  check(pages.length > 5, `the menu has ${pages.length} pages`)
  return [`${seen.length} pages answer, each whole without script`]
}

const fieldIn = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''

/** A button's form, on an incident that is over: the page hands it over, and the answer of alerts comes back with its name. */
const press = async (guide: Guide): Promise<readonly string[]> => {
  const address = guide.output('ConsoleUrl')
  const over = await eventually(
    'an incident that is over',
    async () => (await listIncidents(guide, { limit: 100 })).rows.find(({ state }) => state === 'resolved'),
    60,
  )
  const cookie = await openLink((await consoleLink(guide, 'tour')).link)
  const page = await read(address, cookie)
  const form = new URLSearchParams({ form: fieldIn(page, 'form'), once: fieldIn(page, 'once'), from: '/' })
  const answer = await fetch(`${address.replace(/\/*$/, '')}/incidents/${over.id}/acknowledge`, {
    method: 'POST',
    body: form,
    headers: { cookie, origin: new URL(address).origin },
    redirect: 'manual',
  })
  check(answer.status === 303, `the form answers ${answer.status}`)
  const next = await read(new URL(answer.headers.get('location') ?? '', address).href, cookie)
  check(next.includes('was over already'), 'the page does not say what came of it')
  return [`acknowledge ${over.alarm}: handed over to alerts, which says that it was over already`]
}

export const consoleTour: Tour = {
  stops: ({ console: page }) =>
    page.enabled
      ? [
          { title: 'the console, signed in by a link', visit: signIn },
          { title: 'a button of the console is pressed, and recorded', visit: press },
          { title: 'every page of the console', visit: lookAround },
        ]
      : [],
  after: alertsTour,
}
