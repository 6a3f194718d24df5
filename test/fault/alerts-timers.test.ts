import { linkDesk } from '../../functions/alerts/engine/link-actions.ts'
import { sweep, wakeUp } from '../../functions/alerts/engine/sweep.ts'
import type { HeartbeatRecord, IncidentRecord } from '../../shared/ledger/records.ts'
import { keys } from '../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld, throttled } from '../unit/alerts/scene.ts'
import { atEveryEffect, crashing, type Way, ways } from './alerts-crash.ts'

const config = makeConfig({
  policies: {
    two: {
      steps: [
        { notify: ['mina'], wait: '2 minutes' },
        { notify: ['joon'], wait: '1 hour' },
      ],
    },
  },
  onCall: 'two',
  rotations: {},
  heartbeats: { backup: { every: '10 minutes', grace: '1 minute' } },
})
type World = ReturnType<typeof makeWorld>
type Desk = ReturnType<World['desk']>

/** Messages that went out and are on no record: whoever comes next cannot know of them. */
const unrecorded = async (world: World): Promise<number> => {
  const known = new Set((await world.notifications()).map(({ detail }) => detail))
  return world.sent.filter((_, index) => !known.has(`id-${index + 1}`)).length
}

const statesOf = async (world: World) =>
  (await world.ledger.list<IncidentRecord>('incident'))
    .map(({ alarm, state, steps }) => `${alarm} ${state} ${steps}`)
    .toSorted()

/**
 * Lets a call fail at each of its effects in turn, and then others do what is left. In the end all must be as if nothing had
 * failed, and no message may have gone out twice but those that nobody could know of.
 * @returns how many effects the call has
 */
const failAtEach = async (
  way: Way,
  prepare: () => Promise<World>,
  seconds: number,
  call: (world: World, desk: Desk) => Promise<void>,
  afterwards: (world: World) => Promise<void>,
): Promise<number> => {
  const smooth = await prepare()
  await call(smooth, smooth.desk(later(seconds)))
  await afterwards(smooth)
  const [outcomes, states] = [await smooth.outcomes(), await statesOf(smooth)]
  return atEveryEffect(async (at) => {
    const world = await prepare()
    const desk = world.desk(later(seconds))
    const crashed = crashing(desk, { ...way, at })
    await call(world, { ...desk, ...crashed.desk }).catch(() => undefined)
    const doubtful = await unrecorded(world)
    await afterwards(world)
    expect(await world.outcomes()).toEqual(outcomes)
    expect(await statesOf(world)).toEqual(states)
    expect(world.sent.length).toBeLessThanOrEqual(smooth.sent.length + doubtful)
    expect(await unrecorded(world)).toBe(doubtful)
    expect(await world.ledger.open('notification')).toEqual([])
    return { effects: crashed.effects() }
  })
}

const sweepUntil = async (world: World, from: number, until: number): Promise<void> => {
  for (let seconds = from; seconds <= until; seconds += 60) await world.sweep(later(seconds))
}

describe.each(ways)('%s', (_name, way) => {
  test('while a timer brings up the next step: it is taken once, and told', async () => {
    const wakeOf = (world: World) => {
      const [wake] = world.wakes
      if (!wake) throw new Error('no timer was set')
      return wake
    }
    const effects = await failAtEach(
      way,
      async () => {
        const world = makeWorld({ config })
        await world.call(alarmOf('a', 'ALARM'))
        return world
      },
      120,
      (world, desk) => wakeUp(wakeOf(world), desk),
      async (world) => {
        await wakeUp(wakeOf(world), world.desk(later(150)))
        await sweepUntil(world, 180, 300)
      },
    )
    expect(effects).toBeGreaterThan(8)
  })

  test('while a timer brings up a digest: each page goes, in one message', async () => {
    const digests = (world: World) => world.wakes.filter(({ pk }) => pk === 'mailbox#mina').slice(0, 2)
    const effects = await failAtEach(
      way,
      async () => {
        const world = makeWorld({ config })
        for (const name of ['a', 'b', 'c', 'd']) await world.call(alarmOf(name, 'ALARM'))
        return world
      },
      60,
      async (world, desk) => {
        for (const wake of digests(world)) await wakeUp(wake, desk)
      },
      async (world) => {
        for (const wake of digests(world)) await wakeUp(wake, world.desk(later(90)))
        await sweepUntil(world, 119, 480)
      },
    )
    expect(effects).toBeGreaterThan(14)
  })

  test('while the sweep does everything at once: the next one finds what is left', async () => {
    const effects = await failAtEach(
      way,
      async () => {
        const world = makeWorld({ config })
        await world.sweep(later(0))
        // A step whose wake was lost, and one that is far ahead; a page that its call did not come to; a silent heartbeat.
        await world.call(alarmOf('a', 'ALARM', 540), { wake: () => Promise.reject(throttled()) })
        await world.call(alarmOf('b', 'ALARM', 610))
        const dead = { ...world.ledger, children: () => Promise.reject(throttled()) }
        await world.call(alarmOf('c', 'ALARM', 640), { ledger: dead }).catch(() => undefined)
        world.wakes.length = 0
        return world
      },
      662,
      (_, desk) => sweep(desk),
      (world) => sweepUntil(world, 722, 1_322),
    )
    expect(effects).toBeGreaterThan(25)
  })

  test('while a heartbeat checks in after a silence: its incident ends, and that is told once', async () => {
    const beat = async (world: World, desk: Desk) => {
      const record = await world.ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
      await linkDesk((now) => ({ ...desk, now })).beat(record?.token ?? '', desk.now)
    }
    await failAtEach(
      way,
      async () => {
        const world = makeWorld({ config })
        await sweepUntil(world, 0, 660)
        return world
      },
      700,
      beat,
      async (world) => {
        await beat(world, world.desk(later(705)))
        await sweepUntil(world, 720, 900)
      },
    )
  })
})
