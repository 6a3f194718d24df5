import { jest } from '@jest/globals'
import { attend } from '../../../functions/jobs/engine/run-due.ts'
import type { Started } from '../../../functions/jobs/world/effects.ts'
import { hearOfTask } from '../../../functions/jobs/engine/on-task-news.ts'
import { startedBy } from '../../../functions/jobs/rules/run.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
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
  const desk = makeDesk({ jobs: { nightly: makeJob({ overlap, schedule: 'cron(0/10 * * * ? *)' }) } })
  const crash = { ...desk.at(soon), tasks: { ...desk.ecs, start: () => Promise.reject(new Error('crash')) } }
  await expect(startRun(firing, crash)).rejects.toThrow()
  await startRun(firing, desk.at(later(firingAt, 700)))
  expect(await desk.run()).toMatchObject({ state: 'missed' })
  return desk
}

test('a task of a run that was given up is taken back, and its end counts', async () => {
  const desk = await missed()
  await hearOfTask(taskOf(1), desk.at(later(firingAt, 710)))
  expect(await desk.run()).toMatchObject({ state: 'running', open: 'run', taskArn: 'arn:stray/1' })
  await hearOfTask(taskOf(1, stopped(0)), desk.at(later(firingAt, 800)))
  expect(await desk.run()).toMatchObject({ state: 'succeeded' })
  expect(desk.signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
})

test('where runs must not overlap it gets the lease back, if that is free', async () => {
  const desk = await missed('forbid')
  expect((await desk.lease())?.holder).toBeUndefined()
  await hearOfTask(taskOf(1), desk.at(later(firingAt, 710)))
  expect(await desk.lease()).toMatchObject({ holder: runKey.sk, epoch: 1 })
  expect(desk.ecs.stops).toEqual([])
})

test('where another run has the lease by now it is stopped, and that is written down', async () => {
  const desk = await missed('forbid')
  await startRun({ job: 'nightly', scheduledAt: later(firingAt, 600) }, desk.at(later(firingAt, 705)))
  const [other] = desk.arns()
  await hearOfTask(taskOf(1), desk.at(later(firingAt, 710)))
  expect(desk.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
  expect(await desk.run()).toMatchObject({ state: 'running', stop: { why: 'replaced' } })
  const end = { ...stopped(143), stopCode: 'UserInitiated' }
  await hearOfTask(taskOf(1, end), desk.at(later(firingAt, 740)))
  expect(await desk.run()).toMatchObject({ state: 'skipped', cause: 'replaced' })
  expect(await desk.lease()).toMatchObject({ holder: '2026-11-21T02:40:00Z' })
  expect(desk.ecs.started.get(other ?? '')?.lastStatus).toBe('PENDING')
})

describe('after an attempt that RunTask said has no task', () => {
  const refusedOnce = async () => {
    let refuse = true
    const ecs = fakeEcs((): Started | undefined => (refuse ? { failure: { reason: 'RESOURCE:CPU' } } : undefined))
    const desk = makeDesk({ ecs, jobs: { nightly: makeJob({ retries: { limit: 2, wait: 30 } }) } })
    await startRun(firing, desk.at(soon))
    refuse = false
    return desk
  }

  test('one that shows up before the next attempt is the run after all', async () => {
    const desk = await refusedOnce()
    await hearOfTask(taskOf(1), desk.at(later(soon, 10)))
    const run = await desk.run()
    expect(run).toMatchObject({ state: 'running', attempt: 1, taskArn: 'arn:stray/1', earlier: [] })
    await attend('nightly', runKey.sk, desk.at(later(soon, 40)))
    expect(desk.arns()).toEqual([])
  })

  test('one that shows up beside the next attempt is stopped, and kept with its attempt', async () => {
    const desk = await refusedOnce()
    await attend('nightly', runKey.sk, desk.at(later(soon, 31)))
    expect(await desk.run()).toMatchObject({ state: 'running', attempt: 2 })
    await hearOfTask(taskOf(1), desk.at(later(soon, 40)))
    await hearOfTask(taskOf(1, stopped(143)), desk.at(later(soon, 70)))
    expect(desk.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
    expect(await desk.run()).toMatchObject({
      state: 'running',
      attempt: 2,
      taskArn: desk.arns()[0],
      earlier: [{ taskArn: 'arn:stray/1' }],
    })
  })

  test('one that is only noted counts no second time', async () => {
    const desk = await refusedOnce()
    const add = jest.spyOn(metrics, 'add')
    await attend('nightly', runKey.sk, desk.at(later(soon, 31)))
    await hearOfTask(desk.ecs.end(desk.arns()[0] ?? '', 3, later(soon, 60)), desk.at(later(soon, 61)))
    expect(add.mock.calls).toEqual([['RunsFailed', 1]])
    await hearOfTask(taskOf(1), desk.at(later(soon, 70)))
    expect(await desk.run()).toMatchObject({ state: 'failed', earlier: [{ taskArn: 'arn:stray/1' }] })
    expect(add).toHaveBeenCalledTimes(1)
    add.mockRestore()
  })

  test('a stop that fails is asked for again with the next delivery', async () => {
    const desk = await refusedOnce()
    await attend('nightly', runKey.sk, desk.at(later(soon, 31)))
    const failing = {
      ...desk.at(later(soon, 40)),
      tasks: { ...desk.ecs, stop: () => Promise.reject(new Error('timeout')) },
    }
    await expect(hearOfTask(taskOf(1), failing)).rejects.toThrow('timeout')
    await hearOfTask(taskOf(1), desk.at(later(soon, 80)))
    expect(desk.ecs.stops).toHaveLength(1)
  })
})

test('old news of an attempt that has ended stop nothing', async () => {
  const desk = makeDesk({ jobs: { nightly: makeJob({ retries: { limit: 1, wait: 30 } }) } })
  await startRun(firing, desk.at(soon))
  const [arn = ''] = desk.arns()
  const running = desk.ecs.run(arn, soon)
  await hearOfTask(desk.ecs.end(arn, undefined, later(soon, 9), { stoppedReason: 'AGENT' }), desk.at(later(soon, 10)))
  await hearOfTask(running, desk.at(later(soon, 11)))
  expect(await desk.run()).toMatchObject({ state: 'waiting' })
  await attend('nightly', runKey.sk, desk.at(later(soon, 41)))
  await hearOfTask(running, desk.at(later(soon, 42)))
  expect(desk.ecs.stops).toEqual([])
})

test('a second task of one attempt is stopped', async () => {
  const desk = makeDesk()
  await startRun(firing, desk.at(soon))
  await hearOfTask(taskOf(1), desk.at(later(soon, 10)))
  expect(desk.ecs.stops).toMatchObject([{ taskArn: 'arn:stray/1' }])
  expect(await desk.run()).toMatchObject({ taskArn: desk.arns()[0] })
  await sweep(desk.at(later(soon, 60)))
  expect(await desk.run()).toMatchObject({ state: 'running' })
})
