import { onTaskNews } from '../../../functions/jobs/engine/on-task-news.ts'
import { runDue } from '../../../functions/jobs/engine/run-due.ts'
import { startRun } from '../../../functions/jobs/engine/start.ts'
import { sweep } from '../../../functions/jobs/engine/sweep.ts'
import type { TaskChange } from '../../../functions/jobs/rules/task-change.ts'
import type { Wake } from '../../../functions/jobs/world/world.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { JobBackfillRecord, RunRecord } from '../../../shared/ledger/records.ts'
import { makeAgenda } from '../engine/agenda.ts'
import type { Played } from '../engine/simulation.ts'
import { makeCaller } from './calls.ts'
import { chancesOf } from './chances.ts'
import { doDeed } from './deeds.ts'
import { makeEcs } from './ecs.ts'
import { judge } from './judge.ts'
import { type Rates, ratesOf } from './rates.ts'
import { isWithin, type Story } from './story.ts'
import { makeWatch } from './watch.ts'

const minute = 60_000

/** How long a world is waited for after its last fault. */
const patience = 12 * 60 * minute

/** Plays a story to its end, in virtual time, and says what must not have happened. The same story plays the same. */
export const play = async (story: Story): Promise<Played & { readonly trace: string }> => {
  const chances = chancesOf(story.seed)
  const ledger = memoryLedger([], { frozen: true })
  const agenda = makeAgenda<() => unknown>()
  let clock = story.begin
  const now = (): number => clock
  const watch = makeWatch(story, now)
  const quiet: Rates = { ...ratesOf.calm, refused: 0 }
  let hasBegun = false
  const rates = (): Rates => (hasBegun && clock < story.calmFrom ? ratesOf[story.mood] : quiet)
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => agenda.add(clock + milliseconds, resolve))

  // SQS brings a message again until it is done; what it gives up on, somebody replays.
  const bring = (id: string, after: number, again: number, work: Parameters<typeof call>[1], tries = 5): void =>
    agenda.add(clock + after, async () => {
      if (await call(id, work)) return
      if (tries > 1) bring(id, again, again, work, tries - 1)
      else bring(`${id} replayed`, 10 * minute, again, work)
    })

  const onChange = (change: TaskChange): void => {
    const random = chances(`change ${change.taskArn} ${change.version}`)
    if (random.chance(rates().changeLost)) return
    const id = `change ${change.taskArn} ${change.version}`
    const after = (): number =>
      random.chance(rates().changeLate)
        ? random.between(1_000, random.pick([20_000, 400_000]))
        : random.between(20, 900)
    bring(id, after(), minute, (world) => onTaskNews(change, world))
    while (random.chance(rates().changeDoubled))
      bring(`${id} again`, after() + random.between(0, 60_000), minute, (world) => onTaskNews(change, world))
  }

  const ecs = makeEcs({
    chances,
    clock: now,
    plan: (at, act) => agenda.add(at, act),
    pause,
    rates,
    hasCluster: () => !isWithin(story.withoutCluster, clock),
    onTask: watch.onTask,
    onStop: watch.onStop,
    onChange: (_, change) => onChange(change),
  })
  let wakes = 0
  const onWake = ({ job, scheduledAt }: Wake, after: number): void => {
    wakes += 1
    bring(`wake ${wakes}`, after, 30_000, (world) => runDue(job, scheduledAt, world))
  }
  const call = makeCaller({ story, ledger, ecs, watch, chances, clock: now, pause, rates, onWake })

  // Lambda tries an asynchronous call again after one and two minutes, with the same id; then it may be replayed.
  const deliver =
    (id: string, job: string, at: number, tries = 0) =>
    async (): Promise<void> => {
      if (await call(id, (world) => startRun({ job, scheduledAt: new Date(at) }, world))) return
      if (tries < 2) agenda.add(clock + (tries + 1) * minute, deliver(id, job, at, tries + 1))
      else if (chances(`replay ${id}`).chance(0.3)) agenda.add(clock + 20 * minute, deliver(`${id} replayed`, job, at))
    }
  for (const { job, at, deliveries } of story.firings)
    for (const [index, when] of deliveries.entries()) agenda.add(when, deliver(`firing ${job} ${at} ${index}`, job, at))
  for (const [index, deed] of story.deeds.entries())
    agenda.add(deed.at, () =>
      doDeed(`deed ${deed.job} ${deed.at} ${index}`, deed, { call, watch, chances, clock: now }),
    )

  let finished = false
  const sweepEach = async (): Promise<void> => {
    agenda.add(clock + minute, sweepEach)
    if (isWithin(story.withoutSweep, clock)) return
    const begun = clock
    await call(`sweep ${clock}`, sweep, { onDone: watch.onSwept })
    const idle = [...watch.tasks.values()].every((tasks) =>
      [...tasks].every(({ stoppedAt }) => stoppedAt !== undefined),
    )
    if (begun > story.end + 5 * minute && idle && (await ledger.open<RunRecord>('run')).length === 0) {
      const left = await ledger.open<JobBackfillRecord>('job-backfill')
      // What is suspended for good never goes on.
      finished = left.every(({ job }) => watch.records.get(job)?.suspended !== undefined)
    }
  }
  // The first one makes the records of the jobs: from then on firings are owed.
  await call('sweep first', sweep)
  hasBegun = true
  agenda.add(story.begin + 17_000, sweepEach)

  for (let next = agenda.next(); next && !finished && next.at < story.end + patience; next = agenda.next()) {
    clock = next.at
    next.act()
    // What can go on at this moment does, before the next one comes.
    if ((agenda.nextAt() ?? Number.POSITIVE_INFINITY) > clock)
      await new Promise<void>((resolve) => setImmediate(resolve))
  }
  await judge(story, watch, ecs, ledger)
  return {
    violations: watch.violations,
    places: story.places,
    events: story.firings.length,
    counts: watch.counts,
    peaks: watch.peaks,
    trace: [...watch.runs.values()]
      .map(({ scheduledAt, state, stoppedAt }) => `${scheduledAt} ${state} ${stoppedAt}`)
      .join('\n'),
  }
}
