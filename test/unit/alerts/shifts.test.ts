import { smsUnits } from '../../../functions/alerts/message/alphabet.ts'
import { composeShift } from '../../../functions/alerts/message/index.ts'
import { newTurns, openOf } from '../../../functions/alerts/rules/shifts.ts'
import { type IncidentRecord, keys, type LinkRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld, refused, type Sent, start, throttled } from './scene.ts'

const until = later(7 * 86_400)
const noticeTo = (responder: { zone: string; language?: 'en' | 'ko' }, rotation = 'primary', tagUnits = 0) =>
  composeShift({
    rotations: [rotation],
    until,
    incidents: [],
    responder: { language: 'en', ...responder },
    now: start,
    tagUnits,
  })

test('the notice of a turn says of what and until when, in the language and zone of its reader', () => {
  const reader = { zone: 'Asia/Seoul' }
  expect(noticeTo(reader).short).toBe('On call now primary: until 5 Dec 2026, 09:00')
  expect(noticeTo(reader).text).toContain('Nothing is open.')
  expect(noticeTo({ ...reader, language: 'ko' }).short).toBe('지금부터 당번 primary: 2026. 12. 5. 오전 9:00까지')
})

test.each(['en', 'ko'] as const)(
  'it is one message in %s, also to a number in Korea, however long the name',
  (language) => {
    const { short: sms } = noticeTo({ zone: 'Asia/Seoul', language }, `primary-${'x'.repeat(200)}-of-the-shop`, 8)
    const { used, limit } = smsUnits(sms, 8)
    expect(used).toBeLessThanOrEqual(limit)
    expect(sms).toContain('..')
  },
)

// Of mina until midnight in UTC, and of joon from then on.
const turns = { zone: 'UTC', every: 'day', from: '2026-11-27', at: '00:00', responders: ['mina', 'joon'] }
const shopConfig = (more: object = {}) =>
  makeConfig({
    responders: {
      mina: { sms: '+12025550101' },
      joon: { sms: '+12025550102', email: 'joon@corner-shop.example' },
    },
    rotations: { primary: turns, stock: { ...turns, responders: ['mina'] } },
    policies: {
      shop: { steps: [{ notify: ['primary'], wait: '1 day' }] },
      stock: { steps: [{ notify: ['stock'], wait: '1 day' }] },
    },
    routes: [{ match: { alarm: 'stock-*' }, to: 'stock' }],
    onCall: 'shop',
    ...more,
  })
const midnight = start

/** Two incidents of the shop, of which mina has one, one of the stock and one that is over, before joon's turn begins. */
const makeNight = async (config = shopConfig(), fail?: (sent: Sent) => Error | undefined) => {
  const scene = makeWorld({ config, ...(fail ? { fail } : {}) })
  const before = (minutes: number) => -60 * minutes
  for (const [index, name] of ['checkout-errors', 'disk-full', 'stock-import', 'slow'].entries())
    await scene.call(alarmOf(name, 'ALARM', before(60 - 5 * index)))
  await scene.call(alarmOf('slow', 'OK', before(30)))
  const open = await scene.ledger.open<IncidentRecord>('incident')
  const mine = open.find(({ alarm }) => alarm === 'disk-full')
  await scene.happen(String(mine?.id), { kind: 'acknowledged', by: 'mina' }, later(before(20)))
  const earlier = scene.sent.length
  return { scene, since: () => scene.sent.slice(earlier), ids: new Map(open.map(({ alarm, id }) => [alarm, id])) }
}

describe('at a change of shift', () => {
  test('the incoming person is notified of what is open in their policies and who has it, by email, and not paged', async () => {
    const { scene, since } = await makeNight()
    await scene.sweep(later(20))
    expect(since().map(({ to, channel }) => `${to} ${channel}`)).toEqual(['joon email'])
    const { subject, text } = since()[0]?.message ?? { subject: '', text: '' }
    expect(subject).toContain('2 open')
    expect(text).toContain('You are on call now (primary)')
    expect(text).toMatch(/checkout-errors - .* - nobody has acknowledged/)
    expect(text).toMatch(/disk-full - .* - acknowledged by mina/)
    expect(text).toContain('This is a notice and not a page')
    expect(text).not.toMatch(/stock-import|slow/)
    const pages = await scene.notifications()
    expect(pages.filter((each) => String(each.sk).includes('joon'))).toEqual([])
  })

  test('its link is to what it lists, worst first', async () => {
    const { scene, since, ids } = await makeNight()
    await scene.sweep(later(20))
    const token = /https:\/\/ns\.example\/([\w-]{16})/.exec(since()[0]?.message.text ?? '')?.[1] ?? ''
    expect(await scene.ledger.get<LinkRecord>(keys.link(token))).toMatchObject({
      to: 'joon',
      incidents: [ids.get('checkout-errors'), ids.get('disk-full')],
    })
  })

  test('once, however often the sweep comes, and two of them at once', async () => {
    const { scene, since } = await makeNight()
    await Promise.all([scene.sweep(later(1)), scene.sweep(later(1))])
    for (let minutes = 1; minutes < 15; minutes += 1) await scene.sweep(later(60 * minutes))
    expect(since()).toHaveLength(1)
  })

  test('one message to somebody who takes over several rotations', async () => {
    const config = shopConfig({ rotations: { primary: turns, stock: turns } })
    const { scene, since } = await makeNight(config)
    await scene.sweep(later(20))
    expect(since().map(({ to }) => to)).toEqual(['joon'])
    expect(since()[0]?.message.text).toMatch(/\(primary, stock\)[\s\S]*3 incidents are open[\s\S]*stock-import/)
  })

  test('again a minute later where the channel certainly did not take it, and by text where it never will', async () => {
    let throttles = 2
    const { scene, since } = await makeNight(shopConfig(), ({ channel }) => {
      if (channel !== 'email') return undefined
      throttles -= 1
      return throttles >= 0 ? throttled() : refused()
    })
    for (let minutes = 0; minutes < 8; minutes += 1) await scene.sweep(later(60 * minutes))
    expect(since().map(({ to, channel }) => `${to} ${channel}`)).toEqual(['joon sms'])
    expect(since()[0]?.message.short).toMatch(/^On call now primary: until .*, 2 open: checkout-errors/)
    expect(throttles).toBe(-1)
  })

  test('not again where nobody knows whether it went out', async () => {
    let tries = 0
    const { scene } = await makeNight(shopConfig(), ({ channel, message }) => {
      if (channel !== 'email' || !message.subject.includes('on call now')) return undefined
      tries += 1
      return new Error('socket hang up')
    })
    for (let minutes = 0; minutes < 8; minutes += 1) await scene.sweep(later(60 * minutes))
    expect(tries).toBe(1)
  })

  test('also to whom an override gives it', async () => {
    const overrides = [
      { rotation: 'primary', from: '2026-11-27T22:00:00Z', until: '2026-11-29T00:00:00Z', responder: 'joon' },
    ]
    const { scene, since } = await makeNight(shopConfig({ overrides }))
    await scene.sweep(new Date('2026-11-27T22:00:30Z'))
    expect(since().map(({ to }) => to)).toEqual(['joon'])
    // Midnight brings joon's own turn, and nothing new.
    const count = since().length
    await scene.sweep(later(20))
    expect(since()).toHaveLength(count)
  })
})

test.each<[string, Partial<IncidentRecord>, readonly string[], boolean]>([
  ['open, of a policy that calls the rotation', {}, ['primary'], true],
  ['of a policy that calls another', { policy: 'stock' }, ['primary'], false],
  ['of a rotation that stands for a policy', { policy: 'primary' }, ['primary'], true],
  ['of a policy that is gone, which onCall stands for', { policy: 'gone' }, ['primary'], true],
  ['held, of which nobody has been told', { state: 'held' }, ['primary'], false],
  ['exhausted', { state: 'exhausted' }, ['primary', 'stock'], true],
  ['over', { state: 'resolved' }, ['primary'], false],
])('an incident that is %s', async (_name, more, rotations, isListed) => {
  const { scene } = await makeNight()
  const [incident] = await scene.ledger.open<IncidentRecord>('incident')
  if (!incident) throw new Error('none')
  expect(openOf(rotations, [{ ...incident, ...more }], shopConfig())).toHaveLength(isListed ? 1 : 0)
})

test('the turn begins at midnight of these tests', () =>
  expect(midnight.toISOString()).toBe('2026-11-28T00:00:00.000Z'))

describe('somebody who appears twice in a row', () => {
  const untilOf = (responders: string[], at: string, overrides: object[] = []) => {
    const rotations = { primary: { zone: 'UTC', every: 'week', from: '2026-01-05', at: '09:00', responders } }
    const found = newTurns(
      shopConfig({ rotations, overrides, policies: {}, routes: [], onCall: 'primary' }),
      new Date(at),
    )
    return [...found].map(([to, [turn]]) => `${to} until ${turn?.until.toISOString().slice(0, 10)}`)
  }

  test('is on call until somebody else is, and gets one notice', () => {
    const twice = ['mina', 'mina', 'joon']
    expect(untilOf(twice, '2026-01-26T09:00:00Z')).toEqual(['mina until 2026-02-09'])
    expect(untilOf(twice, '2026-02-02T09:00:00Z')).toEqual([])
    expect(untilOf(twice, '2026-02-09T09:00:00Z')).toEqual(['joon until 2026-02-16'])
  })

  test('by an override too, and where nobody ever follows until the next handoff', () => {
    const cover = {
      rotation: 'primary',
      from: '2026-01-12T09:00:00Z',
      until: '2026-01-14T09:00:00Z',
      responder: 'joon',
    }
    expect(untilOf(['mina', 'joon', 'mina'], '2026-01-05T09:00:00Z', [cover])).toEqual([])
    expect(untilOf(['mina'], '2026-01-14T09:00:00Z', [cover])).toEqual(['mina until 2026-01-19'])
    expect(untilOf(['joon', 'mina'], '2026-01-14T09:00:00Z', [cover])).toEqual(['mina until 2026-01-19'])
    // joon's own turn, and then he covers.
    expect(
      untilOf(['joon', 'mina'], '2026-01-19T09:00:00Z', [
        { ...cover, from: '2026-01-26T09:00:00Z', until: '2026-01-28T09:00:00Z' },
      ]),
    ).toEqual(['joon until 2026-01-28'])
  })
})
