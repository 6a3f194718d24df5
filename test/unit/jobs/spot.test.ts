import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { awsTasks } from '../../../functions/jobs/world/effects.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)
const onSpot = makeJob({ spot: true })
const taken = { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }

test('what AWS takes back goes on at once on demand, though the job is never tried again, and once only', async () => {
  const world = makeDesk({ jobs: { nightly: onSpot } })
  await startRun(firing, world.at(soon))
  const end = later(soon, 60)
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 143, end, taken), world.at(end))
  expect(await world.run()).toMatchObject({
    state: 'waiting',
    onDemand: true,
    dueAt: end.toISOString(),
    earlier: [{ cause: 'spot-interruption', ignored: true }],
  })
  await runDue('nightly', runKey.sk, world.at(end))
  expect(world.ecs.asked.map(({ attempt, onDemand }) => [attempt, onDemand])).toEqual([
    [1, undefined],
    [2, true],
  ])
  expect(world.signals).toEqual([])
  await onTaskNews(world.ecs.end(world.arns()[1] ?? '', 143, later(end, 60), taken), world.at(later(end, 60)))
  expect(await world.run()).toMatchObject({ state: 'failed', cause: 'spot-interruption' })
})

test('where there is no Spot capacity the run starts on demand', async () => {
  const ecs = fakeEcs((run) =>
    run.onDemand ? undefined : { failure: { reason: 'Capacity is unavailable at this time. Please try again later' } },
  )
  const world = makeDesk({ jobs: { nightly: onSpot }, ecs })
  await startRun(firing, world.at(soon))
  await runDue('nightly', runKey.sk, world.at(soon))
  expect(await world.run()).toMatchObject({ state: 'running', attempt: 2, onDemand: true })
})

test('a job that is not on Spot, and a run that was cancelled, do not go on', async () => {
  const plain = makeDesk()
  await startRun(firing, plain.at(soon))
  await onTaskNews(plain.ecs.end(plain.arns()[0] ?? '', 143, soon, taken), plain.at(soon))
  expect((await plain.run())?.state).toBe('failed')
  const world = makeDesk({ jobs: { nightly: onSpot } })
  await startRun(firing, world.at(soon))
  const { sk: scheduledAt } = runKey
  await doManualAction(
    { source: 'nightshift.command', job: 'nightly', by: 'mina', action: 'cancel', scheduledAt },
    world.at(soon),
  )
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 143, soon, taken), world.at(soon))
  expect((await world.run())?.state).toBe('failed')
})

test('ECS is asked for Spot by its provider, and for the rest by the launch type, never by both', async () => {
  const asked: Record<string, unknown>[] = []
  const client = {
    send: async ({ input }: { input: Record<string, unknown> }) => {
      asked.push(input)
      return { tasks: [{ taskArn: 'arn' }] }
    },
  }
  const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: false }
  const tasks = awsTasks({ cluster: 'jobs', network }, client as never)
  const run = { job: 'nightly', scheduledAt: runKey.sk, attempt: 1 } as RunRecord
  await tasks.start(run, onSpot)
  await tasks.start({ ...run, onDemand: true }, onSpot)
  await tasks.start(run, makeJob())
  expect(asked.map(({ launchType, capacityProviderStrategy }) => [launchType, capacityProviderStrategy])).toEqual([
    [undefined, [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }]],
    ['FARGATE', undefined],
    ['FARGATE', undefined],
  ])
})
