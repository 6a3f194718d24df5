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

const turnOfJoon = { zone: 'UTC', every: 'week', from: '2026-01-05', responders: ['joon'] }

const minutesTo = (hour: number): number => hour * 60

describe('quiet hours', () => {
  test('put off the news that it is over, too, where they began after the page', async () => {
    const world = makeWorld({ config: config() })
    const evening = -2 * 3_600
    await world.call(transition('ALARM', evening))
    expect(world.told()).toEqual(['ALARM joon sms'])
    await world.call(transition('OK', 0))
    expect(world.told()).toEqual(['ALARM joon sms'])
    for (let minute = 0; minute < 3; minute += 1) await world.sweep(later(minutesTo(7) * 60 + minute * 60))
    expect(world.told()).toEqual(['ALARM joon sms', 'OK joon sms'])
  })

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

  test('the notice of a hand-over says who hands it over, and that it is no page', async () => {
    const responders = {
      joon: { sms: '+12025550102' },
      mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
      kim: { email: 'kim@corner-shop.example', language: 'ko' },
    }
    const world = makeWorld({
      config: config({ routes: [], responders, policies: {}, rotations: { all: turnOfJoon }, onCall: 'all' }),
    })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'handed-over', by: 'joon', to: 'mina' }, later(60))
    const [sms, email] = ['sms', 'email'].map(
      (channel) => world.sent.find(({ to, ...sent }) => to === 'mina' && sent.channel === channel)?.message,
    )
    expect(sms?.short).toContain('CRITICAL checkout-errors: joon hands it over to you')
    expect(sms?.short).toContain('https://ns.example/')
    expect(email?.text).toContain(
      'joon has handed this over to you. You are not paged for it: it counts as acknowledged by you until Sat 28 Nov, 04:01.',
    )
    await world.happen(id, { kind: 'handed-over', by: 'mina', to: 'kim' }, later(120))
    expect(world.sent.at(-1)?.message.text).toContain('mina 님이 이 건을 넘겼습니다. 호출이 아니며')
    expect((await world.incident()).acknowledgements).toEqual([
      { by: 'mina', at: later(60).toISOString(), from: 'joon' },
      { by: 'kim', at: later(120).toISOString(), from: 'mina' },
    ])
  })

  test('a hand-over to whoever has it notifies nobody again', async () => {
    const world = makeWorld({ config: config({ routes: [] }) })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    for (const at of [60, 61]) await world.happen(id, { kind: 'handed-over', by: 'joon', to: 'mina' }, later(at))
    expect((await world.notifications()).filter(({ purpose }) => purpose === 'hand-over')).toHaveLength(1)
  })

  test('a notice that was put off is not sent to somebody who has handed it on by then', async () => {
    const quiet = { sms: '+12025550101', zone: 'UTC', quietHours: { from: '23:00', until: '07:00' } }
    const world = makeWorld({
      config: config({
        responders: { mina: quiet, joon: quiet, alex: { sms: '+12025550103' } },
        policies: { shop: { steps: [{ notify: ['joon'] }], acknowledgedFor: '12 hours' } },
      }),
    })
    await world.call(transition('ALARM', 0))
    const { id } = await world.incident()
    await world.happen(id, { kind: 'handed-over', by: 'alex', to: 'mina' }, later(60))
    await world.happen(id, { kind: 'handed-over', by: 'mina', to: 'alex' }, later(120))
    for (let minute = 0; minute < 5; minute += 1) await world.sweep(later(minutesTo(7) * 60 + minute * 60))
    expect(world.told()).toEqual(['ALARM alex sms'])
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
