import { drawGraph, linkedJobs, mermaidGraph } from '../../../api/jobs/graph.ts'
import { doManualAction } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { circleFrom, withInheritedSchedules } from '../../../shared/jobs/chain.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const { sk } = runKey
const at = (seconds: number): Date => later(firingAt, seconds)

const made = (when: 'all' | 'any' = 'all', more: Partial<JobSlice> = {}) => {
  const after = { jobs: ['load', 'check'], when, within: 3_600 }
  const jobs = { load: makeJob(), check: makeJob(), report: makeJob({ after, ...more }) }
  const world = makeDesk({ jobs })
  const runOf = (job: string) => world.ledger.get<RunRecord>(keys.run(job, sk))
  return {
    ...world,
    runOf,
    fire: (job: string, seconds: number) => startRun({ job, scheduledAt: firingAt }, world.at(at(seconds))),
    end: async (job: string, seconds: number, code = 0) =>
      onTaskNews(world.ecs.end((await runOf(job))?.taskArn ?? '', code, at(seconds)), world.at(at(seconds))),
  }
}

test('it starts when all have succeeded for the same time, woken by the last', async () => {
  const world = made()
  for (const job of ['report', 'load', 'check']) await world.fire(job, 1)
  expect(await world.runOf('report')).toMatchObject({
    state: 'waiting',
    waitsFor: 'after',
    dueAt: at(3_600).toISOString(),
    explanation: 'It waits until load and check have succeeded.',
  })
  await world.end('load', 60)
  await runDue('report', sk, world.at(at(61)))
  expect((await world.runOf('report'))?.state).toBe('waiting')
  world.wakes.length = 0
  await world.end('check', 2_000)
  expect(world.wakes).toEqual([{ job: 'report', scheduledAt: sk, at: at(2_000).toISOString() }])
  for (const _ of [1, 2]) await runDue('report', sk, world.at(at(2_001)))
  expect(await world.runOf('report')).toMatchObject({ state: 'running', attempt: 1, scheduledAt: sk })
  expect(world.arns()).toHaveLength(3)
})

test('one is enough for any; a firing that comes after its predecessors starts at once', async () => {
  const world = made('any')
  await world.fire('load', 1)
  await world.end('load', 2)
  await world.fire('report', 3)
  expect(await world.runOf('report')).toMatchObject({ state: 'running' })
})

test('lost ends, wakes and firings are found by the sweep', async () => {
  const world = made()
  await sweep(world.at(at(-60)))
  for (const job of ['load', 'check']) await world.fire(job, 1)
  for (const job of ['load', 'check']) world.ecs.end((await world.runOf(job))?.taskArn ?? '', 0, at(300))
  // Nobody heard of the ends, and its own firing never came.
  for (const seconds of [400, 460, 700, 760]) await sweep(world.at(at(seconds)))
  expect(await world.runOf('report')).toMatchObject({ state: 'running' })
})

test.each([
  ['fails', 'failed'],
  ['is cancelled', 'failed'],
] as const)(
  'where one %s it waits for somebody to try it again, until the deadline: then it is reported',
  async (how, state) => {
    const world = made()
    for (const job of ['report', 'load', 'check']) await world.fire(job, 1)
    await world.end('load', 60)
    if (how === 'fails') await world.end('check', 60, 1)
    else {
      await doManualAction(
        { source: 'nightshift.command', job: 'check', by: 'mina', action: 'cancel', scheduledAt: sk },
        world.at(at(60)),
      )
      await onTaskNews(
        world.ecs.end((await world.runOf('check'))?.taskArn ?? '', 143, at(70), { stopCode: 'UserInitiated' }),
        world.at(at(70)),
      )
    }
    expect((await world.runOf('check'))?.state).toBe(state)
    await sweep(world.at(at(3_599)))
    expect((await world.runOf('report'))?.state).toBe('waiting')
    await sweep(world.at(at(3_601)))
    expect(await world.runOf('report')).toMatchObject({
      state: 'missed',
      cause: 'predecessor',
      explanation: 'It comes after load and check, and 1 hour after its time check is failed (after.within).',
    })
    expect(world.signals.filter(({ subject }) => subject === 'job/report')).toMatchObject([{ name: 'run.missed' }])
  },
)

test('a retry by hand that succeeds in time lets it start', async () => {
  const world = made()
  for (const job of ['report', 'load', 'check']) await world.fire(job, 1)
  await world.end('load', 60)
  await world.end('check', 60, 1)
  await doManualAction(
    { source: 'nightshift.command', job: 'check', by: 'mina', action: 'retry', scheduledAt: sk },
    world.at(at(600)),
  )
  await world.end('check', 700)
  await runDue('report', sk, world.at(at(701)))
  expect((await world.runOf('report'))?.state).toBe('running')
})

test('what was not to be leaves out what comes after it, with any only where all were not', async () => {
  for (const when of ['all', 'any'] as const) {
    const world = made(when)
    await doManualAction({ source: 'nightshift.command', job: 'load', by: 'mina', action: 'suspend' }, world.at(at(-5)))
    for (const job of ['report', 'load', 'check']) await world.fire(job, 1)
    await runDue('report', sk, world.at(at(2)))
    expect(await world.runOf('report')).toMatchObject(
      when === 'all' ? { state: 'skipped', cause: 'predecessor' } : { state: 'waiting' },
    )
    expect(world.signals).toEqual([])
  }
})

test('a suspension when its turn comes suppresses it; by hand it waits for nobody', async () => {
  const world = made()
  for (const job of ['report', 'load', 'check']) await world.fire(job, 1)
  await doManualAction({ source: 'nightshift.command', job: 'report', by: 'mina', action: 'suspend' }, world.at(at(5)))
  for (const job of ['load', 'check']) await world.end(job, 60)
  await sweep(world.at(at(120)))
  expect((await world.runOf('report'))?.state).toBe('suppressed')
  const by = await startRun(
    { job: 'report', scheduledAt: new Date(firingAt.getTime() + 1), requestedBy: 'mina' },
    world.at(at(130)),
  )
  expect(by?.state).toBe('running')
})

const chain = {
  extract: { schedule: 'cron(0 2 * * ? *)', zone: 'UTC', after: undefined },
  load: { schedule: '', zone: 'UTC', after: { jobs: ['extract'], when: 'all' as const, within: '1 hour' } },
  check: { schedule: '', zone: 'UTC', after: { jobs: ['extract'], when: 'all' as const, within: '1 hour' } },
  report: { schedule: '', zone: 'UTC', after: { jobs: ['load', 'check'], when: 'any' as const, within: '2 hours' } },
}

test('a chain is drawn in text and as a flowchart', () => {
  const rows = linkedJobs({
    ...withInheritedSchedules(chain),
    alone: { schedule: 'rate(1 hour)', zone: 'UTC' },
  } as never)
  expect(drawGraph(rows)).toEqual([
    'extract  cron(0 2 * * ? *) UTC',
    '├─ load',
    '│  └─ report  after any of load, check',
    '└─ check',
  ])
  expect(mermaidGraph(rows)).toEqual([
    'flowchart LR',
    '  extract["extract<br>cron(0 2 * * ? *) UTC"]',
    '  extract --> load',
    '  extract --> check',
    '  load -. any .-> report',
    '  check -. any .-> report',
  ])
})

test('a way round is found, however long', () => {
  const after = (...jobs: string[]) => ({ after: { jobs, when: 'all' as const } })
  expect(circleFrom({ a: after('b'), b: after('c'), c: after('d', 'a'), d: {} }, 'a')).toEqual(['a', 'b', 'c', 'a'])
  expect(circleFrom({ a: after('a') }, 'a')).toEqual(['a', 'a'])
  expect(circleFrom({ a: after('b', 'c'), b: after('d'), c: after('d'), d: {} }, 'a')).toBeUndefined()
})
