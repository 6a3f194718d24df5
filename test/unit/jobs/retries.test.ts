import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { mayRetry, retryAt } from '../../../functions/jobs/rules/retries.ts'
import type { Started } from '../../../functions/jobs/world/effects.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, nightly, runKey } from './world.ts'

const soon = later(firingAt, 5)
const noNetwork = { stopCode: 'TaskFailedToStart', stoppedReason: 'Timeout waiting for network interface provisioning' }
const retrying = makeJob({ retries: { limit: 2, wait: 30 } })

/** A task that came and ended as said, with the run's record then. */
const endTask = async (
  world: ReturnType<typeof makeDesk>,
  number: number,
  exitCode: number | undefined,
  now: Date,
  more = {},
) => {
  await onTaskNews(world.ecs.end(world.arns()[number] ?? '', exitCode, now, more), world.at(now))
  return world.run()
}

test('after a cause that may pass the run is tried again, later and later, and its attempts are kept', async () => {
  const world = makeDesk({ jobs: { nightly: retrying } })
  await startRun(firing, world.at(soon))
  const end = later(soon, 60)
  expect(await endTask(world, 0, undefined, end, noNetwork)).toMatchObject({
    state: 'waiting',
    waitsFor: 'retry',
    attempt: 1,
    dueAt: later(end, 30).toISOString(),
    earlier: [{ attempt: 1, cause: 'eni-provisioning', taskArn: world.arns()[0] }],
  })
  expect(world.wakes.at(-1)).toEqual({ job: 'nightly', scheduledAt: runKey.sk, at: later(end, 30).toISOString() })
  expect(world.signals).toEqual([])

  await runDue('nightly', runKey.sk, world.at(later(end, 29)))
  await startRun(firing, world.at(later(end, 29), 'the firing, delivered again'))
  expect(world.arns()).toHaveLength(1)
  await runDue('nightly', runKey.sk, world.at(later(end, 30)))
  expect(await world.run()).toMatchObject({ state: 'running', attempt: 2, taskArn: world.arns()[1] })
  expect(world.ecs.started.get(world.arns()[1] ?? '')?.startedBy).toMatch(/\/2$/)

  const again = later(end, 90)
  expect(await endTask(world, 1, undefined, again, noNetwork)).toMatchObject({ dueAt: later(again, 60).toISOString() })
  await sweep(world.at(later(again, 61)))
  expect(await endTask(world, 2, 0, later(again, 100))).toMatchObject({ state: 'succeeded', attempt: 3 })
  expect((await world.run())?.earlier).toHaveLength(2)
  expect(world.signals).toEqual([])
  expect(await world.ledger.open('run')).toEqual([])
})

test('when the attempts are used up, the run has failed, and is told once', async () => {
  const world = makeDesk({ jobs: { nightly: retrying } })
  await startRun(firing, world.at(soon))
  for (let attempt = 0; attempt < 3; attempt++) {
    await endTask(world, attempt, undefined, later(soon, 300 * attempt + 60), noNetwork)
    await runDue('nightly', runKey.sk, world.at(later(soon, 300 * attempt + 200)))
  }
  expect(await world.run()).toMatchObject({ state: 'failed', attempt: 3, cause: 'eni-provisioning' })
  expect(world.arns()).toHaveLength(3)
  expect(world.signals.map(({ id }) => id)).toEqual([`nightly/${runKey.sk}/3/failed`])
})

test('RunTask that finds no room is tried again with another token', async () => {
  let full = true
  const ecs = fakeEcs((): Started | undefined => (full ? { failure: { reason: 'RESOURCE:MEMORY' } } : undefined))
  const world = makeDesk({ ecs, jobs: { nightly: retrying } })
  expect(await startRun(firing, world.at(soon))).toMatchObject({ state: 'waiting', cause: 'capacity' })
  full = false
  await runDue('nightly', runKey.sk, world.at(later(soon, 31)))
  expect(await world.run()).toMatchObject({ state: 'running', attempt: 2 })
})

test('what the command itself ended by is not tried again, unless the job says so', async () => {
  const world = makeDesk({ jobs: { nightly: retrying } })
  await startRun(firing, world.at(soon))
  expect(await endTask(world, 0, 1, later(soon, 60))).toMatchObject({ state: 'failed', cause: 'application-error' })
  const told = makeDesk({ jobs: { nightly: makeJob({ retries: { limit: 1, wait: 30, on: ['application-error'] } }) } })
  await startRun(firing, told.at(soon))
  expect(await endTask(told, 0, 1, later(soon, 60))).toMatchObject({ state: 'waiting' })
})

test('a retry may come long after startWithin, and is taken up when its start was not finished', async () => {
  const world = makeDesk({ jobs: { nightly: makeJob({ retries: { limit: 1, wait: 7_200 } }) } })
  await startRun(firing, world.at(soon))
  const end = later(soon, 60)
  await endTask(world, 0, undefined, end, noNetwork)
  const due = later(end, 7_200)
  const crash = { ...world.at(due), tasks: { ...world.ecs, start: () => Promise.reject(new Error('crash')) } }
  await expect(runDue('nightly', runKey.sk, crash)).rejects.toThrow('crash')
  await sweep(world.at(later(due, 120)))
  expect(await world.run()).toMatchObject({ state: 'running', attempt: 2 })
})

test('a job that was suspended, or left the config, meanwhile is not tried again', async () => {
  for (const jobs of [{}, { nightly: { ...retrying, suspended: true as const } }]) {
    const world = makeDesk({ jobs: { nightly: retrying } })
    await startRun(firing, world.at(soon))
    await endTask(world, 0, undefined, later(soon, 60), noNetwork)
    await runDue('nightly', runKey.sk, { ...world.at(later(soon, 120)), jobs })
    const run = await world.run()
    expect(run).toMatchObject({ state: 'failed', cause: 'eni-provisioning', taskArn: world.arns()[0] })
    expect(run?.explanation).toContain('not tried again')
    // The end of its task comes once more: it is known.
    await onTaskNews(world.ecs.started.get(world.arns()[0] ?? '') ?? fail(), world.at(later(soon, 130)))
    expect(world.signals).toHaveLength(1)
    expect(world.arns()).toHaveLength(1)
  }
})

const fail = (): never => {
  throw new Error('no task')
}

test("ECS's word on a later attempt replaces a verdict that was given without it", async () => {
  const world = makeDesk({ jobs: { nightly: retrying } })
  await startRun(firing, world.at(soon))
  await endTask(world, 0, undefined, later(soon, 60), noNetwork)
  await runDue('nightly', runKey.sk, world.at(later(soon, 90)))
  const [, taskArn = ''] = world.arns()
  const stopped = world.ecs.end(taskArn, 0, later(soon, 120))
  world.ecs.started.clear()
  await sweep(world.at(later(soon, 900)))
  expect(await world.run()).toMatchObject({ state: 'failed', cause: 'unknown', attempt: 2 })
  await onTaskNews(stopped, world.at(later(soon, 910)))
  expect(await world.run()).toMatchObject({ state: 'succeeded', attempt: 2 })
})

describe('the rule of retries', () => {
  const run = { attempt: 1 } as RunRecord
  const failed = (cause: string, retry?: 'yes' | 'once' | 'no') => ({ state: 'failed' as const, cause, retry })
  const job = makeJob({ retries: { limit: 3, wait: 30 } })
  const past = (cause: string) => ({ attempt: 1, cause, explanation: '' })

  test('a cause that is worth one more try gets one', () => {
    expect(mayRetry(run, failed('secrets-network'), job)).toBe(true)
    expect(mayRetry({ ...run, earlier: [past('secrets-network')] }, failed('secrets-network'), job)).toBe(false)
    expect(mayRetry({ ...run, earlier: [past('capacity')] }, failed('secrets-network'), job)).toBe(true)
  })

  test('a verdict that knows that it is of no use is believed', () => {
    expect(mayRetry(run, failed('image-pull-network', 'no'), job)).toBe(false)
    expect(mayRetry(run, failed('image-pull-network', 'yes'), job)).toBe(true)
  })

  test('what a person or a newer run ended is over', () => {
    const on = { ...job, retries: { limit: 3, wait: 30, on: ['cancelled', 'replaced', 'run-timeout'] } }
    const stopped = (why: 'cancelled' | 'replaced' | 'run-timeout') => ({ ...run, stop: { why, by: '', at: '' } })
    expect(mayRetry(stopped('cancelled'), failed('cancelled'), on)).toBe(false)
    expect(mayRetry(stopped('replaced'), failed('replaced'), on)).toBe(false)
    expect(mayRetry(stopped('run-timeout'), failed('run-timeout'), on)).toBe(true)
  })

  test('the wait doubles, up to an hour', () => {
    const wait = (count: number) =>
      retryAt({ earlier: Array.from({ length: count }, () => past('agent')) }, job, firingAt).getTime() -
      firingAt.getTime()
    expect([0, 1, 2, 3, 10].map(wait)).toEqual([30_000, 60_000, 120_000, 240_000, 3_600_000])
    const long = { ...nightly, retries: { limit: 1, wait: 7_200 } }
    expect(retryAt({}, long, firingAt).getTime() - firingAt.getTime()).toBe(7_200_000)
  })
})
