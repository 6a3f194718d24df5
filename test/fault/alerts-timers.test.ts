import { linkActions } from '../../functions/alerts/engine/link-actions.ts'
import { sweep, wakeUp } from '../../functions/alerts/engine/sweep.ts'
import type { HeartbeatRecord, IncidentRecord } from '../../shared/ledger/records.ts'
import { keys } from '../../shared/ledger/records.ts'
import { alarmOf, later, linkWorld, makeConfig, makeWorld, throttled } from '../unit/alerts/scene.ts'
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
type Scene = ReturnType<typeof makeWorld>
type World = ReturnType<Scene['world']>

/** Messages that went out and are on no record: whoever comes next cannot know of them. */
const unrecorded = async (scene: Scene): Promise<number> => {
  const known = new Set((await scene.notifications()).map(({ detail }) => detail))
  return scene.sent.filter((_, index) => !known.has(`id-${index + 1}`)).length
}

const statesOf = async (scene: Scene) =>
  (await scene.ledger.list<IncidentRecord>('incident'))
    .map(({ alarm, state, steps }) => `${alarm} ${state} ${steps}`)
    .toSorted()

/**
 * Lets a call fail at each of its effects in turn, and then others do what is left. In the end all must be as if nothing had
 * failed, and no message may have gone out twice but those that nobody could know of.
 * @returns how many effects the call has
 */
const failAtEach = async (
  way: Way,
  prepare: () => Promise<Scene>,
  seconds: number,
  call: (scene: Scene, world: World) => Promise<void>,
  afterwards: (scene: Scene) => Promise<void>,
): Promise<number> => {
  const smooth = await prepare()
  await call(smooth, smooth.world(later(seconds)))
  await afterwards(smooth)
  const [outcomes, states] = [await smooth.outcomes(), await statesOf(smooth)]
  return atEveryEffect(async (at) => {
    const scene = await prepare()
    const world = scene.world(later(seconds))
    const crashed = crashing(world, { ...way, at })
    await call(scene, { ...world, ...crashed.world }).catch(() => undefined)
    const doubtful = await unrecorded(scene)
    await afterwards(scene)
    expect(await scene.outcomes()).toEqual(outcomes)
    expect(await statesOf(scene)).toEqual(states)
    expect(scene.sent.length).toBeLessThanOrEqual(smooth.sent.length + doubtful)
    expect(await unrecorded(scene)).toBe(doubtful)
    expect(await scene.ledger.open('notification')).toEqual([])
    return { effects: crashed.effects() }
  })
}

const sweepUntil = async (scene: Scene, from: number, until: number): Promise<void> => {
  for (let seconds = from; seconds <= until; seconds += 60) await scene.sweep(later(seconds))
}

describe.each(ways)('%s', (_name, way) => {
  test('while a timer brings up the next step: it is taken once, and told', async () => {
    const wakeOf = (scene: Scene) => {
      const wake = scene.wakes.at(-1)
      if (!wake) throw new Error('no timer was set')
      return wake
    }
    const effects = await failAtEach(
      way,
      async () => {
        const scene = makeWorld({ config })
        await scene.call(alarmOf('a', 'ALARM'))
        return scene
      },
      120,
      (scene, world) => wakeUp(wakeOf(scene), world),
      async (scene) => {
        await wakeUp(wakeOf(scene), scene.world(later(150)))
        await sweepUntil(scene, 180, 300)
      },
    )
    expect(effects).toBeGreaterThan(8)
  })

  test('while a timer brings up a digest: each page goes, in one message', async () => {
    const digests = (scene: Scene) => scene.wakes.filter(({ pk }) => pk === 'mailbox#mina').slice(0, 2)
    const effects = await failAtEach(
      way,
      async () => {
        const scene = makeWorld({ config })
        for (const name of ['a', 'b', 'c', 'd']) await scene.call(alarmOf(name, 'ALARM'))
        return scene
      },
      60,
      async (scene, world) => {
        for (const wake of digests(scene)) await wakeUp(wake, world)
      },
      async (scene) => {
        for (const wake of digests(scene)) await wakeUp(wake, scene.world(later(90)))
        await sweepUntil(scene, 119, 480)
      },
    )
    expect(effects).toBeGreaterThan(14)
  })

  test('while the sweep does everything at once: the next one finds what is left', async () => {
    const effects = await failAtEach(
      way,
      async () => {
        const scene = makeWorld({ config })
        await scene.sweep(later(0))
        // A step whose wake was lost, and one that is far ahead; a page that its call did not come to; a silent heartbeat.
        await scene.call(alarmOf('a', 'ALARM', 540), { wake: () => Promise.reject(throttled()) })
        await scene.call(alarmOf('b', 'ALARM', 610))
        const dead = { ...scene.ledger, children: () => Promise.reject(throttled()) }
        await scene.call(alarmOf('c', 'ALARM', 640), { ledger: dead }).catch(() => undefined)
        scene.wakes.length = 0
        return scene
      },
      662,
      (_, world) => sweep(world),
      (scene) => sweepUntil(scene, 722, 1_322),
    )
    expect(effects).toBeGreaterThan(25)
  })

  test('while a heartbeat checks in after a silence: its incident ends, and that is told once', async () => {
    const beat = async (scene: Scene, world: World) => {
      const record = await scene.ledger.get<HeartbeatRecord>(keys.heartbeat('backup'))
      await linkActions((now) => linkWorld({ ...world, now })).beat(record?.token ?? '', world.now)
    }
    await failAtEach(
      way,
      async () => {
        const scene = makeWorld({ config })
        await sweepUntil(scene, 0, 660)
        return scene
      },
      700,
      beat,
      async (scene) => {
        await beat(scene, scene.world(later(705)))
        await sweepUntil(scene, 720, 900)
      },
    )
  })
})
