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
  const world = makeWorld({ config })
  await world.call(transition('ALARM'))
  const wake = world.wakes.shift()
  if (!wake) throw new Error('no timer was set')
  return { ...world, wake, id: (await world.incident()).id }
}

describe('a wake', () => {
  test('that comes too early goes back to the queue', async () => {
    const world = await opened()
    await wakeUp(world.wake, world.desk(later(119)))
    expect(world.wakes).toEqual([world.wake])
    expect(world.told()).toEqual(pageOfMina)
  })

  test('that comes again after its step is taken takes no other', async () => {
    const world = await opened()
    for (const seconds of [120, 121, 1_330]) await wakeUp(world.wake, world.desk(later(seconds)))
    expect(world.told()).toEqual(withStep)
    expect(await world.incident()).toMatchObject({ steps: 2, nextAt: later(1_320).toISOString() })
  })

  test('of a step that was taken, and of which nothing was sent, sends it', async () => {
    const world = await opened()
    const dead = { send: () => Promise.reject(throttled()) }
    await wakeUp(world.wake, world.desk(later(120), dead)).catch(() => undefined)
    await wakeUp(world.wake, world.desk(later(125)))
    expect(world.told()).toEqual(withStep)
  })

  test('of an incident that somebody has taken does nothing', async () => {
    const world = await opened()
    await world.happen(world.id, { kind: 'acknowledged', by: 'mina' }, later(60))
    await wakeUp(world.wake, world.desk(later(120)))
    expect(world.told()).toEqual(pageOfMina)
  })

  test('of what is not there does nothing', async () => {
    const world = makeWorld({ config })
    const nobody: Wake = { ...keys.incidentTimer('0000000000000000'), at: later(0).toISOString() }
    await expect(wakeUp(nobody, world.desk(later(1)))).resolves.toBeUndefined()
    expect(world.sent).toEqual([])
  })
})

describe('the sweep', () => {
  test('gives the queue what is due within a minute and a half, at its time, and leaves what is further ahead', async () => {
    const world = makeWorld({ config })
    await world.call(transition('ALARM'))
    world.wakes.length = 0
    await world.sweep(later(29))
    expect(world.wakes).toEqual([])
    await world.sweep(later(30))
    expect(world.wakes).toMatchObject([{ at: later(120).toISOString() }])
    expect(world.told()).toEqual(pageOfMina)
  })

  test('that fails at one thing does all the others, and then says what failed', async () => {
    const world = makeWorld({ config })
    for (const name of ['a', 'b', 'c']) await world.call(alarmOf(name, 'ALARM', 0, { alarm: name }))
    const [broken] = await world.incidents()
    const failing = world.sweep(later(121), {
      ledger: {
        ...world.ledger,
        children: (pk, prefix) =>
          pk === keys.incident(broken?.id ?? '').pk ? Promise.reject(throttled()) : world.ledger.children(pk, prefix),
      },
    })
    await expect(failing).rejects.toThrow(AggregateError)
    await expect(failing).rejects.toThrow('ThrottlingException')
    const steps = (await world.incidents()).map(({ id, steps: count }) => [id === broken?.id, count])
    expect(steps.toSorted()).toEqual([
      [false, 2],
      [false, 2],
      [true, 1],
    ])
    await world.sweep(later(181))
    expect((await world.incidents()).map(({ steps: count }) => count)).toEqual([2, 2, 2])
  })

  test('that comes twice at once does everything once', async () => {
    const world = makeWorld({ config })
    await world.call(transition('ALARM'))
    await Promise.all([world.sweep(later(121)), world.sweep(later(121))])
    expect(world.told()).toEqual(withStep)
    expect(await world.incident()).toMatchObject({ steps: 2 })
  })

  test('finds what waits for a digest whose timer nobody has set', async () => {
    const world = makeWorld({ config })
    for (const name of ['a', 'b', 'c']) await world.call(alarmOf(name, 'ALARM'))
    const timer = await world.ledger.get<TimerRecord>(keys.mailboxTimer('mina', 'sms'))
    if (!timer) throw new Error('no timer')
    await world.ledger.commit([{ item: { ...timer, open: undefined }, expect: timer.version }], later(1))
    await sweep(world.desk(later(61)))
    await sweep(world.desk(later(121)))
    expect((await world.outcomes()).filter((each) => each.startsWith('page mina'))).toEqual([
      ...Array(3).fill('page mina email accepted'),
      ...Array(3).fill('page mina sms accepted'),
    ])
  })
})
