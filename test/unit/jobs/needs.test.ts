import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { targetSubject } from '../../../shared/hours/planned-off.ts'
import { keys, type PlannedOffRecord } from '../../../shared/ledger/records.ts'
import { firingAt, later, makeDesk, makeJob } from './world.ts'

const shop = 'rds-instance/shop'

/** A job that needs the shop's database, which is off until it is said to be on. */
const night = async (more: Parameters<typeof makeJob>[0] = {}) => {
  const schedule = 'cron(0/10 * * * ? *)'
  const desk = makeDesk({ jobs: { nightly: makeJob({ schedule, needs: [shop], ...more }) } })
  const off = (until?: Date): PlannedOffRecord => ({
    ...keys.plannedOff(targetSubject(shop)),
    kind: 'planned-off',
    target: shop,
    at: later(firingAt, -3_600).toISOString(),
    ...(until ? { until: until.toISOString() } : {}),
  })
  await desk.ledger.commit([{ item: off(), expect: 'absent' }], firingAt)
  return {
    ...desk,
    fire: (at = firingAt) => startRun({ job: 'nightly', scheduledAt: at }, desk.at(later(at, 5))),
    /** Proven to be on, with a grace time for its alarms. */
    on: (at: Date) => desk.ledger.commit([{ item: off(later(at, 300)), expect: 1 }], at),
    due: (at: Date) => runDue('nightly', '2026-11-21T02:30:00Z', desk.at(at)),
  }
}

test('a run waits while what it needs is off, and starts within a minute after it is proven to be on', async () => {
  const { fire, due, on, run, arns, wakes, signals } = await night()
  expect(await fire()).toMatchObject({
    state: 'waiting',
    waitsFor: 'target',
    attempt: 0,
    explanation: 'It waits for rds-instance/shop, which hours has switched off.',
  })
  expect(wakes.at(-1)?.at).toBe(later(firingAt, 65).toISOString())
  for (let minutes = 2; minutes < 120; minutes += 1) await due(later(firingAt, minutes * 60))
  expect(arns()).toEqual([])
  await on(later(firingAt, 7_200))
  await due(later(firingAt, 7_260))
  expect(arns()).toHaveLength(1)
  expect(await run()).toMatchObject({ state: 'running', attempt: 1 })
  expect(await run()).not.toHaveProperty('waitsFor')
  expect(signals).toEqual([])
})

test('the sweep finds a run whose timer was lost', async () => {
  const { fire, on, run, at } = await night()
  await fire()
  await on(later(firingAt, 600))
  await sweep(at(later(firingAt, 660)))
  expect(await run()).toMatchObject({ state: 'running' })
})

test('what is off for more than a day is missed, and reported', async () => {
  const { fire, due, run, signals } = await night()
  await fire()
  await due(later(firingAt, 86_400))
  expect(await run()).toMatchObject({ state: 'waiting' })
  await due(later(firingAt, 86_470))
  expect(await run()).toMatchObject({ state: 'missed', cause: 'missed' })
  expect(signals.map(({ name }) => name)).toEqual(['run.missed'])
})

test('a run is skipped where the job says so, with the reason, and nobody is paged', async () => {
  const { fire, run, arns, signals } = await night({ whenOff: 'skip' })
  await fire()
  expect(await run()).toMatchObject({ state: 'skipped', explanation: expect.stringContaining(shop) })
  expect([arns(), signals]).toEqual([[], []])
})

test('a job may have it started first: the same is asked at each look, until the run has had its time', async () => {
  const { fire, due, on, signals, arns } = await night({ whenOff: 'start', runTimeout: 7_200, startTimeout: 600 })
  await fire()
  await due(later(firingAt, 70))
  expect(signals).toHaveLength(2)
  expect(new Set(signals.map(({ id, at }) => `${id} ${at}`)).size).toBe(1)
  expect(signals[0]).toMatchObject({
    name: 'targets.needed',
    mood: 'note',
    needed: { targets: [shop], until: later(firingAt, 5 + 600 + 7_200 + 1_800).toISOString() },
  })
  await on(later(firingAt, 120))
  await due(later(firingAt, 140))
  expect(arns()).toHaveLength(1)
  expect(signals).toHaveLength(2)
})

test('where runs must not overlap, one that waits keeps its place, and it is not reported that it holds up others', async () => {
  const { fire, on, due, lease, signals, arns } = await night({ overlap: 'forbid' })
  await fire()
  expect(await lease()).toMatchObject({ holder: '2026-11-21T02:30:00Z' })
  for (let count = 1; count < 6; count += 1)
    expect(await fire(later(firingAt, count * 600))).toMatchObject({ state: 'forbidden' })
  expect(signals).toEqual([])
  await on(later(firingAt, 3_600))
  await due(later(firingAt, 3_660))
  expect(arns()).toHaveLength(1)
})

test('where a newer run replaces the one before it, only the newest starts', async () => {
  const { fire, on, arns, at, run } = await night({ overlap: 'replace' })
  await fire()
  await fire(later(firingAt, 600))
  expect(await run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
  await on(later(firingAt, 3_600))
  await sweep(at(later(firingAt, 3_660)))
  expect(arns()).toHaveLength(1)
})

test('a job that is suspended while it waits does not start', async () => {
  const { ledger, ecs, fire, on, run } = await night()
  await fire()
  await on(later(firingAt, 600))
  const suspended = makeDesk({ ledger, ecs, jobs: { nightly: makeJob({ needs: [shop], suspended: true }) } })
  await runDue('nightly', '2026-11-21T02:30:00Z', suspended.at(later(firingAt, 660)))
  expect(await run()).toMatchObject({ state: 'suppressed' })
  expect(ecs.started.size).toBe(0)
})

test('a retry waits too, and keeps what went before', async () => {
  const { fire, on, ledger, ecs, at, run, due } = await night({
    retries: { limit: 1, wait: 30, on: ['application-error'] },
  })
  await on(later(firingAt, -60))
  const started = await fire()
  await ledger.commit(
    [
      {
        item: {
          ...keys.plannedOff(targetSubject(shop)),
          kind: 'planned-off',
          target: shop,
          at: later(firingAt, 60).toISOString(),
        } as PlannedOffRecord,
        expect: 2,
      },
    ],
    firingAt,
  )
  await onTaskNews(ecs.end(started?.taskArn ?? '', 1, later(firingAt, 120)), at(later(firingAt, 121)))
  await due(later(firingAt, 180))
  expect(await run()).toMatchObject({ state: 'waiting', waitsFor: 'target', attempt: 1, earlier: [{ attempt: 1 }] })
  expect((await run())?.exitCode).toBeUndefined()
})

test('what is on from the start is not waited for', async () => {
  const { fire, on, arns } = await night()
  await on(later(firingAt, -600))
  await fire()
  expect(arns()).toHaveLength(1)
})
