import type { NotificationRecord } from '../../../shared/ledger/records.ts'
import { later, makeConfig, makeWorld, transition } from './scene.ts'

// Nine in the morning in Seoul is midnight UTC: joon's quiet hours below are in UTC.
const config = (more: object = {}) =>
  makeConfig({
    responders: {
      joon: { sms: '+12025550102', zone: 'UTC', quietHours: { from: '23:00', until: '07:00' } },
      mina: { sms: '+12025550101' },
      alex: { sms: '+12025550103' },
    },
    rotations: {},
    policies: {
      shop: {
        steps: [
          { notify: ['joon'], wait: '10 minutes' },
          { notify: ['mina', 'alex'], wait: '15 minutes' },
        ],
        repeat: 1,
      },
    },
    onCall: 'shop',
    routes: [{ match: { alarm: 'checkout-*' }, severity: 'warning' }],
    fallback: ['mina'],
    ...more,
  })

/** Lets the sweep run each minute, and says who was called, and at which minute. */
const play = (world: ReturnType<typeof makeWorld>) => {
  const calls: string[] = []
  let [minute, sent] = [0, 0]
  return {
    calls,
    until: async (last: number): Promise<void> => {
      for (; minute <= last; minute += 1) {
        await world.sweep(later(minute * 60))
        for (const { to, message } of world.sent.slice(sent)) {
          const what = message.subject.startsWith('OK') ? 'ok ' : ''
          calls.push(`${minute} ${what}${to}`)
        }
        sent = world.sent.length
      }
      minute = last
    },
  }
}

const minutesTo = (hour: number): number => hour * 60

describe('quiet hours', () => {
  test('of everybody in a step hold the step: nobody else is called for it at night', async () => {
    const world = makeWorld({ config: config() })
    await world.call(transition('ALARM', 0))
    expect((await world.incident()).nextAt).toBe(later(minutesTo(7) * 60 + 600).toISOString())
    const night = play(world)
    await night.until(minutesTo(7) + 30)
    expect(night.calls).toEqual(['420 joon', '430 mina', '430 alex', '445 joon'])
  })

  test('of one of several hold nothing: the clock starts with the first page that is sent', async () => {
    const both = config({
      policies: {
        shop: {
          steps: [
            { notify: ['joon', 'mina'], wait: '10 minutes' },
            { notify: ['alex'], wait: '1 hour' },
          ],
        },
      },
    })
    const world = makeWorld({ config: both })
    await world.call(transition('ALARM', 0))
    const night = play(world)
    await night.until(20)
    expect(night.calls).toEqual(['0 mina', '10 alex'])
  })

  test('do not count for what is critical', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const night = play(world)
    await night.until(20)
    expect(night.calls).toEqual(['0 joon', '10 mina', '10 alex'])
  })

  test('hold a reminder too', async () => {
    const only = config({
      policies: { shop: { steps: [{ notify: ['joon'], wait: '10 minutes' }], repeat: 0, remindEvery: '1 hour' } },
    })
    const world = makeWorld({ config: only })
    await world.call(transition('ALARM', -600))
    await world.sweep(later(-300))
    const night = play(world)
    await night.until(minutesTo(8) + 15)
    expect(night.calls).toEqual(['420 joon', '430 joon', '490 joon'])
  })

  test('that are over before the page could be sent count from when it was sent', async () => {
    const world = makeWorld({ config: config() })
    await world.call(transition('ALARM', 0))
    // The digest is late: the wait counts from it.
    await world.sweep(later(minutesTo(7) * 60 + 300))
    await world.sweep(later(minutesTo(7) * 60 + 600))
    expect((await world.incident()).nextAt).toBe(later(minutesTo(7) * 60 + 900).toISOString())
  })
})

describe('a page that waits for a digest', () => {
  test('starts the clock of its step when it goes', async () => {
    const world = makeWorld({ config: config() })
    // Past quiet hours; two messages fill the minute, the third one waits.
    const at = minutesTo(8) * 60
    for (const name of ['a', 'b', 'c'])
      await world.call(transition('ALARM', at, { alarm: name, name: `checkout-${name}` }))
    const third = async () => (await world.incidents()).find(({ alarm }) => alarm === 'checkout-c')
    await world.sweep(later(at + 60))
    await world.sweep(later(at + 600))
    expect(await third()).toMatchObject({ steps: 1, nextAt: later(at + 660).toISOString() })
    await world.sweep(later(at + 660))
    expect(await third()).toMatchObject({ steps: 2 })
  })
})

describe('a silence', () => {
  const silences = [
    {
      match: { alarm: 'checkout-*' },
      reason: 'deployment',
      from: later(100).toISOString(),
      until: later(3_600).toISOString(),
    },
  ]

  test('holds the next call of what is open already, until it ends', async () => {
    const world = makeWorld({ config: config({ silences, routes: [] }) })
    await world.call(transition('ALARM', 0))
    const night = play(world)
    await night.until(61)
    expect(night.calls).toEqual(['0 joon', '60 mina', '60 alex'])
  })

  test('holds a page that waited for a digest when it began', async () => {
    const world = makeWorld({ config: config({ silences, routes: [] }) })
    for (const name of ['a', 'b', 'c'])
      await world.call(transition('ALARM', 50, { alarm: name, name: `checkout-${name}` }))
    const night = play(world)
    await night.until(59)
    expect(night.calls).toEqual(['0 joon', '0 joon'])
    await night.until(61)
    expect(night.calls.length).toBeGreaterThan(2)
  })

  test('does not hold what a person asks for, nor the news that it is over', async () => {
    const world = makeWorld({ config: config({ silences, routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'escalated', by: 'joon' }, later(300))
    expect(world.told()).toEqual(['ALARM alex sms', 'ALARM joon sms', 'ALARM mina sms'])
    await world.call(transition('OK', 400))
    expect(world.told().filter((each) => each.startsWith('OK'))).toHaveLength(3)
  })

  test('of something larger that is wrong holds the next call too', async () => {
    const inhibits = [{ when: { alarm: 'db-*' }, mute: { alarm: 'checkout-*' } }]
    const world = makeWorld({ config: config({ inhibits, routes: [] }) })
    await world.call(transition('ALARM', 0))
    await world.call(transition('ALARM', 100, { alarm: 'db', name: 'db-down' }))
    for (let minute = 0; minute < 20; minute += 1) await world.sweep(later(minute * 60))
    const of = async (name: string) => (await world.incidents()).find(({ alarm }) => alarm === name)
    expect(await of('checkout-errors')).toMatchObject({ steps: 1, state: 'open' })
    await world.call(transition('OK', 1_200, { alarm: 'db', name: 'db-down' }))
    await world.sweep(later(1_260))
    expect(await of('checkout-errors')).toMatchObject({ steps: 2 })
  })
})

describe('an acknowledgement', () => {
  const seconds = 4 * 3_600

  test('runs out after four hours: the last step is taken again, and then the policy goes on', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'acknowledged', by: 'joon' }, later(60))
    await world.sweep(later(seconds + 59))
    expect(await world.incident()).toMatchObject({ state: 'acknowledged', steps: 1 })
    await world.sweep(later(seconds + 60))
    expect(await world.incident()).toMatchObject({
      state: 'open',
      steps: 2,
      reason: expect.stringContaining('acknowledged by joon'),
    })
    expect(world.told()).toEqual(['ALARM joon sms', 'ALARM joon sms'])
    await world.sweep(later(seconds + 660))
    expect(world.told().slice(0, 2)).toEqual(['ALARM alex sms', 'ALARM joon sms'])
    expect(await world.incident()).toMatchObject({ state: 'open', steps: 3, reason: 'it is ALARM' })
  })

  test('lasts as long as the policy says, and is not lost by what is acknowledged again', async () => {
    const policies = { shop: { steps: [{ notify: ['joon'], wait: '10 minutes' }], acknowledgedFor: '30 minutes' } }
    const world = makeWorld({ config: config({ policies, routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    for (const at of [0, 1_800, 3_600]) {
      await world.sweep(later(at))
      await world.happen(id, { kind: 'acknowledged', by: 'joon' }, later(at))
    }
    await world.sweep(later(5_400))
    expect(world.told()).toHaveLength(4)
    expect((await world.incident()).acknowledgements).toHaveLength(3)
  })

  test('is of whoever takes it over, and then lasts anew', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'acknowledged', by: 'joon' }, later(60))
    await world.happen(id, { kind: 'taken-over', by: 'mina' }, later(3_600))
    expect(await world.incident()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'mina',
      acknowledgements: [
        { by: 'joon', at: later(60).toISOString() },
        { by: 'mina', at: later(3_600).toISOString() },
      ],
    })
    await world.sweep(later(seconds + 3_599))
    expect(await world.incident()).toMatchObject({ state: 'acknowledged' })
    expect(world.told()).toEqual(['ALARM joon sms'])
  })

  test('is handed over to a responder, who is notified, each time, and of the end too', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    for (const [to, at] of [
      ['mina', 60],
      ['alex', 120],
      ['mina', 300],
    ] as const)
      await world.happen(id, { kind: 'handed-over', by: 'joon', to }, later(at))
    expect(await world.incident()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'mina', steps: 1 })
    const notices = (await world.notifications()).filter(({ purpose }: NotificationRecord) => purpose === 'hand-over')
    expect(notices.map(({ to, outcome }) => `${to} ${outcome}`).toSorted()).toEqual([
      'alex accepted',
      'mina accepted',
      'mina accepted',
    ])
    await world.call(transition('OK', 600))
    expect(world.told().filter((each) => each.startsWith('OK'))).toEqual(['OK alex sms', 'OK joon sms', 'OK mina sms'])
  })

  test('is not handed to anybody who is not in the config, nor of what is over', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    expect(await world.happen(id, { kind: 'handed-over', by: 'joon', to: 'nobody' }, later(60))).toMatchObject({
      state: 'open',
    })
    await world.call(transition('OK', 120))
    expect(await world.happen(id, { kind: 'taken-over', by: 'mina' }, later(180))).toMatchObject({ state: 'resolved' })
  })
})
