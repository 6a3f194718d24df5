import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import { hangSignal } from '../../../functions/jobs/rules/hanging.ts'
import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import { firing, firingAt, later, makeDesk, makeJob } from './world.ts'

const soon = later(firingAt, 5)
const subject = 'job/nightly/run/2026-11-21T02:30:00Z'

/** A run whose container started, or whose task is still PENDING. */
const begun = async (more: Partial<JobSlice>, starts = true) => {
  const desk = makeDesk({ jobs: { nightly: makeJob({ owner: 'sales', policy: 'shop', ...more }) } })
  await startRun(firing, desk.at(soon))
  const [arn = ''] = desk.arns()
  if (starts) await onTaskNews(desk.ecs.run(arn, soon), desk.at(soon))
  const sweepAt = (minutes: number) => sweep(desk.at(later(soon, minutes * 60)))
  const sweepUntil = async (minutes: number, from = 1) => {
    for (let minute = from; minute <= minutes; minute += 1) await sweepAt(minute)
  }
  const hangs = () => desk.signals.filter(({ subject: about }) => about === subject)
  return { ...desk, arn, sweepAt, sweepUntil, hangs }
}

describe('a stop that is not acted on', () => {
  test.each([
    ['PENDING', { startTimeout: 600 }, false],
    ['RUNNING', { runTimeout: 600 }, true],
  ])('is reported once while the task is %s, and closed by its end', async (lastStatus, job, starts) => {
    const world = await begun(job, starts)
    await world.sweepUntil(24)
    expect(world.hangs()).toEqual([])
    await world.sweepUntil(90, 25)
    expect(world.hangs()).toMatchObject([
      { name: 'run.hanging', mood: 'bad', policy: 'shop', body: expect.stringContaining(`ECS says ${lastStatus}`) },
    ])
    expect(world.hangs()[0]?.body).toMatch(/Owner: sales/)
    expect(world.ecs.stops.length).toBeGreaterThan(60)
    const end = later(soon, 91 * 60)
    await onTaskNews(
      world.ecs.end(world.arn, 137, later(end, -300), { stopCode: 'UserInitiated', stoppedReason: 'x' }),
      world.at(end),
    )
    const [bad, good] = world.hangs()
    expect(good).toMatchObject({ name: 'run.ended', mood: 'good' })
    expect((good?.at ?? '') > (bad?.at ?? '')).toBe(true)
    expect((await world.run())?.open).toBeUndefined()
  })

  test('in time is not reported', async () => {
    const world = await begun({ runTimeout: 600 })
    await world.sweepUntil(12)
    await onTaskNews(
      world.ecs.end(world.arn, 143, later(soon, 13 * 60), { stopCode: 'UserInitiated' }),
      world.at(later(soon, 13 * 60)),
    )
    expect(world.hangs()).toEqual([])
  })
})

describe('a run without runTimeout that goes on and on', () => {
  test('is reported once when it runs for longer than is expected', async () => {
    const world = await begun({ expectedDuration: 1_800 })
    await world.sweepUntil(30)
    expect(world.hangs()).toEqual([])
    await world.sweepUntil(120, 31)
    expect(world.hangs()).toMatchObject([
      { name: 'run.hanging', body: expect.stringContaining('30 minutes (expectedDuration)') },
    ])
    await onTaskNews(world.ecs.end(world.arn, 0, later(soon, 7_300)), world.at(later(soon, 7_300)))
    expect(world.hangs().map(({ mood }) => mood)).toEqual(['bad', 'good'])
    expect(await world.run()).toMatchObject({ state: 'succeeded' })
  })

  test('is reported a second after that, and not at it', async () => {
    const world = await begun({ expectedDuration: 1_800 })
    await world.sweepAt(30)
    expect(world.hangs()).toEqual([])
    await world.sweepAt(1_801 / 60)
    expect(world.hangs()).toHaveLength(1)
    expect(world.hangs()[0]?.body).not.toMatch(/attempt/)
  })

  test.each([
    ['every 4 hours', 'cron(30 2/4 * * ? *)', 12 * 60],
    ['each minute', 'rate(1 minute)', 60],
    ['each hour', 'rate(1 hour)', 180],
    ['each night', 'cron(30 2 * * ? *)', 24 * 60],
    ['once', 'at(2026-11-21T02:30:00)', 24 * 60],
  ])('%s is reported with the third firing after it, an hour to a day later', async (_name, schedule, minutes) => {
    const world = await begun({ schedule })
    await world.sweepAt(minutes - 2)
    expect(world.hangs()).toEqual([])
    await world.sweepAt(minutes + 2)
    await world.sweepAt(minutes + 3)
    expect(world.hangs()).toMatchObject([
      { mood: 'bad', body: expect.stringContaining('npm run -s nightshift -- runs cancel nightly') },
    ])
  })

  test('is reported where runs must not overlap too, before the next firing comes', async () => {
    const world = await begun({ overlap: 'forbid', expectedDuration: 600 })
    await world.sweepUntil(15)
    expect(world.hangs()).toHaveLength(1)
    const next = later(firingAt, 86_400)
    await startRun({ job: 'nightly', scheduledAt: next }, world.at(next))
    expect(world.signals.filter(({ name }) => name === 'run.forbidden')).toEqual([])
  })

  test('is left to its limit where it has one', async () => {
    const world = await begun({ expectedDuration: 600, runTimeout: 7_200 })
    await world.sweepUntil(60)
    expect(world.hangs()).toEqual([])
  })
})

test('what could not be said is said again, and not twice', async () => {
  const world = await begun({ expectedDuration: 1_800 })
  const mute = { ...world.at(later(soon, 1_860)), publish: () => Promise.reject(new Error('no bus')) }
  await expect(sweep(mute)).rejects.toThrow('no bus')
  await world.sweepAt(32)
  await world.sweepAt(33)
  expect(world.hangs()).toHaveLength(1)
})

test('which attempt it is is said from the second on', async () => {
  const world = await begun({})
  const run = await world.run()
  if (!run) throw new Error('no run')
  const bodyOf = (attempt: number) =>
    hangSignal(run, { attempt, why: 'too-long', text: 'It hangs.', at: soon.toISOString() }, undefined).body
  expect(bodyOf(1)).not.toMatch(/attempt/)
  for (const attempt of [2, 3]) expect(bodyOf(attempt)).toMatch(`It is attempt ${attempt}.`)
})
