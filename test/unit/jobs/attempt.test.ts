import { retireJobs } from '../../../functions/jobs/engine/missed.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { abandonedEnding, answer, beginAttempt, goOn } from '../../../functions/jobs/rules/attempt.ts'
import { byTime, type Context, type JobState } from '../../../functions/jobs/rules/job-state.ts'
import { emptyRun } from '../../../functions/jobs/rules/run.ts'
import type { JobRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, jobKey, later, makeDesk, makeJob, runKey } from './world.ts'

const at = (seconds: number): string => later(firingAt, seconds).toISOString()
const contextAt = (seconds: number, job: Context['job'] = makeJob()): Context => ({
  job,
  now: later(firingAt, seconds),
  callId: 'mine',
  version: 'v1',
})
const runWith = (more: Partial<RunRecord>): RunRecord => ({ ...emptyRun(firing, 'v1'), ...more })
const stateOf = (run: RunRecord): JobState => ({
  name: 'nightly',
  job: undefined,
  lease: undefined,
  runs: byTime([run]),
})
const runIn = (state: JobState | undefined): RunRecord | undefined => state?.runs[runKey.sk]

test('a call has a run that it starts for itself for 45 seconds, longer than a call can last', () => {
  const run = runWith({})
  expect(runIn(beginAttempt(stateOf(run), run, contextAt(5)))).toMatchObject({
    state: 'starting',
    attempt: 1,
    leaseBy: 'mine',
    leaseUntil: at(50),
  })
})

describe('a start that is not finished', () => {
  const starting = runWith({ state: 'starting', attempt: 1, leaseBy: 'other', leaseUntil: at(50) })
  const goneOn = (seconds: number, more: Partial<RunRecord> = {}) => {
    const run = { ...starting, ...more }
    return runIn(goOn(stateOf(run), run, contextAt(seconds)))?.leaseBy
  }

  test('belongs to the call that began it until its lease ends, and then to the next one', () => {
    expect(goneOn(49)).toBeUndefined()
    expect(goneOn(50)).toBe('mine')
    expect(goneOn(10, { leaseBy: 'mine' })).toBe('mine')
    expect(goneOn(10, { leaseBy: undefined })).toBe('mine')
  })

  test.each([
    [600, 600, undefined, undefined],
    [601, 601, undefined, /now, 10 minutes after its time, it may no longer start \(startWithin: 10 minutes\)/],
    [3_000, 0, 'latest', undefined],
    [3_001, 0, 'latest', /ECS no longer says whether there was a task/],
  ] as const)('after %s s, %s s after its time, is abandoned or not', (seconds, lateness, catchUp, words) => {
    const run = { ...starting, releasedAt: at(seconds - lateness) }
    const context = contextAt(seconds, makeJob({ catchUp: catchUp ?? 'skip' }))
    const ending = abandonedEnding(run, at(0), context)
    if (words) expect(ending?.explanation).toMatch(words)
    else expect(ending).toBeUndefined()
  })
})

test('a retry begins when it is due, and not before', () => {
  const run = runWith({ state: 'waiting', waitsFor: 'retry', attempt: 1, dueAt: at(30) })
  expect(goOn(stateOf(run), run, contextAt(29))).toBeUndefined()
  expect(runIn(goOn(stateOf(run), run, contextAt(30)))).toMatchObject({ state: 'starting', attempt: 2 })
})

test('a task has startTimeout to start in, from when ECS named it', () => {
  const run = runWith({ state: 'starting', attempt: 1, leaseBy: 'mine', leaseUntil: at(50) })
  const said = { taskArn: 'arn:1' }
  expect(runIn(answer(stateOf(run), run, said, contextAt(10)))?.dueAt).toBe(at(610))
  expect(answer(stateOf({ ...run, attempt: 2 }), run, said, contextAt(10))).toBeUndefined()
  expect(answer(stateOf({ ...run, state: 'running' }), run, said, contextAt(10))).toBeUndefined()
})

describe('the sweep', () => {
  test('takes a suspension of the config that is over for none', async () => {
    const job = makeJob({ suspended: { until: at(-60) } })
    const world = makeDesk({ jobs: { nightly: job } })
    await sweep(world.at(later(firingAt, -60)))
    await sweep(world.at(later(firingAt, 700)))
    expect((await world.job())?.configSuspendedTo).toBeUndefined()
    const on = makeDesk({ jobs: { nightly: makeJob({ suspended: { until: at(1_000) } }) } })
    await sweep(on.at(later(firingAt, -60)))
    await sweep(on.at(later(firingAt, 700)))
    expect((await on.job())?.configSuspendedTo).toBe(at(700).replace('.000', ''))
  })

  test('goes no further in a job that has another schedule by now', async () => {
    const world = makeDesk({})
    await sweep(world.at(later(firingAt, -60)))
    const { ledger } = world
    let asked = 0
    const written: unknown[] = []
    const get: typeof ledger.get = async (key) => {
      const found = await ledger.get(key)
      if (found?.kind !== 'job') return found as never
      asked += 1
      return (asked === 1 ? found : { ...found, schedule: 'cron(0 0 * * ? *) UTC' }) as never
    }
    const commit: typeof ledger.commit = async (writes, now) => {
      written.push(...writes.filter(({ item }) => item.kind === 'job'))
      return ledger.commit(writes, now)
    }
    await sweep({ ...world.at(later(firingAt, 600)), ledger: { ...ledger, get, commit } })
    expect(asked).toBeGreaterThan(1)
    expect(written).toEqual([])
  })

  test.each([
    ['that is well', {}],
    ['that fails', { failing: true }],
    ['that another run holds up', { blockedBy: runKey.sk }],
  ])('closes a job %s and that the config no longer has, with nothing left to report', async (_, more) => {
    const world = makeDesk({})
    await sweep(world.at(firingAt))
    const seen = await world.job()
    if (!seen) throw new Error('The sweep writes the job down')
    const item: JobRecord = { ...seen, ...more, badInARow: 3 }
    await world.ledger.commit([{ item, expect: seen.version }], firingAt)
    await retireJobs({ ...world.at(later(firingAt, 60)), jobs: {} })
    const closed = await world.ledger.get(jobKey)
    expect(closed).toMatchObject({ schedule: '', failing: false, badInARow: 0 })
    await retireJobs({ ...world.at(later(firingAt, 120)), jobs: {} })
    expect((await world.ledger.get(jobKey))?.version).toBe(closed?.version)
  })
})
