import { attend } from '../../functions/jobs/engine/run-due.ts'
import { hearOfTask } from '../../functions/jobs/engine/on-task-news.ts'
import type { Desk } from '../../functions/jobs/engine/transact.ts'
import { pullLever } from '../../functions/jobs/engine/manual-actions.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { sweep } from '../../functions/jobs/engine/sweep.ts'
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
const faulty = (desk: Desk, nth: number, fault: Fault): { readonly desk: Desk; readonly calls: () => number } => {
  let calls = 0
  return {
    calls: () => calls,
    desk: breakable(desk, (effect) => async (...input) => {
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
type World = ReturnType<typeof makeDesk>

/** A call, made at a time in a world where it means something, and how it is made again after a fault. */
interface Case {
  readonly setUp: () => Promise<World>
  readonly now: Date
  readonly act: (desk: Desk) => Promise<unknown>
  readonly again: 'by the platform' | 'by the sweep alone'
  readonly check: (world: World) => Promise<void>
}

/** All that production does over the next minutes. */
const settleDown = async (world: World, from: Date, minutes: number): Promise<void> => {
  for (let minute = 1; minute <= minutes; minute++) await sweep(world.at(later(from, minute * 60)))
}

const endAll = async (world: World, exitCode: number, at: Date): Promise<void> => {
  for (const [taskArn, task] of world.ecs.started) {
    if (task.lastStatus === 'STOPPED') continue
    const stopped = world.ecs.stops.some((stop) => stop.taskArn === taskArn)
    const more = stopped ? { stopCode: 'UserInitiated' } : {}
    await hearOfTask(world.ecs.end(taskArn, exitCode, at, more), world.at(at))
  }
}

const tokensOnce = (ecs: FakeEcs): void => {
  const startedBy = [...ecs.started.values()].map((task) => task.startedBy)
  expect(new Set(startedBy).size).toBe(startedBy.length)
}

const accounted = async (world: World): Promise<void> => {
  expect(await world.ledger.open('run')).toEqual([])
  const lease = await world.lease()
  expect([lease?.holder, lease?.waiting ?? []]).toEqual([undefined, []])
  tokensOnce(world.ecs)
}

/** Ids and times of signals: what is said twice is the same. */
const toldOf = ({ signals }: World): string[] => [...new Set(signals.map(({ id, at }) => `${id} ${at}`))]

const strict = makeJob({ overlap: 'forbid', retries: { limit: 1, wait: 30 }, runTimeout: 300 })
const worldOf = async (job = strict, ecs = fakeEcs()): Promise<World> => {
  const world = makeDesk({ ecs, jobs: { nightly: job } })
  await sweep(world.at(later(firingAt, -60)))
  return world
}
const started = async (job = strict): Promise<World> => {
  const world = await worldOf(job)
  const run = await startRun(firing, world.at(soon))
  await hearOfTask(world.ecs.run(run?.taskArn ?? '', soon), world.at(soon))
  return world
}

const oneFailure = async (world: World): Promise<void> => {
  expect(await world.run()).toMatchObject({ state: 'failed', exitCode: 3 })
  expect(toldOf(world)).toHaveLength(1)
}

const cases: Readonly<Record<string, Case>> = {
  'a firing': {
    setUp: () => worldOf(),
    now: soon,
    act: (desk) => startRun(firing, desk),
    again: 'by the platform',
    check: oneFailure,
  },
  'a firing that nobody delivers again': {
    setUp: () => worldOf(makeJob({ overlap: 'forbid' })),
    now: soon,
    act: (desk) => startRun(firing, desk),
    again: 'by the sweep alone',
    check: async (world) => {
      // Of what nothing was written it is missed; every other one is a task.
      expect((await world.run())?.state).toBe(world.arns().length === 1 ? 'failed' : 'missed')
      expect(toldOf(world)).toHaveLength(1)
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
    act: (desk) => startRun(firing, desk),
    again: 'by the platform',
    check: async (world) => {
      await oneFailure(world)
      expect(world.arns()).toHaveLength(1)
    },
  },
  'a firing that comes too late': {
    setUp: () => worldOf(),
    now: later(firingAt, 700),
    act: (desk) => startRun(firing, desk),
    again: 'by the platform',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'missed' })
      expect(toldOf(world)).toHaveLength(1)
      expect(world.arns()).toEqual([])
    },
  },
  'a firing that replaces another': {
    setUp: () => started({ ...strict, overlap: 'replace' }),
    now: later(firingAt, 60),
    act: (desk) => startRun({ job: 'nightly', scheduledAt: later(firingAt, 60) }, desk),
    again: 'by the platform',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
      expect(await world.run('2026-11-21T02:31:00Z')).toMatchObject({ state: 'failed', exitCode: 3 })
      expect(toldOf(world)).toHaveLength(1)
    },
  },
  'the news of a failure': {
    setUp: () => started(),
    now: later(soon, 30),
    act: async (desk) => {
      const [task] = await desk.tasks.describe(['arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1'])
      const more = { version: 9, lastStatus: 'STOPPED', stopCode: 'EssentialContainerExited' }
      if (task) await hearOfTask({ ...task, ...more, containers: [{ name: 'main', exitCode: 3 }] }, desk)
    },
    again: 'by the platform',
    check: oneFailure,
  },
  'the end of a run that another waits for': {
    setUp: async () => {
      const world = await started({ ...strict, overlap: 'replace' })
      await startRun({ job: 'nightly', scheduledAt: later(firingAt, 60) }, world.at(later(firingAt, 61)))
      world.ecs.end(world.arns()[0] ?? '', 143, later(firingAt, 90), { stopCode: 'UserInitiated' })
      return world
    },
    now: later(firingAt, 91),
    act: async (desk) => {
      const [task] = await desk.tasks.describe(['arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1'])
      if (task) await hearOfTask({ ...task, version: 9 }, desk)
    },
    again: 'by the platform',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
      expect(await world.run('2026-11-21T02:31:00Z')).toMatchObject({ state: 'failed', exitCode: 3, attempt: 1 })
    },
  },
  'the timer of a retry': {
    setUp: async () => {
      const world = await started()
      const lost = {
        stopCode: 'TaskFailedToStart',
        stoppedReason: 'Timeout waiting for network interface provisioning',
      }
      await hearOfTask(world.ecs.end(world.arns()[0] ?? '', undefined, soon, lost), world.at(soon))
      return world
    },
    now: later(soon, 30),
    act: (desk) => attend('nightly', runKey.sk, desk),
    again: 'by the sweep alone',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'failed', attempt: 2, exitCode: 3 })
      expect(toldOf(world)).toHaveLength(1)
    },
  },
  'the timer of a limit': {
    setUp: () => started(),
    now: later(soon, 300),
    act: (desk) => attend('nightly', runKey.sk, desk),
    again: 'by the sweep alone',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'failed', cause: 'run-timeout' })
      expect(world.ecs.stops.length).toBeGreaterThan(0)
      expect(toldOf(world)).toHaveLength(1)
    },
  },
  'a sweep that finds a missed firing': {
    setUp: () => worldOf(),
    now: later(firingAt, 700),
    act: sweep,
    again: 'by the sweep alone',
    check: async (world) => {
      expect(await world.ledger.children('run#nightly')).toMatchObject([{ state: 'missed' }])
      expect(toldOf(world)).toHaveLength(1)
    },
  },
  'a sweep that catches up': {
    setUp: () => worldOf({ ...strict, schedule: 'cron(30/10 2 * * ? *)', startWithin: 60, catchUp: { all: 2 } }),
    now: later(firingAt, 1_300),
    act: sweep,
    again: 'by the sweep alone',
    check: async (world) => {
      const firings = ['02:30', '02:40', '02:50'].map((time) => world.run(`2026-11-21T${time}:00Z`))
      const states = (await Promise.all(firings)).map((run) => run?.state)
      expect(states).toEqual(['skipped', 'failed', 'failed'])
    },
  },
  'a lever that cancels': {
    setUp: () => started(),
    now: later(soon, 60),
    act: (desk) =>
      pullLever(
        { source: 'nightshift.command', action: 'cancel', job: 'nightly', scheduledAt: runKey.sk, by: 'mina' },
        desk,
      ),
    again: 'by the platform',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
      const changes = await world.ledger.children<JobChangeRecord>('change#jobs#nightly')
      expect(changes.length).toBeGreaterThan(0)
      expect(toldOf(world)).toEqual([])
    },
  },
  'a lever that tries again': {
    setUp: async () => {
      const world = await started()
      await hearOfTask(world.ecs.end(world.arns()[0] ?? '', 3, soon), world.at(soon))
      return world
    },
    now: later(soon, 60),
    act: (desk) =>
      pullLever(
        { source: 'nightshift.command', action: 'retry', job: 'nightly', scheduledAt: runKey.sk, by: 'mina' },
        desk,
      ),
    again: 'by the platform',
    check: async (world) => {
      expect(await world.run()).toMatchObject({ state: 'failed', exitCode: 3, attempt: 2 })
      expect(await world.ledger.children('change#jobs#nightly')).toHaveLength(1)
    },
  },
}

const countEffects = async ({ setUp, now, act }: Case): Promise<number> => {
  const counted = faulty((await setUp()).at(now, 'call'), Number.POSITIVE_INFINITY, 'throttled')
  await act(counted.desk)
  return counted.calls()
}

describe.each(Object.entries(cases))('%s', (_, each) => {
  test.each(faults)('whose any effect meets: %s', async (fault) => {
    const count = await countEffects(each)
    expect(count).toBeGreaterThan(3)
    for (let nth = 1; nth <= count; nth++) {
      const world = await each.setUp()
      await each.act(faulty(world.at(each.now, 'call'), nth, fault).desk).catch((error: unknown) => {
        if (!(error instanceof Crash || error instanceof AggregateError)) throw error
      })
      // A person who is told no, because it was done after all, is content.
      if (each.again === 'by the platform')
        await each.act(world.at(later(each.now, 60), 'call')).catch((error: Error) => {
          if (!('reason' in error)) throw error
        })
      await settleDown(world, later(each.now, 60), 12)
      await endAll(world, 3, later(each.now, 800))
      await settleDown(world, later(each.now, 860), 3)
      await endAll(world, 3, later(each.now, 1_600))
      await settleDown(world, later(each.now, 1_660), 2)
      await accounted(world)
      await each.check(world)
    }
  })
})
