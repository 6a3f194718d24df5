import { sweep, wakeUp } from '../../../functions/alerts/engine/sweep.ts'
import type { Wake } from '../../../functions/alerts/rules/timers.ts'
import { keys, type TimerRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld, throttled, transition } from './scene.ts'

const config = makeConfig({
  policies: {
    two: {
      steps: [
        { notify: ['mina'], wait: '2 minutes' },
        { notify: ['joon'], wait: '20 minutes' },
      ],
    },
  },
  onCall: 'two',
  rotations: {},
})
const pageOfMina = ['ALARM mina email', 'ALARM mina sms']
const withStep = ['ALARM joon sms', ...pageOfMina]

/** A world with one open incident, and the wake of its timer. */
const opened = async () => {
  const scene = makeWorld({ config })
  await scene.call(transition('ALARM'))
  const wake = scene.wakes.pop()
  scene.wakes.length = 0
  if (!wake) throw new Error('no timer was set')
  return { ...scene, wake, id: (await scene.incident()).id }
}

describe('a wake', () => {
  test('that comes too early goes back to the queue', async () => {
    const scene = await opened()
    await wakeUp(scene.wake, scene.world(later(119)))
    expect(scene.wakes).toEqual([scene.wake])
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('that comes again after its step is taken takes no other', async () => {
    const scene = await opened()
    for (const seconds of [120, 121, 1_330]) await wakeUp(scene.wake, scene.world(later(seconds)))
    expect(scene.told()).toEqual(withStep)
    expect(await scene.incident()).toMatchObject({ steps: 2, nextAt: later(1_320).toISOString() })
  })

  test('of a step that was taken, and of which nothing was sent, sends it', async () => {
    const scene = await opened()
    const dead = { send: () => Promise.reject(throttled()) }
    await wakeUp(scene.wake, scene.world(later(120), dead)).catch(() => undefined)
    await wakeUp(scene.wake, scene.world(later(125)))
    expect(scene.told()).toEqual(withStep)
  })

  test('of an incident that somebody has taken does nothing', async () => {
    const scene = await opened()
    await scene.happen(scene.id, { kind: 'acknowledged', by: 'mina' }, later(60))
    await wakeUp(scene.wake, scene.world(later(120)))
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('of what is not there does nothing', async () => {
    const scene = makeWorld({ config })
    const nobody: Wake = { ...keys.incidentTimer('0000000000000000'), at: later(0).toISOString() }
    await expect(wakeUp(nobody, scene.world(later(1)))).resolves.toBeUndefined()
    expect(scene.sent).toEqual([])
  })
})

describe('the sweep', () => {
  test('gives the queue what is due within a minute and a half, at its time, and leaves what is further ahead', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    scene.wakes.length = 0
    await scene.sweep(later(29))
    expect(scene.wakes).toEqual([])
    await scene.sweep(later(30))
    expect(scene.wakes).toMatchObject([{ at: later(120).toISOString() }])
    expect(scene.told()).toEqual(pageOfMina)
  })

  test('that fails at one thing does all the others, and then says what failed', async () => {
    const scene = makeWorld({ config })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM', 0, { alarm: name }))
    const [broken] = await scene.incidents()
    const failing = scene.sweep(later(121), {
      ledger: {
        ...scene.ledger,
        children: (pk, prefix) =>
          pk === keys.incident(broken?.id ?? '').pk ? Promise.reject(throttled()) : scene.ledger.children(pk, prefix),
      },
    })
    await expect(failing).rejects.toThrow(AggregateError)
    await expect(failing).rejects.toThrow('ThrottlingException')
    const steps = (await scene.incidents()).map(({ id, steps: count }) => [id === broken?.id, count])
    expect(steps.toSorted()).toEqual([
      [false, 2],
      [false, 2],
      [true, 1],
    ])
    await scene.sweep(later(181))
    expect((await scene.incidents()).map(({ steps: count }) => count)).toEqual([2, 2, 2])
  })

  test('that comes twice at once does everything once', async () => {
    const scene = makeWorld({ config })
    await scene.call(transition('ALARM'))
    await Promise.all([scene.sweep(later(121)), scene.sweep(later(121))])
    expect(scene.told()).toEqual(withStep)
    expect(await scene.incident()).toMatchObject({ steps: 2 })
  })

  test('finds what waits for a digest whose timer nobody has set', async () => {
    const scene = makeWorld({ config })
    for (const name of ['a', 'b', 'c']) await scene.call(alarmOf(name, 'ALARM'))
    const timer = await scene.ledger.get<TimerRecord>(keys.mailboxTimer('mina', 'sms'))
    if (!timer) throw new Error('no timer')
    await scene.ledger.commit([{ item: { ...timer, open: undefined }, expect: timer.version }], later(1))
    await sweep(scene.world(later(61)))
    await sweep(scene.world(later(121)))
    expect((await scene.outcomes()).filter((each) => each.startsWith('page mina'))).toEqual([
      ...Array(3).fill('page mina email accepted'),
      ...Array(3).fill('page mina sms accepted'),
    ])
  })
})
