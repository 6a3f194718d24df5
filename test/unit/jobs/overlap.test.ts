import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { firingAt, later, makeDesk, makeJob } from './world.ts'

const schedule = 'cron(0/10 * * * ? *)'
const first = firingAt
const second = later(firingAt, 600)
const third = later(firingAt, 1_200)
const at = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`

const makeWorld = (overlap: 'allow' | 'forbid' | 'replace', more: Parameters<typeof makeJob>[0] = {}) => {
  const world = makeDesk({ jobs: { nightly: makeJob({ schedule, overlap, ...more }) } })
  return {
    ...world,
    fire: (scheduledAt: Date, requestedBy?: string) =>
      startRun({ job: 'nightly', scheduledAt, requestedBy }, world.at(later(scheduledAt, 5))),
    hear: (change: ReturnType<typeof world.ecs.end>, now: Date) => onTaskNews(change, world.at(now)),
    /** What the queue of timers brings next. */
    wake: async (now: Date) => {
      const { job, scheduledAt } = world.wakes.at(-1) ?? { job: '', scheduledAt: '' }
      await runDue(job, scheduledAt, world.at(now))
    },
    stateAt: async (time: Date) => (await world.run(at(time)))?.state,
  }
}

test('runs that may overlap need no lease', async () => {
  const { fire, lease, arns } = makeWorld('allow')
  await fire(first)
  await fire(second)
  expect(arns()).toHaveLength(2)
  expect(await lease()).toBeUndefined()
})

describe('where overlap is forbidden', () => {
  test('a firing while a run is not over becomes a row that names that run, and pages nobody', async () => {
    const { fire, run, arns, signals, lease, ecs } = makeWorld('forbid')
    await fire(first)
    expect(await fire(second)).toMatchObject({ state: 'forbidden', cause: 'forbidden', attempt: 0 })
    const forbidden = await run(at(second))
    expect(forbidden?.explanation).toContain(at(first))
    expect(forbidden?.open).toBeUndefined()
    expect(arns()).toHaveLength(1)
    expect(signals).toEqual([])
    expect(await lease()).toMatchObject({ holder: at(first), epoch: 1 })
    expect(ecs.asked[0]).toMatchObject({ epoch: 1 })
  })

  describe('a run that does not end', () => {
    const firings = [1, 2, 3, 4, 5].map((count) => later(first, count * 600))

    test('is told with the third firing that it held up, once, and closed by the next success', async () => {
      const { fire, signals, ecs, arns, hear } = makeWorld('forbid')
      await fire(first)
      const told: number[] = []
      for (const time of firings) {
        await fire(time)
        await fire(time)
        told.push(signals.length)
      }
      expect(told).toEqual([0, 0, 1, 1, 1])
      expect(signals).toMatchObject([{ name: 'run.forbidden', subject: 'job/nightly', mood: 'bad' }])
      expect(signals[0]?.body).toContain(`npm run -s nightshift -- runs cancel nightly ${at(first)}`)
      expect(signals[0]?.body).toContain('3 firings')
      const end = later(first, 3_660)
      await hear(ecs.end(arns()[0] ?? '', 0, end), end)
      expect(signals.map(({ name }) => name)).toEqual(['run.forbidden', 'run.recovered'])
    })

    test('is told with the first firing after its expected duration', async () => {
      const { fire, signals, ecs, arns, hear } = makeWorld('forbid', { expectedDuration: 930 })
      await fire(first)
      await hear(ecs.run(arns()[0] ?? '', later(first, 10)), later(first, 10))
      await fire(second)
      expect(signals).toEqual([])
      await fire(third)
      expect(signals[0]?.body).toMatch(/longer than 930 seconds \(expectedDuration\)/)
      await fire(later(first, 1_800))
      expect(signals).toHaveLength(1)
    })

    test('is another one each time: runs that are just a little long are not told, nor are those by hand', async () => {
      const { fire, signals, ecs, arns, hear } = makeWorld('forbid')
      for (let run = 0; run < 4; run += 1) {
        const begun = later(first, run * 1_800)
        await fire(begun)
        await fire(later(begun, 600))
        await fire(later(begun, 1_200))
        await fire(later(begun, 1_200.017), 'mina')
        await hear(ecs.end(arns()[run] ?? '', 0, later(begun, 1_300)), later(begun, 1_300))
      }
      expect(signals).toEqual([])
    })
  })

  test('the lease goes with the verdict, and the next run has the next number', async () => {
    const { fire, ecs, arns, hear, lease, ledger, stateAt } = makeWorld('forbid')
    await fire(first)
    await hear(ecs.end(arns()[0] ?? '', 3, later(first, 60)), later(first, 61))
    expect((await lease())?.holder).toBeUndefined()
    await fire(second)
    expect(await lease()).toMatchObject({ holder: at(second), epoch: 2 })
    expect(await stateAt(second)).toBe('running')
    await hear(ecs.end(arns()[1] ?? '', 0, later(second, 60)), later(second, 61))
    expect((await lease())?.holder).toBeUndefined()
    expect(await ledger.open('run')).toEqual([])
  })

  test('a refusal by ECS gives the lease back too', async () => {
    const scene = makeWorld('forbid')
    const start = async () => ({ failure: { reason: 'MISSING' } })
    const world = { ...scene.at(later(first, 5)), tasks: { ...scene.ecs, start } }
    expect(await startRun({ job: 'nightly', scheduledAt: first }, world)).toMatchObject({ state: 'failed' })
    expect((await scene.lease())?.holder).toBeUndefined()
  })

  test('a run by hand obeys it too, and a hundred at once start one task', async () => {
    const { fire, arns } = makeWorld('forbid')
    await fire(first)
    expect(await fire(new Date(first.getTime() + 60_417), 'mina')).toMatchObject({ state: 'forbidden' })
    const many = Array.from({ length: 100 }, (_, index) => new Date(second.getTime() + index + 1))
    const other = makeWorld('forbid')
    await Promise.allSettled(
      many.map((scheduledAt) =>
        startRun({ job: 'nightly', scheduledAt, requestedBy: 'mina' }, other.at(second, String(scheduledAt.getTime()))),
      ),
    )
    expect(other.arns()).toHaveLength(1)
    expect(arns()).toHaveLength(1)
  })

  test('a run that waits for its next attempt still has the lease', async () => {
    const scene = makeWorld('forbid', { retries: { limit: 1, wait: 3_600 } })
    await scene.fire(first)
    const [arn = ''] = scene.arns()
    const lost = { stopCode: 'TaskFailedToStart', stoppedReason: 'Timeout waiting for network interface provisioning' }
    await scene.hear(scene.ecs.end(arn, undefined, later(first, 60), lost), later(first, 61))
    expect(await scene.stateAt(first)).toBe('waiting')
    expect(await scene.fire(second)).toMatchObject({ state: 'forbidden' })
  })

  test('a lease whose run is over, which should never be, is taken over', async () => {
    const scene = makeWorld('forbid')
    await scene.fire(first)
    const run = await scene.run(at(first))
    if (!run) throw new Error('no run')
    const over: RunRecord = { ...run, open: undefined, state: 'failed' }
    await scene.ledger.commit([{ item: over, expect: run.version }], second)
    await scene.fire(second)
    expect(await scene.lease()).toMatchObject({ holder: at(second), epoch: 2 })
  })
})

describe('where a newer run replaces', () => {
  test('the older one is stopped, and the newer one starts when that has ended', async () => {
    const scene = makeWorld('replace')
    await scene.fire(first)
    const [arn = ''] = scene.arns()
    expect(await scene.fire(second)).toMatchObject({ state: 'waiting', waitsFor: 'lease' })
    expect(scene.ecs.stops).toEqual([{ taskArn: arn, reason: expect.stringContaining('replaced') }])
    expect(scene.arns()).toHaveLength(1)
    const stopped = scene.ecs.end(arn, 143, later(second, 20), { stopCode: 'UserInitiated' })
    await scene.hear(stopped, later(second, 21))
    expect(await scene.run(at(first))).toMatchObject({ state: 'skipped', cause: 'replaced', exitCode: 143 })
    expect(scene.wakes.at(-1)).toMatchObject({ scheduledAt: at(second), at: later(second, 21).toISOString() })
    await scene.wake(later(second, 22))
    expect(await scene.run(at(second))).toMatchObject({ state: 'running', attempt: 1, epoch: 2 })
    expect(scene.signals).toEqual([])
  })

  test('a still newer one skips the one that only waited', async () => {
    const scene = makeWorld('replace')
    for (const time of [first, second, third]) await scene.fire(time)
    expect(await scene.run(at(second))).toMatchObject({ state: 'skipped', cause: 'replaced', attempt: 0 })
    expect((await scene.run(at(second)))?.explanation).toContain(at(third))
    expect(await scene.lease()).toMatchObject({ holder: at(first), waiting: [at(third)] })
    expect(scene.ecs.stops.length).toBeGreaterThanOrEqual(1)
  })

  test('one that waits for a retry has no task to stop: the newer one starts at once', async () => {
    const scene = makeWorld('replace', { retries: { limit: 1, wait: 3_600 } })
    await scene.fire(first)
    const [arn = ''] = scene.arns()
    const lost = { stopCode: 'TaskFailedToStart', stoppedReason: 'Timeout waiting for network interface provisioning' }
    await scene.hear(scene.ecs.end(arn, undefined, later(first, 60), lost), later(first, 61))
    expect(await scene.fire(second)).toMatchObject({ state: 'running' })
    expect(await scene.stateAt(first)).toBe('skipped')
    expect(scene.ecs.stops).toEqual([])
  })

  test('one that ended well before it was stopped has succeeded', async () => {
    const scene = makeWorld('replace')
    await scene.fire(first)
    await scene.fire(second)
    await scene.hear(scene.ecs.end(scene.arns()[0] ?? '', 0, later(second, 4)), later(second, 6))
    expect(await scene.stateAt(first)).toBe('succeeded')
  })

  test('a lost wake and a lost end are made up for by the sweep', async () => {
    const scene = makeWorld('replace')
    await sweep(scene.at(later(first, -60)))
    await scene.fire(first)
    await scene.fire(second)
    scene.ecs.end(scene.arns()[0] ?? '', 137, later(second, 40), { stopCode: 'UserInitiated' })
    await sweep(scene.at(later(second, 60)))
    expect(await scene.stateAt(first)).toBe('skipped')
    await sweep(scene.at(later(second, 120)))
    expect(await scene.stateAt(second)).toBe('running')
  })

  test('the stop is asked for again until the task has ended', async () => {
    const scene = makeWorld('replace')
    await sweep(scene.at(later(first, -60)))
    await scene.fire(first)
    await scene.fire(second)
    for (let minute = 1; minute <= 3; minute++) await sweep(scene.at(later(second, minute * 60)))
    expect(scene.ecs.stops.length).toBeGreaterThanOrEqual(4)
    expect(scene.arns()).toHaveLength(1)
  })
})
