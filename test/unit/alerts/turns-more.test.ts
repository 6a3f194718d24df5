import * as fc from 'fast-check'
import { linkActions } from '../../../functions/alerts/engine/link-actions.ts'
import { actionsFor } from '../../../functions/alerts/page/view.ts'
import { alertsProblems } from '../../../shared/config/alerts/problems.ts'
import { coverageProblems } from '../../../shared/on-call/coverage.ts'
import { coverageWarnings } from '../../../shared/on-call/overload.ts'
import { shadowsAt, targetsAt } from '../../../shared/on-call/targets.ts'
import { turnsOf } from '../../../shared/on-call/turns.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld, refused, throttled } from './scene.ts'

const layer = (more: object = {}) => ({
  zone: 'Europe/Berlin',
  every: 'month',
  from: '2026-01-31',
  at: '02:30',
  responders: ['mina', 'joon'],
  ...more,
})

describe('turns of months', () => {
  const handoffs = (more: object, from: string, count: number): string[] => {
    const turnAt = turnsOf(layer(more))
    const found: string[] = []
    for (let at = Date.parse(from); found.length < count; ) {
      const { until } = turnAt(at)
      found.push(new Date(until).toISOString())
      at = until
    }
    return found
  }

  test('from the 31st change on the last day of a month, and on the 31st again; over DST at the same local time', () => {
    expect(handoffs({}, '2026-01-31T12:00:00Z', 5)).toEqual([
      '2026-02-28T01:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
      '2026-04-30T00:30:00.000Z',
      '2026-05-31T00:30:00.000Z',
      '2026-06-30T00:30:00.000Z',
    ])
    // A leap year.
    expect(handoffs({ from: '2028-01-30' }, '2028-01-30T12:00:00Z', 1)).toEqual(['2028-02-29T01:30:00.000Z'])
  })

  test('whose change the clock skips come an hour later, one that comes twice the first time', () => {
    expect(handoffs({ from: '2026-02-28', at: '02:30' }, '2026-03-01T00:00:00Z', 1)).toEqual([
      '2026-03-28T01:30:00.000Z',
    ])
    expect(handoffs({ from: '2026-02-28', zone: 'Europe/Berlin', at: '02:30' }, '2027-03-01T00:00:00Z', 1)).toEqual([
      '2027-03-28T01:30:00.000Z',
    ])
    expect(handoffs({ from: '2026-01-25' }, '2026-10-01T00:00:00Z', 1)).toEqual(['2026-10-25T00:30:00.000Z'])
  })

  test('of two months, and of a year', () => {
    expect(handoffs({ every: '2 months', from: '2026-01-31' }, '2026-02-01T00:00:00Z', 2)).toEqual([
      '2026-03-31T00:30:00.000Z',
      '2026-05-31T00:30:00.000Z',
    ])
    expect(handoffs({ every: '12 months', from: '2024-02-29' }, '2026-03-01T00:00:00Z', 2)).toEqual([
      '2027-02-28T01:30:00.000Z',
      '2028-02-29T01:30:00.000Z',
    ])
  })

  test('whatever the day, the zone and the moment: the turn holds the moment, its neighbours meet it, and people alternate, before the first too', () => {
    const days = fc.integer({ min: 1, max: 31 }).map((day) => `2026-01-${String(day).padStart(2, '0')}`)
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'Asia/Seoul',
      'America/New_York',
      'Australia/Lord_Howe',
      'Pacific/Apia',
    )
    const moments = fc.date({ min: new Date('2005-01-01'), max: new Date('2045-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(days, zones, moments, fc.integer({ min: 1, max: 12 }), (from, zone, moment, months) => {
        const turnAt = turnsOf(layer({ from, zone, every: `${months} months`, at: '09:00' }))
        const turn = turnAt(moment.getTime())
        expect(turn.from).toBeLessThanOrEqual(moment.getTime())
        expect(turn.until).toBeGreaterThan(moment.getTime())
        const [before, after] = [turnAt(turn.from - 1), turnAt(turn.until)]
        expect([before.until, after.from]).toEqual([turn.from, turn.until])
        expect(before.responder).not.toBe(turn.responder)
        const length = (turn.until - turn.from) / 86_400_000
        expect(length).toBeGreaterThan(months * 28 - 4)
        expect(length).toBeLessThan(months * 31 + 3)
      }),
      { numRuns: 200 },
    )
  })

  test('are in the config, and a word for them that is nearly right is offered', () => {
    const rotation = (every: string) => ({ rotations: { primary: { ...layer(), every } } })
    for (const every of ['month', '1 month', '3 months', '12 months']) expect(makeConfig(rotation(every))).toBeDefined()
    for (const every of ['13 months', 'monthly', '0 months', 'months'])
      expect(() => makeConfig(rotation(every))).toThrow()
  })
})

const contacts = {
  mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
  joon: { sms: '+12025550102', email: 'joon@corner-shop.example' },
  kim: { sms: '+12025550103', email: 'kim@corner-shop.example' },
}
const week = { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05' }

describe('shadow turns', () => {
  const config = makeConfig({
    responders: contacts,
    rotations: {
      primary: {
        layers: [
          { ...week, responders: ['mina', 'joon'] },
          { ...week, shadow: true, responders: ['kim'] },
        ],
      },
    },
  })

  test('somebody who shadows is not on call, and gets all that whoever is gets, without a link', async () => {
    expect(targetsAt(config, ['primary'], later(0))).toEqual(['mina'])
    expect(shadowsAt(config, ['primary'], later(0))).toEqual(['kim'])
    const scene = makeWorld({ config })
    await scene.call(alarmOf('a', 'ALARM'))
    await scene.call(alarmOf('a', 'OK', 60))
    expect(scene.told()).toEqual(
      ['mina', 'kim']
        .flatMap((who) => ['email', 'sms'].flatMap((by) => ['ALARM', 'OK'].map((what) => `${what} ${who} ${by}`)))
        .toSorted(),
    )
    const pages = (await scene.notifications()).filter(({ purpose }) => purpose === 'page')
    expect(pages.filter(({ link }) => link !== undefined).map(({ to }) => to)).toEqual(['mina', 'mina'])
    expect((await scene.incident()).history?.[0]?.to).toEqual(['mina'])
  })

  const both = makeConfig({
    ...config,
    policies: { shop: { steps: [{ notify: ['primary'] }] }, own: { steps: [{ notify: ['kim'] }] } },
    onCall: 'shop',
    routes: [{ match: { alarm: 'own-*' }, to: 'own' }],
  })

  test.each([
    ['shadows them all', [], undefined],
    ['is called for one', ['own-1'], ['own-1']],
    ['is called for some', ['own-1', 'own-2'], ['own-1', 'own-2']],
  ])('in a digest of several the link acts on what its person is called for: who %s', async (_what, own, linked) => {
    const scene = makeWorld({ config: both })
    for (const index of [1, 2]) await scene.call(alarmOf(`first-${index}`, 'ALARM'))
    const before = scene.sent.length
    for (const name of ['other-1', 'other-2', ...own]) await scene.call(alarmOf(name, 'ALARM', 1))
    await scene.sweep(later(62))
    const digests = scene.sent.slice(before).filter(({ to, channel }) => to === 'kim' && channel === 'sms')
    expect(digests).toHaveLength(1)
    const token = /https:\/\/\S+\/([\w-]{16})/.exec(digests[0]?.message.short ?? '')?.[1]
    const view = token && (await linkActions((now) => linkWorld(scene.world(now))).view(token, later(70)))
    const shown = view ? (view.list ?? [view.incident]).map(({ title }) => title) : undefined
    expect(shown?.toSorted()).toEqual(linked)
    if (own.length > 1) expect(digests[0]?.message.text).toContain('2 incidents together')
  })

  test('is never counted: where nobody else can be reached the next step is taken', async () => {
    const scene = makeWorld({
      config: {
        ...config,
        policies: {
          shop: {
            steps: [
              { notify: ['primary'], wait: '10 minutes' },
              { notify: ['joon'], wait: '10 minutes' },
            ],
            repeat: 0,
            remindEvery: '1 hour',
          },
        },
        onCall: 'shop',
      },
      fail: ({ to }) => (to === 'mina' ? refused() : undefined),
    })
    await scene.call(alarmOf('a', 'ALARM'))
    expect((await scene.incident()).steps).toBe(2)
    expect(scene.told()).toEqual(expect.arrayContaining(['ALARM joon sms', 'ALARM kim sms']))
  })

  test('covers no gap, and a rotation of shadows alone is refused', () => {
    const gap = {
      layers: [
        { ...week, responders: ['mina'], only: { days: ['monday'] } },
        { ...week, shadow: true, responders: ['kim'] },
      ],
    }
    const open = makeConfig({ responders: contacts, rotations: { primary: gap } })
    expect(targetsAt(open, ['primary'], later(0))).toEqual([])
    expect(coverageProblems(open, later(0)).length).toBeGreaterThan(0)
    expect(() =>
      makeConfig({
        responders: contacts,
        rotations: { primary: { layers: [{ ...week, shadow: true, responders: ['kim'] }] } },
      }),
    ).toThrow()
    expect(() =>
      makeConfig({ responders: contacts, rotations: { primary: { ...week, shadow: true, responders: ['kim'] } } }),
    ).toThrow()
  })
})

describe('several people must acknowledge', () => {
  const config = makeConfig({
    responders: contacts,
    policies: {
      shop: {
        steps: [
          { notify: ['mina'], wait: '10 minutes' },
          { notify: ['joon', 'kim'], wait: '10 minutes' },
        ],
        acknowledgements: 2,
        repeat: 0,
      },
    },
    onCall: 'shop',
  })

  test('the steps go on until so many different ones have; the last of them has it', async () => {
    const scene = makeWorld({ config })
    await scene.call(alarmOf('a', 'ALARM'))
    const { id } = await scene.incident()
    for (const seconds of [60, 90]) await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(seconds))
    expect(await scene.incident()).toMatchObject({
      state: 'open',
      steps: 1,
      partly: [{ by: 'mina', at: later(60).toISOString() }],
    })
    await scene.ring(later(600))
    expect(scene.told()).toEqual(expect.arrayContaining(['ALARM joon sms', 'ALARM kim sms']))
    await scene.happen(id, { kind: 'acknowledged', by: 'joon' }, later(660))
    const incident = await scene.incident()
    expect(incident).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'joon', steps: 2 })
    expect(incident.partly).toBeUndefined()
    expect(incident.acknowledgements?.map(({ by }) => by)).toEqual(['mina', 'joon'])
    expect(
      incident.history?.filter(({ what }) => what === 'acknowledged').map(({ by, state }) => `${by} ${state}`),
    ).toEqual(['mina open', 'joon acknowledged'])
  })

  test('more people than the steps can call fail the build; more than they reach at one time are a warning', () => {
    const layers = [
      { ...week, responders: ['mina', 'joon'] },
      { ...week, shadow: true, responders: ['kim'] },
    ]
    const problemsOf = (notify: string[], acknowledgements: number, overrides: object[] = []) => {
      const policies = { shop: { steps: [{ notify }], acknowledgements } }
      return alertsProblems(
        {
          emailFrom: 'night@corner-shop.example',
          responders: contacts,
          rotations: { primary: { layers } },
          overrides,
          policies,
          onCall: 'shop',
          fallback: ['mina'],
        },
        later(0),
      )
    }
    expect(problemsOf(['mina', 'mina'], 2)).toEqual([
      'alerts.policies.shop.acknowledgements: 2 is not allowed; expected at most 1, because the steps of shop call no more people: mina',
    ])
    // Who shadows is never counted; who covers is.
    expect(problemsOf(['primary'], 3).join()).toContain('call no more people: mina, joon')
    const cover = { rotation: 'primary', from: '2026-12-24T09:00:00Z', until: '2026-12-27T09:00:00Z', responder: 'kim' }
    expect(problemsOf(['primary'], 3, [cover])).toEqual([])
    expect(problemsOf(['primary', 'kim'], 3)).toEqual([])
    expect(problemsOf(['mina', 'joon', 'kim'], 3)).toEqual([])
    const of = (notify: string[]) => ({
      ...config,
      rotations: { primary: { ...week, at: '09:00', responders: ['mina', 'joon'] } },
      policies: { shop: { ...config.policies.shop, steps: [{ notify, wait: '10 minutes' }], acknowledgements: 2 } },
    })
    const warned = (notify: string[]) =>
      coverageWarnings(of(notify) as typeof config, later(0)).filter((each) => each.includes('acknowledgements'))
    expect(warned(['primary'])).toEqual([
      'alerts.policies.shop.acknowledgements: 2 people must acknowledge, and the steps reach at most 1 at any one time: they go on until somebody else acknowledges too; expected at most 1, or a step that calls somebody else',
    ])
    expect(warned(['primary', 'kim'])).toEqual([])
  })

  test('by link: who has acknowledged sees it, by however many channels they were called', async () => {
    const scene = makeWorld({ config })
    const links = linkActions((now) => linkWorld(scene.world(now)))
    await scene.call(alarmOf('a', 'ALARM'))
    const pages = (await scene.notifications()).filter(({ to }) => to === 'mina')
    const tokens = [...new Set(pages.flatMap(({ link }) => link ?? []))]
    expect(pages.map(({ channel }) => channel).toSorted()).toEqual(['email', 'sms'])
    for (const token of tokens)
      for (const seconds of [60, 70])
        expect(await links.act(token, 'acknowledge', later(seconds))).toMatchObject({ incident: { state: 'open' } })
    const view = await links.view(tokens[0] ?? '', later(80))
    expect(view?.incident).toMatchObject({ needed: 2, partly: [{ by: 'mina' }] })
    expect(view && actionsFor(view)).toEqual(['resolve', 'escalate'])
  })

  test('a page that was being sent while its person acknowledged, and failed, is not sent again', async () => {
    const scene = makeWorld({ config })
    let once = true
    const send = async () => {
      if (once) {
        once = false
        const { id } = await scene.incident()
        await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(1))
      }
      throw throttled()
    }
    await scene.call(alarmOf('a', 'ALARM'), { send }).catch(() => {})
    await scene.sweep(later(120))
    expect(await scene.incident()).toMatchObject({ state: 'open', partly: [{ by: 'mina' }] })
    const outcomes = (await scene.notifications()).map(({ to, channel, outcome }) => `${to} ${channel} ${outcome}`)
    expect(outcomes.filter((each) => each.startsWith('mina')).toSorted()).toEqual([
      'mina email dropped',
      'mina sms dropped',
    ])
    expect(scene.told().filter((each) => each.includes('mina'))).toEqual([])
  })

  test('when it runs out all of them are asked anew; a take-over counts for all', async () => {
    const scene = makeWorld({ config })
    await scene.call(alarmOf('a', 'ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(60))
    await scene.happen(id, { kind: 'acknowledged', by: 'joon' }, later(61))
    await scene.sweep(later(61 + 4 * 3_600))
    await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(61 + 4 * 3_600 + 10))
    expect(await scene.incident()).toMatchObject({ state: 'open', partly: [{ by: 'mina' }] })
    await scene.happen(id, { kind: 'taken-over', by: 'kim' }, later(61 + 4 * 3_600 + 20))
    expect(await scene.incident()).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'kim' })
  })
})

describe('a later step calls who has acknowledged, where others still have to', () => {
  const patient = {
    ...contacts,
    mina: { ...contacts.mina, deliver: [{ channel: 'email' }, { channel: 'sms', after: '15 minutes' }] },
  }
  const config = makeConfig({
    responders: patient,
    policies: {
      shop: {
        steps: [
          { notify: ['mina'], wait: '10 minutes' },
          { notify: ['joon'], wait: '10 minutes' },
        ],
        acknowledgements: 2,
        repeat: 1,
      },
    },
    onCall: 'shop',
  })
  const textOfMina = async (scene: ReturnType<typeof makeWorld>) =>
    (await scene.notifications()).find(({ to, channel, step }) => to === 'mina' && channel === 'sms' && step === 3)
  /** Mina has acknowledged the first step; the third one calls her again, and has her text wait. */
  const upToTheThird = async () => {
    const scene = makeWorld({ config })
    await scene.call(alarmOf('a', 'ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(60))
    for (const seconds of [600, 1_200]) await scene.ring(later(seconds))
    expect(await textOfMina(scene)).toMatchObject({ outcome: 'planned', digest: true })
    return { scene, id }
  }

  test('what waits for her then is sent, whatever comes between', async () => {
    const { scene } = await upToTheThird()
    await scene.ring(later(1_800))
    expect(await scene.incident()).toMatchObject({ steps: 4 })
    expect(await textOfMina(scene)).toMatchObject({ outcome: 'planned' })
    await scene.sweep(later(2_160))
    expect(await textOfMina(scene)).toMatchObject({ outcome: 'accepted' })
  })

  test('what waits for her then keeps it neither from its end nor from its next step', async () => {
    const { scene, id } = await upToTheThird()
    await scene.happen(id, { kind: 'escalated', by: 'joon', steps: 3 }, later(1_210))
    expect(await scene.incident()).toMatchObject({ steps: 4 })
    const ended = await upToTheThird()
    await ended.scene.happen(ended.id, { kind: 'resolved', by: 'joon' }, later(1_210))
    expect(await ended.scene.incident()).toMatchObject({ state: 'resolved' })
    expect(await textOfMina(ended.scene)).toMatchObject({ outcome: 'dropped' })
  })
})

test('what is critical and waits by a rule does not wait for a digest of warnings, whose mailbox is full for an hour', async () => {
  const rules = [{ channel: 'email', after: '1 minute', severity: ['critical'] }]
  const scene = makeWorld({
    config: makeConfig({
      responders: { mina: { email: 'mina@corner-shop.example', deliver: rules } },
      rotations: {},
      policies: { shop: { steps: [{ notify: ['mina'], wait: '3 hours' }], repeat: 0 } },
      onCall: 'shop',
      routes: [{ match: { alarm: 'w-*' }, severity: 'warning' }],
    }),
  })
  for (let count = 0; count < 12; count += 1) await scene.call(alarmOf(`w-${count}`, 'ALARM', 240 * count))
  const { incident: id } = await scene.call(alarmOf('db', 'ALARM', 2_700))
  for (const seconds of [2_720, 2_780]) await scene.sweep(later(seconds))
  const page = (await scene.notifications()).find(({ incident }) => incident === id)
  expect(page).toMatchObject({ channel: 'email', outcome: 'accepted', at: later(2_780).toISOString() })
})

describe('the notice of a turn to come', () => {
  // The turn changes on Monday the 30th, at nine in Seoul.
  const turn = 2 * 86_400
  const config = makeConfig({ shiftNotice: '1 day' })
  const emails = (scene: ReturnType<typeof makeWorld>) =>
    scene.sent.map(({ to, message }) => `${to} ${message.subject}`)

  test('comes a day before, once, to whoever has it then, and does not take the place of the one when it begins', async () => {
    const responders = { mina: contacts.mina, joon: contacts.joon }
    const scene = makeWorld({ config: makeConfig({ responders, shiftNotice: '1 day' }) })
    await scene.sweep(later(turn - 86_400 - 60))
    expect(scene.sent).toEqual([])
    for (const seconds of [0, 60, 120]) await scene.sweep(later(turn - 86_400 + seconds))
    expect(scene.sent.map(({ to, channel }) => `${to} ${channel}`)).toEqual(['joon email'])
    expect(emails(scene)[0]).toMatch(/^joon Your turn \(primary\) begins at 30 Nov 2026.* and lasts until 7 Dec 2026/)
    await scene.sweep(later(turn))
    expect(emails(scene)[1]).toMatch(/^joon You are on call now/)
  })

  test('goes to whoever covers by then', async () => {
    const cover = {
      rotation: 'primary',
      from: '2026-11-30T00:00:00Z',
      until: '2026-12-01T00:00:00Z',
      responder: 'mina',
    }
    const scene = makeWorld({ config: { ...config, overrides: [cover] } })
    await scene.sweep(later(turn - 86_400))
    // It is mina's before and after: nothing changes hands.
    expect(scene.sent).toEqual([])
  })
})
