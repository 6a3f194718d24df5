import { jest } from '@jest/globals'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { startedBy } from '../../../functions/jobs/rules/run.ts'
import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { Started } from '../../../functions/jobs/world/effects.ts'
import { metrics } from '../../../shared/metrics.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)
const taskOf = (attempt: number, more: Partial<TaskChange> = {}): TaskChange => ({
  taskArn: `arn:stray/${attempt}`,
  version: 3,
  lastStatus: 'RUNNING',
  startedBy: startedBy({ job: 'nightly', scheduledAt: runKey.sk, attempt }),
  containers: [],
  ...more,
})
const stopped = (exitCode: number): Partial<TaskChange> => ({
  version: 5,
  lastStatus: 'STOPPED',
  stopCode: 'EssentialContainerExited',
  containers: [{ name: 'main', exitCode }],
})

/** A start whose task nobody found: its run is missed. */
const missed = async (overlap: 'allow' | 'forbid' = 'allow') => {
  const world = makeDesk({ jobs: { nightly: makeJob({ overlap, schedule: 'cron(0/10 * * * ? *)' }) } })
  const crash = { ...world.at(soon), tasks: { ...world.ecs, start: () => Promise.reject(new Error('crash')) } }
  await expect(startRun(firing, crash)).rejects.toThrow()
  await startRun(firing, world.at(later(firingAt, 700)))
  expect(await world.run()).toMatchObject({ state: 'missed' })
  return world
}

test('a task of a run that was given up is taken back, and its end counts', async () => {
  const world = await missed()
  await onTaskNews(taskOf(1), world.at(later(firingAt, 710)))
  expect(await world.run()).toMatchObject({ state: 'running', open: 'run', taskArn: 'arn:stray/1' })
  await onTaskNews(taskOf(1, stopped(0)), world.at(later(firingAt, 800)))
  expect(await world.run()).toMatchObject({ state: 'succeeded' })
  expect(world.signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
})

test('where runs must not overlap it gets the lease back, if that is free', async () => {
  const world = await missed('forbid')
  expect((await world.lease())?.holder).toBeUndefined()
  await onTaskNews(taskOf(1), world.at(later(firingAt, 710)))
  expect(await world.lease()).toMatchObject({ holder: runKey.sk, epoch: 1 })
  expect(world.ecs.stops).toEqual([])
})

test('where another run has the lease by now it is stopped, and that is written down', async () => {
  const world = await missed('forbid')
  await startRun({ job: 'nightly', scheduledAt: later(firingAt, 600) }, world.at(later(firingAt, 705)))
  const [other] = world.arns()
  await onTaskNews(taskOf(1), world.at(later(firingAt, 710)))
  expect(world.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
  expect(await world.run()).toMatchObject({ state: 'running', stop: { why: 'replaced' } })
  const end = { ...stopped(143), stopCode: 'UserInitiated' }
  await onTaskNews(taskOf(1, end), world.at(later(firingAt, 740)))
  expect(await world.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
  expect(await world.lease()).toMatchObject({ holder: '2026-11-21T02:40:00Z' })
  expect(world.ecs.started.get(other ?? '')?.lastStatus).toBe('PENDING')
})

describe('after an attempt that RunTask said has no task', () => {
  const refusedOnce = async () => {
    let refuse = true
    const ecs = fakeEcs((): Started | undefined => (refuse ? { failure: { reason: 'RESOURCE:CPU' } } : undefined))
    const world = makeDesk({ ecs, jobs: { nightly: makeJob({ retries: { limit: 2, wait: 30 } }) } })
    await startRun(firing, world.at(soon))
    refuse = false
    return world
  }

  test('one that shows up before the next attempt is the run after all', async () => {
    const world = await refusedOnce()
    await onTaskNews(taskOf(1), world.at(later(soon, 10)))
    const run = await world.run()
    expect(run).toMatchObject({ state: 'running', attempt: 1, taskArn: 'arn:stray/1', earlier: [] })
    await runDue('nightly', runKey.sk, world.at(later(soon, 40)))
    expect(world.arns()).toEqual([])
  })

  test('one that shows up beside the next attempt is stopped, and kept with its attempt', async () => {
    const world = await refusedOnce()
    await runDue('nightly', runKey.sk, world.at(later(soon, 31)))
    expect(await world.run()).toMatchObject({ state: 'running', attempt: 2 })
    await onTaskNews(taskOf(1), world.at(later(soon, 40)))
    await onTaskNews(taskOf(1, stopped(143)), world.at(later(soon, 70)))
    expect(world.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
    expect(await world.run()).toMatchObject({
      state: 'running',
      attempt: 2,
      taskArn: world.arns()[0],
      earlier: [{ taskArn: 'arn:stray/1' }],
    })
  })

  test('one that is only noted counts no second time', async () => {
    const world = await refusedOnce()
    const add = jest.spyOn(metrics, 'add')
    await runDue('nightly', runKey.sk, world.at(later(soon, 31)))
    await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 3, later(soon, 60)), world.at(later(soon, 61)))
    expect(add.mock.calls).toEqual([['RunsFailed', 1]])
    await onTaskNews(taskOf(1), world.at(later(soon, 70)))
    expect(await world.run()).toMatchObject({ state: 'failed', earlier: [{ taskArn: 'arn:stray/1' }] })
    expect(add).toHaveBeenCalledTimes(1)
    add.mockRestore()
  })

  test('a stop that fails is asked for again with the next delivery', async () => {
    const world = await refusedOnce()
    await runDue('nightly', runKey.sk, world.at(later(soon, 31)))
    const failing = {
      ...world.at(later(soon, 40)),
      tasks: { ...world.ecs, stop: () => Promise.reject(new Error('timeout')) },
    }
    await expect(onTaskNews(taskOf(1), failing)).rejects.toThrow('timeout')
    await onTaskNews(taskOf(1), world.at(later(soon, 80)))
    expect(world.ecs.stops).toHaveLength(1)
  })
})

test('old news of an attempt that has ended stop nothing', async () => {
  const world = makeDesk({ jobs: { nightly: makeJob({ retries: { limit: 1, wait: 30 } }) } })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  const running = world.ecs.run(arn, soon)
  await onTaskNews(world.ecs.end(arn, undefined, later(soon, 9), { stoppedReason: 'AGENT' }), world.at(later(soon, 10)))
  await onTaskNews(running, world.at(later(soon, 11)))
  expect(await world.run()).toMatchObject({ state: 'waiting' })
  await runDue('nightly', runKey.sk, world.at(later(soon, 41)))
  await onTaskNews(running, world.at(later(soon, 42)))
  expect(world.ecs.stops).toEqual([])
})

test('a second task of one attempt is stopped', async () => {
  const world = makeDesk()
  await startRun(firing, world.at(soon))
  await onTaskNews(taskOf(1), world.at(later(soon, 10)))
  expect(world.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
  expect(await world.run()).toMatchObject({ taskArn: world.arns()[0] })
  await sweep(world.at(later(soon, 60)))
  expect(await world.run()).toMatchObject({ state: 'running' })
})
