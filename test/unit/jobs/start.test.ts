import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)

test('a firing becomes one running task', async () => {
  const { ecs, at, signals } = makeDesk({})
  const run = await startRun(firing, at(soon))
  expect(run).toMatchObject({ ...runKey, state: 'running', attempt: 1, taskArn: [...ecs.started.keys()][0] })
  expect(signals).toEqual([])
})

test.each([2, 3, 10])('%d deliveries at once, and as many after, start one task', async (count) => {
  const { ecs, at } = makeDesk({})
  const deliver = () =>
    Promise.all(Array.from({ length: count }, (_, call) => startRun(firing, at(soon, `call ${call}`))))
  await deliver()
  await deliver()
  expect(ecs.started.size).toBe(1)
})

test('of what ECS has no task the ARN counts too', async () => {
  const arn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/jobs'
  const { at } = makeDesk({ ecs: fakeEcs(() => ({ failure: { reason: 'MISSING', arn } })) })
  expect(await startRun(firing, at(soon))).toMatchObject({ state: 'failed', cause: 'cluster-inactive' })
})

test('what comes too late is missed, told once and not started', async () => {
  const { ecs, at, signals } = makeDesk({})
  const late = later(firingAt, 601)
  expect(await startRun(firing, at(late))).toMatchObject({ state: 'missed', cause: 'missed' })
  await startRun(firing, at(later(late, 60)))
  expect(ecs.started.size).toBe(0)
  expect(signals.map(({ name, at }) => [name, at])).toEqual([['run.missed', late.toISOString()]])
})

test('a minute is always allowed: EventBridge promises no more', async () => {
  const { ecs, at } = makeDesk({ jobs: { nightly: makeJob({ startWithin: 5 }) } })
  await startRun(firing, at(later(firingAt, 59)))
  expect(ecs.started.size).toBe(1)
})

test.each([
  [601, '1 second'],
  [22_878_851, '264 days'],
])('a firing that comes %d s late is missed, in words for people', async (seconds, text) => {
  const { at } = makeDesk()
  expect(await startRun(firing, at(later(firingAt, seconds)))).toMatchObject({
    state: 'missed',
    explanation: `It came ${text} too late: it may start up to 10 minutes after its time (startWithin).`,
  })
})

test('RunTask that answers with failures and no task is a failed run, told once', async () => {
  const ecs = fakeEcs(() => ({ failure: { reason: 'RESOURCE:MEMORY' } }))
  const { at, signals, ledger } = makeDesk({ ecs })
  await startRun(firing, at(soon))
  await startRun(firing, at(later(soon, 60)))
  expect(await ledger.get<RunRecord>(runKey)).toMatchObject({
    state: 'failed',
    cause: 'capacity',
    stoppedAt: soon.toISOString(),
  })
  expect(signals).toHaveLength(1)
})

test('RunTask that refuses for good is a failed run; one that cannot answer now is tried again with the same token', async () => {
  const refusal = Object.assign(new Error('TaskDefinition is inactive'), {
    name: 'ClientException',
    $metadata: { httpStatusCode: 400 },
  })
  const refused = makeDesk({})
  const refusing = { ...refused.at(soon), tasks: { ...refused.ecs, start: () => Promise.reject(refusal) } }
  expect(await startRun(firing, refusing)).toMatchObject({ state: 'failed', cause: 'task-definition-inactive' })

  const throttled = makeDesk({})
  const busy = Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $metadata: { httpStatusCode: 400 },
  })
  const throttling = { ...throttled.at(soon, 'call'), tasks: { ...throttled.ecs, start: () => Promise.reject(busy) } }
  await expect(startRun(firing, throttling)).rejects.toBe(busy)
  expect(await throttled.ledger.get<RunRecord>(runKey)).toMatchObject({ state: 'starting' })
  expect(await startRun(firing, throttled.at(later(soon, 60), 'call'))).toMatchObject({ state: 'running' })
  expect(throttled.ecs.started.size).toBe(1)
})

describe('a start that was not finished', () => {
  const unfinished = async (started: boolean) => {
    const world = makeDesk({})
    const start: typeof world.ecs.start = async (...given) => {
      if (started) await world.ecs.start(...given)
      throw new Error('the call ended here')
    }
    const first = { ...world.at(soon, 'first'), tasks: { ...world.ecs, start } }
    await expect(startRun(firing, first)).rejects.toThrow()
    return world
  }

  test('is left to the call that has it until its lease is over', async () => {
    const { at, ecs } = await unfinished(false)
    await startRun(firing, at(later(soon, 20), 'second'))
    expect(ecs.started.size).toBe(0)
    await startRun(firing, at(later(soon, 46), 'third'))
    expect(ecs.started.size).toBe(1)
  })

  test('finds the task that it had started', async () => {
    const { at, ecs } = await unfinished(true)
    const start = () => Promise.reject(new Error('must not be asked again'))
    const again = { ...at(later(soon, 60), 'first'), tasks: { ...ecs, start } }
    expect(await startRun(firing, again)).toMatchObject({ state: 'running' })
  })

  test.each([
    ['AccessDeniedException', 400],
    ['InvalidParameterException', 400],
    ['ClientException', 400],
    ['ServerException', 500],
  ])(
    'gets no verdict from a look for its task that fails (%s), and nothing starts beside it',
    async (name, httpStatusCode) => {
      const job = makeJob({ overlap: 'forbid' })
      const desk = makeDesk({ jobs: { nightly: job } })
      const lost: typeof desk.ecs.start = async (...given) => {
        await desk.ecs.start(...given)
        throw new Error('socket hang up')
      }
      await expect(
        startRun(firing, { ...desk.at(soon, 'call'), tasks: { ...desk.ecs, start: lost } }),
      ).rejects.toThrow()
      const find = () => Promise.reject(Object.assign(new Error('no'), { name, $metadata: { httpStatusCode } }))
      const blind = { ...desk.ecs, find }
      for (const seconds of [10, 300, 900, 4_000]) {
        const at = { ...desk.at(later(soon, seconds), 'call'), tasks: blind }
        await expect(startRun(firing, at)).rejects.not.toMatchObject({ name: 'PermanentError' })
        expect(await desk.run()).toMatchObject({ state: 'starting' })
        await expect(sweep({ ...at, now: later(soon, seconds + 120), callId: `sweep ${seconds}` })).rejects.toThrow()
      }
      expect((await desk.lease())?.holder).toBe(firing.scheduledAt.toISOString().replace('.000', ''))
      const next = later(firingAt, 86_400)
      expect(await startRun({ job: 'nightly', scheduledAt: next }, desk.at(next))).toMatchObject({ state: 'forbidden' })
      expect(desk.ecs.started.size).toBe(1)
    },
  )

  test('is not taken up when it may no longer start, but its task is found', async () => {
    const late = later(firingAt, 700)
    const none = await unfinished(false)
    expect(await startRun(firing, none.at(late))).toMatchObject({ state: 'missed' })
    expect(none.ecs.started.size).toBe(0)
    expect(none.signals).toHaveLength(1)
    const one = await unfinished(true)
    expect(await startRun(firing, one.at(late))).toMatchObject({ state: 'running' })
    expect(one.signals).toEqual([])
  })

  test('is not taken up when ECS may have forgotten its task', async () => {
    const jobs = { nightly: makeJob({ startWithin: 86_400 }) }
    const { at, ledger, ecs } = await unfinished(false)
    const world = { ...at(later(soon, 7_200)), jobs }
    expect(await startRun(firing, world)).toMatchObject({ state: 'failed', cause: 'unknown' })
    expect(ecs.started.size).toBe(0)
    expect(await ledger.open('run')).toEqual([])
  })
})

describe('a run by hand', () => {
  const byHand = { job: 'nightly', scheduledAt: new Date('2026-11-21T02:30:00.417Z'), requestedBy: 'mina' }

  test("takes no firing's place and is never too late", async () => {
    const { at, ecs } = makeDesk({})
    await startRun(byHand, at(later(firingAt, 3_000)))
    await startRun(firing, at(soon))
    expect(ecs.started.size).toBe(2)
  })

  test('names nobody in what the decision was made from', async () => {
    const { at, ledger } = makeDesk({})
    await startRun(byHand, at(soon))
    const [run] = await ledger.lastChildren<RunRecord>('run#nightly', 1)
    expect(JSON.stringify(run?.basis)).not.toContain('mina')
    expect(run?.requestedBy).toBe('mina')
  })
})
