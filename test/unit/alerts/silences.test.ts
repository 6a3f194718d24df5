import { endedLately } from '../../../functions/alerts/rules/silences.ts'
import { keys, type OnCallRecord, type SilenceMade } from '../../../shared/ledger/records.ts'
import { ask, at } from './run-time-scene.ts'
import { alarmOf, later, makeConfig, makeWorld } from './scene.ts'

const hour = 3_600
const silence = { match: { alarm: 'app-*' }, until: at(2 * hour), why: 'a deployment' }

test('what it is about pages nobody until it ends, and then does if it lasts', async () => {
  const scene = makeWorld()
  await ask(scene, 'silence', silence)
  await scene.call(alarmOf('app-1', 'ALARM', 60))
  await scene.call(alarmOf('db-1', 'ALARM', 60))
  expect(new Set(scene.sent.map(({ message }) => message.subject.includes('db-1')))).toEqual(new Set([true]))
  const held = (await scene.incidents()).find(({ alarm }) => alarm === 'app-1')
  expect(held).toMatchObject({ state: 'held', reason: 'silenced: a deployment (boss)', nextAt: at(2 * hour) })
  await scene.happen(held?.id ?? '', { kind: 'due' }, later(2 * hour))
  expect(await scene.ledger.get(keys.incident(held?.id ?? ''))).toMatchObject({ state: 'open', steps: 1 })
})

test('of an incident that is open it holds the next call, and says which it is about', async () => {
  const scene = makeWorld({
    config: makeConfig({ policies: { two: { steps: [{ notify: ['mina'] }, { notify: ['joon'] }] } }, onCall: 'two' }),
  })
  await scene.call(alarmOf('app-1', 'ALARM'))
  expect(await ask(scene, 'silence', silence, 60)).toMatchObject({ incidents: [{ alarm: 'app-1', state: 'open' }] })
  await scene.ring(later(600))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  expect(await scene.incident()).toMatchObject({ steps: 1, nextAt: at(2 * hour) })
})

test('a page that a person asks for goes out all the same', async () => {
  const scene = makeWorld()
  await ask(scene, 'silence', silence)
  await scene.call(alarmOf('app-1', 'ALARM', 60))
  await scene.happen((await scene.incident()).id, { kind: 'escalated', by: 'joon' }, later(120))
  expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
})

describe('ended early', () => {
  test('what it held goes on at once', async () => {
    const scene = makeWorld()
    const { silence: made } = await ask(scene, 'silence', silence)
    await scene.call(alarmOf('app-1', 'ALARM', 60))
    expect(scene.sent).toEqual([])
    const { id } = made as { readonly id: string }
    expect(await ask(scene, 'end-silence', { id }, 600)).toMatchObject({
      silence: { until: at(600), ended: { by: 'boss', at: at(600), until: at(2 * hour) } },
      incidents: [{ alarm: 'app-1', state: 'open' }],
    })
    expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
    // Ended again, and looked at by the sweep: nobody is told twice.
    await ask(scene, 'end-silence', { id }, 660)
    await scene.sweep(later(661))
    expect(scene.sent).toHaveLength(2)
  })

  test('what the call that ended it did not come to, the sweep does', async () => {
    const scene = makeWorld()
    const { silence: made } = await ask(scene, 'silence', silence)
    await scene.call(alarmOf('app-1', 'ALARM', 60))
    const open: typeof scene.ledger.open = async () => {
      throw new Error('no answer')
    }
    const { id } = made as { readonly id: string }
    const asked = ask(
      { ...scene, world: (now) => scene.world(now, { ledger: { ...scene.ledger, open } }) },
      'end-silence',
      { id },
      600,
    )
    expect(await asked).toMatchObject({ silence: { until: at(600) }, incidents: [] })
    expect(scene.sent).toEqual([])
    await scene.sweep(later(630))
    expect(scene.told()).toEqual(['ALARM mina email', 'ALARM mina sms'])
  })

  test('another silence that is still on holds it further', async () => {
    const scene = makeWorld()
    const { silence: made } = await ask(scene, 'silence', silence)
    await ask(scene, 'silence', { ...silence, match: { alarm: '*-1' }, until: at(hour) })
    await scene.call(alarmOf('app-1', 'ALARM', 60))
    await ask(scene, 'end-silence', { id: (made as { readonly id: string }).id }, 600)
    expect(scene.sent).toEqual([])
    expect(await scene.incident()).toMatchObject({ state: 'held', nextAt: at(hour) })
  })

  test('a page that waited for its end goes with the next look', async () => {
    const quiet = { quietHours: { from: '08:00', until: '09:30' }, zone: 'Asia/Seoul' }
    const scene = makeWorld({
      config: makeConfig({
        responders: { mina: { sms: '+12025550101', ...quiet } },
        rotations: { primary: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina'] } },
        routes: [{ match: { alarm: '*' }, severity: 'warning' }],
      }),
    })
    await scene.call(alarmOf('app-1', 'ALARM'))
    const { silence: made } = await ask(scene, 'silence', silence, 60)
    for (const minutes of [30, 31, 32]) await scene.sweep(later(minutes * 60))
    expect(scene.sent).toEqual([])
    expect(await scene.notifications()).toMatchObject([{ outcome: 'planned', notBefore: at(2 * hour) }])
    await ask(scene, 'end-silence', { id: (made as { readonly id: string }).id }, hour)
    for (const minutes of [61, 62]) await scene.sweep(later(minutes * 60))
    expect(scene.told()).toEqual(['ALARM mina sms'])
  })
})

test('by tags: they are asked for though no rule of the config does', async () => {
  const scene = makeWorld()
  await ask(scene, 'silence', { ...silence, match: { tags: { team: 'stock' } } })
  const tagsOf = async (
    _: unknown,
    rules: { readonly silences: readonly unknown[] },
  ): Promise<Record<string, string>> => (rules.silences.length > 0 ? { team: 'stock' } : {})
  expect(await scene.call(alarmOf('web-1', 'ALARM', 60), { tagsOf })).toMatchObject({ outcome: 'held' })
})

test.each([
  ['about nothing', { match: {} }, 'needs an alarm, a namespace or tags'],
  ['about no tag', { match: { tags: {} } }, 'needs an alarm, a namespace or tags'],
  ['an end that has passed', { until: at(0) }, 'has passed'],
  ['an end before its beginning', { from: at(3 * hour) }, 'before it begins'],
  ['an end at its beginning', { from: at(2 * hour) }, 'before it begins'],
  ['longer than a month', { until: '2027-02-01T00:00:00Z' }, 'It would last longer than 30 days'],
])('%s is refused', async (_, more, words) => {
  const scene = makeWorld()
  expect(await ask(scene, 'silence', { ...silence, ...more })).toEqual({ refused: expect.stringContaining(words) })
  expect(await scene.ledger.get<OnCallRecord>(keys.onCall())).toBeUndefined()
})

test('the same for no longer is refused, for longer it is not', async () => {
  const scene = makeWorld()
  await ask(scene, 'silence', silence)
  expect(await ask(scene, 'silence', { ...silence, until: at(hour) })).toEqual({
    refused: expect.stringContaining('It would change nothing'),
  })
  expect(await ask(scene, 'silence', { ...silence, until: at(3 * hour) })).toHaveProperty('silence')
})

test('one that nobody has made cannot be ended', async () => {
  expect(await ask(makeWorld(), 'end-silence', { id: 'abcdef01' })).toEqual({
    refused: expect.stringContaining('There is no silence abcdef01'),
  })
})

test('what it is about goes by the tags that an alarm sent along, and by none where it sent none', async () => {
  const scene = makeWorld()
  await scene.call(alarmOf('web-1', 'ALARM', 0, { tags: { team: 'stock' } }))
  await scene.call(alarmOf('web-2', 'ALARM', 0, { tags: { team: 'shop' } }))
  await scene.call(alarmOf('web-3', 'ALARM'))
  const { incidents } = await ask(scene, 'silence', { ...silence, match: { tags: { team: 'st*' } } })
  expect(incidents).toMatchObject([{ alarm: 'web-1' }])
})

test('the sweep looks for what an ended silence holds for a quarter of an hour', () => {
  const ended = (seconds: number): SilenceMade => ({
    id: 'a',
    by: 'boss',
    at: at(0),
    asked: undefined,
    match: { alarm: '*' },
    from: at(0),
    until: at(seconds),
    ended: { by: 'boss', at: at(seconds), until: at(hour) },
  })
  const { ended: none, ...open } = ended(0)
  expect(none).toBeDefined()
  expect(endedLately([ended(0), ended(1), open], later(900))).toEqual([ended(1)])
})
