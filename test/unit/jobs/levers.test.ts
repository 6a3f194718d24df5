import { doManualAction, rehearseRun, runByHand } from '../../../functions/jobs/engine/manual-actions.ts'
import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { parseRequest } from '../../../functions/jobs/rules/command.ts'
import type { JobChangeRecord } from '../../../shared/ledger/records.ts'
import { firing, firingAt, later, makeDesk, makeJob, runKey } from './world.ts'

const soon = later(firingAt, 5)
const now = later(firingAt, 300)
const by = { source: 'nightshift.command', job: 'nightly', by: 'mina' } as const
const manualAction = { ...by, scheduledAt: runKey.sk }

const changes = (world: ReturnType<typeof makeDesk>) => world.ledger.children<JobChangeRecord>('change#jobs#nightly')

const failedRun = async (more: Parameters<typeof makeJob>[0] = {}) => {
  const world = makeDesk({ jobs: { nightly: makeJob({ schedule: 'cron(0/10 * * * ? *)', ...more }) } })
  await startRun(firing, world.at(soon))
  await onTaskNews(world.ecs.end(world.arns()[0] ?? '', 3, later(soon, 60)), world.at(later(soon, 61)))
  return world
}

describe('suspend and resume', () => {
  test('hold firings back and let them go again; both are noted', async () => {
    const world = makeDesk()
    await doManualAction(
      { ...by, action: 'suspend', until: '2026-11-22T11:30:00+09:00', reason: 'migration' },
      world.at(soon),
    )
    expect(await startRun(firing, world.at(later(soon, 1)))).toMatchObject({ state: 'suppressed', cause: 'suspended' })
    await doManualAction({ ...by, action: 'resume' }, world.at(now))
    const next = { job: 'nightly', scheduledAt: later(firingAt, 86_400) }
    expect(await startRun(next, world.at(later(next.scheduledAt, 1)))).toMatchObject({ state: 'running' })
    expect(await changes(world)).toMatchObject([
      { by: 'mina', summary: 'suspended until 2026-11-22T02:30:00.000Z', after: { reason: 'migration' } },
      { by: 'mina', summary: 'resumed' },
    ])
  })

  test('an end that has come lets firings go by itself', async () => {
    const world = makeDesk()
    await doManualAction({ ...by, action: 'suspend', until: '2026-11-21T02:00:00Z' }, world.at(later(firingAt, -3_600)))
    expect(await startRun(firing, world.at(soon))).toMatchObject({ state: 'running' })
  })

  describe('a firing that is lost in a suspension is suppressed, and nobody is paged for it, though the suspension is over when it is found', () => {
    const before = later(firingAt, -3_600)
    const found = async (world: ReturnType<typeof makeDesk>) => {
      await sweep(world.at(later(firingAt, 700)))
      expect(await world.run()).toMatchObject({ state: 'suppressed', cause: 'suspended' })
      expect(world.signals).toEqual([])
    }
    const suspended = async () => {
      const world = makeDesk()
      await sweep(world.at(before))
      await doManualAction({ ...by, action: 'suspend', reason: 'migration' }, world.at(later(before, 60)))
      return world
    }

    test('by a person who resumes it', async () => {
      const world = await suspended()
      await doManualAction({ ...by, action: 'resume' }, world.at(later(firingAt, 60)))
      await found(world)
      expect((await world.run())?.explanation).toContain('migration')
    })

    test('by a person, after which another one begins', async () => {
      const world = await suspended()
      await doManualAction(
        { ...by, action: 'suspend', until: later(firingAt, 90).toISOString() },
        world.at(later(firingAt, 60)),
      )
      await found(world)
    })

    test('by the config, which a deployment ends', async () => {
      const world = makeDesk()
      const asleep = { nightly: makeJob({ suspended: true }) }
      await sweep({ ...world.at(before), jobs: asleep })
      for (const seconds of [-60, 0, 60]) await sweep({ ...world.at(later(firingAt, seconds)), jobs: asleep })
      await found(world)
    })

    test('but one before or after it is missed', async () => {
      const world = await suspended()
      await doManualAction({ ...by, action: 'resume' }, world.at(later(firingAt, -60)))
      await sweep(world.at(later(firingAt, 700)))
      expect(await world.run()).toMatchObject({ state: 'missed' })
      const late = makeDesk()
      await sweep(late.at(before))
      await doManualAction({ ...by, action: 'suspend' }, late.at(later(firingAt, 60)))
      await doManualAction({ ...by, action: 'resume' }, late.at(later(firingAt, 120)))
      await sweep(late.at(later(firingAt, 700)))
      expect(await late.run()).toMatchObject({ state: 'missed' })
    })
  })

  test('what is not suspended, or by the config, cannot be resumed', async () => {
    const world = makeDesk()
    await expect(doManualAction({ ...by, action: 'resume' }, world.at(now))).rejects.toThrow(/not suspended/)
    const config = makeDesk({ jobs: { nightly: makeJob({ suspended: true }) } })
    await expect(doManualAction({ ...by, action: 'resume' }, config.at(now))).rejects.toThrow(/by the config/)
    const over = makeDesk({ jobs: { nightly: makeJob({ suspended: { until: firingAt.toISOString() } }) } })
    await expect(doManualAction({ ...by, action: 'resume' }, over.at(now))).rejects.toThrow(/is not suspended/)
    expect(await changes(world)).toEqual([])
  })
})

describe('cancel', () => {
  test('stops the task, and pages nobody', async () => {
    const world = makeDesk()
    await startRun(firing, world.at(soon))
    const [taskArn = ''] = world.arns()
    expect(await doManualAction({ ...manualAction, action: 'cancel' }, world.at(now))).toMatchObject({
      state: 'running',
      stop: { why: 'cancelled', by: 'mina' },
    })
    expect(world.ecs.stops).toEqual([{ taskArn, reason: expect.stringContaining('cancelled by mina') }])
    const stopped = world.ecs.end(taskArn, 143, later(now, 9), { stopCode: 'UserInitiated' })
    await onTaskNews(stopped, world.at(later(now, 10)))
    expect(await world.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
    expect(await world.ledger.open('run')).toEqual([])
    expect(world.signals).toEqual([])
    expect((await world.job())?.badInARow ?? 0).toBe(0)
    expect(await changes(world)).toMatchObject([{ by: 'mina', summary: `run of ${runKey.sk} cancelled` }])
  })

  test('ends at once what only waits, and gives its lease back', async () => {
    const world = makeDesk({ jobs: { nightly: makeJob({ overlap: 'forbid', retries: { limit: 1, wait: 3_600 } }) } })
    await startRun(firing, world.at(soon))
    await onTaskNews(world.ecs.end(world.arns()[0] ?? '', undefined, soon, { stoppedReason: 'AGENT' }), world.at(soon))
    expect(await doManualAction({ ...manualAction, action: 'cancel' }, world.at(now))).toMatchObject({
      cause: 'cancelled',
    })
    expect((await world.lease())?.holder).toBeUndefined()
    expect(await world.ledger.open('run')).toEqual([])
  })

  test('of a run that is just being started stops the task as soon as there is one', async () => {
    const world = makeDesk()
    const start: typeof world.ecs.start = async (...given) => {
      await doManualAction({ ...manualAction, action: 'cancel' }, world.at(later(soon, 1)))
      return world.ecs.start(...given)
    }
    await startRun(firing, { ...world.at(soon), tasks: { ...world.ecs, start } })
    expect(world.ecs.stops).toHaveLength(1)
  })

  test('of a start that was let lie starts nothing', async () => {
    const world = makeDesk()
    const start = () => Promise.reject(new Error('crash'))
    await expect(startRun(firing, { ...world.at(soon), tasks: { ...world.ecs, start } })).rejects.toThrow()
    await doManualAction({ ...manualAction, action: 'cancel' }, world.at(later(soon, 20)))
    await startRun(firing, world.at(later(soon, 120)))
    expect(await world.run()).toMatchObject({ state: 'failed', cause: 'cancelled' })
    expect(world.arns()).toEqual([])
  })

  test('of what is over, or never was, is refused with why', async () => {
    const world = await failedRun()
    await expect(doManualAction({ ...manualAction, action: 'cancel' }, world.at(now))).rejects.toThrow(
      /over already: failed/,
    )
    for (const scheduledAt of ['2026-01-01T00:00:00Z', 'constructor', '__proto__', 'toString'])
      await expect(doManualAction({ ...manualAction, action: 'cancel', scheduledAt }, world.at(now))).rejects.toThrow(
        `has no run of ${scheduledAt}`,
      )
  })
})

describe('retry', () => {
  test('is one more attempt of the same run, and closes the incident when it is well', async () => {
    const world = await failedRun()
    expect(await doManualAction({ ...manualAction, action: 'retry' }, world.at(now))).toMatchObject({
      state: 'running',
      attempt: 2,
      releasedAt: now.toISOString(),
      earlier: [{ attempt: 1, exitCode: 3, cause: 'application-error' }],
    })
    expect(world.ecs.asked.map(({ attempt }) => attempt)).toEqual([1, 2])
    await onTaskNews(world.ecs.end(world.arns()[1] ?? '', 0, later(now, 60)), world.at(later(now, 61)))
    expect(await world.run()).toMatchObject({ state: 'succeeded', exitCode: 0 })
    expect(await world.ledger.open('run')).toEqual([])
    expect(world.signals.map(({ name }) => name)).toEqual(['run.failed', 'run.recovered'])
    expect(await changes(world)).toMatchObject([{ by: 'mina', after: { attempt: 2 } }])
  })

  test('starts what was missed long ago', async () => {
    const world = makeDesk()
    await startRun(firing, world.at(later(firingAt, 700)))
    expect(await doManualAction({ ...manualAction, action: 'retry' }, world.at(later(firingAt, 90_000)))).toMatchObject(
      {
        state: 'running',
        attempt: 1,
      },
    )
    expect((await world.run())?.earlier).toBeUndefined()
  })

  test('is refused while the run, or one that it must not overlap, is not over, and after a success', async () => {
    const world = await failedRun({ overlap: 'forbid' })
    const next = { job: 'nightly', scheduledAt: later(firingAt, 600) }
    await startRun(next, world.at(next.scheduledAt))
    await expect(doManualAction({ ...manualAction, action: 'retry' }, world.at(next.scheduledAt))).rejects.toThrow(
      /run of 2026-11-21T02:40:00Z is not over \(running\).*runs cancel nightly 2026-11-21T02:40:00Z/,
    )
    const same = { ...manualAction, action: 'retry' as const, scheduledAt: '2026-11-21T02:40:00Z' }
    await expect(doManualAction(same, world.at(now))).rejects.toThrow(/not over: running/)
    await onTaskNews(world.ecs.end(world.arns()[1] ?? '', 0, later(now, 600)), world.at(later(now, 601)))
    await expect(doManualAction(same, world.at(later(now, 700)))).rejects.toThrow(/succeeded/)
    expect(await changes(world)).toEqual([])
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
    const world = makeDesk()
    await runByHand(byHand, world.at(byHand.scheduledAt))
    await runByHand(byHand, world.at(later(byHand.scheduledAt, 1)))
    expect(world.ecs.asked).toMatchObject([
      { command: byHand.command, environment: { DRY: '1' }, memory: 1024, requestedBy: 'mina' },
    ])
    expect(await changes(world)).toMatchObject([{ by: 'mina', after: { state: 'starting', environment: ['DRY'] } }])
    expect(JSON.stringify((await changes(world))[0]?.basis)).not.toContain('mina')
  })

  test('can be rehearsed, and then nothing happens', async () => {
    const world = makeDesk({ jobs: { nightly: makeJob({ overlap: 'forbid' }) } })
    const rehearse = (at: Date) => rehearseRun(byHand, world.at(at))
    expect(await rehearse(byHand.scheduledAt)).toMatchObject({ state: 'starting', attempt: 1 })
    await startRun(firing, world.at(soon))
    expect(await rehearse(byHand.scheduledAt)).toMatchObject({ state: 'forbidden' })
    expect(world.arns()).toHaveLength(1)
    expect(await changes(world)).toEqual([])
    expect(await world.run('2026-11-21T09:00:00.417Z')).toBeUndefined()
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
    { ...manualAction, action: 'cancel' },
    { ...manualAction, action: 'retry' },
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
    [{ ...manualAction, by: '', action: 'retry' }, /by/],
    [{ ...manualAction, action: 'resume', by: undefined }, /by/],
    [undefined, /Not a firing/],
  ])('is refused, and each fault is named: %j', (request, words) => {
    expect(() => parseRequest(request)).toThrow(words)
  })
})
