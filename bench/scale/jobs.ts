import { onTaskNews } from '../../functions/jobs/engine/on-task-news.ts'
import { startRun } from '../../functions/jobs/engine/start.ts'
import { later as after, firingAt, makeDesk, makeJob } from '../../test/unit/jobs/world.ts'
import { events, inOrder, limit, ofLedger, ownLimit, type ScaleContribution } from './limits.ts'
import { type Play, record } from './recorder.ts'

/** Seconds for which a firing keeps a function, RunTask included, and a message about its task. */
const assumed = { firing: 1, change: 0.2 } as const

/** Messages about each task, from PROVISIONING to STOPPED, and how many functions read them at once (`infra/functions/jobs`). */
const changes = { perRun: 8, readers: 2 } as const

/** Firings whose tasks run and end well. ECS reports each task eight times; three of these change anything. */
const firings: Play = async (ledger) => {
  const jobs = { report: makeJob({ schedule: 'cron(* * * * ? *)' }) }
  const desk = makeDesk({ ledger, jobs })
  for (let minute = 0; minute < events; minute += 1) {
    const at = after(firingAt, minute * 60)
    const run = await startRun({ job: 'report', scheduledAt: at }, desk.at(after(at, 1)))
    const arn = run?.taskArn ?? ''
    await onTaskNews(desk.ecs.run(arn, after(at, 20)), desk.at(after(at, 21)))
    await onTaskNews(desk.ecs.end(arn, 0, after(at, 40)), desk.at(after(at, 41)))
  }
}

/** Firings of schedules, from Scheduler's call to the verdict. */
export const jobsScale: ScaleContribution = async ({ jobs }) => {
  if (!jobs) return []
  return [
    {
      capability: 'jobs: firings of schedules',
      events: 'firings',
      per: 'minute',
      limits: inOrder([
        limit('runTask', 1, 'one call each'),
        limit('scheduler', 1, 'one each'),
        limit('concurrency', assumed.firing, `${assumed.firing} s each`),
        ownLimit(
          `${changes.readers} functions at once that read what ECS reports`,
          changes.readers / (changes.perRun * assumed.change),
          `${changes.perRun} messages each, ${assumed.change} s a message`,
          'starts are not held up: only verdicts wait, in the queue; `maxConcurrency` in `infra/functions/jobs/jobs.ts`',
        ),
        ...ofLedger(await record(firings)),
      ]),
    },
  ]
}
