import { consoleLink } from '../../api/console.ts'
import { check, type Guide, type Tour } from './guide.ts'
import { openPage } from './page.ts'

/** The page of whoever has no session, and of whoever a link signs in: once. */
const signIn = async (guide: Guide): Promise<readonly string[]> => {
  const address = guide.output('ConsoleUrl')
  const stranger = await openPage(address)
  check(stranger.status === 401, `without a session the page answers ${stranger.status}`)
  const { link, by, role } = await consoleLink(guide, 'tour')
  const first = await fetch(link, { redirect: 'manual' })
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  check(first.status === 303 && cookie !== '', `the link answers ${first.status}`)
  const again = await openPage(link)
  check(again.status === 401, `the link, used twice, answers ${again.status}`)
  const page = await fetch(address, { headers: { cookie } })
  const text = await page.text()
  check(page.status === 200 && text.includes('class="story"'), `signed in the page answers ${page.status}`)
  return [`${by} may ${role}: the link worked once`, 'the night in one picture, at ConsoleUrl']
}

export const consoleTour: Tour = {
  stops: ({ console: page }) => (page.enabled ? [{ title: 'the console, signed in by a link', visit: signIn }] : []),
}
