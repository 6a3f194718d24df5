import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { type JobPoolRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { firingAt, later, makeDesk, makeJob } from './world.ts'

const pool = { name: 'shared', most: 2, waiting: 2 }
const names = ['one', 'two', 'three', 'four', 'five'] as const
const jobs = Object.fromEntries(names.map((name) => [name, makeJob({ pool })]))
const sk = '2026-11-21T02:30:00Z'
const soon = later(firingAt, 5)

const started = async (more: Partial<Parameters<typeof makeJob>[0]> = {}) => {
  const world = makeDesk({
    jobs: Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, { ...job, ...more }])),
  })
  for (const job of names) await startRun({ job, scheduledAt: firingAt }, world.at(soon))
  return {
    ...world,
    runOf: (job: string) => world.ledger.get<RunRecord>(keys.run(job, sk)),
    states: () => Promise.all(names.map(async (job) => (await world.ledger.get<RunRecord>(keys.run(job, sk)))?.state)),
    pool: () => world.ledger.get<JobPoolRecord>(keys.jobPool('shared')),
  }
}

test('as many run at once as there are places; others wait in order, and no more than may', async () => {
  const world = await started()
  expect(await world.states()).toEqual(['running', 'running', 'waiting', 'waiting', 'missed'])
  expect(await world.runOf('five')).toMatchObject({
    cause: 'pool-full',
    explanation:
      'The pool shared has 2 places, and 2 runs are already waiting for one, which is the most allowed (jobPools).',
  })
  expect(world.signals).toMatchObject([{ name: 'run.missed', subject: 'job/five' }])
  expect(await world.pool()).toMatchObject({
    holders: [{ job: 'one' }, { job: 'two' }],
    waiting: [{ job: 'three' }, { job: 'four' }],
  })
})

test('an end gives the place to the next, which is woken, long after its own time', async () => {
  const world = await started()
  const end = later(soon, 7_200)
  world.wakes.length = 0
  await onTaskNews(world.ecs.end(world.arns()[1] ?? '', 1, end), world.at(end))
  expect(world.wakes).toEqual([{ job: 'three', scheduledAt: sk, at: end.toISOString() }])
  await runDue('four', sk, world.at(later(end, 1)))
  expect((await world.runOf('four'))?.state).toBe('waiting')
  await runDue('three', sk, world.at(later(end, 1)))
  expect(await world.states()).toEqual(['running', 'failed', 'running', 'waiting', 'missed'])
  await runDue('three', sk, world.at(later(end, 2)))
  expect(world.arns()).toHaveLength(3)
})

test('a lost wake is made up for by the sweep, and a place that nobody gave back is given back', async () => {
  const world = await started()
  const one = await world.runOf('one')
  // Its end was written by a version that knew no pools.
  if (one)
    await world.ledger.commit(
      [{ item: { ...one, state: 'succeeded', open: undefined } as RunRecord, expect: one.version }],
      soon,
    )
  const gone = await world.pool()
  if (gone)
    await world.ledger.commit(
      [
        {
          item: { ...gone, waiting: [{ job: 'ghost', scheduledAt: sk }, ...gone.waiting] } as JobPoolRecord,
          expect: gone.version,
        },
      ],
      soon,
    )
  await sweep(world.at(later(soon, 60)))
  await sweep(world.at(later(soon, 120)))
  expect(await world.states()).toEqual(['succeeded', 'running', 'running', 'waiting', 'missed'])
})

test('a run that waits for its next attempt has no place, and a cancelled one waits for none', async () => {
  const world = await started({ retries: { limit: 1, wait: 600, on: ['application-error'] } })
  const end = later(soon, 60)
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 1, end), world.at(end))
  await doManualAction(
    { source: 'nightshift.command', job: 'three', by: 'mina', action: 'cancel', scheduledAt: sk },
    world.at(end),
  )
  await runDue('four', sk, world.at(later(end, 1)))
  expect(await world.states()).toEqual(['waiting', 'running', 'failed', 'running', 'missed'])
  await runDue('one', sk, world.at(later(end, 700)))
  expect(await world.runOf('one')).toMatchObject({ state: 'waiting', waitsFor: 'pool' })
  await onTaskNews(world.ecs.end(world.arns()[1] ?? '', 0, later(end, 800)), world.at(later(end, 800)))
  await runDue('one', sk, world.at(later(end, 801)))
  expect(await world.runOf('one')).toMatchObject({ state: 'running', attempt: 2 })
})

test('a run that waits for a place is in the way of later ones of its job, and is suppressed by a suspension when its turn comes', async () => {
  const world = await started({ overlap: 'forbid' })
  const next = later(firingAt, 86_400)
  await startRun({ job: 'three', scheduledAt: next }, world.at(next))
  expect((await world.ledger.get<RunRecord>(keys.run('three', '2026-11-22T02:30:00Z')))?.state).toBe('forbidden')
  await doManualAction({ source: 'nightshift.command', job: 'three', by: 'mina', action: 'suspend' }, world.at(next))
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 0, next), world.at(next))
  await sweep(world.at(later(next, 60)))
  await sweep(world.at(later(next, 120)))
  expect(await world.states()).toEqual(['succeeded', 'running', 'suppressed', 'running', 'missed'])
})

test('what failed and waited for a place for its next attempt is over when its job is suspended: failed, and reported', async () => {
  const world = await started({ retries: { limit: 1, wait: 600, on: ['application-error'] } })
  const end = later(soon, 60)
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 1, end), world.at(end))
  await runDue('three', sk, world.at(later(end, 1)))
  await runDue('one', sk, world.at(later(end, 700)))
  expect(await world.runOf('one')).toMatchObject({ state: 'waiting', waitsFor: 'pool' })
  world.signals.length = 0
  const command = { source: 'nightshift.command', job: 'one', by: 'mina', action: 'suspend' } as const
  await doManualAction(command, world.at(later(end, 710)))
  await runDue('one', sk, world.at(later(end, 720)))
  expect(await world.runOf('one')).toMatchObject({
    state: 'failed',
    cause: 'application-error',
    exitCode: 1,
    attempt: 1,
    stoppedAt: end.toISOString(),
    explanation: expect.stringMatching(/exit code 1\..* It was not tried again\. The job is suspended/),
  })
  expect(world.signals).toMatchObject([{ name: 'run.failed', subject: 'job/one' }])
  expect((await world.pool())?.waiting).not.toContainEqual(expect.objectContaining({ job: 'one' }))
})
