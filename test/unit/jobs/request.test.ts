import { callFunction } from '../../../api/call.ts'
import { doRequest } from '../../../functions/jobs/engine/request.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { firingAt, later, makeDesk, runKey } from './world.ts'

const now = later(firingAt, 5)
const cancel = { source: 'nightshift.command', action: 'cancel', job: 'nightly', by: 'mina', scheduledAt: runKey.sk }

/** The command line's half, on what the function answers. */
const atCommandLine = (answer: unknown) =>
  callFunction(
    fakeDeployment({
      clients: { LambdaClient: { send: async () => ({ Payload: Buffer.from(JSON.stringify(answer ?? null)) }) } },
    }),
    'start',
    {},
  )

describe('what a person may not have is refused, and no failure of the function', () => {
  const ask = (request: object, world = makeDesk()) => doRequest(request, world.at(now))

  test.each([
    [cancel, /has no run of 2026-11-21T02:30:00Z/],
    [{ ...cancel, action: 'resume' }, /is not suspended/],
    [{ ...cancel, job: 'ghost' }, /There is no job ghost; there are: nightly/],
    [{ ...cancel, job: 'constructor' }, /There is no job constructor/],
    [{ job: 'nightly', scheduledAt: 'soon', requestedBy: 'mina' }, /scheduledAt: a time such as/],
    [{ job: 'nightly', scheduledAt: '2026-11-21T03:30:00Z', requestedBy: 'mina' }, /is ahead of now/],
    [{ job: 'nightly', scheduledAt: runKey.sk, requestedBy: 'mina', cpu: 3 }, /cpu: one of/],
  ])('%j', async (request, words) => {
    const answer = await ask(request)
    expect(answer).toEqual({ refused: expect.stringMatching(words) })
    await expect(atCommandLine(answer)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(words),
    })
  })

  test('what is done is answered with the run', async () => {
    const world = makeDesk()
    const answer = await ask({ job: 'nightly', scheduledAt: now.toISOString(), requestedBy: 'mina' }, world)
    expect(await atCommandLine(answer)).toMatchObject({ state: 'running', requestedBy: 'mina' })
  })

  test('the second of two persons in one millisecond does not get the run of the first', async () => {
    const world = makeDesk()
    const request = { job: 'nightly', scheduledAt: '2026-11-21T02:30:04.417Z', requestedBy: 'mina', command: ['a'] }
    await ask(request, world)
    for (const other of [{ requestedBy: 'joon' }, { command: ['b'] }, { memory: 1024 }, { environment: { A: '1' } }])
      expect(await ask({ ...request, ...other }, world)).toEqual({ refused: expect.stringMatching(/same millisecond/) })
    expect(await ask(request, world)).toMatchObject({ state: 'running', command: ['a'] })
    expect(world.arns()).toHaveLength(1)
  })
})

describe('a firing that cannot be', () => {
  const fire = (scheduledAt: string, job = 'nightly') => doRequest({ job, scheduledAt }, makeDesk().at(now))

  test('is kept by the dead letters, and makes no run', async () => {
    for (const text of ['+010000-01-01T00:00:00Z', '2099-01-01T00:00:00Z', '2026-11-21T02:32:06Z', '2026', '1'])
      await expect(fire(text)).rejects.toMatchObject({ name: 'PermanentError', reason: 'malformed-event' })
    await expect(fire(runKey.sk, 'ghost')).rejects.toMatchObject({ reason: 'unknown-job' })
    expect(await fire('2026-11-21T02:31:00Z')).toMatchObject({ state: 'running' })
  })
})
