import { dueFirings } from '../../../functions/jobs/rules/due.ts'
import { reportHang } from '../../../functions/jobs/rules/hanging.ts'
import { endSuspension, newJob } from '../../../functions/jobs/rules/job.ts'
import type { Context, JobState } from '../../../functions/jobs/rules/job-state.ts'
import { forbid, inTheWay } from '../../../functions/jobs/rules/overlap.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import { newsOf, signalOf } from '../../../functions/jobs/rules/signals.ts'
import { parseTaskChange } from '../../../functions/jobs/rules/task-change.ts'
import { meaningOf } from '../../../functions/jobs/rules/task-news.ts'
import { isAhead, requestedTime, scheduledTime } from '../../../functions/jobs/rules/times.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { at, contextAt, known, run, stateOf } from './edge-scene.ts'
import { firingAt, later, makeJob, runKey } from './world.ts'

test('a rate owes nothing again up to where the last sweep ended', () => {
  const every = makeJob({ schedule: 'rate(10 minutes)' })
  const record: JobRecord = { ...newJob('nightly', every, firingAt), sweptTo: at(600) }
  expect(dueFirings(every, record, [], later(firingAt, 2_500)).due).toEqual([
    later(firingAt, 1_200),
    later(firingAt, 1_800),
  ])
})

describe('a run that does not end is reported', () => {
  const reported = (more: Partial<RunRecord>, seconds: number, job: Partial<Context['job'] & object> = {}): boolean => {
    const one = run({ state: 'running', startedAt: at(0), ...more })
    return reportHang(stateOf(known(), one), one, 'RUNNING', contextAt(seconds, makeJob(job))) !== undefined
  }
  const stop = { why: 'cancelled' as const, by: 'mina', at: at(0) }

  test.each<[string, Partial<RunRecord>, Partial<Context['job'] & object>, number]>([
    ['a quarter of an hour after its stop', { stop }, {}, 900],
    ['after the time that is expected', {}, { expectedDuration: 120 }, 120],
    ['an hour after its start, where it is due every minute', {}, { schedule: 'cron(* * * * ? *)' }, 3_600],
    ['with the third firing after it', {}, { schedule: 'cron(30 0/2 * * ? *)' }, 3 * 7_200],
    ['a day after its start, where it is due each month', {}, { schedule: 'cron(30 2 1 * ? *)' }, 86_400],
  ])('%s, and not before', (_, more, job, seconds) => {
    expect(reported(more, seconds, job)).toBe(false)
    expect(reported(more, seconds + 1, job)).toBe(true)
  })

  test.each<[string, Partial<RunRecord>, Partial<Context['job'] & object>]>([
    ['where its limit will stop it', {}, { runTimeout: 60 }],
    ['where it forbids others, which report it', {}, { overlap: 'forbid' }],
    ['where it has no task yet', { state: 'starting' }, {}],
    ['where it has not begun', { startedAt: undefined }, {}],
    ['where this attempt was reported', { hangs: [{ attempt: 1, why: 'too-long', text: '', at: at(0) }] }, {}],
  ])('and not %s', (_, more, job) => {
    expect(reported(more, 200_000, job)).toBe(false)
  })

  test('a day after its start, where the third firing comes half a minute later', () => {
    const twice = { schedule: 'cron(30 2,14 * * ? *)' }
    expect(reported({ startedAt: at(-30) }, 86_370, twice)).toBe(false)
    expect(reported({ startedAt: at(-30) }, 86_371, twice)).toBe(true)
  })

  test('again, where another attempt was', () => {
    const of = (attempt: number, why: 'too-long' | 'not-stopped') => ({
      hangs: [{ attempt, why, text: '', at: at(0) }],
    })
    expect(reported({ attempt: 2, ...of(1, 'too-long') }, 200_000)).toBe(true)
    expect(reported(of(1, 'not-stopped'), 200_000)).toBe(true)
    expect(reported({ stop, ...of(1, 'too-long') }, 200_000)).toBe(true)
    expect(reported({ stop, ...of(1, 'not-stopped') }, 200_000)).toBe(false)
  })
})

test('a suspension that the sweep has come past is not kept', () => {
  const ended = (sweptTo: number) =>
    endSuspension(
      known({ suspended: { at: at(0), by: 'mina', until: at(60) }, sweptTo: at(sweptTo) }),
      later(firingAt, 90),
    )
  expect(ended(59).earlierSuspensions).toEqual([{ at: at(0), until: at(60), reason: undefined }])
  expect(ended(60).earlierSuspensions).toEqual([])
  expect(ended(61).suspended).toBeUndefined()
})

describe('another run is in the way', () => {
  const holder = run({ state: 'running', startedAt: at(0) })
  const held: JobState = {
    ...stateOf(known(), holder),
    lease: { ...({} as JobState['lease'] & object), holder: runKey.sk },
  }
  test('only where runs must not overlap', () => {
    expect(inTheWay(held, contextAt(60, makeJob({ overlap: 'forbid' })))?.scheduledAt).toBe(runKey.sk)
    expect(inTheWay(held, contextAt(60, makeJob({ overlap: 'replace' })))?.scheduledAt).toBe(runKey.sk)
    expect(inTheWay(held, contextAt(60, makeJob({ overlap: 'allow' })))).toBeUndefined()
    expect(inTheWay(held, { ...contextAt(60), job: undefined })).toBeUndefined()
  })

  const explained = (
    seconds: number,
    heldUp: JobRecord['heldUp'],
    more: Partial<RunRecord> = {},
    expectedDuration?: number,
  ) => {
    const job = makeJob({ overlap: 'forbid', ...(expectedDuration === undefined ? {} : { expectedDuration }) })
    const next = { ...emptyRun({ job: 'nightly', scheduledAt: later(firingAt, seconds) }, 'v1'), ...more }
    const state = forbid({ ...held, job: known({ heldUp }) }, next, holder, contextAt(seconds, job))
    return state.runs[next.scheduledAt]?.explanation
  }

  test('and that is reported with the third firing that it forbids, once', () => {
    const by = runKey.sk
    expect(explained(60, { by, firings: 1 })).not.toContain('in the way of')
    expect(explained(60, { by, firings: 2 })).toContain('It has blocked 3 firings in a row so far.')
    expect(explained(60, { by, firings: 2, toldWith: at(30) })).not.toContain('in the way of')
    expect(explained(60, { by: at(-60), firings: 2 })).not.toContain('in the way of')
    expect(explained(60, { by, firings: 2 }, { requestedBy: 'mina' })).not.toContain('in the way of')
  })

  test('or once it takes longer than is expected', () => {
    expect(explained(120, undefined, {}, 120)).not.toContain('expectedDuration')
    expect(explained(121, undefined, {}, 120)).toContain('longer than 2 minutes (expectedDuration)')
  })
})

describe('the end of a run', () => {
  const succeeded = run({ state: 'succeeded', stoppedAt: at(60), taskArn: 'arn:1' })
  const names = (of: RunRecord, job: Partial<JobRecord>, alertAfter = 1) =>
    newsOf(of, known(job), alertAfter).news.map(({ name }) => name)

  test.each([
    [59, ['run.recovered']],
    [60, ['run.recovered']],
    [61, []],
  ])('that is good, after a failure at %s s', (seconds, expected) => {
    expect(names(succeeded, { failing: true, lastFailureAt: at(seconds) })).toEqual(expected)
  })

  test('with a task ends what stopped every job, once', () => {
    const { job, news } = newsOf(succeeded, known({ blockedBy: 'cluster-inactive' }), 1)
    expect(news).toEqual([{ name: 'jobs.unblocked', subject: 'jobs/cluster-inactive' }])
    expect(job.blockedBy).toBeUndefined()
    expect(job.toldAt).toBe(at(60))
    expect(names({ ...succeeded, taskArn: undefined }, { blockedBy: 'cluster-inactive' })).toEqual([])
  })

  test('that is bad is reported from the alertAfter-th in a row on', () => {
    const failed = run({ state: 'failed', cause: 'application-error', stoppedAt: at(60) })
    expect(names(failed, { badInARow: 1 }, 3)).toEqual([])
    expect(names(failed, { badInARow: 2 }, 3)).toEqual(['run.failed'])
    expect(names(failed, {}, 1)).toEqual(['run.failed'])
    expect(names({ ...failed, state: 'missed', cause: 'missed' }, {}, 1)).toEqual(['run.missed'])
    expect(names({ ...failed, cause: 'cancelled' }, {}, 1)).toEqual([])
  })

  test('of which nothing is reported does not move when something was', () => {
    expect(newsOf(succeeded, known({ toldAt: at(10) }), 1).job.toldAt).toBe(at(10))
  })

  test('is reported after what was reported before it', () => {
    const { at: told } = newsOf(succeeded, known({ failing: true, toldAt: at(60) }), 1)
    expect(told).toBe(new Date(later(firingAt, 60).getTime() + 1).toISOString())
    expect(newsOf(succeeded, known({ failing: true, toldAt: at(59) }), 1).at).toBe(at(60))
  })

  test.each([
    [1, 'Run of 2026-11-21T02:30:00Z.\n'],
    [2, 'Run of 2026-11-21T02:30:00Z. It was attempt 2.\n'],
  ])('of attempt %s says which attempt it was from the second on', (attempt, words) => {
    const failed = run({ state: 'failed', cause: 'unknown', explanation: 'It is gone.', attempt })
    const news = { name: 'run.failed', subject: 'job/nightly' } as const
    expect(signalOf(news, failed, at(60), undefined).body).toContain(`It is gone. ${words}`)
  })
})

test('the name of a container is kept as long as ECS lets it be', () => {
  const change = (name: string) =>
    parseTaskChange({
      source: 'aws.ecs',
      detail: { taskArn: 'arn:1', version: 1, lastStatus: 'RUNNING', containers: [{ name }] },
    }).containers[0]?.name
  expect(change('c'.repeat(255))).toBe('c'.repeat(255))
  expect(change('c'.repeat(256))).toHaveLength(255)
})

describe('a change of a task', () => {
  const change = (more: object = {}) => ({
    taskArn: 'arn:1',
    version: 3,
    lastStatus: 'RUNNING',
    containers: [],
    ...more,
  })
  const kind = (of: Partial<RunRecord>, more: object = {}, attempt = 1) =>
    meaningOf(run({ state: 'running', taskArn: 'arn:1', startedAt: at(0), ...of }), change(more), attempt).kind

  test.each<[string, string, Partial<RunRecord>, object, number?]>([
    ['that is newer is news', 'news', { taskVersion: 2 }, {}],
    ['that is known is nothing', 'nothing', { taskVersion: 3 }, {}],
    ['that is older is nothing', 'nothing', { taskVersion: 4 }, {}],
    ['of version 0 is news where none is known', 'news', {}, { version: 0 }],
    ['that ECS was asked for, and that says no more, is nothing', 'nothing', {}, { version: -1, startedAt: at(0) }],
    [
      'that ECS was asked for, and that says that it began, is news',
      'news',
      { startedAt: undefined },
      { version: -1, startedAt: at(0) },
    ],
    [
      'that ECS was asked for, and that has not begun, is nothing',
      'nothing',
      { startedAt: undefined },
      { version: -1 },
    ],
    ['that ECS was asked for, and that has stopped, is news', 'news', {}, { version: -1, lastStatus: 'STOPPED' }],
    ['that ECS was asked for is news to a run that is starting', 'news', { state: 'starting' }, { version: -1 }],
    ['of another task of the attempt is a stray', 'stray', {}, { taskArn: 'arn:2' }],
    ['of another task that has stopped is nothing', 'nothing', {}, { taskArn: 'arn:2', lastStatus: 'STOPPED' }],
    [
      'of a run that is over by its word is nothing',
      'nothing',
      { state: 'failed', basis: { state: {} } as never },
      { lastStatus: 'STOPPED' },
    ],
    [
      'of a run that is over without its word is news where it has stopped',
      'news',
      { state: 'failed' },
      { lastStatus: 'STOPPED' },
    ],
    ['of a run that is over without its word is nothing while it lives', 'nothing', { state: 'failed' }, {}],
    ['of a run that is over without a task is news', 'news', { state: 'failed', taskArn: undefined }, {}],
    ['of a run that waits for its turn is nothing', 'nothing', { state: 'waiting', waitsFor: 'lease' }, {}],
    ['of a run that waits for a retry is news', 'news', { state: 'waiting', waitsFor: 'retry' }, {}],
    ['of an attempt before is a stray while it lives', 'stray', { attempt: 2 }, {}],
    ['of an attempt before that has stopped is nothing', 'nothing', { attempt: 2 }, { lastStatus: 'STOPPED' }],
    [
      'of an attempt before whose task is known is nothing',
      'nothing',
      { attempt: 2, earlier: [{ attempt: 1, taskArn: 'arn:1' } as never] },
      {},
    ],
    ['of an attempt that is to come is nothing', 'nothing', {}, {}, 2],
  ])('%s', (_, expected, of, more, ...[attempt]) => {
    expect(kind(of, more, attempt)).toBe(expected)
  })
})

describe('a time', () => {
  test('is ahead from two minutes on: clocks differ', () => {
    expect(isAhead(later(firingAt, 120), firingAt)).toBe(false)
    expect(isAhead(new Date(later(firingAt, 120).getTime() + 1), firingAt)).toBe(true)
  })

  test('that a person asked for is never on a whole second', () => {
    const milliseconds = (command: string[]) => requestedTime(at(0), command)?.getTime() ?? 0
    for (let index = 0; index < 2_000; index += 1) {
      const more = milliseconds([`c${index}`]) - firingAt.getTime()
      expect(more).toBeGreaterThanOrEqual(1)
      expect(more).toBeLessThanOrEqual(999)
    }
    expect(requestedTime('2026-11-21T02:30:00.017Z')).toEqual(new Date('2026-11-21T02:30:00.017Z'))
    expect(requestedTime('soon')).toBeUndefined()
  })

  test('that EventBridge did not put in is that of the last firing, within an hour or a day, else this minute', () => {
    const placeholder = '<aws.scheduler.scheduled-time>'
    const meant = (schedule: string, seconds: number, text = placeholder) =>
      scheduledTime(text, makeJob({ schedule }), new Date(later(firingAt, seconds).getTime() + 5))
    expect(meant('cron(30 2 * * ? *)', 20)).toEqual(firingAt)
    expect(meant('cron(30 2 * * ? *)', 80_000)).toEqual(firingAt)
    expect(meant('cron(30 2 1 * ? *)', 20)).toEqual(firingAt)
    expect(meant('cron(0/10 * * * ? *)', 1_900)).toEqual(later(firingAt, 1_800))
    expect(meant('rate(10 minutes)', 1_910)).toEqual(later(firingAt, 1_860))
    expect(meant('rate(10 minutes)', 0, '2026-11-21T02:30:00.900Z')).toEqual(firingAt)
    expect(meant('rate(10 minutes)', 0, 'soon')).toBeUndefined()
  })
})
