import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { parseTaskChange, type TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, runKey } from './world.ts'

const soon = later(firingAt, 5)
const end = later(firingAt, 65)

const running = async () => {
  const world = makeDesk({})
  await startRun(firing, world.at(soon))
  const taskArn = [...world.ecs.started.keys()][0] ?? ''
  const read = () => world.ledger.get<RunRecord>(runKey)
  return { ...world, taskArn, read }
}

const permutations = <Item>(items: readonly Item[]): Item[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))

test('in whatever order and how often changes come, the verdict is the same and told once', async () => {
  for (const order of permutations([0, 1, 2, 2])) {
    const { ecs, taskArn, at, signals, read } = await running()
    const pending: TaskChange = { ...(ecs.started.get(taskArn) as TaskChange), lastStatus: 'PENDING', version: 1 }
    const changes = [
      pending,
      { ...pending, lastStatus: 'RUNNING', version: 2 },
      { ...ecs.end(taskArn, 3, end), version: 3 },
    ]
    for (const index of order) await onTaskNews(changes[index] as TaskChange, at(later(end, index)))
    expect(await read()).toMatchObject({ state: 'failed', cause: 'application-error', exitCode: 3, taskVersion: 3 })
    expect(signals.map(({ id }) => id)).toEqual(['nightly/2026-11-21T02:30:00Z/1/failed'])
  }
})

test("a change that is faster than RunTask's answer counts", async () => {
  const { ecs, at, ledger, signals } = makeDesk({})
  const world = at(soon)
  const start: typeof ecs.start = async (...given) => {
    const answer = await ecs.start(...given)
    if ('taskArn' in answer) await onTaskNews(ecs.end(answer.taskArn, 0, soon), at(soon, 'other'))
    return answer
  }
  expect(await startRun(firing, { ...world, tasks: { ...ecs, start } })).toMatchObject({
    state: 'succeeded',
    exitCode: 0,
  })
  expect((await ledger.get<RunRecord>(runKey))?.open).toBeUndefined()
  expect(signals).toEqual([])
})

test('a duplicate and an older change write nothing', async () => {
  const { ecs, taskArn, at, read } = await running()
  const change = { ...(ecs.started.get(taskArn) as TaskChange), version: 2, startedAt: soon.toISOString() }
  await onTaskNews(change, at(end))
  const before = await read()
  await onTaskNews(change, at(end))
  await onTaskNews({ ...change, version: 1, startedAt: undefined }, at(end))
  expect(await read()).toEqual(before)
})

test('tasks of others and of another attempt change nothing', async () => {
  const { ecs, taskArn, at, read } = await running()
  const stopped = ecs.end(taskArn, 1, end)
  await onTaskNews({ ...stopped, startedBy: 'ecs-svc/1' }, at(end))
  await onTaskNews({ ...stopped, startedBy: `${stopped.startedBy?.slice(0, -1)}2` }, at(end))
  expect(await read()).toMatchObject({ state: 'running' })
})

test('a task whose run the ledger does not know gets one', async () => {
  const { ecs, taskArn } = await running()
  const fresh = makeDesk({})
  await onTaskNews(ecs.end(taskArn, 0, end), fresh.at(end))
  expect(await fresh.ledger.get(runKey)).toMatchObject({ state: 'succeeded' })
})

test('a task that names no job of ours, or a firing that is still to come, makes no run', async () => {
  const { ecs, taskArn } = await running()
  const fresh = makeDesk({})
  const hear = (startedBy: string) => onTaskNews({ ...ecs.end(taskArn, 1, end), startedBy }, fresh.at(end))
  await expect(hear('nightshift/ghost/20261121T023000Z/1')).rejects.toMatchObject({ reason: 'unknown-job' })
  await expect(hear('nightshift/constructor/20261121T023000Z/1')).rejects.toMatchObject({ reason: 'unknown-job' })
  await expect(hear('nightshift/nightly/99990101T000000Z/1')).rejects.toMatchObject({ reason: 'malformed-event' })
  expect(fresh.signals).toEqual([])
  expect(await fresh.ledger.list('run')).toEqual([])
  expect(await fresh.job()).toBeUndefined()
})

test('a run of a job that left the config still hears of its task', async () => {
  const { ecs, taskArn, at, read } = await running()
  await onTaskNews(ecs.end(taskArn, 0, end), { ...at(end), jobs: {} })
  expect(await read()).toMatchObject({ state: 'succeeded' })
})

test("ECS's word replaces a verdict that was given without it", async () => {
  const { ecs, taskArn, at, ledger, read } = await running()
  const seen = await read()
  if (!seen) throw new Error('no run')
  const presumed: RunRecord = { ...seen, state: 'failed', cause: 'unknown', open: undefined }
  await ledger.commit([{ item: presumed, expect: seen.version }], end)
  await onTaskNews(ecs.end(taskArn, 0, end), at(end))
  expect(await read()).toMatchObject({ state: 'succeeded' })
  expect(await ledger.open('run')).toEqual([])
})

describe('news of a job', () => {
  const runOnce = async (
    world: ReturnType<typeof makeDesk>,
    day: number,
    exitCode: number,
    endedAt: Date,
    heardAt: Date,
  ) => {
    const scheduledAt = later(firingAt, day * 86_400)
    const run = await startRun({ job: 'nightly', scheduledAt }, world.at(later(scheduledAt, 5)))
    await onTaskNews(world.ecs.end(run?.taskArn ?? '', exitCode, endedAt), world.at(heardAt))
  }
  const day = (count: number, seconds = 60): Date => later(firingAt, count * 86_400 + seconds)

  test('good news is told only when the job was failing', async () => {
    const world = makeDesk({})
    for (const [index, exitCode] of [0, 1, 1, 0, 0, 1].entries())
      await runOnce(world, index, exitCode, day(index), day(index))
    expect(world.signals.map(({ mood }) => mood)).toEqual(['bad', 'bad', 'good', 'bad'])
    expect(await world.ledger.get<JobRecord>({ pk: 'job#nightly', sk: 'job' })).toMatchObject({
      failing: true,
      lastSuccessAt: day(4).toISOString(),
    })
  })

  test('a success that ended before the failure is no recovery; the next one is', async () => {
    const world = makeDesk({})
    await runOnce(world, 0, 1, day(0, 600), day(0, 601))
    await runOnce(world, 1, 0, day(0, 500), day(0, 700))
    expect(world.signals.map(({ mood }) => mood)).toEqual(['bad'])
    await runOnce(world, 2, 0, day(2), day(2))
    expect(world.signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
  })

  test('an end that ECS puts ahead of the clock does not keep the next success from being one', async () => {
    const world = makeDesk({})
    await runOnce(world, 0, 1, new Date('9999-12-31T23:59:59Z'), day(0))
    expect((await world.run())?.stoppedAt).toBe(day(0).toISOString())
    await runOnce(world, 1, 0, day(1), day(1))
    expect(world.signals.map(({ mood, at }) => ({ mood, at }))).toEqual([
      { mood: 'bad', at: day(0).toISOString() },
      { mood: 'good', at: day(1).toISOString() },
    ])
  })

  test('what is told is never older than what was told before, so nobody takes it for stale', async () => {
    const world = makeDesk({})
    await runOnce(world, 0, 1, day(0), day(0))
    await runOnce(world, 1, 0, day(1, 900), day(1, 900))
    await runOnce(world, 2, 1, day(1, 800), day(2))
    const times = world.signals.map(({ at }) => at)
    expect(times).toEqual([...new Set(times)].sort())
    expect(world.signals.at(-1)?.mood).toBe('bad')
  })

  test("another command that went well is not the job's success", async () => {
    const world = makeDesk({})
    const byHand = {
      job: 'nightly',
      scheduledAt: new Date('2026-11-21T09:00:00.417Z'),
      requestedBy: 'mina',
      command: ['true'],
    }
    const run = await startRun(byHand, world.at(byHand.scheduledAt))
    await onTaskNews(world.ecs.end(run?.taskArn ?? '', 0, day(0)), world.at(day(0)))
    expect((await world.ledger.get<JobRecord>({ pk: 'job#nightly', sk: 'job' }))?.lastSuccessAt).toBeUndefined()
  })
})

test('an event is read, with what ECS leaves out or adds', () => {
  const detail = {
    taskArn: 'arn',
    version: 4,
    lastStatus: 'STOPPED',
    startedBy: null,
    containers: [{ name: 'main', exitCode: null, extra: 1 }],
    unknown: {},
  }
  expect(parseTaskChange({ source: 'aws.ecs', detail })).toMatchObject({
    taskArn: 'arn',
    containers: [{ name: 'main', exitCode: undefined }],
  })
  expect(() => parseTaskChange({ source: 'aws.ecs', detail: {} })).toThrow(
    /Not an ECS task state change: detail.taskArn/,
  )
})

describe('what comes with an event', () => {
  const mail = 'mina@corner-shop.example'
  const detail = {
    taskArn: 'arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/1',
    clusterArn: 'arn:aws:ecs:ap-northeast-2:000000000000:cluster/jobs',
    version: 4,
    lastStatus: 'STOPPED',
    startedBy: 'nightshift/nightly/20261121T023000Z/1',
    stopCode: 'EssentialContainerExited',
    stoppedReason: `ask ${mail} or +1 202 555 0101 ${'x'.repeat(1_000_000)}`,
    containers: [
      ...Array.from({ length: 100 }, (_, index) => ({ name: `side-${index}`, exitCode: 0 })),
      { name: 'main', exitCode: 3, reason: `${mail} ${'y'.repeat(100_000)}` },
    ],
  }
  const read = (more: object = {}) => parseTaskChange({ source: 'aws.ecs', detail: { ...detail, ...more } }, 'jobs')

  test("is kept without people's numbers and addresses, and short, but with the container that counts", async () => {
    const world = makeDesk({})
    await onTaskNews(read(), world.at(end))
    const run = await world.run()
    expect(run).toMatchObject({ state: 'failed', cause: 'application-error', exitCode: 3 })
    const kept = JSON.stringify(run)
    expect(kept).not.toMatch(/mina|555/)
    expect(kept.length).toBeLessThan(6_000)
    const { containers } = (run?.basis.state ?? {}) as Pick<TaskChange, 'containers'>
    expect(containers.length).toBeLessThanOrEqual(20)
    expect(containers).toContainEqual(expect.objectContaining({ name: 'main', exitCode: 3 }))
  })

  test('is refused where it is of another cluster', () => {
    const clusterArn = 'arn:aws:ecs:ap-northeast-2:000000000000:cluster/other-jobs'
    expect(() => read({ clusterArn })).toThrow(/of the cluster jobs/)
    expect(read({ clusterArn: undefined }).version).toBe(4)
  })
})
