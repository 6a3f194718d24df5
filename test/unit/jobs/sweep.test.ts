import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, nightly, runKey } from './world.ts'

const jobKey = { pk: 'job#nightly', sk: 'job' }
const early = later(firingAt, -3_600)

test('a firing that never came is found within two minutes after its deadline, and told once', async () => {
  const { at, ledger, signals } = makeDesk({})
  await sweep(at(early))
  const deadline = later(firingAt, nightly.startWithin)
  // The worst minute to sweep at: the last sweep was just too early.
  await sweep(at(later(deadline, 29)))
  expect(await ledger.get(runKey)).toBeUndefined()
  await sweep(at(later(deadline, 89)))
  expect(await ledger.get(runKey)).toMatchObject({ state: 'missed', stoppedAt: later(deadline, 89).toISOString() })
  for (let minute = 1; minute < 10; minute++) await sweep(at(later(deadline, 89 + minute * 60)))
  await Promise.all([sweep(at(later(deadline, 700), 'a')), sweep(at(later(deadline, 700), 'b'))])
  expect(signals.map(({ id }) => id)).toEqual(['nightly/2026-11-21T02:30:00Z/0/missed'])
  await startRun(firing, at(later(deadline, 800)))
  expect(await ledger.get(runKey)).toMatchObject({ state: 'missed' })
})

test('a first sweep, and one after a new schedule, owe nothing for the time before', async () => {
  const world = makeDesk({})
  await sweep(world.at(later(firingAt, 7_200)))
  const moved: JobSlice = { ...nightly, schedule: 'cron(0 1 * * ? *)' }
  await sweep({ ...world.at(later(firingAt, 90_000)), jobs: { nightly: moved } })
  await sweep({ ...world.at(later(firingAt, 90_060)), jobs: { nightly: moved } })
  expect(await world.ledger.children('run#nightly')).toHaveLength(0)
  expect(await world.ledger.get<JobRecord>(jobKey)).toMatchObject({ schedule: 'cron(0 1 * * ? *) UTC' })
})

test('a job that left the config is closed, and owes nothing for the time it was away', async () => {
  const world = makeDesk({})
  await sweep(world.at(early))
  await sweep(world.at(later(firingAt, 1_000)))
  expect(world.signals.map(({ mood }) => mood)).toEqual(['bad'])
  await sweep({ ...world.at(later(firingAt, 2_000)), jobs: {} })
  await sweep({ ...world.at(later(firingAt, 2_060)), jobs: {} })
  expect(world.signals.map(({ name }) => name)).toEqual(['run.missed', 'job.removed'])
  await sweep(world.at(later(firingAt, 5 * 86_400)))
  await sweep(world.at(later(firingAt, 5 * 86_400 + 60)))
  expect(await world.ledger.children('run#nightly')).toHaveLength(1)
})

test('an open run of a job that left the config still gets its verdict, and is not started any more', async () => {
  const world = makeDesk({})
  const stuck = { ...world.at(firingAt), tasks: { ...world.ecs, start: () => Promise.reject(new Error('crash')) } }
  await expect(startRun(firing, stuck)).rejects.toThrow()
  await sweep({ ...world.at(later(firingAt, 300)), jobs: {} })
  expect(await world.ledger.get(runKey)).toMatchObject({ state: 'missed' })
  expect(await world.ledger.open('run')).toEqual([])
  expect(world.ecs.started.size).toBe(0)
})

test('a start that was let lie is taken up, once, by sweeps that overlap', async () => {
  const world = makeDesk({})
  const crash = { ...world.at(firingAt), tasks: { ...world.ecs, start: () => Promise.reject(new Error('crash')) } }
  await expect(startRun(firing, crash)).rejects.toThrow()
  const now = later(firingAt, 120)
  await Promise.all([sweep(world.at(now, 'a')), sweep(world.at(now, 'b')), startRun(firing, world.at(now, 'c'))])
  expect(world.ecs.started.size).toBe(1)
  expect(await world.ledger.get(runKey)).toMatchObject({ state: 'running' })
})

describe('what ECS refuses to show', () => {
  const refusal = (name: string) => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } })
  const foreign = 'arn:aws:ecs:ap-northeast-2:000000000000:task/other/1'
  const two = async () => {
    const world = makeDesk({ jobs: { nightly, other: nightly } })
    const run = await startRun(firing, world.at(later(firingAt, 5)))
    await startRun({ ...firing, job: 'other' }, world.at(later(firingAt, 5)))
    const seen = await world.run()
    if (!seen || !run) throw new Error('no run')
    const item: RunRecord = { ...run, taskArn: foreign }
    await world.ledger.commit([{ item, expect: seen.version }], firingAt)
    world.ecs.end(world.arns()[1] ?? '', 0, later(firingAt, 30))
    return { ...world, other: () => world.ledger.get<RunRecord>({ pk: 'run#other', sk: runKey.sk }) }
  }

  test('hides no other task: it is asked for alone, and over when nothing is heard of it', async () => {
    const world = await two()
    const describe: typeof world.ecs.describe = async (arns) => {
      if (arns.includes(foreign)) throw refusal('InvalidParameterException')
      return world.ecs.describe(arns)
    }
    const look = (seconds: number) =>
      sweep({ ...world.at(later(firingAt, seconds)), tasks: { ...world.ecs, describe } })
    await look(200)
    expect(await world.other()).toMatchObject({ state: 'succeeded' })
    expect(await world.run()).toMatchObject({ state: 'running' })
    await look(400)
    expect(await world.run()).toMatchObject({ state: 'failed', cause: 'unknown' })
  })

  test('for want of a right is no sign that a task is gone', async () => {
    const world = await two()
    const describe = () => Promise.reject(refusal('AccessDeniedException'))
    const broken = { ...world.at(later(firingAt, 400)), tasks: { ...world.ecs, describe } }
    await expect(sweep(broken)).rejects.toThrow(AggregateError)
    expect(await world.run()).toMatchObject({ state: 'running' })
  })

  test('as the tasks of a cluster that is gone, which is told, and frees the lease', async () => {
    const job = makeJob({ overlap: 'forbid', schedule: 'cron(0/10 * * * ? *)' })
    const world = makeDesk({ jobs: { nightly: job } })
    const refuse = () => Promise.reject(refusal('ClusterNotFoundException'))
    const gone = { ...world.ecs, start: refuse, find: refuse, describe: refuse, stop: refuse }
    const crash = { ...world.ecs, start: () => Promise.reject(new Error('crash')) }
    await expect(startRun(firing, { ...world.at(later(firingAt, 5)), tasks: crash })).rejects.toThrow('crash')
    await sweep({ ...world.at(later(firingAt, 120)), tasks: gone })
    expect(await world.run()).toMatchObject({ state: 'failed', cause: 'cluster-inactive' })
    expect((await world.lease())?.holder).toBeUndefined()
    expect(world.signals).toMatchObject([{ name: 'jobs.blocked', subject: 'jobs/cluster-inactive' }])
    const next = later(firingAt, 600)
    await startRun({ job: 'nightly', scheduledAt: next }, world.at(next))
    expect(await world.run('2026-11-21T02:40:00Z')).toMatchObject({ state: 'running' })
    await sweep({ ...world.at(later(next, 400)), tasks: gone })
    expect(await world.run('2026-11-21T02:40:00Z')).toMatchObject({ state: 'failed' })
    expect((await world.lease())?.holder).toBeUndefined()
  })
})

describe('silent tasks', () => {
  const started = async (late = 5) => {
    const world = makeDesk({})
    await startRun(firing, world.at(later(firingAt, late)))
    return { ...world, taskArn: [...world.ecs.started.keys()][0] ?? '' }
  }

  test('that still run are left alone, however long they run', async () => {
    const { at, ecs, ledger, signals, taskArn } = await started()
    ecs.run(taskArn, later(firingAt, 30))
    for (const hours of [1, 10, 100]) await sweep({ ...at(later(firingAt, hours * 3_600)), jobs: {} })
    expect(await ledger.get(runKey)).toMatchObject({ state: 'running' })
    expect(signals).toEqual([])
  })

  test('whose end nobody heard get their verdict', async () => {
    const { at, ledger, ecs, taskArn } = await started()
    ecs.end(taskArn, 0, later(firingAt, 30))
    await sweep(at(later(firingAt, 400)))
    expect(await ledger.get(runKey)).toMatchObject({ state: 'succeeded', exitCode: 0 })
    expect(await ledger.open('run')).toEqual([])
  })

  test('that ECS does not know are gone, but not within five minutes of their start', async () => {
    const { at, ledger, ecs } = await started(590)
    ecs.started.clear()
    await sweep(at(later(firingAt, 610)))
    expect(await ledger.get(runKey)).toMatchObject({ state: 'running' })
    await sweep(at(later(firingAt, 990)))
    expect(await ledger.get(runKey)).toMatchObject({ state: 'failed', cause: 'unknown' })
  })

  test('are all asked about, a hundred at a time', async () => {
    const ecs = fakeEcs()
    const { at, ledger } = makeDesk({ ecs })
    const asked: number[] = []
    const describe = (arns: readonly string[]) => {
      asked.push(arns.length)
      return ecs.describe(arns)
    }
    const scheduledAt = (run: number) => later(firingAt, run)
    await Promise.all(
      Array.from({ length: 230 }, (_, run) =>
        startRun({ job: 'nightly', scheduledAt: scheduledAt(run) }, at(scheduledAt(run))),
      ),
    )
    for (const taskArn of ecs.started.keys()) ecs.end(taskArn, 0, later(firingAt, 300))
    const world = at(later(firingAt, 700))
    await sweep({ ...world, jobs: {}, tasks: { ...ecs, describe } })
    expect(asked).toEqual([100, 100, 30])
    expect(await ledger.open('run')).toEqual([])
  })
})

test('one failure stops nothing else', async () => {
  const world = makeDesk({ jobs: { nightly, other: nightly } })
  await sweep(world.at(early))
  const broken = {
    ...world.ledger,
    get: async (key: { pk: string; sk: string }) => {
      if (key.pk === 'job#nightly') throw new Error('no')
      return world.ledger.get(key) as never
    },
  }
  await expect(sweep({ ...world.at(later(firingAt, 1_000)), ledger: broken })).rejects.toThrow(AggregateError)
  expect(await world.ledger.get({ pk: 'run#other', sk: runKey.sk })).toMatchObject({ state: 'missed' })
})

test('an end that was not told is told by the next sweep, as the same signal', async () => {
  const world = makeDesk({})
  const run = await startRun(firing, world.at(later(firingAt, 5)))
  const stopped = world.ecs.end(run?.taskArn ?? '', 1, later(firingAt, 60))
  const told: unknown[] = []
  const publish = async (signal: unknown) => {
    told.push(signal)
    throw new Error('lost answer')
  }
  await expect(onTaskNews(stopped, { ...world.at(later(firingAt, 61)), publish })).rejects.toThrow()
  expect((await world.ledger.get<RunRecord>(runKey))?.open).toBe('run')
  await sweep(world.at(later(firingAt, 120)))
  expect(world.signals).toEqual(told)
})
