import { retireJobs } from '../../../functions/jobs/engine/missed.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { conclude, type Ending } from '../../../functions/jobs/rules/conclude.ts'
import { dueFirings, runsToSee } from '../../../functions/jobs/rules/due.ts'
import { newJob } from '../../../functions/jobs/rules/job.ts'
import { byTime } from '../../../functions/jobs/rules/job-state.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, jobKey, later, makeDesk, makeJob, nightly } from './world.ts'

const end = later(firingAt, 60).toISOString()
const now = later(firingAt, 120)

describe('a verdict that had to be given without the word of ECS', () => {
  const failed: Ending = {
    state: 'failed',
    cause: 'application-error',
    explanation: 'It exited with 1.',
    stoppedAt: end,
  }
  const run = (more: Partial<RunRecord>): RunRecord => ({ ...emptyRun(firing, 'v1'), ...more })
  const inARow = (seen: RunRecord, job: Partial<JobRecord>): number | undefined => {
    const known: JobRecord = { ...newJob('nightly', nightly, firingAt), badInARow: 2, ...job }
    const before = { name: 'nightly', job: known, lease: undefined, runs: byTime([seen]) }
    return conclude(before, seen, failed, { job: nightly, now, callId: 'a', version: 'v1' }).job?.badInARow
  }

  test.each<[string, number, Partial<RunRecord>, Partial<JobRecord>]>([
    ['is taken back where it was the last bad one', 2, { state: 'failed', stoppedAt: end }, { lastFailureAt: end }],
    ['is taken back where it was "missed" too', 2, { state: 'missed', stoppedAt: end }, { lastFailureAt: end }],
    ['stays where another failed since', 3, { state: 'failed', stoppedAt: end }, { lastFailureAt: now.toISOString() }],
    ['was none where the run had succeeded', 3, { state: 'succeeded', stoppedAt: end }, { lastFailureAt: end }],
    ['was none where the run goes on', 3, { state: 'running', stoppedAt: end }, { lastFailureAt: end }],
    ['was none where the run has no end', 3, { state: 'failed' }, {}],
  ])('%s', (_, count, seen, job) => {
    expect(inARow(run(seen), job)).toBe(count)
  })

  test('is never counted below none', () => {
    expect(inARow(run({ state: 'failed', stoppedAt: end }), { lastFailureAt: end, badInARow: 0 })).toBe(1)
  })
})

describe('a job that was missed and runs only the latest', () => {
  const job = makeJob({ catchUp: 'latest', schedule: 'cron(30 2 * * ? *)' })
  const tomorrow = later(firingAt, 86_400)

  test.each<[string, string, Partial<RunRecord>]>([
    ['runs, where a later firing never had a task', 'running', { state: 'skipped', attempt: 0 }],
    ['does not run, where a later firing had one', 'skipped', { state: 'succeeded', attempt: 1 }],
    ['does not run, where a later firing waits for its turn', 'skipped', { state: 'waiting', attempt: 0 }],
    ['runs, where a person ran it later', 'running', { state: 'succeeded', attempt: 1, requestedBy: 'mina' }],
  ])('%s', async (_, state, more) => {
    const world = makeDesk({ jobs: { nightly: job } })
    await sweep(world.at(later(firingAt, -60)))
    const item: RunRecord = { ...emptyRun({ job: 'nightly', scheduledAt: tomorrow }, 'v1'), open: undefined, ...more }
    await world.ledger.commit([{ item, expect: 'absent' }], firingAt)
    await sweep(world.at(later(firingAt, 1_000)))
    expect(await world.run()).toMatchObject({ state })
  })
})

test.each<[string, Partial<JobRecord> | undefined]>([
  ['gone', undefined],
  ['closed', { schedule: '', failing: false }],
])('a record that the index still has, and that is %s by now, is not closed again', async (_, newer) => {
  const world = makeDesk({})
  await sweep(world.at(firingAt))
  const seen = await world.ledger.get<JobRecord>(jobKey)
  const current = newer && seen && ({ ...seen, ...newer } as Stored<JobRecord>)
  const written: unknown[] = []
  await retireJobs({
    ...world.at(now),
    jobs: {},
    ledger: {
      ...world.ledger,
      list: async () => [{ ...seen, failing: true }] as never,
      get: async () => current as never,
      commit: async (writes) => {
        written.push(...writes)
      },
    },
  })
  expect(written).toEqual([])
  expect(world.signals).toEqual([])
})

describe('a rate', () => {
  const every = makeJob({ schedule: 'rate(10 minutes)' })
  const minute = (count: number): Date => later(firingAt, count * 60)
  const record = (sweptTo: Date): JobRecord => ({
    ...newJob('nightly', every, minute(0)),
    since: minute(0).toISOString(),
    sweptTo: sweptTo.toISOString(),
  })
  const runAt = (at: Date) => ({ scheduledAt: at.toISOString(), requestedBy: undefined })

  test('is measured from the run at which the last sweep ended, and not from one before', () => {
    const { due } = dueFirings(every, record(minute(13)), [runAt(minute(0)), runAt(minute(13))], minute(40))
    expect(due.map((at) => (at.getTime() - firingAt.getTime()) / 60_000)).toEqual([23])
  })

  test('looks back for as many runs as there can be, and three more', () => {
    expect(runsToSee(every, record(minute(0)), minute(35))).toBe(4 + 3)
    expect(runsToSee(every, record(minute(0)), minute(0))).toBe(3)
    expect(runsToSee(nightly, record(minute(0)), minute(35))).toBe(0)
  })
})
