import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { later, makeDesk, makeJob } from './world.ts'

const begin = new Date('2026-11-21T00:00:30Z')
const minute = (count: number): Date => later(begin, count * 60)

/** A job that is due every ten minutes and may start one minute late; its schedule was seen at `begin`. */
const setUp = async (more: Partial<JobSlice>) => {
  const world = makeDesk({
    jobs: { nightly: makeJob({ schedule: 'cron(0/10 * * * ? *)', startWithin: 60, ...more }) },
  })
  await sweep(world.at(begin))
  /** `10 missed`, …: the minute of each run, and its state. */
  const rows = async () =>
    (await world.ledger.children<RunRecord>('run#nightly')).map(
      ({ scheduledAt, state }) => `${scheduledAt.slice(11, 16)} ${state}`,
    )
  return { ...world, rows }
}

test('by default what was missed is told, and not run', async () => {
  const { at, rows, arns, signals } = await setUp({})
  await sweep(at(minute(35)))
  expect(await rows()).toEqual(['00:10 missed', '00:20 missed', '00:30 missed'])
  expect(arns()).toEqual([])
  expect(signals).toHaveLength(3)
})

test('`latest` runs the newest, and says of the others why not', async () => {
  const { at, rows, run, signals, ecs } = await setUp({ catchUp: 'latest' })
  await sweep(at(minute(35)))
  await sweep(at(minute(36)))
  expect(await rows()).toEqual(['00:10 skipped', '00:20 skipped', '00:30 running'])
  expect(await run('2026-11-21T00:30:00Z')).toMatchObject({
    releasedAt: minute(35).toISOString(),
    basis: { event: { catchUp: true } },
  })
  expect((await run('2026-11-21T00:10:00Z'))?.explanation).toContain('catchUp')
  expect(signals).toEqual([])
  expect(ecs.asked).toHaveLength(1)
})

test('`latest` runs nothing where a later firing has had its run', async () => {
  const { at, rows } = await setUp({ catchUp: 'latest' })
  await startRun({ job: 'nightly', scheduledAt: new Date('2026-11-21T00:20:00Z') }, at(minute(20)))
  await sweep(at(later(minute(20), 20)))
  expect(await rows()).toEqual(['00:10 skipped', '00:20 running'])
})

test('`latest` is not misled by many runs by hand since', async () => {
  const { at, rows } = await setUp({ catchUp: 'latest' })
  await startRun({ job: 'nightly', scheduledAt: new Date('2026-11-21T00:20:00Z') }, at(minute(20)))
  for (let run = 0; run < 90; run += 1)
    await startRun(
      { job: 'nightly', scheduledAt: later(minute(20), 0.017 + run / 10), requestedBy: 'mina' },
      at(minute(20)),
    )
  await sweep(at(later(minute(20), 20)))
  expect((await rows())[0]).toBe('00:10 skipped')
})

test('`all` runs the newest so many, all at once where runs may overlap', async () => {
  const { at, rows } = await setUp({ catchUp: { all: 2 } })
  await sweep(at(minute(35)))
  expect(await rows()).toEqual(['00:10 skipped', '00:20 running', '00:30 running'])
})

test('`all` runs them one after the other, in order, where runs must not overlap', async () => {
  const { at, rows, arns, ecs, ledger } = await setUp({ catchUp: { all: 3 }, overlap: 'forbid' })
  await sweep(at(minute(35)))
  expect(await rows()).toEqual(['00:10 running', '00:20 waiting', '00:30 waiting'])
  for (const [index, now] of [36, 37, 38].entries()) {
    await onTaskNews(ecs.end(arns()[index] ?? '', 0, minute(now)), at(minute(now)))
    await sweep(at(later(minute(now), 5)))
  }
  expect(await rows()).toEqual(['00:10 succeeded', '00:20 succeeded', '00:30 succeeded'])
  expect(ecs.asked.map(({ scheduledAt }) => scheduledAt.slice(14, 16))).toEqual(['10', '20', '30'])
  expect(await ledger.open('run')).toEqual([])
})

test('what waits for its turn need not wait any more when runs may overlap by now', async () => {
  const { at, rows, arns, ecs } = await setUp({ catchUp: { all: 3 }, overlap: 'forbid' })
  await sweep(at(minute(35)))
  const jobs = { nightly: makeJob({ schedule: 'cron(0/10 * * * ? *)', overlap: 'allow' }) }
  await onTaskNews(ecs.end(arns()[0] ?? '', 0, minute(36)), { ...at(minute(36)), jobs })
  await sweep({ ...at(later(minute(36), 5)), jobs })
  expect(await rows()).toEqual(['00:10 succeeded', '00:20 running', '00:30 running'])
})

test('a firing that comes while others are made up for is forbidden', async () => {
  const { at, rows, arns, ecs } = await setUp({ catchUp: { all: 2 }, overlap: 'forbid' })
  await sweep(at(minute(25)))
  await onTaskNews(ecs.end(arns()[0] ?? '', 0, minute(29)), at(minute(29)))
  await startRun({ job: 'nightly', scheduledAt: new Date('2026-11-21T00:30:00Z') }, at(minute(30)))
  expect(await rows()).toEqual(['00:10 succeeded', '00:20 waiting', '00:30 forbidden'])
})

test('where a newer run replaces an older one, only the newest is made up for, and never at the cost of a newer one', async () => {
  const { at, rows, ecs } = await setUp({ catchUp: { all: 5 }, overlap: 'replace' })
  await sweep(at(minute(35)))
  expect(await rows()).toEqual(['00:10 skipped', '00:20 skipped', '00:30 running'])
  const late = await setUp({ catchUp: { all: 5 }, overlap: 'replace' })
  await startRun({ job: 'nightly', scheduledAt: new Date('2026-11-21T00:20:00Z') }, late.at(minute(20)))
  await sweep(late.at(later(minute(20), 20)))
  expect(await late.rows()).toEqual(['00:10 skipped', '00:20 running'])
  expect([...ecs.stops, ...late.ecs.stops]).toEqual([])
})

test('after a long outage the parts that are taken up come to the same', async () => {
  const schedule = 'cron(* * * * ? *)'
  const { at, ledger, arns } = await setUp({ schedule, catchUp: { all: 3 } })
  for (let sweeps = 0; sweeps < 4; sweeps++) await sweep(at(later(minute(142), sweeps)))
  const states = (await ledger.children<RunRecord>('run#nightly')).map(({ state }) => state)
  expect(states).toHaveLength(141)
  expect(states.slice(-3)).toEqual(['running', 'running', 'running'])
  expect(new Set(states.slice(0, -3))).toEqual(new Set(['skipped']))
  expect(arns()).toHaveLength(3)
})

test('a sweep that ends half-way is gone on with', async () => {
  const { at, rows, ecs } = await setUp({ catchUp: { all: 3 } })
  let calls = 0
  const start: typeof ecs.start = async (...given) => {
    calls += 1
    if (calls === 2) throw new Error('crash')
    return ecs.start(...given)
  }
  await expect(sweep({ ...at(minute(35)), tasks: { ...ecs, start } })).rejects.toThrow('crash')
  for (const next of [36, 37, 38]) await sweep(at(minute(next)))
  expect(await rows()).toEqual(['00:10 running', '00:20 running', '00:30 running'])
})

test('a firing that arrives too late is left to the sweep, which decides', async () => {
  const scheduledAt = new Date('2026-11-21T00:10:00Z')
  const { at, rows } = await setUp({ catchUp: 'latest' })
  expect(await startRun({ job: 'nightly', scheduledAt }, at(minute(11)))).toBeUndefined()
  await sweep(at(minute(12)))
  expect(await rows()).toEqual(['00:10 running'])
  // What the sweep is past is no longer left to it.
  const old = { job: 'nightly', scheduledAt: new Date('2026-11-20T23:50:00Z') }
  expect(await startRun(old, at(minute(12)))).toMatchObject({ state: 'missed' })
})

test('a one-time schedule that was missed is found, and made up for', async () => {
  const { at, rows } = await setUp({ schedule: 'at(2026-11-21T00:15:00)', catchUp: 'latest' })
  await sweep(at(minute(17)))
  expect(await rows()).toEqual(['00:15 running'])
})

describe('a suspended job', () => {
  const suspended = { until: '2026-11-21T00:25:00Z', reason: 'migration' }

  test('owes a row for each firing, and starts nothing', async () => {
    const { at, rows, run, arns, signals } = await setUp({ suspended, catchUp: 'latest' })
    await startRun({ job: 'nightly', scheduledAt: new Date('2026-11-21T00:10:00Z') }, at(minute(10)))
    await sweep(at(minute(22)))
    expect(await rows()).toEqual(['00:10 suppressed', '00:20 suppressed'])
    expect(await run('2026-11-21T00:20:00Z')).toMatchObject({
      cause: 'suspended',
      explanation: expect.stringContaining('until 2026-11-21T00:25:00Z: migration'),
    })
    expect(arns()).toEqual([])
    expect(signals).toEqual([])
  })

  test('goes on when its time is over; what was lost meanwhile stays suppressed', async () => {
    const { at, rows } = await setUp({ suspended, catchUp: { all: 9 } })
    await sweep(at(minute(35)))
    expect(await rows()).toEqual(['00:10 suppressed', '00:20 suppressed', '00:30 running'])
  })

  test('makes up for nothing that was missed before', async () => {
    const { at, ledger, rows, job } = await setUp({ catchUp: 'latest' })
    const record = await job()
    if (!record) throw new Error('no record')
    const item = { ...record, suspended: { by: 'mina', at: minute(11).toISOString() } }
    await ledger.commit([{ item, expect: record.version }], minute(11))
    await sweep(at(minute(12)))
    expect(await rows()).toEqual(['00:10 missed'])
  })

  test('still runs when a person asks for it', async () => {
    const { at, arns } = await setUp({ suspended: true })
    await startRun(
      { job: 'nightly', scheduledAt: new Date('2026-11-21T00:10:00.417Z'), requestedBy: 'mina' },
      at(begin),
    )
    expect(arns()).toHaveLength(1)
  })
})
