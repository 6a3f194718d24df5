import { fromSignal } from '../../../../functions/alerts/intake/signal.ts'
import { conditionsAt, type Seen } from '../../../../functions/firewall/rules/conditions.ts'
import { conditionSignal, conditions } from '../../../../functions/firewall/rules/signals.ts'
import { afterSaying, nextTold, unsaid } from '../../../../functions/firewall/rules/told.ts'
import { albLine, lines, makeScene, rule, slice } from './scene.ts'

const attacker = '203.0.113.7'
const now = new Date('2026-11-30T10:00:00Z')
const moods = (scene: ReturnType<typeof makeScene>) => scene.signals.map(({ name, mood }) => `${name} ${mood}`)

describe('what is reported, once when it begins and once when it is over', () => {
  test('logs that stopped coming', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 1, scene.now())))
    await scene.pass()
    scene.advance(3_600)
    await scene.pass()
    expect(scene.signals).toEqual([])
    scene.advance(60)
    await scene.pass()
    await scene.pass()
    expect(scene.signals).toMatchObject([{ name: 'firewall.silent', mood: 'bad', subject: 'firewall/silent/web' }])
    await scene.take(scene.put('b', lines(attacker, 1, scene.now())))
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.silent bad', 'firewall.silent good'])
  })

  test('logs that never came at all', async () => {
    const scene = makeScene()
    await scene.pass()
    scene.advance(3_700)
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.silent bad'])
  })

  test('more new blocks than usual, and that they are fewer again', async () => {
    const scene = makeScene({ slice: { alerts: { newBlocks: 2, newBlocksWindowSeconds: 600, setNearlyFull: 0.8 } } })
    for (const index of [1, 2, 3])
      await scene.take(scene.put(`o${index}`, lines(`203.0.113.${index}`, 12, scene.now())))
    await scene.pass()
    await scene.pass()
    expect(scene.signals).toMatchObject([{ name: 'firewall.many-blocks', mood: 'bad' }])
    scene.advance(601)
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.many-blocks bad', 'firewall.many-blocks good'])
  })

  test('a block of somebody who had been a customer, without the address, until it is over', async () => {
    const scene = makeScene({ slice: { rules: [rule({ blockSeconds: 600 })] } })
    await scene.take(scene.put('a', [albLine(attacker, scene.now(), { status: 200, path: '/checkout/thanks' })]))
    await scene.take(scene.put('b', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.signals).toMatchObject([
      { name: 'firewall.customer-blocked', subject: 'firewall/customer-blocked/errors' },
    ])
    expect(JSON.stringify(scene.signals)).not.toContain(attacker)
    scene.advance(601)
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.customer-blocked bad', 'firewall.customer-blocked good'])
  })

  test('a set that is nearly full', async () => {
    const scene = makeScene({
      slice: { setLimit: 10, alerts: { newBlocks: 100, newBlocksWindowSeconds: 600, setNearlyFull: 0.8 } },
    })
    for (let index = 0; index < 9; index += 1)
      await scene.take(scene.put(`o${index}`, lines(`203.0.113.${index}`, 12, scene.now())))
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.set-nearly-full bad'])
    scene.advance(3_601)
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.set-nearly-full bad', 'firewall.set-nearly-full good'])
  })
})

describe('a source whose logs cannot be read', () => {
  const parquet = Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(64), Buffer.from('PAR1')])

  test('opens an incident when they are most of a day, and closes it when they no longer are', async () => {
    const scene = makeScene()
    for (const key of ['a', 'b', 'c']) {
      await scene.take(scene.put(key, parquet))
      await scene.pass()
      scene.advance(60)
    }
    expect(moods(scene)).toEqual(['firewall.broken note', 'firewall.unreadable bad'])
    for (const key of ['d', 'e', 'f']) await scene.take(scene.put(key, lines(attacker, 1, scene.now())))
    await scene.pass()
    expect(moods(scene).at(-1)).toBe('firewall.unreadable good')
  })

  test('of one among many only a note is kept', async () => {
    const scene = makeScene()
    for (const key of ['a', 'b', 'c', 'd']) await scene.take(scene.put(key, lines(attacker, 1, scene.now())))
    await scene.take(scene.put('e', parquet))
    await scene.pass()
    expect(moods(scene)).toEqual(['firewall.broken note'])
  })
})

test.each([
  [conditions.silent('web'), undefined],
  [conditions.unreadable('web'), undefined],
  [conditions.full('set'), undefined],
  [conditions.refused('set'), undefined],
  [conditions.stale('set'), undefined],
  [conditions.newBlocks(), undefined],
  [conditions.behindCdn('web'), 'warning'],
  [conditions.nearlyFull('set'), 'warning'],
  [conditions.customer('errors'), 'warning'],
])('%s is %s', (name, severity) => {
  const signal = conditionSignal(name, { since: '2026-11-30T10:00:00.000Z', said: false }, slice())
  expect([signal.mood, signal.severity]).toEqual(['bad', severity])
  expect(fromSignal(signal as never)).toMatchObject({ state: 'ALARM', severity })
})

const nothing: Seen = { state: { sources: {} }, sources: new Map(), sets: [], customers: new Set() }

test.each([
  [100, 51, true],
  [100, 50, false],
  [99, 99, undefined],
])('of %d lines %d from a content delivery network: behind one is %s', (all, fromCdn, holds) => {
  const seen = { ...nothing, sources: new Map([['web', { lines: all, fromCdn }]]) }
  expect(conditionsAt(seen, slice(), now).get(conditions.behindCdn('web'))).toBe(holds)
})

test('nothing is known of what was not looked at', () => {
  expect([...conditionsAt(nothing, slice(), now).keys()]).toEqual([conditions.customer('errors')])
})

describe('what is told', () => {
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000)
  const is = (holds: boolean) => new Map([['full', holds]])
  const begun = nextTold({}, is(true), at(0))
  const said = afterSaying(begun, ['full'])

  test('is unsaid until it is said, with the time at which it was seen', () => {
    expect(unsaid(begun)).toEqual([['full', { since: at(0).toISOString(), said: false }]])
    expect(nextTold(begun, is(true), at(5))).toEqual(begun)
    expect(unsaid(said)).toEqual([])
    expect(nextTold(said, new Map(), at(5))).toEqual(said)
  })

  test('is over once, and then forgotten; what was never said is forgotten at once', () => {
    const over = nextTold(said, is(false), at(3))
    expect(unsaid(over)).toEqual([['full', { since: at(0).toISOString(), until: at(3).toISOString(), said: false }]])
    expect(nextTold(over, is(false), at(9))).toEqual(over)
    expect(afterSaying(over, ['full'])).toEqual({})
    expect(nextTold(begun, is(false), at(1))).toEqual({})
  })

  test('that came back before its end was said never ended', () => {
    const over = nextTold(said, is(false), at(3))
    expect(nextTold(over, is(true), at(4))).toEqual(said)
  })
})

test('each signal has an id of its own for its beginning and its end, the same each time, and a name in the words of its kind', () => {
  const names = Object.values(conditions).map((make) => make('web'))
  const signals = names.flatMap((name) =>
    [
      { since: '2026-11-30T10:00:00.000Z', said: false },
      { since: '2026-11-30T10:00:00.000Z', until: '2026-11-30T11:00:00.000Z', said: false },
    ].map((told) => conditionSignal(name, told, slice())),
  )
  expect(new Set(signals.map(({ id }) => id)).size).toBe(signals.length)
  expect(signals.filter(({ mood }) => mood === 'bad')).toHaveLength(names.length - 1)
  for (const { title, body } of signals)
    expect([title, body].every((text) => text.length > 10 && !text.includes('undefined'))).toBe(true)
})
