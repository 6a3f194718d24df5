import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { mayRetry } from '../../../functions/jobs/rules/retries.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

type Rules = JobSlice['exitCodes']

const soon = later(firingAt, 5)

/** How the run of a job with these rules stands after its only task has ended so. */
const endWith = async (exitCodes: Rules, exitCode: number | undefined, more = {}, retries = { limit: 2, wait: 30 }) => {
  const world = makeDesk({ jobs: { nightly: makeJob({ retries, exitCodes }) } })
  await startRun(firing, world.at(soon))
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', exitCode, later(soon, 60), more), world.at(later(soon, 60)))
  return { run: await world.run(), world }
}

test.each([
  ['succeed', 'succeeded', undefined],
  ['retry', 'waiting', 'retry'],
  ['ignore', 'waiting', 'retry'],
  ['fail', 'failed', undefined],
] as const)('%s by code and by range', async (action, state, waitsFor) => {
  for (const codes of [[42], ['40-42'], [1, '42-255']]) {
    const { run } = await endWith([{ codes, action }], 42)
    expect(run).toMatchObject({ state })
    expect(run?.waitsFor).toBe(waitsFor)
    expect(run?.explanation).toContain('It exited with 42')
  }
  for (const codes of [[41], ['43-255'], ['1-41']]) {
    const { run } = await endWith([{ codes, action }], 42)
    expect(run).toMatchObject({ state: 'failed', cause: 'application-error' })
    expect(run?.explanation).not.toContain('exitCodes')
  }
})

test('the first rule that fits counts', async () => {
  const rules: Rules = [
    { codes: ['40-45'], action: 'succeed' },
    { codes: [42], action: 'fail' },
  ]
  expect((await endWith(rules, 42)).run).toMatchObject({ state: 'succeeded', cause: 'succeeded', exitCode: 42 })
  expect((await endWith(rules.toReversed(), 42)).run).toMatchObject({ state: 'failed', exitCode: 42 })
})

test('a success by its code counts as one, and pages nobody', async () => {
  const { run, world } = await endWith([{ codes: [42], action: 'succeed' }], 42)
  expect(run?.open).toBeUndefined()
  expect(world.signals).toEqual([])
  expect(await world.job()).toMatchObject({ badInARow: 0, lastSuccessAt: later(soon, 60).toISOString() })
})

test('signals count where the process ended by itself, also for lack of memory', async () => {
  const rules: Rules = [{ codes: [137, 143], action: 'retry' }]
  expect((await endWith(rules, 143)).run).toMatchObject({ state: 'waiting', cause: 'sigterm' })
  expect((await endWith(rules, 137)).run).toMatchObject({ state: 'waiting' })
  const memory = { containers: [{ name: 'main', exitCode: 137, reason: 'OutOfMemoryError: Container killed' }] }
  expect((await endWith(rules, 137, memory)).run).toMatchObject({ state: 'waiting', cause: 'out-of-memory' })
})

test.each([
  ['a person', { stopCode: 'UserInitiated', stoppedReason: 'had to' }, 'user-stopped'],
  ['Spot', { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }, 'spot-interruption'],
  ['the host', { stopCode: 'TerminationNotice', stoppedReason: 'Host EC2 (i-1) terminated.' }, 'host-terminated'],
])('what %s ended is no matter of its code', async (_, more, cause) => {
  for (const action of ['succeed', 'retry', 'ignore'] as const)
    expect((await endWith([{ codes: [143], action }], 143, more)).run).toMatchObject({ state: 'failed', cause })
})

test('a run that was stopped by its limit is not tried again for its code', async () => {
  const world = makeDesk({
    jobs: {
      nightly: makeJob({
        runTimeout: 60,
        retries: { limit: 2, wait: 30 },
        exitCodes: [{ codes: [143], action: 'ignore' }],
      }),
    },
  })
  await startRun(firing, world.at(soon))
  const [arn = ''] = world.arns()
  await onTaskNews(world.ecs.run(arn, soon), world.at(soon))
  await runDue('nightly', runKey.sk, world.at(later(soon, 61)))
  const end = world.ecs.end(arn, 143, later(soon, 70), { stopCode: 'UserInitiated', stoppedReason: 'runTimeout' })
  await onTaskNews(end, world.at(later(soon, 70)))
  expect(await world.run()).toMatchObject({ state: 'failed', cause: 'run-timeout' })
})

test('a rule may be about another container, whatever the essential one ended with', async () => {
  const rules: Rules = [
    { codes: [3], container: 'proxy', action: 'retry' },
    { codes: [3], action: 'succeed' },
  ]
  const ends = (main: number, proxy: number | undefined) => ({
    containers: [
      { name: 'main', exitCode: main },
      { name: 'proxy', exitCode: proxy },
    ],
  })
  expect((await endWith(rules, 0, ends(3, undefined))).run).toMatchObject({ state: 'succeeded' })
  expect((await endWith(rules, 0, ends(3, 3))).run).toMatchObject({ state: 'waiting' })
  expect((await endWith(rules, 0, ends(0, 3))).run).toMatchObject({ state: 'waiting', cause: 'application-error' })
  expect((await endWith(rules, 0, ends(0, 0))).run).toMatchObject({ state: 'succeeded', exitCode: 0 })
})

test('attempts that are ignored do not count, are kept as such, and are at most fifty', async () => {
  const { run, world } = await endWith([{ codes: [9], action: 'ignore' }], 9, {}, { limit: 0, wait: 30 })
  expect(run).toMatchObject({ state: 'waiting', earlier: [{ attempt: 1, ignored: true }] })
  await runDue('nightly', runKey.sk, world.at(later(soon, 200)))
  expect(await world.run()).toMatchObject({ state: 'running', attempt: 2 })

  const retries = { limit: 1, wait: 1 }
  const past = (count: number, ignored?: true) =>
    Array.from({ length: count }, (_, index) => ({ attempt: index + 1, cause: 'x', explanation: '', ignored }))
  const after = (earlier: RunRecord['earlier'], rule: 'retry' | 'ignore') =>
    mayRetry({ ...(run as RunRecord), earlier }, { state: 'failed', cause: 'x', rule }, { retries })
  expect(after(past(49, true), 'ignore')).toBe(true)
  expect(after(past(50, true), 'ignore')).toBe(false)
  expect(after(past(50, true), 'retry')).toBe(true)
  expect(after([...past(50, true), ...past(1)], 'retry')).toBe(false)
})
