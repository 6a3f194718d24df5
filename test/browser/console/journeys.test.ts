import type { Page } from 'playwright-core'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type IncidentRecord, keys, type PressRecord, type RunRecord } from '../../../shared/ledger/records.ts'
import { transition } from '../../unit/alerts/scene.ts'
import { incident } from '../../unit/console/records.ts'
import { inBrowser } from '../browser.ts'
import { alertsFunction, queuesFunction } from './functions.ts'
import { awsOfNight, goingAt, nightRecords, now, queuesOfNight } from './night.ts'
import { useSite } from './site.ts'

const id = '0123456789abcdef'

/** A night, and the real function of alerts beside it. */
const scene = (log: () => readonly string[] = () => []) => {
  const records = [...nightRecords(), incident()].map((record) => ({ ...record, version: 1 }))
  const ledger = memoryLedger(records, { now: () => now })
  const alerts = alertsFunction(ledger, parseConfig(example, now).alerts, now)
  return { ledger, ...alerts, made: { ledger, now, aws: awsOfNight(log), invoked: alerts.answer } }
}

const notice = (page: Page): Promise<string> => page.locator('main .notice').innerText()

inBrowser('a person with a browser', () => {
  const site = useSite()

  test('signs in by a link, which works once', async () => {
    const { page, link, context, complaints } = await site.open(scene().made)
    expect((await page.goto('/'))?.status()).toBe(401)
    expect(await page.innerText('main')).toContain('nightshift -- console')
    complaints()
    const address = await link()
    await page.goto(address)
    expect(new URL(page.url()).pathname).toBe('/')
    expect(await page.innerText('.account summary')).toBe('mina')
    expect(await context.cookies()).toContainEqual(
      expect.objectContaining({ name: '__Host-nightshift-session', httpOnly: true, secure: true, sameSite: 'Lax' }),
    )
    // The script names the browser's zone.
    await page.evaluate(
      "new Promise((resolve) => { const look = async () => (await cookieStore.get('nightshift-zone')) ? resolve() : setTimeout(look, 10); look() })",
    )
    await page.reload()
    expect(await page.locator('input[name=zone]').inputValue()).toBe('Asia/Seoul')
    expect(complaints()).toEqual([])
    await context.clearCookies({ name: '__Host-nightshift-session' })
    expect((await page.goto(address))?.status()).toBe(401)
    expect(await page.innerText('main')).toContain('it works once')
    expect((await page.goto('/'))?.status()).toBe(401)
  })

  test('sees the night: sentences, one picture with a lane for each thing that happened, what needs somebody', async () => {
    const { page, complaints } = await site.openSignedIn(scene().made)
    expect(await page.innerText('.story')).toMatch(/\d+ of \d+ runs succeeded/)
    expect(await page.locator('.needs li').count()).toBeGreaterThan(0)
    const lanes = await page.locator('.track').count()
    expect(lanes).toBeGreaterThan(5)
    await page.locator('.track g').last().hover()
    expect(await page.innerText('.tip')).not.toBe('')
    await page.getByRole('link', { name: '7 days' }).click()
    expect(new URL(page.url()).search).toBe('?span=week')
    expect(complaints()).toEqual([])
  })

  test('acknowledges on a phone, by one press on the first page', async () => {
    const { ledger, made } = scene()
    const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }
    const { page, complaints } = await site.openSignedIn(made, phone)
    const need = page.locator('.needs li', { has: page.locator(`a[href="/incidents/${id}"]`) })
    const button = need.getByRole('button', { name: 'Acknowledge' })
    const { width = 0, height = 0 } = (await button.boundingBox()) ?? {}
    // https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(24)
    await button.tap()
    expect(await notice(page)).toContain('nobody else is notified')
    expect(await ledger.get<IncidentRecord>(keys.incident(id))).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'mina',
    })
    expect(await ledger.list<PressRecord>('press')).toEqual([
      expect.objectContaining({ by: 'mina', outcome: 'done', action: `/incidents/${id}/acknowledge` }),
    ])
    await page.locator(`a[href="/incidents/${id}"]`).first().tap()
    expect(await page.innerText('main')).toContain('acknowledged')
    expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
    await page.goBack()
    await page.reload()
    expect(await ledger.list<PressRecord>('press')).toHaveLength(1)
    expect(complaints()).toEqual([])
  })

  test('has joon cover a shift: seen before it is done, and joon is whom the next alarm pages', async () => {
    const { scene: alerts, made } = scene()
    const { page, complaints } = await site.openSignedIn(made)
    await page.goto('/on-call')
    expect(await page.innerText('main')).toMatch(/primary\W+alex/)
    const form = page.locator('form[action="/on-call/cover"]')
    await page.locator('details', { has: form }).first().locator('> summary').click()
    await form.getByLabel('Who covers').selectOption('joon')
    await form.getByLabel('or for').selectOption('4')
    await form.getByLabel('Why').fill('a <b>dentist</b>')
    await form.getByRole('button').click()
    expect(await page.innerText('main')).toContain('Nothing has been changed yet.')
    await alerts.call(transition('ALARM', 0, { at: now.toISOString(), alarm: 'before', name: 'before' }))
    expect(alerts.sent.map(({ to }) => to)).toEqual(['alex', 'alex'])
    await page.getByRole('button', { name: 'Have it so' }).click()
    expect(await notice(page)).toContain('joon covers primary until Mon 30 Nov, 16:00.')
    expect(await page.locator('.roster-turn').count()).toBeGreaterThan(0)
    expect(await page.innerText('main')).toContain('a <b>dentist</b>')
    alerts.sent.length = 0
    await alerts.call(transition('ALARM', 0, { at: now.toISOString(), alarm: 'after', name: 'after' }))
    expect(new Set(alerts.sent.map(({ to }) => to))).toEqual(new Set(['joon']))
    await page.locator('li', { hasText: 'dentist' }).getByRole('button', { name: 'Cancel' }).click()
    expect(await notice(page)).toContain('the turns decide again')
    expect(complaints()).toEqual([])
  })

  test('follows the log of a run that goes on, and sees how it ends', async () => {
    const lines = ['page 1 is written']
    const { ledger, made } = scene(() => lines)
    const { page, complaints } = await site.openSignedIn(made)
    await page.clock.install()
    const path = `/jobs/nightly-report/runs/${encodeURIComponent(goingAt)}`
    await page.goto(path)
    expect(await page.innerText('.log')).toContain('page 1 is written')
    lines.push('page 2 is written')
    await page.clock.runFor(3_000)
    await page.locator('.log', { hasText: 'page 2 is written' }).waitFor()
    const run = await ledger.get<RunRecord>(keys.run('nightly-report', goingAt))
    if (!run) throw new Error('The run is in the ledger')
    const over = { ...run, state: 'succeeded' as const, stoppedAt: now.toISOString() }
    await ledger.commit([{ item: over, expect: run.version }], now)
    await page.clock.runFor(3_000)
    await page.locator('.story', { hasText: 'succeeded' }).waitFor()
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0)
    // A run that is over is looked at less often.
    expect(await page.evaluate('document.documentElement.dataset.refresh')).toBe('60')
    expect(complaints()).toEqual([])
  })

  test('opens a dead letter and replays it: it is where it belongs, and the others stay', async () => {
    const file = JSON.stringify({
      Records: [{ s3: { bucket: { name: 'corner-shop-uploads' }, object: { key: 'photos/IMG_1.jpg', size: 9 } } }],
    })
    const queues = { Uploads: [] as string[], UploadsDeadLetters: ['{"odd":1}', file] }
    const { page, complaints } = await site.openSignedIn({
      records: nightRecords(),
      now,
      invoked: queuesFunction(queues, now),
    })
    await page.goto('/queues')
    await page.getByRole('link', { name: 'UploadsDeadLetters' }).first().click()
    const letter = page.locator('details.letter', { hasText: 'photos/IMG_1.jpg' })
    await letter.locator('summary').click()
    expect(await letter.innerText()).toContain('corner-shop-uploads')
    await letter.getByRole('button', { name: 'Replay' }).click()
    expect(await page.locator('main .notice.good').count()).toBe(1)
    expect(queues).toEqual({ Uploads: [file], UploadsDeadLetters: ['{"odd":1}'] })
    expect(await page.innerText('main')).not.toContain('photos/IMG_1.jpg')
    expect(complaints()).toEqual([])
  })

  test('reads Korean, by the browser and by the switch, in letters that are there', async () => {
    const { page, context, complaints } = await site.openSignedIn(scene().made, { locale: 'ko-KR' })
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko')
    const cdp = await context.newCDPSession(page)
    await cdp.send('DOM.enable')
    await cdp.send('CSS.enable')
    const { root } = await cdp.send('DOM.getDocument')
    const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'h1 bdi' })
    const { fonts } = await cdp.send('CSS.getPlatformFontsForNode', { nodeId })
    expect(fonts.map(({ familyName }) => familyName)).toContain('NanumGothic')
    await page.locator('.account summary').click()
    await page.locator('select[name=language]').selectOption('en')
    await page.locator('form.settings button').click()
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    await page.goto('/incidents')
    expect(await page.innerText('h1')).toBe('Incidents')
    expect(complaints()).toEqual([])
  })

  test('has it dark as the system is, or as they choose', async () => {
    const { page, complaints } = await site.openSignedIn(scene().made, { colorScheme: 'dark' })
    const brightness = async (): Promise<number> =>
      Number(
        await page.evaluate(
          'getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).reduce((sum, each) => sum + Number(each), 0)',
        ),
      )
    expect(await brightness()).toBeLessThan(200)
    await page.locator('.account summary').click()
    await page.locator('select[name=theme]').selectOption('light')
    await page.locator('form.settings button').click()
    expect(await brightness()).toBeGreaterThan(600)
    await page.emulateMedia({ colorScheme: 'light' })
    await page.locator('.account summary').click()
    await page.locator('select[name=theme]').selectOption('dark')
    await page.locator('form.settings button').click()
    expect(await brightness()).toBeLessThan(200)
    expect(complaints()).toEqual([])
  })

  test('does without a script: looks, filters, acknowledges, writes a note, signs out', async () => {
    const { ledger, made } = scene()
    const { page, complaints } = await site.openSignedIn(made, { javaScriptEnabled: false })
    await page.goto('/incidents')
    await page.getByRole('link', { name: 'checkout-errors' }).first().click()
    await page.goto(`/incidents/${id}`)
    await page.getByRole('button', { name: 'Acknowledge' }).click()
    expect(await notice(page)).toContain('is acknowledged')
    await page.locator('textarea[name=text]').fill('I look at it.')
    await page.getByRole('button', { name: 'Add' }).click()
    expect(await page.innerText('main')).toContain('I look at it.')
    expect(await ledger.get<IncidentRecord>(keys.incident(id))).toMatchObject({ acknowledgedBy: 'mina' })
    await page.locator('.account summary').click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(new URL(page.url()).pathname).toBe('/sign-in')
    complaints()
    expect((await page.goto('/'))?.status()).toBe(401)
  })

  test('does everything by the keyboard: the way past the menu, every stop seen, an incident acknowledged', async () => {
    const { ledger, made } = scene()
    const { page, complaints } = await site.openSignedIn(made)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.className')).toBe('skip')
    const box = await page.locator('.skip').boundingBox()
    expect(box && box.x >= 0 && box.y >= 0 && box.width > 1 && box.height > 1).toBe(true)
    let order = -1
    let stops = 0
    for (; stops < 100; stops += 1) {
      await page.keyboard.press('Tab')
      const at = (await page.evaluate(focused)) as { readonly order: number; readonly name: string }
      if (at.name === 'BODY') break
      expect(at).toEqual({ ...at, isSeen: true })
      // In the order of the document, which is what is read.
      expect(at.order).toBeGreaterThan(order)
      order = at.order
    }
    expect(stops).toBeGreaterThan(15)
    await page.goto('/')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    await page.keyboard.press('g')
    await page.keyboard.press('2')
    await page.waitForURL('**/incidents')
    await page.keyboard.press('/')
    await page.keyboard.type('no-such-alarm')
    expect(await page.locator('table[data-filter] tbody tr:visible').count()).toBe(0)
    await page.goto(`/incidents/${id}`)
    for (let stop = 0; stop < 60; stop += 1) {
      await page.keyboard.press('Tab')
      if ((await page.evaluate('document.activeElement.textContent')) === 'Acknowledge') break
    }
    await page.keyboard.press('Enter')
    expect(await notice(page)).toContain('is acknowledged')
    expect(await ledger.get<IncidentRecord>(keys.incident(id))).toMatchObject({ acknowledgedBy: 'mina' })
    expect(complaints()).toEqual([])
  })

  test('prints an incident: all that was recorded on white paper, without menu and buttons', async () => {
    const { page } = await site.openSignedIn(
      { ...scene().made, invoked: queuesOfNight },
      { colorScheme: 'dark', viewport: { width: 794, height: 1_123 } },
    )
    await page.goto('/incidents/5a5a5a5a5a5a5a5a')
    await page.emulateMedia({ media: 'print' })
    expect(
      await page.locator('nav:visible, button:visible, input:visible, .account:visible, .skip:visible').count(),
    ).toBe(0)
    const text = await page.innerText('main')
    for (const said of [
      'corner-shop-checkout-errors',
      'Threshold crossed',
      'Rolled back.',
      'mina',
      'OptedOutException',
    ])
      expect(text).toContain(said)
    expect(await page.locator('main svg').first().isVisible()).toBe(true)
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('light')
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    // Nothing that has to be opened first.
    const closed = `[...document.querySelectorAll('main details:not([open])')].filter((each) => each.checkVisibility()).map((each) => each.outerHTML.slice(0, 200))`
    expect(await page.evaluate(closed)).toEqual([])
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  })
})

/** Where the focus is, and whether one sees it: an outline around it, and it on the screen. */
const focused = `(() => {
  const each = document.activeElement
  const { outlineStyle, outlineWidth } = getComputedStyle(each)
  const { top, bottom, left, right } = each.getBoundingClientRect()
  return {
    order: [...document.querySelectorAll('*')].indexOf(each),
    name: each === document.body ? 'BODY' : each.outerHTML.slice(0, 200),
    isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
  }
})()`
