import fc from 'fast-check'
import { findRun } from '../../../api/jobs/find-run.ts'
import { readRuns, rowOf } from '../../../api/jobs/runs.ts'
import { lastRuns } from '../../../api/status/jobs.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { localTime } from '../../../cli/print.ts'
import { isSettled } from '../../../functions/jobs/rules/job-state.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

const run = (job: string, scheduledAt: string, more: Partial<RunRecord> = {}): RunRecord => ({
  ...keys.run(job, scheduledAt),
  kind: 'run',
  at: scheduledAt,
  job,
  scheduledAt,
  attempt: 1,
  state: 'succeeded',
  basis: { event: {}, config: 'c0ffee' },
  ...more,
})

const withRuns = (runs: readonly RunRecord[]) =>
  fakeDeployment({ ledger: memoryLedger(runs.map((item) => ({ ...item, version: 1 }))) })

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

const minute = (index: number): string => new Date(Date.UTC(2026, 10, 21) + index * 60_000).toISOString()

describe('reading runs', () => {
  test('further back than a thousand, page by page until a time, each is found once', async () => {
    const runs = Array.from({ length: 2_500 }, (_, index) => run(index % 2 ? 'sync' : 'other', minute(index)))
    const deployment = withRuns(runs)
    for (const job of ['sync', undefined]) {
      const found = new Set<string>()
      for (let until: string | undefined; ; ) {
        const rows = await readRuns(deployment, { job, until, limit: 400 })
        const size = found.size
        for (const row of rows) found.add(`${row.job} ${row.scheduledAt}`)
        if (found.size === size) break
        until = rows.at(-1)?.scheduledAt
      }
      expect(found.size).toBe(job ? 1_250 : 2_500)
    }
    expect(await readRuns(deployment, { limit: 2_400 })).toHaveLength(2_400)
  })

  test('a state that is rare is found however far back it is', async () => {
    const runs = Array.from({ length: 500 }, (_, index) =>
      run('sync', minute(index), index === 3 ? { state: 'failed', cause: 'capacity' } : {}),
    )
    for (const job of ['sync', undefined])
      expect(
        (await readRuns(withRuns(runs), { job, state: 'failed', limit: 2 })).map((row) => row.scheduledAt),
      ).toEqual([minute(3)])
  })

  test('whatever is asked for, it is what a look at every run would find', async () => {
    const states = ['succeeded', 'failed', 'missed'] as const
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(
          fc.record({ job: fc.constantFrom('one', 'two'), index: fc.nat(60), state: fc.constantFrom(...states) }),
          {
            selector: ({ job, index }) => `${job}${index}`,
          },
        ),
        fc.record({
          job: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
          state: fc.option(fc.constantFrom(...states), { nil: undefined }),
          since: fc.option(fc.nat(60).map(minute), { nil: undefined }),
          limit: fc.integer({ min: 1, max: 9 }),
        }),
        async (all, filter) => {
          const runs = all.map(({ job, index, state }) => run(job, minute(index), { state }))
          const wanted = runs
            .filter((each) => filter.job === undefined || each.job === filter.job)
            .filter((each) => filter.state === undefined || each.state === filter.state)
            .filter((each) => each.scheduledAt >= (filter.since ?? ''))
            .map(({ scheduledAt }) => scheduledAt)
            .sort()
            .reverse()
            .slice(0, filter.limit)
          const found = await readRuns(withRuns(runs), filter)
          expect(found.map(({ scheduledAt }) => scheduledAt)).toEqual(wanted)
        },
      ),
    )
  })

  test('it says for how long the container ran, where that is known', () => {
    const times = { startedAt: '2026-11-21T02:30:10.000Z', stoppedAt: '2026-11-21T02:31:12.340Z' }
    expect(rowOf(run('sync', minute(0), times)).seconds).toBe(62.3)
    expect(rowOf(run('sync', minute(0), { stoppedAt: times.stoppedAt }))).not.toHaveProperty('seconds')
  })
})

describe('the run that is meant', () => {
  const running = run('sync', minute(1), { state: 'running' })
  const deployment = withRuns([
    run('sync', minute(0)),
    running,
    run('sync', minute(2)),
    run('other', minute(9), { state: 'running' }),
  ])
  const find = (time?: string) =>
    findRun(deployment, { job: 'sync', time, zone }, (each) => !isSettled(each), 'is not over')

  test('without a time it is the newest that fits', async () => {
    expect(await find()).toMatchObject({ scheduledAt: running.scheduledAt })
  })

  test('with a time it is the one of that time, and the beginning of it will do', async () => {
    expect(await find(minute(0))).toMatchObject({ scheduledAt: minute(0) })
    expect(await find('2026-11-21T00:02')).toMatchObject({ scheduledAt: minute(2) })
  })

  test('with the time as the table prints it, in the zone of the reader, or with another zone', async () => {
    const iso = minute(2)
    const shown = localTime(iso)
    for (const time of [shown, `${shown}:00`, shown.slice(0, -1).concat(shown.slice(-1))])
      expect(await find(time)).toMatchObject({ scheduledAt: iso })
    const whole = withRuns([run('sync', '2026-11-21T02:30:00Z')])
    const there = (time: string) => findRun(whole, { job: 'sync', time, zone }, () => true, '')
    for (const time of ['2026-11-21T11:30:00+09:00', '2026-11-21T11:30+0900', '2026-11-20T21:30:00.000-05:00'])
      expect(await there(time)).toMatchObject({ scheduledAt: '2026-11-21T02:30:00Z' })
    expect(await there(localTime('2026-11-21T02:30:00Z'))).toMatchObject({ scheduledAt: '2026-11-21T02:30:00Z' })
    // As a program writes it, without seconds, in small letters, and with a zone of whole hours.
    for (const time of [
      '2026-11-21T02:30:00.000Z',
      '2026-11-21T02:30Z',
      '2026-11-21t02:30:00z',
      '2026-11-21T11:30:00+09',
      '2026-11-21T08:00+0530',
      '2026-11-20T17:00:00-09:30',
      '2026-11-21T02:30:00-00:00',
    ])
      expect(await there(time)).toMatchObject({ scheduledAt: '2026-11-21T02:30:00Z' })
    for (const time of ['2026-11-21T02:30:01Z', '2026-11-21T02:30:00.001Z', '2026-11-21T24:30Z', '2026-11-31T02:30Z'])
      await expect(there(time)).rejects.toThrow(/has no run of|is not a time/)
    await expect(there('2026-11-21T11:31:00+09:00')).rejects.toThrow('has no run of')
    await expect(there('2026-13-45 11:31')).rejects.toThrow('has no run of')
  })

  test.each([
    ['2026-11-21T00:0', /beginning of several: .*00:02.*00:01.*00:00/],
    ['2027', /sync has no run of 2027/],
    ['', /"" is not a time of a run; write it, or its beginning, like 2026/],
    ['2026-11-21 noon', /is not a time of a run/],
    ['2'.repeat(2_000), /is not a time of a run/],
  ])('%s is none', async (time, message) => {
    await expect(find(time)).rejects.toThrow(UsageError)
    await expect(find(time)).rejects.toThrow(message)
  })

  test('it is found however far back it is', async () => {
    const many = withRuns(Array.from({ length: 1_100 }, (_, index) => run('sync', minute(index))))
    expect(await findRun(many, { job: 'sync', time: minute(0).slice(0, 16) }, () => false, '')).toMatchObject({
      scheduledAt: minute(0),
    })
    const oldest = ({ scheduledAt }: RunRecord) => scheduledAt === minute(0)
    expect(await findRun(many, { job: 'sync' }, oldest, '')).toMatchObject({ scheduledAt: minute(0) })
  })

  test('it says so when none fits', async () => {
    await expect(findRun(deployment, { job: 'sync' }, () => false, 'ended without success')).rejects.toThrow(
      'sync has no run that ended without success',
    )
  })
})

describe('status judges the last run of a job that ended', () => {
  const judge = (runs: readonly RunRecord[]) => lastRuns({ ...withRuns(runs), config: { jobs: { sync: {} } } as never })
  const faultsOf = (states: readonly RunRecord['state'][]) =>
    judge(states.map((state, index) => run('sync', minute(index), { state, cause: 'capacity' })))
  const failed = (index: number) => [`sync failed (capacity) at ${minute(index)}`]

  test.each([
    [[], []],
    [['failed', 'succeeded'], []],
    [['succeeded', 'failed'], failed(1)],
    [['failed', 'running'], failed(0)],
    [['failed', 'starting'], failed(0)],
    [['failed', 'waiting'], failed(0)],
    [['succeeded', 'running'], []],
    [['running'], []],
    // A run that was not to be is no better than the one before.
    [['failed', 'forbidden', 'forbidden', 'suppressed', 'skipped', 'skipped', 'running'], failed(0)],
    [['missed', 'running'], [`sync missed (capacity) at ${minute(0)}`]],
  ] as const)('after %j: %j', async (states, faults) => {
    expect(await faultsOf(states)).toEqual(faults)
  })

  test('and not one that a person cancelled, which says nothing of the job', async () => {
    const ended = (cause: string, index: number, state: RunRecord['state'] = 'failed') =>
      run('sync', minute(index), { state, cause })
    const faults = (...runs: readonly RunRecord[]) => judge(runs)
    expect(await faults(ended('succeeded', 0, 'succeeded'), ended('cancelled', 1))).toEqual([])
    expect(await faults(ended('capacity', 0), ended('cancelled', 1))).toEqual(failed(0))
    expect(await faults(ended('cancelled', 0))).toEqual([])
    expect(await faults(ended('succeeded', 0, 'succeeded'), ended('run-timeout', 1))).toHaveLength(1)
  })
})
