import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { slowAtOf, usualSeconds } from '../../../functions/jobs/rules/overdue.ts'
import { finishByOf } from '../../../shared/jobs/finish-by.ts'
import { type JobRecord, keys } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)

test.each([
  ['UTC', '2026-11-21T02:30:00Z', '06:00', '2026-11-21T06:00:00.000Z'],
  ['UTC', '2026-11-21T06:00:00Z', '06:00', '2026-11-22T06:00:00.000Z'],
  ['Asia/Seoul', '2026-11-21T17:30:00Z', '06:00', '2026-11-21T21:00:00.000Z'],
  // Clocks skip 02:30: at the jump. They show it twice: the first time, and after that the next day's.
  ['Europe/Berlin', '2026-03-29T00:00:00Z', '02:30', '2026-03-29T01:00:00.000Z'],
  ['Europe/Berlin', '2026-10-24T23:00:00Z', '02:30', '2026-10-25T00:30:00.000Z'],
  ['Europe/Berlin', '2026-10-25T00:45:00Z', '02:30', '2026-10-26T01:30:00.000Z'],
])('in %s a run of %s is to be finished by %s', (zone, at, finishBy, expected) => {
  expect(finishByOf({ zone, finishBy }, new Date(at))).toBe(expected)
})

const late = makeJob({ finishBy: '02:40' })

test('a run that is not over at finishBy is reported once, and its end closes that', async () => {
  const world = makeDesk({ jobs: { nightly: late } })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  await onTaskNews(world.ecs.run(arn, soon), world.at(soon))
  await sweep(world.at(later(firingAt, 599)))
  expect(world.signals).toEqual([])
  for (const seconds of [600, 660, 720]) await sweep(world.at(later(firingAt, seconds)))
  await runDue('nightly', runKey.sk, world.at(later(firingAt, 800)))
  expect(world.signals).toMatchObject([
    { name: 'run.late', mood: 'bad', subject: `job/nightly/run/${runKey.sk}`, at: later(firingAt, 600).toISOString() },
  ])
  expect(world.signals[0]?.body).toContain(
    'It should have finished by 02:40 (finishBy) and has not: it has been running for',
  )
  await onTaskNews(world.ecs.end(arn, 0, later(firingAt, 900)), world.at(later(firingAt, 900)))
  expect(world.signals.slice(1)).toMatchObject([
    { name: 'run.ended', mood: 'good', subject: `job/nightly/run/${runKey.sk}` },
  ])
})

test('one that waits for its next attempt is late too; one that has ended before, or that a person wants, is not', async () => {
  const world = makeDesk({
    jobs: { nightly: { ...late, retries: { limit: 1, wait: 3_000, on: ['application-error'] } } },
  })
  await startRun(firing, world.at(soon))
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 1, later(soon, 60)), world.at(later(soon, 60)))
  await sweep(world.at(later(firingAt, 660)))
  expect(world.signals).toMatchObject([
    { name: 'run.late', body: expect.stringContaining('it is waiting for its next attempt') },
  ])

  const well = makeDesk({ jobs: { nightly: late } })
  await startRun(firing, well.at(soon))
  await onTaskNews(well.ecs.end(well.arns()[0] ?? '', 0, later(soon, 60)), well.at(later(soon, 60)))
  await startRun({ ...firing, scheduledAt: new Date(firingAt.getTime() + 1), requestedBy: 'mina' }, well.at(soon))
  await onTaskNews(well.ecs.run(well.arns()[1] ?? '', soon), well.at(soon))
  await sweep(well.at(later(firingAt, 660)))
  expect(well.signals).toEqual([])
})

test('what is usual is the 95th percentile of the last runs, once there are five', () => {
  expect(usualSeconds([1, 2, 3, 4])).toBeUndefined()
  expect(usualSeconds([5, 1, 2, 3, 4])).toBe(5)
  expect(usualSeconds(Array.from({ length: 30 }, (_, index) => 30 - index))).toBe(29)
  expect(slowAtOf({ longerThanUsual: 2 }, { durations: [10, 10, 10, 10, 10] }, '2026-11-21T02:30:00.000Z')).toBe(
    '2026-11-21T02:30:20.000Z',
  )
})

test('a run that takes longer than usual is reported once; those that succeeded say what is usual', async () => {
  const world = makeDesk({ jobs: { nightly: makeJob({ longerThanUsual: 1.5 }) } })
  const play = async (day: number, seconds: number, code = 0, command?: string[]) => {
    const at = later(firingAt, day * 86_400)
    await startRun({ job: 'nightly', scheduledAt: at, command }, world.at(at))
    const arn = world.arns().at(-1) ?? ''
    await onTaskNews(world.ecs.run(arn, at), world.at(at))
    await onTaskNews(world.ecs.end(arn, code, later(at, seconds)), world.at(later(at, seconds)))
  }
  for (const [day, seconds] of [100, 110, 90, 105, 95].entries()) await play(day, seconds)
  await play(5, 5_000, 1)
  await play(6, 5_000, 0, ['other'])
  const record = await world.ledger.get<JobRecord>(keys.job('nightly'))
  expect(record?.durations).toEqual([100, 110, 90, 105, 95])
  world.signals.length = 0

  const at = later(firingAt, 8 * 86_400)
  await startRun({ job: 'nightly', scheduledAt: at }, world.at(at))
  const arn = world.arns().at(-1) ?? ''
  await onTaskNews(world.ecs.run(arn, at), world.at(at))
  const sk = '2026-11-29T02:30:00Z'
  expect(world.wakes.at(-1)).toEqual({ job: 'nightly', scheduledAt: sk, at: later(at, 165).toISOString() })
  await runDue('nightly', sk, world.at(later(at, 164)))
  expect(world.signals).toEqual([])
  for (const seconds of [165, 200, 500]) await runDue('nightly', sk, world.at(later(at, seconds)))
  expect(world.signals).toMatchObject([{ name: 'run.slow', mood: 'bad', severity: 'warning' }])
  expect(world.signals[0]?.body).toContain('95 % of its last runs took at most 1 minute')
})

test('a report that could not be sent is sent by the next look', async () => {
  const world = makeDesk({ jobs: { nightly: late } })
  await startRun(firing, world.at(soon))
  const broken = { ...world.at(later(firingAt, 601)), publish: async () => Promise.reject(new Error('no bus')) }
  await expect(runDue('nightly', runKey.sk, broken)).rejects.toThrow('no bus')
  await runDue('nightly', runKey.sk, world.at(later(firingAt, 610)))
  await runDue('nightly', runKey.sk, world.at(later(firingAt, 620)))
  expect(world.signals).toMatchObject([{ name: 'run.late', at: later(firingAt, 601).toISOString() }])
})
