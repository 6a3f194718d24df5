import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { keys, type OnCallRecord } from '../../../shared/ledger/records.ts'
import { ask, asking, at } from './run-time-scene.ts'
import { alarmOf, later, makeConfig, makeWorld, transition } from './scene.ts'

const hour = 3_600
const config = makeConfig({
  responders: {
    mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
    joon: { sms: '+12025550102' },
    ada: { email: 'ada@corner-shop.example', zone: 'Asia/Seoul', quietHours: { from: '22:00', until: '07:00' } },
  },
  rotations: {
    primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina', 'joon'] },
    backup: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['joon', 'mina'] },
  },
  policies: {
    shop: {
      steps: [
        { notify: ['primary'], wait: '5 minutes' },
        { notify: ['backup'], wait: '5 minutes' },
      ],
    },
  },
  onCall: 'shop',
})
const stored = (scene: ReturnType<typeof makeWorld>) => scene.ledger.get<OnCallRecord>(keys.onCall())
const texted = (scene: ReturnType<typeof makeWorld>) =>
  scene.sent
    .filter(({ message }) => message.subject.includes('ALARM') || !message.subject.startsWith('OK'))
    .map(({ to }) => to)

describe('an override made at run time', () => {
  test('decides who is paged from the moment on in which it is made, and until its end', async () => {
    const scene = makeWorld({ config })
    const answer = await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(2 * hour), why: 'train' })
    expect(answer).toMatchObject({
      override: {
        by: 'boss',
        why: 'train',
        parts: [{ rotation: 'primary', responder: 'joon', from: at(0), until: at(2 * hour) }],
      },
    })
    await scene.call(alarmOf('a', 'ALARM', 1))
    await scene.call(alarmOf('b', 'ALARM', 2 * hour))
    expect(scene.told()).toEqual(['ALARM joon sms', 'ALARM mina email', 'ALARM mina sms'])
  })

  test('made in the middle of an incident, the next step goes by it; expired during one, the step after goes by the turns', async () => {
    const scene = makeWorld({
      config: makeConfig({
        policies: { one: { steps: [{ notify: ['primary'], wait: '10 minutes' }], repeat: 3 } },
        onCall: 'one',
      }),
    })
    await scene.call(transition('ALARM'))
    await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(700) }, 60)
    scene.sent.length = 0
    await scene.ring(later(600))
    expect(scene.sent.map(({ to }) => to)).toEqual(['joon'])
    scene.sent.length = 0
    await scene.ring(later(1_200))
    expect(scene.sent.map(({ to }) => to)).toEqual(['mina', 'mina'])
  })

  test('decides over an override of the config, whatever its order', async () => {
    const overrides = [{ rotation: 'primary', from: at(-hour), until: at(24 * hour), responder: 'joon' }]
    const scene = makeWorld({ config: makeConfig({ ...config, overrides }) })
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', until: at(hour) })
    await scene.call(transition('ALARM', 1))
    expect(scene.told()).toEqual(['ALARM ada email'])
  })

  test('announces the turn to whoever covers, and to whoever has it back when it is cancelled', async () => {
    const scene = makeWorld({ config })
    const { override } = await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(10 * hour) })
    await scene.sweep(later(30))
    expect(scene.sent.map(({ to }) => to)).toEqual(['joon'])
    const { id } = override as { readonly id: string }
    await ask(scene, 'cancel-override', { id }, 5 * hour)
    await scene.sweep(later(5 * hour + 30))
    expect(scene.sent.map(({ to }) => to)).toEqual(['joon', 'mina'])
    await scene.call(transition('ALARM', 6 * hour))
    expect(scene.sent.slice(2).map(({ to }) => to)).toEqual(['mina', 'mina'])
  })

  test('one that is cancelled before it begins leaves nothing behind, and cancelling twice is as good as once', async () => {
    const scene = makeWorld({ config })
    const { override } = await ask(scene, 'override', {
      rotation: 'primary',
      who: 'joon',
      from: at(hour),
      until: at(2 * hour),
    })
    const { id } = override as { readonly id: string }
    expect(await ask(scene, 'cancel-override', { id }, 60)).toMatchObject({
      override: { parts: [], ended: { by: 'boss', at: at(60), until: at(2 * hour) } },
    })
    expect(await ask(scene, 'cancel-override', { id }, 120)).toMatchObject({ override: { ended: { at: at(60) } } })
    await scene.call(transition('ALARM', hour + 60))
    expect(new Set(texted(scene))).toEqual(new Set(['mina']))
  })

  test('the same request, doubled, makes one; the same id with other words is refused', async () => {
    const scene = makeWorld({ config })
    const request = asking('override', { rotation: 'primary', who: 'joon', until: at(hour) })
    await Promise.all([doRequest(request, scene.world(later(0))), doRequest(request, scene.world(later(1)))])
    expect((await stored(scene))?.overrides).toHaveLength(1)
    expect(await doRequest({ ...request, until: at(2 * hour) }, scene.world(later(2)))).toEqual({
      refused: expect.stringContaining('was the id of another request'),
    })
  })

  test('two at once come one after the other: the later one is judged with the earlier in force', async () => {
    const scene = makeWorld({ config })
    const more = { rotation: 'primary', who: 'joon', until: at(hour) }
    const answers = await Promise.all([ask(scene, 'override', more), ask(scene, 'override', more)])
    expect(answers.filter((each) => 'refused' in each)).toEqual([
      {
        refused:
          'It would change nothing: joon is on call in primary from 2026-11-28 09:00 to 2026-11-28 10:00 (Asia/Seoul) anyway',
      },
    ])
    expect((await stored(scene))?.overrides).toHaveLength(1)
  })

  test('is kept with who, what and why, for as long as everything is', async () => {
    const scene = makeWorld({ config })
    await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour), why: 'train' })
    expect(await scene.ledger.list('change')).toMatchObject([
      {
        capability: 'alerts',
        by: 'boss',
        summary: 'joon covers primary: train',
        basis: { event: { action: 'override', who: 'joon' }, config: 'c0ffee' },
      },
    ])
  })

  test('of a person or a rotation that the config has no more, nothing counts: the page goes to the turn', async () => {
    const scene = makeWorld({ config })
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', until: at(hour) })
    const { ada, ...responders } = config.responders
    expect(ada).toBeDefined()
    await scene.call(transition('ALARM', 1), { config: { ...config, responders } })
    expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  })

  test('where the ledger does not give it, the config alone decides, and the incident says so', async () => {
    const scene = makeWorld({ config })
    await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour) })
    const get: typeof scene.ledger.get = async (key) => {
      if (key.pk === keys.onCall().pk) throw new Error('no answer')
      return scene.ledger.get(key)
    }
    await scene.call(transition('ALARM', 1), { ledger: { ...scene.ledger, get } })
    expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
    expect((await scene.incident()).history).toMatchObject([{ what: 'step', to: ['mina'], unread: true }])
  })

  test('what is over is forgotten after a week', async () => {
    const scene = makeWorld({ config })
    await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour) })
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', until: at(9 * 24 * hour) }, 8 * 24 * hour)
    expect((await stored(scene))?.overrides.map(({ parts }) => parts[0]?.responder)).toEqual(['ada'])
  })

  test('more than a hundred that are not over are refused', async () => {
    const scene = makeWorld({ config })
    for (let count = 0; count < 100; count += 1)
      await ask(scene, 'override', { rotation: 'primary', who: count % 2 ? 'ada' : 'joon', until: at(hour) })
    expect(await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour) })).toEqual({
      refused: expect.stringContaining('100 overrides are not over yet'),
    })
  })
})

describe('refused, with why', () => {
  const minas = 'Asia/Seoul'
  test.each([
    [
      'an unknown rotation',
      { rotation: 'primay' },
      '"primay" is not a rotation; there is: primary, backup — did you mean "primary"?',
    ],
    [
      'an unknown responder',
      { who: 'jon' },
      '"jon" is not a responder; there is: mina, joon, ada — did you mean "joon"?',
    ],
    ['a name that every object has', { who: 'constructor' }, '"constructor" is not a responder'],
    [
      'somebody in the place of a person outside of the rotation',
      { instead: 'ada' },
      '"ada" is not a responder of primary; there is: mina, joon',
    ],
    ['somebody in their own place', { who: 'mina', instead: 'mina' }, 'mina cannot stand in for themselves'],
    [
      'an end before the beginning',
      { from: at(2 * hour), until: at(hour) },
      `It would end at ${at(hour)}, before it begins at ${at(2 * hour)}`,
    ],
    ['an end at the beginning', { from: at(hour), until: at(hour) }, 'before it begins'],
    ['an end that has passed', { until: at(-1) }, `${at(-1)} has passed`],
    ['an end now', { until: at(0) }, 'has passed'],
    ['an end in years', { until: '2028-01-01T00:00:00Z' }, 'more than a year ahead'],
    [
      'whoever is on call anyway',
      { who: 'mina' },
      `It would change nothing: mina is on call in primary from 2026-11-28 09:00 to 2026-11-28 10:00 (${minas}) anyway`,
    ],
    [
      'in the place of a person without a turn then',
      { who: 'ada', instead: 'joon' },
      'It would change nothing: joon has no turn in primary from 2026-11-28 09:00 to 2026-11-28 10:00 (Asia/Seoul); the turns are of mina',
    ],
  ])('%s', async (_, more, words) => {
    const scene = makeWorld({ config })
    const answer = await ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour), ...more })
    expect(answer).toEqual({ refused: expect.stringContaining(words) })
    expect(await stored(scene)).toBeUndefined()
  })

  test.each([
    ['without an end', { until: undefined }],
    ['by nobody', { by: '' }],
    ['with a day that the calendar does not have', { until: '2026-11-31T00:00:00Z' }],
    ['with an id that is none', { request: 'x' }],
  ])('%s it is malformed', async (_, more) => {
    const scene = makeWorld({ config })
    await expect(
      ask(scene, 'override', { rotation: 'primary', who: 'joon', until: at(hour), ...more }),
    ).rejects.toThrow(/^override: /)
  })

  test('one that nobody has made cannot be cancelled', async () => {
    const scene = makeWorld({ config })
    expect(await ask(scene, 'cancel-override', { id: 'abcdef01' })).toEqual({
      refused: expect.stringContaining('There is no override abcdef01'),
    })
  })
})

describe('a warning where', () => {
  const warnings = async (more: object) =>
    (await ask(makeWorld({ config }), 'override', { rotation: 'primary', ...more })).warnings

  test('somebody then has the rotation twice in a row', async () => {
    // Mina's week ends on Monday at nine in Seoul, and Joon's begins.
    const [first] = (await warnings({ who: 'joon', from: at(24 * hour), until: at(48 * hour) })) as string[]
    expect(first).toBe(
      'joon then has primary twice in a row, from 2026-11-29 09:00 to 2026-12-07 09:00 (Asia/Seoul): nobody else is between',
    )
  })

  test('the turn just before is theirs too', async () => {
    const monday = '2026-11-30T00:00:00.000Z'
    const made = await warnings({ who: 'mina', from: monday, until: '2026-12-01T00:00:00.000Z' })
    expect((made as string[])[0]).toBe(
      'mina then has primary twice in a row, from 2026-11-23 09:00 to 2026-12-01 09:00 (Asia/Seoul): nobody else is between',
    )
    // An hour later there is somebody between.
    const apart = { who: 'mina', from: '2026-11-30T01:00:00.000Z', until: '2026-12-01T00:00:00.000Z' }
    expect(JSON.stringify(await warnings(apart))).not.toContain('twice in a row')
  })

  test('only what the override itself gives is meant: their own turn in it is theirs anyway', async () => {
    expect(await warnings({ who: 'joon', instead: 'mina', from: at(24 * hour), until: at(4 * 24 * hour) })).toEqual([
      'joon then has primary twice in a row, from 2026-11-29 09:00 to 2026-12-07 09:00 (Asia/Seoul): nobody else is between',
      'shop reaches joon alone from 2026-11-29 09:00 to 2026-11-30 09:00 (Asia/Seoul): when they do not answer, nobody else is called',
    ])
  })

  test('one override follows another, it is no second turn', async () => {
    const scene = makeWorld({ config })
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', until: at(hour) })
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', from: at(2 * hour), until: at(3 * hour) })
    const between = { rotation: 'primary', who: 'ada', from: at(hour), until: at(2 * hour) }
    expect(await ask(scene, 'override', between)).toMatchObject({ warnings: [] })
  })

  test('a policy comes to one person alone', async () => {
    expect(await warnings({ who: 'joon', until: at(hour) })).toEqual([
      'shop reaches joon alone from 2026-11-28 09:00 to 2026-11-28 10:00 (Asia/Seoul): when they do not answer, nobody else is called',
    ])
  })

  test('quiet hours put pages off', async () => {
    expect(await warnings({ who: 'ada', until: at(24 * hour) })).toEqual([
      'the quiet hours of ada (22:00 to 07:00, Asia/Seoul) put off what is not critical',
    ])
  })

  test('nothing of that is so, there is none', async () => {
    expect(await warnings({ who: 'ada', until: at(hour) })).toEqual([])
  })
})

describe('a swap', () => {
  test('without times takes the next turn of each, what is left of one that goes on', async () => {
    const scene = makeWorld({ config })
    const { override } = await ask(scene, 'swap', { rotation: 'primary', who: 'mina', with: 'joon' })
    expect(override).toMatchObject({
      parts: [
        { responder: 'joon', instead: 'mina', from: at(0), until: '2026-11-30T00:00:00.000Z' },
        { responder: 'mina', instead: 'joon', from: '2026-11-30T00:00:00.000Z', until: '2026-12-07T00:00:00.000Z' },
      ],
    })
    await scene.call(alarmOf('a', 'ALARM', hour))
    await scene.call(alarmOf('b', 'ALARM', 3 * 24 * hour))
    expect(scene.told()).toEqual(['ALARM joon sms', 'ALARM mina email', 'ALARM mina sms'])
  })

  test('between two times gives each all turns of the other, and is cancelled as one', async () => {
    const scene = makeWorld({ config })
    const { override } = await ask(scene, 'swap', {
      rotation: 'primary',
      who: 'mina',
      with: 'joon',
      until: at(14 * 24 * hour),
    })
    const { id, parts } = override as { readonly id: string; readonly parts: readonly unknown[] }
    expect(parts).toHaveLength(2)
    await ask(scene, 'cancel-override', { id }, hour)
    await scene.call(alarmOf('a', 'ALARM', 2 * hour))
    await scene.call(alarmOf('b', 'ALARM', 3 * 24 * hour))
    expect(scene.told()).toEqual(['ALARM joon sms', 'ALARM mina email', 'ALARM mina sms'])
  })

  test('with somebody who stands in the rotation and never has a turn is refused', async () => {
    const layer = { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05' }
    const layers = [
      { ...layer, responders: ['joon'] },
      { ...layer, responders: ['mina'] },
    ]
    const scene = makeWorld({ config: makeConfig({ rotations: { primary: { layers } } }) })
    for (const people of [
      { who: 'mina', with: 'joon' },
      { who: 'joon', with: 'mina' },
    ])
      expect(await ask(scene, 'swap', { rotation: 'primary', ...people })).toEqual({
        refused: 'joon has no turn in primary in the next 52 weeks to be swapped',
      })
  })

  test.each([
    ['somebody outside of the rotation', { with: 'ada' }, '"ada" is not a responder of primary'],
    ['one person', { with: 'mina' }, 'mina cannot swap with themselves'],
    ['a time in which one has no turn', { with: 'joon', until: at(hour) }, 'joon has no turn in primary'],
  ])('of %s is refused', async (_, more, words) => {
    expect(await ask(makeWorld({ config }), 'swap', { rotation: 'primary', who: 'mina', ...more })).toEqual({
      refused: expect.stringContaining(words),
    })
  })
})
