import fc from 'fast-check'
import { hearOfTask } from '../../functions/jobs/hear.ts'
import type { JobSlice } from '../../functions/jobs/job.ts'
import type { Desk } from '../../functions/jobs/keep.ts'
import { startRun } from '../../functions/jobs/start.ts'
import { sweep } from '../../functions/jobs/sweep.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { firings } from '../../shared/schedule.ts'
import { isoSeconds } from '../../shared/time.ts'
import { later, makeDesk } from '../unit/jobs/desk.ts'

const begin = new Date('2026-11-21T00:00:30Z')
const jobs: Record<string, JobSlice> = {
  regular: { schedule: 'cron(0/5 * * * ? *)', zone: 'Asia/Seoul', startWithin: 120 },
  often: { schedule: 'rate(2 minutes)', zone: 'UTC', startWithin: 600 },
}
const hours = 3

/** What befalls one firing. Seconds are from its time on. */
const fate = fc.record({
  /** When it is delivered; none: it is lost. */
  deliveries: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
  /** The effect at which its first call ends, and whether Lambda tries that call again. */
  crashAt: fc.option(fc.integer({ min: 1, max: 9 }), { freq: 2 }),
  retried: fc.boolean(),
  exitCode: fc.constantFrom(0, 0, 1, undefined),
  runs: fc.integer({ min: 1, max: 900 }),
  /** When the news of its end arrive, from then on; none: they are lost. */
  news: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 3 }),
  newsCrashAt: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 3 }),
})
type Fate = typeof fate extends fc.Arbitrary<infer Value> ? Value : never

const crashing = (desk: Desk, nth: number | null): Desk => {
  let calls = 0
  const breaking =
    <Input extends readonly unknown[], Output>(effect: (...input: Input) => Promise<Output>) =>
    async (...input: Input): Promise<Output> => {
      calls += 1
      // Odd ones crash before the effect, even ones after it.
      if (nth !== null && calls >= nth && nth % 2 === 1) throw new Error('crash')
      const output = await effect(...input)
      if (nth !== null && calls >= nth) throw new Error('crash')
      return output
    }
  const { ledger, tasks, publish } = desk
  return {
    ...desk,
    publish: breaking(publish),
    tasks: { ...tasks, start: breaking(tasks.start), find: breaking(tasks.find) },
    ledger: { ...ledger, get: breaking(ledger.get) as typeof ledger.get, commit: breaking(ledger.commit) },
  }
}

interface Happening {
  readonly at: number
  readonly act: (now: Date) => Promise<unknown>
}

const simulate = async (fates: readonly Fate[]) => {
  const desk = makeDesk({ jobs })
  const queue: Happening[] = []
  const plan = (at: number, act: Happening['act']) => {
    // Kept in order of time: the queue is small, and what is planned is mostly near.
    const index = queue.findLastIndex((each) => each.at <= at)
    queue.splice(index + 1, 0, { at, act })
  }
  const until = later(begin, hours * 3_600)
  const all = Object.entries(jobs).flatMap(([job, slice]) =>
    firings(slice, { after: begin, until, since: begin }).map((scheduledAt) => ({ job, scheduledAt })),
  )
  const fateOf = new Map<string, Fate>()
  const live = new Set<string>()
  const runTasks = (now: Date) => {
    for (const [taskArn, task] of desk.ecs.started) {
      const mine = live.has(taskArn) ? undefined : fateOf.get(task.startedBy ?? '')
      live.add(taskArn)
      if (!mine) continue
      plan(now.getTime() + mine.runs * 1000, async (end) => {
        const stopped = desk.ecs.stop(taskArn, mine.exitCode, end)
        for (const [index, delay] of mine.news.entries())
          plan(end.getTime() + delay * 1000, (heard) =>
            hearOfTask(stopped, crashing(desk.at(heard), index === 0 ? mine.newsCrashAt : null)),
          )
      })
    }
  }
  for (const [index, { job, scheduledAt }] of all.entries()) {
    const mine = fates[index % fates.length]
    if (!mine) continue
    fateOf.set(`nightshift/${job}/${isoSeconds(scheduledAt).replace(/[-:]/g, '')}/1`, mine)
    for (const [delivery, delay] of mine.deliveries.entries()) {
      const callId = `${job} ${index} ${delivery}`
      const at = scheduledAt.getTime() + delay * 1000
      const crashAt = delivery === 0 ? mine.crashAt : null
      plan(at, (now) => startRun({ job, scheduledAt }, crashing(desk.at(now, callId), crashAt)))
      if (crashAt !== null && mine.retried)
        plan(at + 60_000, (now) => startRun({ job, scheduledAt }, desk.at(now, callId)))
    }
  }
  for (let at = begin.getTime(); at < until.getTime() + 4_500_000; at += 60_000) plan(at, (now) => sweep(desk.at(now)))
  for (let next = queue.shift(); next; next = queue.shift()) {
    const now = new Date(next.at)
    await next.act(now).catch(() => undefined)
    runTasks(now)
  }
  return { ...desk, all, until }
}

test('whatever is lost, doubled, late or cut short: no firing starts twice, and each ends in one state that is told', async () => {
  let count = 0
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: 20, maxLength: 60 }), async (fates) => {
      const { ecs, ledger, signals, all, until } = await simulate(fates)
      count += all.length
      const startedBy = [...ecs.started.values()].map((task) => task.startedBy)
      expect(new Set(startedBy).size).toBe(startedBy.length)
      expect(await ledger.open('run')).toEqual([])
      const told = new Map(signals.map((signal) => [signal.id, signal]))
      for (const { job, scheduledAt } of all) {
        const run = await ledger.get<RunRecord>({ pk: `run#${job}`, sk: isoSeconds(scheduledAt) })
        expect(run?.state).toMatch(/^(succeeded|failed|missed)$/)
        if (run?.state === 'succeeded') expect(run.exitCode).toBe(0)
        else expect(told.has(`${job}/${run?.scheduledAt}/${run?.attempt}/${run?.state}`)).toBe(true)
      }
      // A rate goes on after the last firing that was delivered here: those later ones are missed, and rightly told.
      const extra = (await ledger.list<RunRecord>('run', { limit: 10_000 })).filter(
        (run) => run.scheduledAt <= isoSeconds(until),
      )
      expect(extra).toHaveLength(all.length)
      for (const { id, at } of signals) expect(told.get(id)?.at).toBe(at)
    }),
    { numRuns: 18, seed: 20261121, endOnFailure: true },
  )
  expect(count).toBeGreaterThan(2_000)
}, 30_000)
