import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import { stopReason } from '../../../functions/jobs/rules/stop.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)
const begun = later(soon, 30)
const jobs = { nightly: makeJob({ startTimeout: 120, runTimeout: 600 }) }
const over = later(begun, 600)

/** A run whose task has started, or not. */
const setUp = async (started: boolean) => {
  const world = makeDesk({ jobs })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  if (started) await onTaskNews(world.ecs.run(arn, begun), world.at(begun))
  return { ...world, arn }
}

test('the limits are counted from RunTask, then from the start of the container', async () => {
  const { run, wakes, arn, ecs, at } = await setUp(false)
  expect(await run()).toMatchObject({ dueAt: later(soon, 120).toISOString() })
  await onTaskNews(ecs.run(arn, begun), at(begun))
  expect(await run()).toMatchObject({ dueAt: over.toISOString(), startedAt: begun.toISOString() })
  expect(wakes.map((wake) => wake.at)).toEqual([later(soon, 120), over].map((time) => time.toISOString()))
})

test('a run without a limit is never stopped', async () => {
  const world = makeDesk()
  await startRun(firing, world.at(soon))
  await onTaskNews(world.ecs.run(world.arns()[0] ?? '', begun), world.at(begun))
  await sweep(world.at(later(begun, 864_000)))
  expect((await world.run())?.dueAt).toBeUndefined()
  expect(world.ecs.stops).toEqual([])
})

describe.each([
  [143, 'ended on SIGTERM with exit code 143'],
  [0, 'ended on SIGTERM with exit code 0'],
  [137, 'did not end on SIGTERM and was killed'],
  [undefined, 'It was stopped.'],
])('a task that is stopped over its time and exits with %s', (exitCode, words) => {
  test('has failed by that limit, once', async () => {
    const { run, arn, ecs, at, signals } = await setUp(true)
    await runDue('nightly', runKey.sk, at(later(over, -1)))
    expect(ecs.stops).toEqual([])
    await runDue('nightly', runKey.sk, at(over))
    expect(await run()).toMatchObject({ state: 'running', stop: { why: 'run-timeout', by: 'nightshift' } })
    expect(ecs.stops).toEqual([{ taskArn: arn, reason: expect.stringMatching(/job nightly.*10 minutes.*runTimeout/) }])
    const stopped = ecs.end(arn, exitCode, later(over, 20), { stopCode: 'UserInitiated', stoppedReason: 'Nightshift' })
    await onTaskNews(stopped, at(later(over, 21)))
    await onTaskNews(stopped, at(later(over, 22)))
    const ended = await run()
    expect(ended).toMatchObject({ state: 'failed', cause: 'run-timeout', certainty: 'certain' })
    expect(ended?.explanation).toContain('10 minutes (runTimeout)')
    expect(ended?.explanation).toContain(words)
    expect(signals).toHaveLength(1)
  })
})

test.each([
  [0, 'succeeded', 'succeeded'],
  [3, 'failed', 'application-error'],
])(
  'a task that ended by itself with %d before it was stopped keeps its own verdict',
  async (exitCode, state, cause) => {
    const { run, arn, ecs, at } = await setUp(true)
    await runDue('nightly', runKey.sk, at(over))
    await onTaskNews(ecs.end(arn, exitCode, over), at(later(over, 1)))
    expect(await run()).toMatchObject({ state, cause, exitCode })
  },
)

test('a task whose container never ran in time is stopped, by the sweep if no timer came', async () => {
  const { run, ecs, at, arn } = await setUp(false)
  await sweep(at(later(soon, 119)))
  expect(ecs.stops).toEqual([])
  await sweep(at(later(soon, 121)))
  expect(ecs.stops).toEqual([{ taskArn: arn, reason: expect.stringContaining('startTimeout') }])
  await onTaskNews(ecs.end(arn, undefined, later(soon, 130), { stopCode: 'UserInitiated' }), at(later(soon, 131)))
  expect(await run()).toMatchObject({ state: 'failed', cause: 'start-timeout' })
})

test('a task that runs, though nobody heard of it, is not stopped for not starting', async () => {
  const { run, ecs, at, arn } = await setUp(false)
  ecs.run(arn, begun)
  await runDue('nightly', runKey.sk, at(later(soon, 121)))
  expect(ecs.stops).toEqual([])
  expect(await run()).toMatchObject({ startedAt: begun.toISOString(), dueAt: over.toISOString() })
})

test('the stop is asked for each minute until ECS says that the task has ended, or knows it no more', async () => {
  const { run, ecs, at } = await setUp(true)
  await runDue('nightly', runKey.sk, at(over))
  for (let minute = 1; minute <= 3; minute++) await sweep(at(later(over, minute * 60)))
  expect(ecs.stops).toHaveLength(4)
  ecs.started.clear()
  await sweep(at(later(over, 240)))
  expect(await run()).toMatchObject({ state: 'failed', cause: 'run-timeout' })
  expect((await run())?.explanation).toContain('no longer says')
})

test('a StopTask that is refused for good loses nothing', async () => {
  const { run, ecs, at } = await setUp(true)
  const refusal = Object.assign(new Error('denied'), {
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  })
  const world = { ...at(over), tasks: { ...ecs, stop: () => Promise.reject(refusal) } }
  await runDue('nightly', runKey.sk, world)
  expect(await run()).toMatchObject({ state: 'running', stop: { why: 'run-timeout' } })
})

test('a stop that could not be asked for is asked for when the call is made again', async () => {
  const { ecs, at } = await setUp(true)
  const world = { ...at(over), tasks: { ...ecs, stop: () => Promise.reject(new Error('timeout')) } }
  await expect(runDue('nightly', runKey.sk, world)).rejects.toThrow('timeout')
  await runDue('nightly', runKey.sk, at(later(over, 5)))
  expect(ecs.stops).toHaveLength(1)
})

describe('a stop soon after the start', () => {
  const cancelled = async () => {
    const scene = await setUp(true)
    const manualAction = { source: 'nightshift.command', action: 'cancel', job: 'nightly', by: 'mina' } as const
    await doManualAction({ ...manualAction, scheduledAt: runKey.sk }, scene.at(later(begun, 10)))
    return scene
  }

  test('is asked for again by the next sweep', async () => {
    const { ecs, at } = await cancelled()
    await sweep(at(later(begun, 60)))
    expect(ecs.stops).toHaveLength(2)
  })

  test('is no end where ECS does not show the task yet', async () => {
    const { ecs, at, run } = await cancelled()
    ecs.started.clear()
    await sweep(at(later(begun, 60)))
    expect(await run()).toMatchObject({ state: 'running' })
  })
})

test('what ECS is told says the whole of the limit', () => {
  const run: RunRecord = { ...emptyRun(firing, 'v1'), stop: { why: 'run-timeout', by: 'nightshift', at: runKey.sk } }
  expect(stopReason(run, makeJob({ runTimeout: 5_400 }))).toContain('longer than 90 minutes (runTimeout)')
})
