import { hearOfTask } from '../../functions/jobs/hear.ts'
import type { Desk } from '../../functions/jobs/keep.ts'
import { startRun } from '../../functions/jobs/start.ts'
import { sweep } from '../../functions/jobs/sweep.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { fakeEcs, firing, firingAt, later, makeDesk, runKey } from '../unit/jobs/desk.ts'

class Crash extends Error {}

/** A desk whose n-th effect ends the call, before it happens or after. Nothing works any more in that call. */
const crashingAt = (
  desk: Desk,
  nth: number,
  when: 'before' | 'after',
): { readonly desk: Desk; readonly calls: () => number } => {
  let calls = 0
  const breaking =
    <Input extends readonly unknown[], Output>(effect: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      calls += 1
      if (calls > nth || (calls === nth && when === 'before')) throw new Crash(`at effect ${calls}`)
      const output = await effect(...input)
      if (calls >= nth) throw new Crash(`after effect ${nth}`)
      return output
    }
  const { ledger, tasks, publish } = desk
  return {
    calls: () => calls,
    desk: {
      ...desk,
      publish: breaking(publish),
      tasks: { start: breaking(tasks.start), find: breaking(tasks.find), describe: breaking(tasks.describe) },
      ledger: {
        ...ledger,
        get: breaking(ledger.get) as typeof ledger.get,
        open: breaking(ledger.open) as typeof ledger.open,
        lastChildren: breaking(ledger.lastChildren) as typeof ledger.lastChildren,
        list: breaking(ledger.list) as typeof ledger.list,
        commit: breaking(ledger.commit),
      },
    },
  }
}

const effectsOf = async (act: (desk: Desk) => Promise<unknown>, desk: Desk): Promise<number> => {
  const counted = crashingAt(desk, Number.POSITIVE_INFINITY, 'before')
  await act(counted.desk)
  return counted.calls()
}

const points = (count: number) =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((nth) => [
    { nth, when: 'before' as const },
    { nth, when: 'after' as const },
  ])

/** Every step, sweep included, until nothing is open any more: what production does over the next minutes. */
const untilQuiet = async (desk: ReturnType<typeof makeDesk>, from: Date): Promise<void> => {
  for (let minute = 1; minute <= 20; minute++) await sweep(desk.at(later(from, minute * 60)))
}

const soon = later(firingAt, 5)

describe.each([
  ['the same call again', 60, 'call'],
  ['another delivery', 60, 'another call'],
  ['nobody but the sweep', undefined, ''],
] as const)('a start that crashes anywhere, then %s', (_, retryAfter, callId) => {
  const start = (desk: Desk) => startRun(firing, desk)

  test('is one task, one verdict, one signal', async () => {
    const count = await effectsOf(start, makeDesk({}).at(soon, 'call'))
    expect(count).toBeGreaterThan(3)
    for (const { nth, when } of points(count)) {
      const desk = makeDesk({})
      await sweep(desk.at(later(firingAt, -60)))
      await expect(start(crashingAt(desk.at(soon, 'call'), nth, when).desk)).rejects.toThrow(Crash)
      if (retryAfter !== undefined) await start(desk.at(later(soon, retryAfter), callId))
      for (let minute = 1; minute <= 4; minute++) await sweep(desk.at(later(soon, 60 + minute * 60)))
      // With no retry at all, a firing of which nothing was written is missed; every other one is a task.
      expect(desk.ecs.started.size).toBeLessThanOrEqual(1)
      for (const taskArn of desk.ecs.started.keys())
        await hearOfTask(desk.ecs.stop(taskArn, 1, later(soon, 400)), desk.at(later(soon, 401)))
      await untilQuiet(desk, later(soon, 600))
      const run = await desk.ledger.get<RunRecord>(runKey)
      expect(run?.state).toBe(desk.ecs.started.size === 1 ? 'failed' : 'missed')
      if (retryAfter !== undefined) expect(desk.ecs.started.size).toBe(1)
      expect(new Set(desk.signals.map(({ id }) => id)).size).toBe(1)
      expect(await desk.ledger.open('run')).toEqual([])
    }
  })
})

test.each(['RunTask answers with failures', 'the firing is too late'])(
  'a refusal that crashes anywhere, then the same call: %s',
  async (what) => {
    const setUp = () =>
      makeDesk({
        ecs: fakeEcs(() => (what.startsWith('RunTask') ? { failure: { reason: 'RESOURCE:CPU' } } : undefined)),
      })
    const now = what.startsWith('RunTask') ? soon : later(firingAt, 700)
    const start = (desk: Desk) => startRun(firing, desk)
    const count = await effectsOf(start, setUp().at(now, 'call'))
    for (const { nth, when } of points(count)) {
      const desk = setUp()
      await expect(start(crashingAt(desk.at(now, 'call'), nth, when).desk)).rejects.toThrow(Crash)
      await start(desk.at(later(now, 60), 'call'))
      await untilQuiet(desk, later(now, 60))
      expect(desk.ecs.started.size).toBe(0)
      expect(await desk.ledger.get(runKey)).toMatchObject({ state: what.startsWith('RunTask') ? 'failed' : 'missed' })
      expect(new Set(desk.signals.map(({ id, at }) => `${id} ${at}`)).size).toBe(1)
      expect(await desk.ledger.open('run')).toEqual([])
    }
  },
)

test.each([0, 3])('the news of a task that exits with %d crashes anywhere, then comes again', async (exitCode) => {
  const setUp = async () => {
    const desk = makeDesk({})
    const run = await startRun(firing, desk.at(soon))
    const stopped = desk.ecs.stop(run?.taskArn ?? '', exitCode, later(soon, 30))
    return { ...desk, hear: (at: Desk) => hearOfTask(stopped, at) }
  }
  const now = later(soon, 31)
  const first = await setUp()
  const count = await effectsOf(first.hear, first.at(now))
  for (const { nth, when } of points(count)) {
    const desk = await setUp()
    await expect(desk.hear(crashingAt(desk.at(now), nth, when).desk)).rejects.toThrow(Crash)
    await desk.hear(desk.at(later(now, 180)))
    expect(await desk.ledger.get(runKey)).toMatchObject({ state: exitCode === 0 ? 'succeeded' : 'failed', exitCode })
    expect(await desk.ledger.open('run')).toEqual([])
    const told = new Set(desk.signals.map(({ id, at }) => `${id} ${at}`))
    expect(told.size).toBe(exitCode === 0 ? 0 : 1)
  }
})

test('a sweep that crashes anywhere loses no missed firing and tells it as one signal', async () => {
  const setUp = async () => {
    const desk = makeDesk({})
    await sweep(desk.at(later(firingAt, -60)))
    return desk
  }
  const now = later(firingAt, 700)
  const count = await effectsOf(sweep, (await setUp()).at(now))
  for (const { nth, when } of points(count)) {
    const desk = await setUp()
    await sweep(crashingAt(desk.at(now), nth, when).desk).catch(() => undefined)
    await untilQuiet(desk, now)
    expect(await desk.ledger.children('run#nightly')).toMatchObject([{ state: 'missed' }])
    expect(new Set(desk.signals.map(({ id, at }) => `${id} ${at}`)).size).toBe(1)
  }
})
