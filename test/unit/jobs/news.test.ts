import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { shownTail } from '../../../functions/jobs/rules/log-tail.ts'
import type { Signal } from '../../../shared/signals.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)

const runOf = (world: ReturnType<typeof makeDesk>, job = 'nightly') => {
  const runOn = async (day: number, exitCode: number): Promise<void> => {
    const scheduledAt = later(firingAt, day * 86_400)
    const run = await startRun({ job, scheduledAt }, world.at(later(scheduledAt, 5)))
    world.ecs.run(run?.taskArn ?? '', later(scheduledAt, 10))
    const end = later(scheduledAt, 60)
    await onTaskNews(world.ecs.end(run?.taskArn ?? '', exitCode, end), world.at(end))
  }
  return runOn
}

test('nobody is told before so many runs in a row went wrong, and the recovery once', async () => {
  const world = makeDesk({ jobs: { nightly: makeJob({ alertAfter: 3 }) } })
  const runOn = runOf(world)
  const told: string[] = []
  for (const [day, exitCode] of [1, 1, 0, 1, 1, 1, 1, 0, 0].entries()) {
    await runOn(day, exitCode)
    told.push(
      world.signals
        .splice(0)
        .map(({ mood }) => mood)
        .join() || '-',
    )
  }
  expect(told).toEqual(['-', '-', '-', '-', '-', 'bad', 'bad', 'good', '-'])
  expect(await world.job()).toMatchObject({ badInARow: 0, failing: false })
})

test('a missed firing counts as one that went wrong, and is told with the others', async () => {
  const world = makeDesk({ jobs: { nightly: makeJob({ alertAfter: 2 }) } })
  await runOf(world)(0, 1)
  await sweep(world.at(later(firingAt, 86_400 + 700)))
  await sweep(world.at(later(firingAt, 2 * 86_400 + 700)))
  await sweep(world.at(later(firingAt, 3 * 86_400 + 700)))
  expect(world.signals.map(({ name }) => name)).toContain('run.missed')
  expect((await world.job())?.badInARow).toBeGreaterThanOrEqual(2)
})

test('the signal says what happened, the end of the log, whose it is, and how to run it again', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`)
  const ecs = fakeEcs(undefined, [...lines, 'mail to mina@corner-shop.example failed, call +1 202 555 0101'])
  const world = makeDesk({ ecs, jobs: { nightly: makeJob({ owner: 'team-data', policy: 'data' }) } })
  await runOf(world)(0, 3)
  const [signal] = world.signals
  expect(signal).toMatchObject({ name: 'run.failed', subject: 'job/nightly', mood: 'bad', policy: 'data' })
  expect(signal?.body).toContain('application-error')
  expect(signal?.body).toContain('  line 29')
  expect(signal?.body).not.toContain('line 20')
  expect(signal?.body).not.toMatch(/mina|555/)
  expect(signal?.body).toContain('Owner: team-data')
  expect(signal?.body).toContain(`npm run -s nightshift -- runs retry nightly ${runKey.sk}`)
  expect((await world.run())?.logTail).toHaveLength(10)
})

test('long lines are cut', () => {
  expect(shownTail(['x'.repeat(1_000), 'end\n'])).toEqual(['x'.repeat(200), 'end'])
})

test('a run that succeeded keeps the end of its log too, masked, and its recovery tells none of it', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index} ${'x'.repeat(1_000)}`)
  const world = makeDesk({
    ecs: fakeEcs(undefined, [...lines, 'mailed mina@corner-shop.example, call +1 202 555 0101']),
  })
  await runOf(world)(-1, 3)
  world.signals.splice(0)
  await runOf(world)(0, 0)
  const run = await world.run()
  expect(run).toMatchObject({ state: 'succeeded', cause: 'succeeded' })
  expect(run?.logTail).toHaveLength(10)
  expect(run?.logTail?.join()).toContain('line 29')
  const kept = JSON.stringify(run)
  expect(kept).not.toMatch(/mina|555/)
  expect(kept.length).toBeLessThan(4_000)
  expect(world.signals.map(({ name, body }) => ({ name, body }))).toEqual([
    { name: 'run.recovered', body: `The run of ${runKey.sk} succeeded.` },
  ])
})

test.each([
  [0, 'succeeded'],
  [1, 'application-error'],
])('a log that cannot be read does not change the verdict on exit code %d', async (exitCode, cause) => {
  const world = makeDesk()
  await startRun(firing, world.at(soon))
  const stopped = world.ecs.end(world.arns()[0] ?? '', exitCode, later(soon, 9), { startedAt: soon.toISOString() })
  let asked = 0
  const logTail = () => {
    asked += 1
    return Promise.reject(new Error('throttled'))
  }
  await onTaskNews(stopped, { ...world.at(later(soon, 10)), tasks: { ...world.ecs, logTail } })
  expect(await world.run()).toMatchObject({ state: exitCode === 0 ? 'succeeded' : 'failed', cause, exitCode })
  expect(asked).toBe(1)
})

test('the verdict is refined before it is written down and told', async () => {
  const world = makeDesk()
  await startRun(firing, world.at(soon))
  const change = world.ecs.end(world.arns()[0] ?? '', 3, later(soon, 9))
  await onTaskNews(change, {
    ...world.at(later(soon, 10)),
    refine: async (verdict, task, job) => ({
      ...verdict,
      explanation: `${task.taskArn === change.taskArn} ${job.family}`,
      certainty: 'certain',
    }),
  })
  expect(await world.run()).toMatchObject({ explanation: 'true shop-nightly', certainty: 'certain' })
  expect(world.signals[0]?.body).toContain('true shop-nightly')
})

describe('what stops every job', () => {
  const inactive = Object.assign(new Error('The referenced cluster was inactive.'), {
    name: 'ClusterNotFoundException',
    $metadata: { httpStatusCode: 400 },
  })
  const names = ['one', 'two', 'three']
  const setUp = async () => {
    const world = makeDesk({ jobs: Object.fromEntries(names.map((name) => [name, makeJob()])) })
    for (const job of names) {
      const tasks = { ...world.ecs, start: () => Promise.reject(inactive) }
      await startRun({ job, scheduledAt: firingAt }, { ...world.at(soon), tasks })
    }
    return world
  }
  const subjects = (signals: readonly Signal[]): string[] => signals.map(({ name, subject }) => `${name} ${subject}`)

  test('is one incident, and not one for each job', async () => {
    const { signals } = await setUp()
    expect(new Set(subjects(signals))).toEqual(new Set(['jobs.blocked jobs/cluster-inactive']))
    expect(new Set(signals.map(({ id }) => id)).size).toBe(3)
  })

  test('is over with the next task, however that ends', async () => {
    const world = await setUp()
    world.signals.splice(0)
    await runOf(world, 'one')(1, 1)
    expect(subjects(world.signals)).toEqual(['jobs.unblocked jobs/cluster-inactive', 'run.failed job/one'])
    expect(new Set(world.signals.map(({ id }) => id)).size).toBe(2)
    world.signals.splice(0)
    await runOf(world, 'two')(1, 0)
    expect(subjects(world.signals)).toEqual(['jobs.unblocked jobs/cluster-inactive'])
  })

  test('is over when the job leaves the config', async () => {
    const world = await setUp()
    world.signals.splice(0)
    await sweep({ ...world.at(later(firingAt, 600)), jobs: {} })
    await sweep({ ...world.at(later(firingAt, 660)), jobs: {} })
    expect(subjects(world.signals)).toEqual(Array(3).fill('jobs.unblocked jobs/cluster-inactive'))
  })
})

test('an end that is heard while another one is told is told too', async () => {
  const world = makeDesk()
  await startRun(firing, world.at(soon))
  const stopped = world.ecs.end(world.arns()[0] ?? '', 0, later(soon, 60))
  world.ecs.started.clear()
  const now = later(soon, 600)
  const cut = { ...world.at(now), publish: () => Promise.reject(new Error('cut short')) }
  const publish = async (signal: Signal) => {
    world.signals.push(signal)
    await expect(onTaskNews(stopped, cut)).rejects.toThrow('cut short')
  }
  await sweep({ ...world.at(now), publish })
  expect(await world.run()).toMatchObject({ state: 'succeeded', open: 'run' })
  await sweep(world.at(later(now, 60)))
  expect(world.signals.map(({ name }) => name)).toEqual(['run.failed', 'run.recovered'])
  expect(await world.ledger.open('run')).toEqual([])
})
