import type { Page } from 'playwright-core'
import { letterOf } from '../../../api/queues/letter.ts'
import { inBrowser } from '../browser.ts'
import { evil, hostileLetter, hostileRecords } from './hostile.ts'
import { awsOfNight, configOfNight, nightRecords, now, queuesOfNight } from './night.ts'
import { followLinks, viewOf, viewPaths } from './routes.ts'
import { useSite } from './site.ts'

/** A night of which every text was written by somebody who means harm. */
const night = {
  config: configOfNight,
  records: hostileRecords(nightRecords()),
  now,
  aws: awsOfNight(() => [evil, `\u001b]8;;javascript:alert(1)\u0007${evil}`]),
  invoked: (payload: unknown) =>
    (payload as { readonly action?: string }).action === 'letters'
      ? { letters: [letterOf('UploadsDeadLetters', { MessageId: evil, Body: hostileLetter })], count: 1 }
      : queuesOfNight(payload),
}

/** What of a page is not ours: elements and attributes that no page of ours has, and what leads elsewhere. */
const foreign = `[...document.querySelectorAll('*')].flatMap((each) => {
  const name = each.tagName.toLowerCase()
  const found = [...each.attributes].filter((a) => /^on|^style$|^autofocus$|^srcdoc$/i.test(a.name) || /^\\s*(javascript|data|vbscript):/i.test(a.value)).map((a) => name + ' ' + a.name)
  if (['iframe', 'object', 'embed', 'base', 'style', 'foreignobject', 'template'].includes(name)) found.push(name)
  if (name === 'script' && !/^\\/static\\/console\\.[0-9a-f]{12}\\.js$/.test(each.getAttribute('src'))) found.push('script')
  if (name === 'script' && each.textContent !== '') found.push('script with text')
  if (name === 'img' && !/^\\/thumbnails\\/pictures\\/[0-9a-f]{32}$/.test(each.getAttribute('src'))) found.push('img')
  for (const where of ['href', 'src', 'action', 'formaction']) {
    const to = each.getAttribute(where)
    if (to !== null && !to.startsWith('#') && new URL(to, location.href).origin !== location.origin && !(name === 'a' && each.rel.includes('noreferrer'))) found.push(name + ' to ' + to.slice(0, 80))
  }
  return found
}).concat(window.harm ? ['harm ' + window.harm] : [], document.body.innerText.includes('\\u202e') ? ['turned around'] : [])`

/** Waits for pictures, also those that come only when they are scrolled to: a page that is left before its pictures came has complaints of that. */
const picturesCome = `Promise.all([...document.images].map((each) => {
  each.loading = 'eager'
  return each.complete ? undefined : new Promise((resolve) => { each.addEventListener('load', resolve); each.addEventListener('error', resolve) })
})).then(() => undefined)`

const harmIn = async (page: Page): Promise<string[]> => (await page.evaluate(foreign)) as string[]

inBrowser('texts of strangers, in a browser', () => {
  const site = useSite()
  /** Names by which pages ask for something, as their links have them. */
  const names = new Set(['next', 'token', 'pressed', 'from'])

  test('the test sees harm where there is some', async () => {
    const { page } = await site.openSignedIn()
    await page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(evil)}`)
    expect(await harmIn(page)).toEqual(
      expect.arrayContaining(['script', 'img', 'img onerror', 'svg onload', 'a href', 'a style', 'a onfocus']),
    )
  })

  test('stay text on every page: nothing runs, nothing breaks out, nobody else is asked', async () => {
    const opened = await site.openSignedIn(night, { locale: 'en-GB' })
    const { page, address, complaints } = opened
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    const followed = await followLinks(page)
    expect(followed.filter(({ status }) => status >= 500)).toEqual([])
    const addresses = followed.map((each) => ({ ...each, url: new URL(each.address, page.url()) }))
    for (const { url } of addresses) for (const name of url.searchParams.keys()) names.add(name)
    const byView = new Map(addresses.toReversed().map((each) => [viewOf(each.url), each]))
    expect(viewPaths.filter((path) => !byView.has(path))).toEqual([])
    complaints()
    const harm: string[] = []
    let shown = 0
    for (const { address: path, type, status } of byView.values()) {
      if (!type.startsWith('text/html') || status !== 200) continue
      await page.goto(path)
      await page.evaluate(picturesCome)
      const found = await harmIn(page)
      harm.push(...[...found, ...complaints()].map((each) => `${path}: ${each}`))
      if ((await page.content()).includes('window.harm=1')) shown += 1
    }
    expect(harm).toEqual([])
    // They are there to be read: a page that leaves them out would pass as well.
    expect(shown).toBeGreaterThan(10)
    expect(asked.filter((url) => !url.startsWith(`${address}/`))).toEqual([])
  }, 120_000)

  test('so does what stands in an address, under every name that a page asks for', async () => {
    const { page, complaints } = await site.openSignedIn(night)
    const query = new URLSearchParams([...names].map((name): [string, string] => [name, evil]))
    const harm: string[] = []
    for (const path of viewPaths.map((each) => each.replace(/:\w+(\{.*?\})?/g, encodeURIComponent(evil)))) {
      if (/report\.md|pictures/.test(path)) continue
      await page.goto(`${path}?${query}`)
      await page.evaluate(picturesCome)
      harm.push(...(await harmIn(page)).map((each) => `${path}: ${each}`))
    }
    expect(harm).toEqual([])
    expect(complaints().filter((each) => !each.includes('the server responded with a status of 40'))).toEqual([])
  }, 60_000)
})
