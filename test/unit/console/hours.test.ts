import { decide } from '../../../functions/hours/rules/decide.ts'
import { wasOffWith } from '../../../functions/hours/rules/savings.ts'
import { settle } from '../../../functions/hours/rules/settle.ts'
import { type HoursLookRecord, type HoursTargetRecord, keys } from '../../../shared/ledger/records.ts'
import { ago, now as lookTime, observedAs, recordOf, situationOf } from '../hours/rules/scene.ts'
import { guardOf, madeConsole } from './console.ts'

const shop = 'rds-instance/corner-shop-data-postgres'
const web = 'ecs-service/corner-shop-web/corner-shop-web'

/** A Monday noon in Seoul: by the example's calendar both are on since 06:00, and off again in a week. */
const now = new Date('2026-11-30T03:00:00Z')

const target = (name: string, more: Partial<HoursTargetRecord> = {}): HoursTargetRecord => ({
  ...keys.hoursTarget(name),
  kind: 'hours-target',
  at: '2026-11-29T21:00:00.000Z',
  target: name,
  entry: name === shop ? 'database' : 'web',
  calendar: 'shop',
  moment: { state: 'running', at: '2026-11-29T21:00:00.000Z', seenAt: '2026-11-29T21:01:00.000Z' },
  basis: { event: {}, config: '1' },
  ...more,
})

const look = (seenTo = '2026-11-30T02:59:00.000Z'): HoursLookRecord => ({
  ...keys.hoursLook(),
  kind: 'hours-look',
  at: seenTo,
  seenTo,
  entries: {},
  denied: {},
  unknown: {},
  basis: { event: {}, config: '1' },
})

const night = { from: '2026-11-29T15:01:00.000Z', until: '2026-11-29T21:04:00.000Z' }
const made = (records: readonly HoursTargetRecord[] = [target(shop, { wasOff: [night] }), target(web)], more = {}) =>
  madeConsole({ records: [...records, look()], now, invoked: (payload) => answer(payload), ...more })

const answer = (payload: unknown): unknown => ({
  ...target(shop),
  override: { state: 'running', at: now.toISOString(), until: '2026-12-06T17:00:00.000Z', by: 'mina', asked: payload },
})

const read = async (console: ReturnType<typeof made>, path: string, role: 'read' | 'act' = 'act'): Promise<string> =>
  (
    await console.ask(path, {
      headers: {
        cookie: `__Host-nightshift-session=${await console.signIn({ role })}; __Host-nightshift-zone=Asia/Seoul; nightshift-zone=Asia/Seoul`,
      },
    })
  ).text()

describe('what hours switches, in the console', () => {
  test('each target with its state, why, and its day: wanted, and seen stopped', async () => {
    const page = await read(made(), '/hours')
    expect(page).toContain(shop)
    expect(page).toContain('mon 06:00–24:00')
    expect(page).toContain(`${shop}. Wanted on: 06:00–00:00. Seen stopped: 00:01–06:04.`)
    expect(page).toContain(`${web}. Wanted on: 06:00–00:00. Seen stopped: never.`)
  })

  test('a stop that goes on counts up to the last look, and no further', async () => {
    const page = await read(made([target(shop, { off: { from: '2026-11-30T01:00:00.000Z' } })]), '/hours')
    expect(page).toContain('Seen stopped: 10:00–11:59.')
  })

  test('another day, and one that is none', async () => {
    const console = made()
    expect(await read(console, `/hours/targets/${shop}?day=2026-11-29`)).toContain(
      'Wanted on: all day. Seen stopped: never.',
    )
    const cookie = await console.signIn()
    for (const day of ['2026-02-30', 'x', '99999-01-01', '0000-01-01'])
      expect((await console.ask(`/hours/targets/${shop}?day=${day}`, {}, cookie)).status).toBe(400)
    expect((await console.ask('/hours/targets/rds-instance/nobody', {}, cookie)).status).toBe(404)
  })

  test('two more hours with one press: by the function of hours, with who, and what it came to', async () => {
    const console = made()
    const cookie = await console.signIn()
    const page = await console.read('/hours', cookie)
    expect(page).toContain(`action="/hours/extend/${shop}"`)
    const sent = await console.send(`/hours/extend/${shop}`, { ...guardOf(page), hours: '2' }, cookie)
    expect(sent.status).toBe(303)
    expect(console.handedOver).toEqual([
      { source: 'nightshift.command', target: shop, by: 'mina', action: 'extend', seconds: 7_200 },
    ])
    const next = await console.read(sent.headers.get('location') ?? '', cookie)
    expect(next).toContain('is to be on until')
  })

  test('what a press will come to is what the function makes of it, also where people start and its calendar only stops', async () => {
    const hand = { state: 'running', at: '2026-11-30T02:00:00.000Z' } as const
    const config = {
      hours: {
        calendars: { shop: { zone: 'UTC', rules: [{ stop: '19:00' }] } },
        targets: [{ name: 'database', 'rds-instances': { names: ['corner-shop-data-postgres'] }, calendar: 'shop' }],
      },
    } as never
    const console = madeConsole({ records: [target(shop, { hand }), look()], now, config })
    const page = await console.read('/hours')
    expect(page).toContain('It stays on until Mon 30 Nov, 21:00.')
  })

  test.each([
    ['0', 'extend'],
    ['1.5', 'extend'],
    ['169', 'extend'],
    ['two', 'extend'],
  ])('%s hours are refused, and nothing is handed over', async (hours, action) => {
    const console = made()
    const cookie = await console.signIn()
    const page = await console.read('/hours', cookie)
    const sent = await console.send(`/hours/${action}/${shop}`, { ...guardOf(page), hours }, cookie)
    const next = await console.read(sent.headers.get('location') ?? '', cookie)
    expect(next).toContain('is not a number of hours from 1 to 168')
    expect(console.handedOver).toEqual([])
  })

  test('what the function refuses is said, and what it does not know is a page', async () => {
    const console = made(undefined, {
      invoked: () => ({ refused: 'its calendar never stops it: there is nothing to extend.' }),
    })
    const cookie = await console.signIn()
    const page = await console.read('/hours', cookie)
    const sent = await console.send(`/hours/extend/${shop}`, guardOf(page), cookie)
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain('nothing to extend')
    const other = guardOf(await console.read('/hours', cookie))
    await console.send(`/hours/delete/${shop}`, other, cookie)
    expect(console.handedOver).toHaveLength(1)
  })

  test('what the config means no more has no button, and says how to start it', async () => {
    const left = target(shop, {
      retired: '2026-11-29T00:00:00.000Z',
      trouble: { code: 'left-off', words: 'Hours switched it off', since: '2026-11-29T00:00:00.000Z', told: true },
    })
    const console = made([left])
    const cookie = await console.signIn()
    const page = await console.read('/hours', cookie)
    expect(page).not.toContain('/hours/extend/')
    const sent = await console.send(`/hours/start/${shop}`, guardOf(page), cookie)
    expect(console.handedOver).toEqual([])
    expect(await console.read(sent.headers.get('location') ?? '', cookie)).toContain('your own credentials')
  })

  test('whoever may only look sees no button', async () => {
    expect(await read(made(), '/hours', 'read')).not.toContain('/hours/extend/')
  })

  test('a year of a calendar', async () => {
    const page = await read(made(), '/hours/year/shop?year=2026')
    expect(page).toContain('<title>2026-11-30: 06:00–24:00</title>')
    expect(page).toContain('52 days')
    const console = made()
    const cookie = await console.signIn()
    expect((await console.ask('/hours/year/nobody', {}, cookie)).status).toBe(404)
    expect((await console.ask('/hours/year/__proto__', {}, cookie)).status).toBe(404)
    expect((await console.ask('/hours/year/shop?year=20x6', {}, cookie)).status).toBe(400)
  })

  test('holidays come from what was deployed: no function carries their library', async () => {
    const page = await read(
      madeConsole({
        records: [look()],
        now,
        calendars: {
          shop: {
            path: 'p',
            zone: 'Asia/Seoul',
            rules: [],
            holidays: [{ date: '2026-12-25', name: 'Christmas Day' }],
            overrides: [],
          } as never,
        },
      }),
      '/hours/year/shop',
    )
    expect(page).toContain('Christmas Day')
  })

  test('names and reasons of strangers are text', async () => {
    const name = 'auto-scaling-group/<svg onload=alert(1)> "x"'
    const override = {
      state: 'running',
      at: '2026-11-30T02:00:00.000Z',
      until: '2026-11-30T09:00:00.000Z',
      by: 'a',
      why: '</title><script>',
    } as const
    const console = made([target(name, { override, wasOff: [night] })])
    for (const path of ['/', '/hours', `/hours/targets/${name.split('/').map(encodeURIComponent).join('/')}`]) {
      const page = await read(console, path)
      expect(page).not.toContain('<svg onload')
      expect(page).not.toContain('</title><script>')
      expect(page).toContain('&lt;svg onload')
    }
  })

  test('the night: a lane for what was off, who set what, and what is not as wanted', async () => {
    const trouble = {
      code: 'denied',
      words: 'AWS refuses rds:StartDBInstance',
      since: '2026-11-30T01:00:00.000Z',
      told: true,
    }
    const page = await read(made([target(shop, { wasOff: [night] }), target(web, { trouble, open: 'hours' })]), '/')
    expect(page).toContain('One target was off, for 6 hours 3 minutes.')
    expect(page).toContain('is not as its calendar wants it')
    expect(page).toContain('AWS refuses rds:StartDBInstance')
    const silent = madeConsole({ records: [target(shop), look('2026-11-30T02:30:00.000Z')], now })
    expect(await read(silent, '/')).toContain('The looks of hours have stopped')
  })

  test('Korean', async () => {
    const console = made()
    const page = await (
      await console.ask('/hours', { headers: { 'accept-language': 'ko' } }, await console.signIn())
    ).text()
    expect(page).toContain('두 시간 더')
  })
})

describe('when a target was off is remembered', () => {
  const seen = (from: string, until: string) => ({ from: new Date(from), until: new Date(until) })

  test('parts that meet are one, and what is older than eight days goes', () => {
    const one = wasOffWith(undefined, seen('2026-11-01T00:00:00Z', '2026-11-01T06:00:00Z'))
    const two = wasOffWith(one, seen('2026-11-01T06:00:00Z', '2026-11-01T07:00:00Z'))
    expect(two).toEqual([{ from: '2026-11-01T00:00:00.000Z', until: '2026-11-01T07:00:00.000Z' }])
    expect(wasOffWith(two, seen('2026-11-09T07:00:01Z', '2026-11-09T08:00:00Z'))).toHaveLength(1)
  })

  test('a record stays small', () => {
    let all: ReturnType<typeof wasOffWith> = []
    for (let minute = 0; minute < 100; minute += 2)
      all = wasOffWith(all, { from: new Date(minute * 60_000), until: new Date((minute + 1) * 60_000) })
    expect(all).toHaveLength(24)
    expect(all.at(-1)?.until).toBe(new Date(99 * 60_000).toISOString())
  })

  test('a look that sees it run writes down for which time it was off', () => {
    const situation = situationOf({
      observed: observedAs('running'),
      record: recordOf({ off: { from: ago(7_200) } }),
      now: lookTime,
    })
    const settled = settle(situation)
    const { record } = decide(situation, settled ?? recordOf(), {} as never)
    expect(record.off).toBeUndefined()
    expect(record.wasOff).toEqual([{ from: ago(7_200), until: ago(60) }])
  })
})
