import { parseRequest } from '../../../functions/jobs/rules/command.ts'
import { hearOfTask } from '../../../functions/jobs/engine/on-task-news.ts'
import { pullLever, rehearseRun, runByHand } from '../../../functions/jobs/engine/manual-actions.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import type { JobChangeRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)
const now = later(firingAt, 300)
const by = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
const lever = { ...by, scheduledAt: runKey.sk }

const changes = (desk: ReturnType<typeof makeDesk>) => desk.ledger.children<JobChangeRecord>('change#jobs#nightly')

const failedRun = async (more: Parameters<typeof makeJob>[0] = {}) => {
  const desk = makeDesk({ jobs: { nightly: makeJob({ schedule: 'cron(0/10 * * * ? *)', ...more }) } })
  await startRun(firing, desk.at(soon))
  await hearOfTask(desk.ecs.end(desk.arns()[0] ?? '', 3, later(soon, 60)), desk.at(later(soon, 61)))
  return desk
}

describe('suspend and resume', () => {
  test('hold firings back and let them go again; both are noted', async () => {
    const desk = makeDesk()
    await pullLever(
      { ...by, action: 'suspend', until: '2026-11-22T11:30:00+09:00', reason: 'migration' },
      desk.at(soon),
    )
    expect(await startRun(firing, desk.at(later(soon, 1)))).toMatchObject({ state: 'suppressed', cause: 'suspended' })
    await pullLever({ ...by, action: 'resume' }, desk.at(now))
    const next = { job: 'nightly', scheduledAt: later(firingAt, 86_400) }
    expect(await startRun(next, desk.at(later(next.scheduledAt, 1)))).toMatchObject({ state: 'running' })
    expect(await changes(desk)).toMatchObject([
      { by: 'mina', summary: 'suspended until 2026-11-22T02:30:00.000Z', after: { reason: 'migration' } },
      { by: 'mina', summary: 'resumed' },
    ])
  })

  test('an end that has come lets firings go by itself', async () => {
    const desk = makeDesk()
    await pullLever({ ...by, action: 'suspend', until: '2026-11-21T02:00:00Z' }, desk.at(later(firingAt, -3_600)))
    expect(await startRun(firing, desk.at(soon))).toMatchObject({ state: 'running' })
  })

  test('what is not suspended, or by the config, cannot be resumed', async () => {
    const desk = makeDesk()
    await expect(pullLever({ ...by, action: 'resume' }, desk.at(now))).rejects.toThrow(/not suspended/)
    const config = makeDesk({ jobs: { nightly: makeJob({ suspended: true }) } })
    await expect(pullLever({ ...by, action: 'resume' }, config.at(now))).rejects.toThrow(/by the config/)
    const over = makeDesk({ jobs: { nightly: makeJob({ suspended: { until: firingAt.toISOString() } }) } })
    await expect(pullLever({ ...by, action: 'resume' }, over.at(now))).rejects.toThrow(/is not suspended/)
    expect(await changes(desk)).toEqual([])
  })
})

describe('cancel', () => {
  test('stops the task, and pages nobody', async () => {
    const desk = makeDesk()
    await startRun(firing, desk.at(soon))
    const [taskArn = ''] = desk.arns()
    expect(await pullLever({ ...lever, action: 'cancel' }, desk.at(now))).toMatchObject({
      state: 'running',
      stop: { why: 'cancelled', by: 'mina' },
    })
    expect(desk.ecs.stops).toEqual([{ taskArn, reason: expect.stringContaining('cancelled by mina') }])
    const stopped = desk.ecs.end(taskArn, 143, later(now, 9), { stopCode: 'UserInitiated' })
    await hearOfTask(stopped, desk.at(later(now, 10)))
    expect(await desk.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
    expect(await desk.ledger.open('run')).toEqual([])
    expect(desk.signals).toEqual([])
    expect((await desk.job())?.badInARow ?? 0).toBe(0)
    expect(await changes(desk)).toMatchObject([{ by: 'mina', summary: `run of ${runKey.sk} cancelled` }])
  })

  test('ends at once what only waits, and gives its lease back', async () => {
    const desk = makeDesk({ jobs: { nightly: makeJob({ overlap: 'forbid', retries: { limit: 1, wait: 3_600 } }) } })
    await startRun(firing, desk.at(soon))
    await hearOfTask(desk.ecs.end(desk.arns()[0] ?? '', undefined, soon, { stoppedReason: 'AGENT' }), desk.at(soon))
    expect(await pullLever({ ...lever, action: 'cancel' }, desk.at(now))).toMatchObject({ cause: 'cancelled' })
    expect((await desk.lease())?.holder).toBeUndefined()
    expect(await desk.ledger.open('run')).toEqual([])
  })

  test('of a run that is just being started stops the task as soon as there is one', async () => {
    const desk = makeDesk()
    const start: typeof desk.ecs.start = async (...given) => {
      await pullLever({ ...lever, action: 'cancel' }, desk.at(later(soon, 1)))
      return desk.ecs.start(...given)
    }
    await startRun(firing, { ...desk.at(soon), tasks: { ...desk.ecs, start } })
    expect(desk.ecs.stops).toHaveLength(1)
  })

  test('of a start that was let lie starts nothing', async () => {
    const desk = makeDesk()
    const start = () => Promise.reject(new Error('crash'))
    await expect(startRun(firing, { ...desk.at(soon), tasks: { ...desk.ecs, start } })).rejects.toThrow()
    await pullLever({ ...lever, action: 'cancel' }, desk.at(later(soon, 20)))
    await startRun(firing, desk.at(later(soon, 120)))
    expect(await desk.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
    expect(desk.arns()).toEqual([])
  })

  test('of what is over, or never was, is refused with why', async () => {
    const desk = await failedRun()
    await expect(pullLever({ ...lever, action: 'cancel' }, desk.at(now))).rejects.toThrow(/over already: failed/)
    for (const scheduledAt of ['2026-01-01T00:00:00Z', 'constructor', '__proto__', 'toString'])
      await expect(pullLever({ ...lever, action: 'cancel', scheduledAt }, desk.at(now))).rejects.toThrow(
        `has no run of ${scheduledAt}`,
      )
  })
})

describe('retry', () => {
  test('is one more attempt of the same run, and closes the incident when it is well', async () => {
    const desk = await failedRun()
    expect(await pullLever({ ...lever, action: 'retry' }, desk.at(now))).toMatchObject({
      state: 'running',
      attempt: 2,
      releasedAt: now.toISOString(),
      earlier: [{ attempt: 1, exitCode: 3, cause: 'application-error' }],
    })
    expect(desk.ecs.asked.map(({ attempt }) => attempt)).toEqual([1, 2])
    await hearOfTask(desk.ecs.end(desk.arns()[1] ?? '', 0, later(now, 60)), desk.at(later(now, 61)))
    expect(await desk.run()).toMatchObject({ state: 'succeeded', exitCode: 0 })
    expect(await desk.ledger.open('run')).toEqual([])
    expect(desk.signals.map(({ name }) => name)).toEqual(['run.failed', 'run.recovered'])
    expect(await changes(desk)).toMatchObject([{ by: 'mina', after: { attempt: 2 } }])
  })

  test('starts what was missed long ago', async () => {
    const desk = makeDesk()
    await startRun(firing, desk.at(later(firingAt, 700)))
    expect(await pullLever({ ...lever, action: 'retry' }, desk.at(later(firingAt, 90_000)))).toMatchObject({
      state: 'running',
      attempt: 1,
    })
    expect((await desk.run())?.earlier).toBeUndefined()
  })

  test('is refused while the run, or one that it must not overlap, is not over, and after a success', async () => {
    const desk = await failedRun({ overlap: 'forbid' })
    const next = { job: 'nightly', scheduledAt: later(firingAt, 600) }
    await startRun(next, desk.at(next.scheduledAt))
    await expect(pullLever({ ...lever, action: 'retry' }, desk.at(next.scheduledAt))).rejects.toThrow(
      /run of 2026-11-21T02:40:00Z is not over \(running\).*runs cancel nightly 2026-11-21T02:40:00Z/,
    )
    const same = { ...lever, action: 'retry' as const, scheduledAt: '2026-11-21T02:40:00Z' }
    await expect(pullLever(same, desk.at(now))).rejects.toThrow(/not over: running/)
    await hearOfTask(desk.ecs.end(desk.arns()[1] ?? '', 0, later(now, 600)), desk.at(later(now, 601)))
    await expect(pullLever(same, desk.at(later(now, 700)))).rejects.toThrow(/succeeded/)
    expect(await changes(desk)).toEqual([])
  })
})

describe('run', () => {
  const byHand = {
    job: 'nightly',
    scheduledAt: new Date('2026-11-21T09:00:00.417Z'),
    requestedBy: 'mina',
    command: ['sh', '-c', 'exit 3'],
    environment: { DRY: '1' },
    memory: 1024,
  }

  test('goes with what the person wants for it, and is noted once', async () => {
    const desk = makeDesk()
    await runByHand(byHand, desk.at(byHand.scheduledAt))
    await runByHand(byHand, desk.at(later(byHand.scheduledAt, 1)))
    expect(desk.ecs.asked).toMatchObject([
      { command: byHand.command, environment: { DRY: '1' }, memory: 1024, requestedBy: 'mina' },
    ])
    expect(await changes(desk)).toMatchObject([{ by: 'mina', after: { state: 'starting', environment: ['DRY'] } }])
    expect(JSON.stringify((await changes(desk))[0]?.basis)).not.toContain('mina')
  })

  test('can be rehearsed, and then nothing happens', async () => {
    const desk = makeDesk({ jobs: { nightly: makeJob({ overlap: 'forbid' }) } })
    const rehearse = (at: Date) => rehearseRun(byHand, desk.at(at))
    expect(await rehearse(byHand.scheduledAt)).toMatchObject({ state: 'starting', attempt: 1 })
    await startRun(firing, desk.at(soon))
    expect(await rehearse(byHand.scheduledAt)).toMatchObject({ state: 'forbidden' })
    expect(desk.arns()).toHaveLength(1)
    expect(await changes(desk)).toEqual([])
    expect(await desk.run('2026-11-21T09:00:00.417Z')).toBeUndefined()
  })
})

describe('a request', () => {
  test.each([
    { job: 'nightly', scheduledAt: '2026-11-21T02:30:00Z' },
    { job: 'nightly', scheduledAt: '2026-11-21T02:30:00Z', command: ['true'], requestedBy: 'mina' },
    {
      job: 'nightly',
      scheduledAt: '2026-11-21T02:30:00.417Z',
      requestedBy: 'mina',
      environment: { A: '' },
      cpu: 256,
      dry: true,
    },
    { ...by, action: 'suspend', until: '2026-11-22T00:00:00Z' },
    { ...by, action: 'resume' },
    { ...lever, action: 'cancel' },
    { ...lever, action: 'retry' },
  ])('is understood: %j', (request) => {
    expect(parseRequest(request)).toEqual(request)
  })

  test.each([
    [{}, /job: .*; scheduledAt: /],
    [{ job: 'nightly' }, /Not a firing of a job: scheduledAt/],
    [{ job: 'nightly', scheduledAt: 'x', command: [] }, /command/],
    [{ job: 'nightly', scheduledAt: 'x', environment: { 'not a name': '1' } }, /environment/],
    [{ ...by, action: 'suspend', until: 'tomorrow' }, /Not a command about a job: until: a time in ISO 8601/],
    [{ ...by, action: 'delete' }, /action/],
    [{ ...by, action: 'cancel' }, /scheduledAt/],
    [{ ...lever, by: '', action: 'retry' }, /by/],
    [{ ...lever, action: 'resume', by: undefined }, /by/],
    [undefined, /Not a firing/],
  ])('is refused, and each fault is named: %j', (request, words) => {
    expect(() => parseRequest(request)).toThrow(words)
  })
})
