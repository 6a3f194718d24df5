import fc from 'fast-check'
import { doManualAction } from '../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { sweep } from '../../functions/jobs/engine/sweep.ts'
import type { JobSlice } from '../../functions/jobs/rules/job.ts'
import { startedBy } from '../../functions/jobs/rules/run.ts'
import type { TaskChange } from '../../functions/jobs/rules/task-change.ts'
import { runTime } from '../../functions/jobs/rules/times.ts'
import type { Started } from '../../functions/jobs/world/effects.ts'
import type { World } from '../../functions/jobs/world/world.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { firings } from '../../shared/schedule.ts'
import { breakable, fakeEcs, later, makeDesk, makeJob } from '../unit/jobs/world.ts'

const begin = new Date('2026-11-21T01:59:00Z')
const lastFiring = new Date('2026-11-21T02:55:00Z')

const policy = fc.record({
  overlap: fc.constantFrom('allow' as const, 'forbid' as const, 'replace' as const),
  catchUp: fc.constantFrom('skip' as const, 'latest' as const, { all: 3 }),
  startWithin: fc.constantFrom(60, 300),
  limit: fc.integer({ min: 0, max: 2 }),
  runTimeout: fc.option(fc.constantFrom(120, 900), { nil: undefined }),
  startTimeout: fc.constantFrom(60, 600),
  alertAfter: fc.integer({ min: 1, max: 2 }),
})

/** One thing that happens; numbers choose among what there is then. */
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('tick' as const), pick: fc.integer({ min: 1, max: 200 }) }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'fire',
        'news',
        'task',
        'wake',
        'sweep',
        'sweep',
        'late news',
        'cancel',
        'retry',
        'by hand',
      ),
      pick: fc.nat(1_000),
    }),
  },
)
/** At which effect a call breaks, and whether it breaks before or after that. */
const fault = fc.option(fc.record({ nth: fc.integer({ min: 1, max: 16 }), acted: fc.boolean(), dead: fc.boolean() }), {
  freq: 2,
  nil: undefined,
})
type Fault = { readonly nth: number; readonly acted: boolean; readonly dead: boolean } | undefined

const broken = (world: World, given: Fault): World => {
  if (!given) return world
  let calls = 0
  return breakable(world, (effect) => async (...input) => {
    calls += 1
    if ((given.dead && calls > given.nth) || (calls === given.nth && !given.acted)) throw new Error('fault')
    const output = await effect(...input)
    if (calls === given.nth) throw new Error('fault')
    return output
  })
}

const lostTask = { stopCode: 'TaskFailedToStart', stoppedReason: 'Timeout waiting for network interface provisioning' }

const makeWorld = (job: JobSlice, refusals: readonly boolean[]) => {
  let asked = 0
  const ecs = fakeEcs((): Started | undefined => {
    asked += 1
    return refusals[asked % refusals.length] ? { failure: { reason: 'RESOURCE:CPU' } } : undefined
  })
  const world = makeDesk({ ecs, jobs: { nightly: job } })
  const history: TaskChange[] = []
  const live = () => [...ecs.started.values()].filter(({ lastStatus }) => lastStatus !== 'STOPPED')
  const end = (task: TaskChange, pick: number, now: Date): TaskChange => {
    const asked = ecs.stops.some(({ taskArn }) => taskArn === task.taskArn)
    const more = asked ? { stopCode: 'UserInitiated' } : pick % 4 === 0 ? lostTask : {}
    return ecs.end(task.taskArn, more === lostTask ? undefined : [0, 0, 1, 143][pick % 4], now, more)
  }
  return { ...world, history, live, end }
}
type Scene = ReturnType<typeof makeWorld>

const runsOf = (scene: Scene) => scene.ledger.children<RunRecord>('run#nightly')

const act = async (kind: string, pick: number, scene: Scene, world: World, job: JobSlice): Promise<unknown> => {
  const { now } = world
  const choose = <Item>(items: readonly Item[]): Item | undefined => items[pick % Math.max(1, items.length)]
  if (kind === 'sweep') return sweep(world)
  if (kind === 'fire') {
    const due = firings(job, { after: begin, until: now, since: begin }).slice(-2)
    const scheduledAt = choose(due)
    return scheduledAt && startRun({ job: 'nightly', scheduledAt }, world)
  }
  if (kind === 'by hand') {
    const scheduledAt = new Date(now.getTime() + 417)
    return startRun({ job: 'nightly', scheduledAt, requestedBy: 'mina' }, world)
  }
  if (kind === 'task') {
    const task = choose(scene.live())
    if (!task) return undefined
    const change =
      task.lastStatus === 'PENDING' && pick % 3 > 0 ? scene.ecs.run(task.taskArn, now) : scene.end(task, pick, now)
    scene.history.push(change)
    return pick % 2 ? onTaskNews(change, world) : undefined
  }
  if (kind === 'news' || kind === 'late news') {
    const change = choose(kind === 'news' ? scene.history.slice(-3) : scene.history)
    return change && onTaskNews(change, world)
  }
  if (kind === 'wake') {
    const wake = choose(scene.wakes.filter(({ at }) => at <= now.toISOString()).slice(-3))
    return wake && runDue(wake.job, wake.scheduledAt, world)
  }
  const run = choose(await runsOf(scene))
  const manualAction = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
  return (
    run &&
    doManualAction(
      { ...manualAction, action: kind === 'cancel' ? 'cancel' : 'retry', scheduledAt: run.scheduledAt },
      world,
    )
  )
}

const calm = async (scene: Scene, from: Date): Promise<void> => {
  let now = from
  for (let minute = 0; minute < 200; minute++) {
    now = later(now, 60)
    for (const task of scene.live()) scene.end(task, minute + 1, now)
    await sweep(scene.at(now, `calm ${minute}`))
    if (now > later(lastFiring, 1_000) && (await scene.ledger.open('run')).length === 0) return
  }
}

test('whatever happens in whatever order: no task too many, and every firing and the lease end well', async () => {
  const seen: Record<string, number> = {}
  await fc.assert(
    fc.asyncProperty(
      policy,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(step, fault), { minLength: 30, maxLength: 120 }),
      async ({ limit, runTimeout, ...more }, refusals, steps) => {
        const job = makeJob({
          ...more,
          ...(runTimeout ? { runTimeout } : {}),
          retries: { limit, wait: 30 },
          schedule: 'cron(0/5 2 21 11 ? 2026)',
        })
        const scene = makeWorld(job, refusals)
        await sweep(scene.at(begin))
        let now = begin
        for (const [index, [{ kind, pick }, given]] of steps.entries()) {
          now = later(now, kind === 'tick' ? pick : 1)
          const world = broken(scene.at(now, `call ${index}`), given)
          if (kind !== 'tick') await act(kind, pick, scene, world, job).catch(() => undefined)
          if (job.overlap !== 'allow') expect(scene.live().length).toBeLessThanOrEqual(1)
        }
        await calm(scene, now)
        expect(await scene.ledger.open('run')).toEqual([])
        const lease = await scene.lease()
        expect([lease?.holder, lease?.waiting ?? []]).toEqual([undefined, []])
        const all = [...scene.ecs.started.values()].map((task) => task.startedBy)
        expect(new Set(all).size).toBe(all.length)
        const runs = await runsOf(scene)
        for (const scheduledAt of firings(job, { after: begin, until: lastFiring, since: begin }))
          expect(runs.map((run) => run.scheduledAt)).toContain(runTime(scheduledAt))
        for (const run of runs) {
          seen[run.state] = (seen[run.state] ?? 0) + 1
          expect(run.state).toMatch(/^(succeeded|failed|missed|skipped|suppressed|forbidden)$/)
          expect(run.explanation).toBeTruthy()
          expect(run.cause).toBeTruthy()
          if (run.state === 'succeeded') expect(run.exitCode).toBe(0)
          // No task is without its place in the run, but one that was given up before it showed.
          const attempts = [...(run.earlier ?? []), run]
          expect(new Set(run.earlier?.map(({ attempt }) => attempt)).size).toBe(run.earlier?.length ?? 0)
          const task = [...scene.ecs.started.values()].find((each) => each.startedBy === startedBy(run))
          if (task && !attempts.some(({ taskArn }) => taskArn === task.taskArn)) expect(run.state).toBe('missed')
        }
      },
    ),
    { numRuns: 150 },
  )
  expect(Object.keys(seen)).toEqual(expect.arrayContaining(['succeeded', 'failed', 'missed', 'skipped', 'forbidden']))
}, 60_000)
