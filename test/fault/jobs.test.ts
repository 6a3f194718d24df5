import { doManualAction } from '../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { sweep } from '../../functions/jobs/engine/sweep.ts'
import type { World } from '../../functions/jobs/world/world.ts'
import type { JobChangeRecord } from '../../shared/ledger/records.ts'
import {
  breakable,
  type FakeEcs,
  fakeEcs,
  firing,
  firingAt,
  later,
  makeDesk,
  makeJob,
  runKey,
} from '../unit/jobs/world.ts'

class Crash extends Error {}

/**
 * `crash`: the call ends there, before the effect or after it; nothing works any more. `throttled`: this one effect does not
 * happen and says so. `timeout`: it says so too, but it has happened.
 */
const faults = ['crash before', 'crash after', 'throttled', 'timeout'] as const
type Fault = (typeof faults)[number]

/** A desk whose n-th effect meets a fault. */
const faulty = (world: World, nth: number, fault: Fault): { readonly world: World; readonly calls: () => number } => {
  let calls = 0
  return {
    calls: () => calls,
    world: breakable(world, (effect) => async (...input) => {
      calls += 1
      const isDown = fault.startsWith('crash') && calls > nth
      if (isDown || (calls === nth && (fault === 'crash before' || fault === 'throttled'))) throw new Crash(fault)
      const output = await effect(...input)
      if (calls === nth) throw new Crash(fault)
      return output
    }),
  }
}

const soon = later(firingAt, 5)
type Scene = ReturnType<typeof makeDesk>

/** A call, made at a time in a world where it means something, and how it is made again after a fault. */
interface Case {
  readonly setUp: () => Promise<Scene>
  readonly now: Date
  readonly act: (world: World) => Promise<unknown>
  readonly again: 'by the platform' | 'by the sweep alone'
  readonly check: (scene: Scene) => Promise<void>
}

/** All that production does over the next minutes. */
const settleDown = async (scene: Scene, from: Date, minutes: number): Promise<void> => {
  for (let minute = 1; minute <= minutes; minute++) await sweep(scene.at(later(from, minute * 60)))
}

const endAll = async (scene: Scene, exitCode: number, at: Date): Promise<void> => {
  for (const [taskArn, task] of scene.ecs.started) {
    if (task.lastStatus === 'STOPPED') continue
    const stopped = scene.ecs.stops.some((stop) => stop.taskArn === taskArn)
    const more = stopped ? { stopCode: 'UserInitiated' } : {}
    await onTaskNews(scene.ecs.end(taskArn, exitCode, at, more), scene.at(at))
  }
}

const tokensOnce = (ecs: FakeEcs): void => {
  const startedBy = [...ecs.started.values()].map((task) => task.startedBy)
  expect(new Set(startedBy).size).toBe(startedBy.length)
}

const accounted = async (scene: Scene): Promise<void> => {
  expect(await scene.ledger.open('run')).toEqual([])
  const lease = await scene.lease()
  expect([lease?.holder, lease?.waiting ?? []]).toEqual([undefined, []])
  tokensOnce(scene.ecs)
}

/** Ids and times of signals: what is said twice is the same. */
const toldOf = ({ signals }: Scene): string[] => [...new Set(signals.map(({ id, at }) => `${id} ${at}`))]

const strict = makeJob({ overlap: 'forbid', retries: { limit: 1, wait: 30 }, runTimeout: 300 })
const worldOf = async (job = strict, ecs = fakeEcs()): Promise<Scene> => {
  const scene = makeDesk({ ecs, jobs: { nightly: job } })
  await sweep(scene.at(later(firingAt, -60)))
  return scene
}
const started = async (job = strict): Promise<Scene> => {
  const scene = await worldOf(job)
  const run = await startRun(firing, scene.at(soon))
  await onTaskNews(scene.ecs.run(run?.taskArn ?? '', soon), scene.at(soon))
  return scene
}

const oneFailure = async (scene: Scene): Promise<void> => {
  expect(await scene.run()).toMatchObject({ state: 'failed', exitCode: 3 })
  expect(toldOf(scene)).toHaveLength(1)
}

const cases: Readonly<Record<string, Case>> = {
  'a firing': {
    setUp: () => worldOf(),
    now: soon,
    act: (world) => startRun(firing, world),
    again: 'by the platform',
    check: oneFailure,
  },
  'a firing that nobody delivers again': {
    setUp: () => worldOf(makeJob({ overlap: 'forbid' })),
    now: soon,
    act: (world) => startRun(firing, world),
    again: 'by the sweep alone',
    check: async (scene) => {
      // Of what nothing was written it is missed; every other one is a task.
      expect((await scene.run())?.state).toBe(scene.arns().length === 1 ? 'failed' : 'missed')
      expect(toldOf(scene)).toHaveLength(1)
    },
  },
  'a firing that ECS has no room for': {
    setUp: () => {
      let refusals = 1
      return worldOf(
        strict,
        fakeEcs(() => (refusals-- > 0 ? { failure: { reason: 'RESOURCE:CPU' } } : undefined)),
      )
    },
    now: soon,
    act: (world) => startRun(firing, world),
    again: 'by the platform',
    check: async (scene) => {
      await oneFailure(scene)
      expect(scene.arns()).toHaveLength(1)
    },
  },
  'a firing that comes too late': {
    setUp: () => worldOf(),
    now: later(firingAt, 700),
    act: (world) => startRun(firing, world),
    again: 'by the platform',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'missed' })
      expect(toldOf(scene)).toHaveLength(1)
      expect(scene.arns()).toEqual([])
    },
  },
  'a firing that replaces another': {
    setUp: () => started({ ...strict, overlap: 'replace' }),
    now: later(firingAt, 60),
    act: (world) => startRun({ job: 'nightly', scheduledAt: later(firingAt, 60) }, world),
    again: 'by the platform',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
      expect(await scene.run('2026-11-21T02:31:00Z')).toMatchObject({ state: 'failed', exitCode: 3 })
      expect(toldOf(scene)).toHaveLength(1)
    },
  },
  'the news of a failure': {
    setUp: () => started(),
    now: later(soon, 30),
    act: async (world) => {
      const [task] = await world.tasks.describe(['arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1'])
      const more = { version: 9, lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' }
      if (task) await onTaskNews({ ...task, ...more, containers: [{ name: 'main', exitCode: 3 }] }, world)
    },
    again: 'by the platform',
    check: oneFailure,
  },
  'the end of a run that another waits for': {
    setUp: async () => {
      const scene = await started({ ...strict, overlap: 'replace' })
      await startRun({ job: 'nightly', scheduledAt: later(firingAt, 60) }, scene.at(later(firingAt, 61)))
      scene.ecs.end(scene.arns()[0] ?? '', 143, later(firingAt, 90), { stopCode: 'UserInitiated' })
      return scene
    },
    now: later(firingAt, 91),
    act: async (world) => {
      const [task] = await world.tasks.describe(['arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1'])
      if (task) await onTaskNews({ ...task, version: 9 }, world)
    },
    again: 'by the platform',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
      expect(await scene.run('2026-11-21T02:31:00Z')).toMatchObject({ state: 'failed', exitCode: 3, attempt: 1 })
    },
  },
  'the timer of a retry': {
    setUp: async () => {
      const scene = await started()
      const lost = {
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Timeout waiting for network interface provisioning',
      }
      await onTaskNews(scene.ecs.end(scene.arns()[0] ?? '', undefined, soon, lost), scene.at(soon))
      return scene
    },
    now: later(soon, 30),
    act: (world) => runDue('nightly', runKey.sk, world),
    again: 'by the sweep alone',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'failed', attempt: 2, exitCode: 3 })
      expect(toldOf(scene)).toHaveLength(1)
    },
  },
  'the timer of a limit': {
    setUp: () => started(),
    now: later(soon, 300),
    act: (world) => runDue('nightly', runKey.sk, world),
    again: 'by the sweep alone',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'failed', cause: 'run-timeout' })
      expect(scene.ecs.stops.length).toBeGreaterThan(0)
      expect(toldOf(scene)).toHaveLength(1)
    },
  },
  'a sweep that finds a missed firing': {
    setUp: () => worldOf(),
    now: later(firingAt, 700),
    act: sweep,
    again: 'by the sweep alone',
    check: async (scene) => {
      expect(await scene.ledger.children('run#nightly')).toMatchObject([{ state: 'missed' }])
      expect(toldOf(scene)).toHaveLength(1)
    },
  },
  'a sweep that catches up': {
    setUp: () => worldOf({ ...strict, schedule: 'cron(30/10 2 * * ? *)', startWithin: 60, catchUp: { all: 2 } }),
    now: later(firingAt, 1_300),
    act: sweep,
    again: 'by the sweep alone',
    check: async (scene) => {
      const firings = ['02:30', '02:40', '02:50'].map((time) => scene.run(`2026-11-21T${time}:00Z`))
      const states = (await Promise.all(firings)).map((run) => run?.state)
      expect(states).toEqual(['skipped', 'failed', 'failed'])
    },
  },
  'a manualAction that cancels': {
    setUp: () => started(),
    now: later(soon, 60),
    act: (world) =>
      doManualAction(
        { source: 'nightshift.command', action: 'cancel', job: 'nightly', scheduledAt: runKey.sk, by: 'mina' },
        world,
      ),
    again: 'by the platform',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
      const changes = await scene.ledger.children<JobChangeRecord>('change#jobs#nightly')
      expect(changes.length).toBeGreaterThan(0)
      expect(toldOf(scene)).toEqual([])
    },
  },
  'a manualAction that tries again': {
    setUp: async () => {
      const scene = await started()
      await onTaskNews(scene.ecs.end(scene.arns()[0] ?? '', 3, soon), scene.at(soon))
      return scene
    },
    now: later(soon, 60),
    act: (world) =>
      doManualAction(
        { source: 'nightshift.command', action: 'retry', job: 'nightly', scheduledAt: runKey.sk, by: 'mina' },
        world,
      ),
    again: 'by the platform',
    check: async (scene) => {
      expect(await scene.run()).toMatchObject({ state: 'failed', exitCode: 3, attempt: 2 })
      expect(await scene.ledger.children('change#jobs#nightly')).toHaveLength(1)
    },
  },
}

const countEffects = async ({ setUp, now, act }: Case): Promise<number> => {
  const counted = faulty((await setUp()).at(now, 'call'), Number.POSITIVE_INFINITY, 'throttled')
  await act(counted.world)
  return counted.calls()
}

describe.each(Object.entries(cases))('%s', (_, each) => {
  test.each(faults)('whose any effect meets: %s', async (fault) => {
    const count = await countEffects(each)
    expect(count).toBeGreaterThan(3)
    for (let nth = 1; nth <= count; nth++) {
      const scene = await each.setUp()
      await each.act(faulty(scene.at(each.now, 'call'), nth, fault).world).catch((error: unknown) => {
        if (!(error instanceof Crash || error instanceof AggregateError)) throw error
      })
      // A person who is told no, because it was done after all, is content.
      if (each.again === 'by the platform')
        await each.act(scene.at(later(each.now, 60), 'call')).catch((error: Error) => {
          if (!('reason' in error)) throw error
        })
      await settleDown(scene, later(each.now, 60), 12)
      await endAll(scene, 3, later(each.now, 800))
      await settleDown(scene, later(each.now, 860), 3)
      await endAll(scene, 3, later(each.now, 1_600))
      await settleDown(scene, later(each.now, 1_660), 2)
      await accounted(scene)
      await each.check(scene)
    }
  })
})
