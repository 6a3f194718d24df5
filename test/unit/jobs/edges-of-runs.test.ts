import { parseRequest } from '../../../functions/jobs/rules/command.ts'
import { conclude, type Ending } from '../../../functions/jobs/rules/conclude.ts'
import { dueFirings } from '../../../functions/jobs/rules/due.ts'
import { fire } from '../../../functions/jobs/rules/fire.ts'
import { reportHang } from '../../../functions/jobs/rules/hanging.ts'
import { endSuspension, newJob } from '../../../functions/jobs/rules/job.ts'
import { clientToken, emptyRun } from '../../../functions/jobs/rules/run.ts'
import { removalsOf, signalOf } from '../../../functions/jobs/rules/signals.ts'
import { parseTaskChange } from '../../../functions/jobs/rules/task-change.ts'
import { essentialOf, meaningOf, takeTaskNews } from '../../../functions/jobs/rules/task-news.ts'
import { maxOverrides, overridesLength } from '../../../shared/jobs/overrides.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { at, contextAt, known, run, stateOf } from './edge-scene.ts'
import { firing, firingAt, later, makeJob, nightly, runKey } from './world.ts'

const change = (more: object = {}) => ({ taskArn: 'arn:1', version: 3, lastStatus: 'RUNNING', containers: [], ...more })

test('what a person wants for a run may be as long as ECS takes, and no longer', () => {
  const asked = (length: number) => ({
    job: 'nightly',
    scheduledAt: '2026-11-21T02:30:00Z',
    requestedBy: 'mina',
    environment: { A: 'x'.repeat(length) },
  })
  const around = overridesLength(asked(0))
  expect(parseRequest(asked(maxOverrides - around))).toMatchObject({ job: 'nightly' })
  expect(() => parseRequest(asked(maxOverrides - around + 1))).toThrow(`there are ${maxOverrides + 1}`)
})

test('a run with nothing to report is closed at once; one with something is open until that is done', () => {
  const closed = (ending: Pick<Ending, 'state' | 'cause'>) =>
    conclude(stateOf(known(), run()), run(), { explanation: '', ...ending }, contextAt(60)).runs[runKey.sk]
  expect(closed({ state: 'succeeded', cause: 'exit-0' })).toMatchObject({ open: undefined, news: undefined })
  expect(closed({ state: 'failed', cause: 'unknown' })).toMatchObject({ open: 'run', news: [{ name: 'run.failed' }] })
})

describe('a rate', () => {
  const every = makeJob({ schedule: 'rate(10 minutes)' })
  const due = (next: number, now: number) =>
    dueFirings(
      every,
      { ...newJob('nightly', every, firingAt), sweptTo: at(0) },
      [0, next].map((milliseconds) => ({
        scheduledAt: new Date(firingAt.getTime() + milliseconds).toISOString(),
        requestedBy: undefined,
      })),
      later(firingAt, now),
    ).due.map((each) => (each.getTime() - firingAt.getTime()) / 1000)

  test('that came up to half a period late left nothing out', () => {
    expect(due(900_000, 1_600)).toEqual([])
    expect(due(900_001, 1_600)).toEqual([600])
  })

  test('is due as soon as its time to start and half a minute are over', () => {
    expect(due(0, 600 + 630)).toEqual([600])
    expect(due(0, 600 + 629)).toEqual([])
  })
})

test('a firing that is late is left to the sweep where that has not come to it yet', () => {
  const job = makeJob({ catchUp: 'latest' })
  const fired = (sweptTo: string) =>
    fire(stateOf({ ...newJob('nightly', job, later(firingAt, -60)), sweptTo }), firing, contextAt(700, job))
  expect(fired('2026-11-21T02:29:59Z')).toBeUndefined()
  expect(fired('2026-11-21T02:30:00Z')?.runs[runKey.sk]).toMatchObject({ state: 'missed' })
})

test('a run whose forbidden firings report that it does not end is not reported by itself', () => {
  const job = makeJob({ overlap: 'forbid', expectedDuration: 60 })
  const one = run({ state: 'running', startedAt: at(0) })
  const reported = (heldUp: JobRecord['heldUp']) =>
    reportHang(stateOf(known({ heldUp }), one), one, 'RUNNING', contextAt(100, job)) !== undefined
  expect(reported({ by: runKey.sk, firings: 3, toldWith: at(60) })).toBe(false)
  expect(reported({ by: runKey.sk, firings: 1 })).toBe(true)
  expect(reported({ by: at(-600), firings: 3, toldWith: at(60) })).toBe(true)
})

test.each([
  [undefined, 90],
  [at(60), 60],
  [at(200), 90],
])('a suspension until %s that ends now was one until then', (until, seconds) => {
  const suspended = { at: at(0), by: 'mina', until }
  const ended = endSuspension(known({ suspended, sweptTo: at(0) }), later(firingAt, 90))
  expect(ended.earlierSuspensions?.map((each) => each.until)).toEqual([at(seconds)])
})

test('a run knows whether a person asked for it, and its token is as long as RunTask lets it be', () => {
  expect(emptyRun(firing, 'v1').basis.event).toMatchObject({ byHand: false })
  expect(emptyRun({ ...firing, requestedBy: 'mina' }, 'v1').basis.event).toMatchObject({ byHand: true })
  expect(clientToken(run())).toMatch(/^[0-9a-f]{64}$/)
})

describe('a signal', () => {
  test('shows the end of a log where there is one', () => {
    const news = { name: 'run.failed', subject: 'job/nightly' } as const
    const body = (logTail?: string[]) =>
      signalOf(news, run({ state: 'failed', cause: 'x', logTail }), at(60), nightly).body
    expect(body([])).not.toContain('Last lines')
    expect(body()).not.toContain('Last lines')
    expect(body(['boom'])).toContain('Last lines of its log:\n  boom')
  })

  test('that a run has ended is later than every report that it does not', () => {
    const hang = (seconds: number) => ({ attempt: 1, why: 'too-long' as const, text: '', at: at(seconds) })
    const news = { name: 'run.ended', subject: 'x' } as const
    const ended = (...hangs: ReturnType<typeof hang>[]) =>
      Date.parse(signalOf(news, run({ state: 'failed', hangs }), at(150), nightly).at) - firingAt.getTime()
    expect(ended(hang(100), hang(200))).toBe(200_001)
    expect(ended(hang(100))).toBe(150_000)
    expect(ended()).toBe(150_001)
  })

  test('of a job that is gone closes each thing that is open about it', () => {
    const ids = (more: Partial<JobRecord>) => removalsOf(known(more), later(firingAt, 60)).map(({ id }) => id)
    const id = 'nightly/removed/2026-11-21T02:30:00Z'
    expect(ids({ failing: true, blockedBy: 'cluster-inactive' })).toEqual([id, `${id}/jobs/cluster-inactive`])
    expect(ids({})).toEqual([])
  })
})

describe('a change of a task', () => {
  test('is read with its times, as far as they are times', () => {
    const read = (startedAt: unknown) =>
      parseTaskChange({
        source: 'aws.ecs',
        detail: {
          taskArn: 'arn:1',
          version: 1,
          lastStatus: 'RUNNING',
          containers: [],
          startedAt,
          stoppedAt: startedAt,
        },
      })
    expect(read('2026-11-21T02:30:00Z')).toMatchObject({ startedAt: at(0), stoppedAt: at(0) })
    for (const other of ['soon', null, undefined])
      expect(read(other)).toMatchObject({ startedAt: undefined, stoppedAt: undefined })
  })

  test('of a run that waits for its next attempt takes the last attempt back, and keeps those before', () => {
    const earlier = [1, 2].map((attempt) => ({ attempt, cause: 'unknown', explanation: '' }))
    const waiting = run({ state: 'waiting', waitsFor: 'retry', attempt: 2, earlier: earlier as RunRecord['earlier'] })
    expect(meaningOf(waiting, change(), 2)).toMatchObject({
      kind: 'news',
      run: { state: 'starting', earlier: [{ attempt: 1 }], waitsFor: undefined },
    })
  })

  test('keeps the limit of a start, and begins the limit of a run with the start', () => {
    const job = makeJob({ runTimeout: 100 })
    const dueAt = (more: Partial<RunRecord>, startedAt?: string) => {
      const one = run({ state: 'starting', ...more })
      return takeTaskNews(stateOf(known(), one), one, change({ startedAt }), undefined, contextAt(50, job)).runs[
        runKey.sk
      ]?.dueAt
    }
    expect(dueAt({ dueAt: at(500) })).toBe(at(500))
    expect(dueAt({})).toBe(at(650))
    expect(dueAt({ dueAt: at(500) }, at(20))).toBe(at(120))
    expect(dueAt({ dueAt: at(500), stop: { why: 'cancelled', by: 'mina', at: at(1) } })).toBeUndefined()
  })

  test('is of the container that the job says is the essential one', () => {
    expect(essentialOf(makeJob({ container: 'app' }))).toBe('app')
    expect(essentialOf(undefined)).toBe('main')
  })
})
