import { happen } from '../../../functions/alerts/engine/progress.ts'
import { react } from '../../../functions/alerts/engine/react.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { sweep } from '../../../functions/alerts/engine/sweep.ts'
import type { Transition } from '../../../functions/alerts/intake/index.ts'
import { readPast } from '../../../functions/alerts/rehearsal/past.ts'
import { rehearse } from '../../../functions/alerts/rehearsal/rehearse.ts'
import type { World } from '../../../functions/alerts/world/world.ts'
import { type AlertsConfig, alertsSchema } from '../../../shared/config/alerts/schema.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { IncidentRecord, TransitionRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'

log.setLogLevel('SILENT')

const written = {
  emailFrom: 'nightshift@corner-shop.example',
  responders: {
    mina: { sms: '+12025550101', zone: 'Asia/Seoul', quietHours: { from: '22:00', until: '07:00' } },
    joon: { sms: '+12025550102' },
  },
  rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
  policies: {
    shop: {
      steps: [
        { notify: ['primary'], wait: '10 minutes' },
        { notify: ['joon'], wait: '30 minutes' },
      ],
      repeat: 0,
    },
  },
  onCall: 'shop',
  fallback: ['mina'],
}
const configOf = (edit: Record<string, unknown> = {}): AlertsConfig => alertsSchema.parse({ ...written, ...edit })

// 03:00 in Seoul: mina's quiet hours.
const start = Date.parse('2026-11-21T18:00:00Z')
const minute = (count: number): Date => new Date(start + count * 60_000)

const transition = (name: string, state: Transition['state'], at: number): Transition => ({
  alarm: `arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:${name}`,
  name,
  state,
  at: minute(at).toISOString(),
  reason: `it is ${state}`,
})

type Deed = readonly [at: number, act: (world: World) => Promise<unknown>]

const goes = (name: string, state: Transition['state'], at: number): Deed => [
  at,
  (world) => react(transition(name, state, at), world),
]

/** A day as production lives it: what happens, a sweep every minute, and channels that may refuse. */
const live = async (config: AlertsConfig, deeds: readonly Deed[], minutes: number, refuses: readonly string[] = []) => {
  const ledger = memoryLedger()
  let calls = 0
  const deskAt = (now: Date): World => {
    calls += 1
    return {
      ledger,
      config,
      version: 'then',
      now,
      callId: `call-${calls}`,
      send: async ({ to }) => {
        if (refuses.includes(to)) throw new PermanentError('opted-out', `${to} has opted out`)
        return `id-${calls}`
      },
      wake: async () => undefined,
      tagsOf: async () => ({}),
      spent: async () => new Set(),
      pointsOf: async () => [],
      linkBase: undefined,
    }
  }
  for (let at = 0; at <= minutes; at += 1) {
    for (const [when, act] of deeds) if (when === at) await act(deskAt(minute(at)))
    await sweep(deskAt(new Date(minute(at).getTime() + 20_000)))
  }
  return readPast(ledger, minute(-60))
}

const acknowledges = (name: string, opened: number, at: number): Deed => [
  at,
  async (world) => {
    const record = await world.ledger.list<IncidentRecord>('incident')
    const found = record.find((each) => each.alarm === name && each.openedAt === minute(opened).toISOString())
    if (found) await happen(found.id, { kind: 'acknowledged', by: 'joon' }, world)
  },
]

const options = { since: minute(0), until: minute(180) }
const night = [
  goes('checkout', 'ALARM', 0),
  acknowledges('checkout', 0, 25),
  goes('checkout', 'OK', 60),
  goes('orders', 'ALARM', 90),
  goes('orders', 'OK', 95),
]

const rehearsed = async (edit: Record<string, unknown>, deeds: readonly Deed[] = night) =>
  (await rehearse(await live(configOf(), deeds, 180), configOf(edit), options)).map(({ alarm, change, reason }) => ({
    alarm,
    change,
    reason,
  }))

describe('a rehearsal', () => {
  test('of the same config changes nothing', async () => {
    const past = await live(configOf(), night, 180)
    const rows = await rehearse(past, configOf(), options)
    expect(rows.map(({ alarm, change }) => [alarm, change])).toEqual([
      ['checkout', 'same'],
      ['orders', 'same'],
    ])
    expect(rows[0]?.would.map(({ to, at }) => [to, at])).toEqual([
      ['mina', minute(0).toISOString()],
      ['joon', minute(10).toISOString()],
    ])
  })

  test('makes again what people made at run time: who covered would have been called then too', async () => {
    const asked = (at: number, request: string, more: object): Deed => [
      at,
      (world) => doRequest({ source: 'nightshift.command', by: 'boss', request, ...more }, world),
    ]
    const until = minute(170).toISOString()
    const past = await live(
      configOf(),
      [
        asked(0, '00000001', { action: 'override', rotation: 'primary', who: 'joon', until }),
        asked(80, '00000002', { action: 'cancel-override', id: '00000001' }),
        asked(84, '00000003', { action: 'silence', match: { alarm: 'orders' }, until, why: 'moving' }),
        goes('checkout', 'ALARM', 1),
        goes('checkout', 'OK', 60),
        goes('stock', 'ALARM', 85),
        goes('stock', 'OK', 88),
        goes('orders', 'ALARM', 90),
        goes('orders', 'OK', 95),
      ],
      180,
    )
    const rows = await rehearse(past, configOf(), options)
    expect(rows.map(({ alarm, change, would }) => [alarm, change, [...new Set(would.map(({ to }) => to))]])).toEqual([
      ['checkout', 'same', ['joon']],
      ['stock', 'same', ['mina']],
      ['orders', 'same', []],
    ])
  })

  test('leaves what really happened as it was', async () => {
    const past = await live(configOf(), night, 180)
    const before = JSON.stringify(past)
    await rehearse(past, configOf({ onCall: 'primary' }), options)
    expect(JSON.stringify(past)).toBe(before)
  })

  test('names who would have been told instead', async () => {
    const rotations = { primary: { ...written.rotations.primary, responders: ['joon'] } }
    expect(await rehearsed({ rotations })).toEqual([
      { alarm: 'checkout', change: 'other', reason: 'joon by sms instead of joon by sms, mina by sms' },
      { alarm: 'orders', change: 'other', reason: 'joon by sms instead of mina by sms' },
    ])
  })

  test('says sooner and later, by how much', async () => {
    const policies = (wait: string) => ({
      shop: { ...written.policies.shop, steps: [{ notify: ['primary'], wait }, written.policies.shop.steps[1]] },
    })
    expect(await rehearsed({ policies: policies('5 minutes') })).toMatchObject([
      { alarm: 'checkout', change: 'sooner', reason: '5 minutes sooner' },
      { change: 'same' },
    ])
    expect(await rehearsed({ policies: policies('20 minutes') })).toMatchObject([
      { alarm: 'checkout', change: 'later', reason: '10 minutes later' },
      { change: 'same' },
    ])
  })

  test('an acknowledgement stops the steps that would have come after it', async () => {
    const policies = {
      shop: { ...written.policies.shop, steps: [{ notify: ['primary'], wait: '26 minutes' }, { notify: ['joon'] }] },
    }
    expect(await rehearsed({ policies })).toMatchObject([
      { change: 'other', reason: 'mina by sms instead of joon by sms, mina by sms' },
      { change: 'same' },
    ])
  })

  test('names the rule by which nobody would have been told', async () => {
    const silences = [
      {
        match: { alarm: 'orders' },
        reason: 'stock is counted',
        from: minute(80).toISOString(),
        until: minute(100).toISOString(),
      },
    ]
    expect(await rehearsed({ silences })).toMatchObject([
      { alarm: 'checkout', change: 'same' },
      { alarm: 'orders', change: 'not told', reason: 'silenced: stock is counted' },
    ])
  })

  test('tells what a silence kept quiet then', async () => {
    const silences = [
      {
        match: { alarm: 'orders' },
        reason: 'too long',
        from: minute(0).toISOString(),
        until: minute(170).toISOString(),
      },
    ]
    const past = await live(configOf({ silences }), night, 180)
    expect(await rehearse(past, configOf(), options)).toMatchObject([
      { alarm: 'checkout', change: 'same' },
      { alarm: 'orders', change: 'newly told', was: [], would: [{ to: 'mina', channel: 'sms' }] },
    ])
  })

  test('a lower severity waits for the end of quiet hours, and says so', async () => {
    const routes = [{ match: { alarm: 'checkout' }, severity: 'warning' }]
    const policies = { shop: { ...written.policies.shop, steps: [{ notify: ['primary'], wait: '10 hours' }] } }
    const past = await live(configOf({ policies }), [goes('checkout', 'ALARM', 0)], 300)
    const [row] = await rehearse(past, configOf({ policies, routes }), { since: minute(0), until: minute(300) })
    // 07:00 in Seoul is four hours after the alarm.
    expect(row).toMatchObject({ change: 'later', reason: '4 hours later; warning instead of critical' })
    expect(row?.would).toEqual([{ to: 'mina', channel: 'sms', at: minute(240).toISOString() }])
  })

  test('what quiet hours put off then comes at the same time, unless it is over by then', async () => {
    const policies = { shop: { ...written.policies.shop, steps: [{ notify: ['primary'], wait: '10 hours' }] } }
    const config = configOf({ policies, routes: [{ match: { alarm: '*' }, severity: 'warning' }] })
    const deeds = [goes('checkout', 'ALARM', 0), goes('orders', 'ALARM', 5), goes('orders', 'OK', 200)]
    const rows = await rehearse(await live(config, deeds, 300), config, { since: minute(0), until: minute(300) })
    expect(rows.map(({ alarm, change, would }) => [alarm, change, would.length])).toEqual([
      ['checkout', 'same', 1],
      ['orders', 'same', 0],
    ])
  })

  test('what a channel refused then, it refuses in the rehearsal too', async () => {
    const past = await live(configOf(), night, 180, ['mina'])
    expect((await rehearse(past, configOf(), options)).map(({ change }) => change)).toEqual(['same', 'same'])
  })

  test('shows only what opened in its time, but replays what was before it', async () => {
    const past = await live(configOf(), night, 180)
    const rows = await rehearse(past, configOf(), { since: minute(80), until: minute(180) })
    expect(rows.map(({ alarm }) => alarm)).toEqual(['orders'])
  })

  test('what came late, or from a clock that was ahead, comes when it came in', async () => {
    const from = (state: Transition['state'], said: number, came: number): Deed => [
      came,
      (world) => react(transition('checkout', state, said), world),
    ]
    const deeds = [from('ALARM', 1_000_000, 0), from('OK', -30, 5), from('OK', 10, 40), from('ALARM', 42, 90)]
    const rows = await rehearse(await live(configOf(), deeds, 180), configOf(), options)
    expect(rows.map(({ change, would }) => [change, would.map(({ at }) => at)])).toEqual([
      ['same', [0, 10].map((each) => minute(each).toISOString())],
      ['same', [90, 100, 130].map((each) => minute(each).toISOString())],
    ])
  })

  test('what was taken back just before it would have gone is no difference, and says so', async () => {
    const deeds = ['orders', 'stock', 'checkout'].map((name) => goes(name, 'ALARM', 0))
    const [at, acknowledge] = acknowledges('checkout', 0, 1)
    // The digest is due at the minute; the sweep of then comes 20 seconds after it.
    const between: Deed = [at, (world) => acknowledge({ ...world, now: new Date(world.now.getTime() + 10_000) })]
    const past = await live(configOf(), [...deeds, between], 5)
    const rows = await rehearse(past, configOf(), { since: minute(0), until: minute(5) })
    const row = rows.find(({ alarm }) => alarm === 'checkout')
    expect(row).toMatchObject({ change: 'same', was: [], would: [{ to: 'mina' }], reason: 'as it was' })
  })

  test('says what would have become of a page that would not have gone', async () => {
    const policies = { shop: { ...written.policies.shop, steps: [{ notify: ['primary'], wait: '10 hours' }] } }
    const deeds = [goes('checkout', 'ALARM', 0), goes('checkout', 'OK', 20)]
    const past = await live(configOf({ policies }), deeds, 60)
    const config = configOf({ policies, routes: [{ match: { alarm: '*' }, severity: 'warning' }] })
    const [row] = await rehearse(past, config, options)
    expect(row).toMatchObject({ change: 'not told', reason: 'warning instead of critical; over before it was sent' })
  })

  test('of an alarm that nobody answered for a month reminds every hour of it', async () => {
    const days = (count: number): Date => minute(count * 1_440)
    const record = {
      kind: 'transition',
      at: days(0).toISOString(),
      basis: { event: transition('checkout', 'ALARM', 0) },
    }
    const past = { transitions: [{ ...record, outcome: 'opened' } as unknown as TransitionRecord], incidents: [] }
    const [row] = await rehearse(past, configOf(), { since: days(0), until: days(30) })
    // Two steps, and the first reminder 40 minutes after it opened.
    expect(row?.would).toHaveLength(2 + 30 * 24)
  })

  test('what came too late to count changes nothing', async () => {
    const late: Deed = [70, (world) => react(transition('checkout', 'ALARM', 50), world)]
    const past = await live(configOf(), [...night, late], 180)
    expect((await rehearse(past, configOf(), options)).map(({ change }) => change)).toEqual(['same', 'same'])
  })
})
