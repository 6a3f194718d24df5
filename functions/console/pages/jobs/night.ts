import { runsSince, type ShortRun } from '../../../../api/jobs/runs.ts'
import type { Asked, TellNight } from '../../contract/contribution.ts'
import type { Attention, Item, Lane } from '../../contract/night.ts'
import { engineText } from '../../view/engine-text.ts'
import { actionForm } from '../../view/form.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { isBad, isGoing, jobPath, markOf, runPath, titleOf } from './run-look.ts'

/** Most runs of a span that are read, newest first. */
const mostRuns = 6_000

/** Share of the span from which on a run is drawn as long as it took. */
const longShare = 1 / 150

const itemOf = ({ reader }: Asked, run: ShortRun, spanSeconds: number): Item => {
  const { job, scheduledAt, state, seconds, startedAt, stoppedAt } = run
  const title = (): string => titleOf({ reader }, run)
  const path = runPath(job, scheduledAt)
  if (isGoing(run)) return { from: startedAt ?? scheduledAt, until: 'now', look: 'run-going', title, path }
  const isLong = seconds !== undefined && seconds > spanSeconds * longShare && startedAt !== undefined
  if (isLong && stoppedAt !== undefined && (state === 'succeeded' || state === 'failed'))
    return { from: startedAt, until: stoppedAt, look: state === 'succeeded' ? 'run-long' : 'run-long-bad', title, path }
  return { from: scheduledAt, look: markOf(run), title, path }
}

const sentencesOf = ({ reader }: Asked, runs: readonly ShortRun[]): string[] => {
  const say = jobsWords[reader.language]
  const ended = runs.filter((run) => run.state === 'succeeded' || run.state === 'failed' || run.state === 'missed')
  const going = runs.filter(isGoing).length
  if (ended.length === 0 && going === 0) return [say.noRun]
  const good = ended.filter(({ state }) => state === 'succeeded')
  const bad = ended.filter(isBad)
  const jobs = [...new Set(bad.map(({ job }) => job))].slice(0, 5)
  return [
    ...(ended.length > 0
      ? [say.succeeded(good.length, ended.length, good.filter(({ attempt }) => attempt > 1).length)]
      : []),
    ...(bad.length > 0
      ? [
          say.bad(
            jobs,
            bad.filter(({ state }) => state === 'failed').length,
            bad.filter(({ state }) => state === 'missed').length,
          ),
        ]
      : []),
    ...(going > 0 ? [say.going(going)] : []),
  ]
}

/** The job's newest end, where it was bad: nothing has gone well since. */
const attentionOf = (asked: Asked, job: string, runs: readonly ShortRun[]): Attention[] => {
  const say = jobsWords[asked.reader.language]
  const newest = runs.find((run) => run.state === 'succeeded' || isBad(run))
  if (newest === undefined || !isBad(newest)) return []
  const path = jobPath(job)
  const action = actionForm(asked, { path: `${path}/retry`, label: say.retry, fields: { at: newest.scheduledAt } })
  return [
    {
      severity: 'warning',
      title: newest.state === 'failed' ? say.failedOf(job) : say.missedOf(job),
      detail:
        newest.explanation === undefined
          ? say.states[newest.state]
          : engineText(asked.reader.language, newest.explanation),
      since: newest.stoppedAt ?? newest.scheduledAt,
      path: runPath(job, newest.scheduledAt),
      ...(action ? { action } : {}),
    },
  ]
}

/** A lane for each job with its runs, how many went well, and the jobs of which the last run did not. */
export const jobsNight: TellNight = async (asked, { from, until }) => {
  const runs = await runsSince(asked.deployment, from.toISOString(), mostRuns)
  const seconds = (until.getTime() - from.getTime()) / 1_000
  const byJob = [...Map.groupBy(runs, ({ job }) => job)].sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    lanes: byJob.map(
      ([job, each]): Lane => ({
        id: `job/${job}`,
        title: job,
        path: jobPath(job),
        items: each.map((run) => itemOf(asked, run, seconds)),
        isWrong: each.some(isBad),
      }),
    ),
    sentences: sentencesOf(asked, runs),
    attention: byJob.flatMap(([job, each]) => attentionOf(asked, job, each)),
    wasQuiet: !runs.some(isBad),
  }
}
