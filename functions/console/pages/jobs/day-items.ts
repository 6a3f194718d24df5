import type { JobsDay } from '../../../../api/jobs/day.ts'
import type { RunRow } from '../../../../api/jobs/runs.ts'
import type { Asked } from '../../contract/contribution.ts'
import type { Item, Span } from '../../contract/night.ts'
import { durationText, timeText } from '../../view/times.ts'
import { jobDayWords } from '../../view/words/job-day.ts'
import type { Stretch } from './overlaps.ts'
import { isBad, isGoing, markOf, runPath, titleOf } from './run-look.ts'

/** Share of the day from which on a run is drawn as long as it took; what is shorter is a mark. */
const longShare = 1 / 720

/** When the tasks of a run ran: each attempt that had one. What goes on runs until now. */
export const stretchesOfRun = (run: RunRow, now: Date): Stretch[] =>
  [...(run.earlier ?? []), run].flatMap(({ startedAt, stoppedAt }) =>
    startedAt === undefined
      ? []
      : [
          {
            job: run.job,
            from: Date.parse(startedAt),
            until: stoppedAt === undefined ? now.getTime() : Date.parse(stoppedAt),
          },
        ],
  )

const iso = (time: number): string => new Date(time).toISOString()

const itemsOfRun = (asked: Asked, run: RunRow, span: Span): Item[] => {
  const title = titleOf(asked, run)
  const path = runPath(run.job, run.scheduledAt)
  if (isGoing(run)) {
    const from = run.startedAt ?? run.scheduledAt
    return [{ from, until: asked.now.toISOString(), look: 'run-going', title, path }]
  }
  const shortest = (span.until.getTime() - span.from.getTime()) * longShare
  const bars = stretchesOfRun(run, asked.now)
    .filter(({ from, until }) => until - from >= shortest)
    .map(({ from, until }): Item => {
      const isLast = iso(from) === iso(Date.parse(run.startedAt ?? ''))
      const wentWell = isLast ? !isBad(run) : false
      return { from: iso(from), until: iso(until), look: wentWell ? 'run-long' : 'run-long-bad', title, path }
    })
  if (bars.length > 0) return bars
  return [{ from: run.startedAt ?? run.scheduledAt, look: markOf(run), title, path }]
}

/** What each job's lane shows of a day: its runs, and what lies ahead as long as it usually takes. */
export const dayItems = (
  asked: Asked,
  { runs, planned }: JobsDay,
  span: Span,
  lengths: ReadonlyMap<string, number>,
): Map<string, Item[]> => {
  const say = jobDayWords[asked.reader.language]
  const isInside = ({ from, until }: Item): boolean =>
    Date.parse(until ?? from) >= span.from.getTime() && Date.parse(from) < span.until.getTime()
  const all = [
    ...runs.flatMap((run) => itemsOfRun(asked, run, span).map((item) => ({ job: run.job, item }))),
    ...planned.map(({ job, scheduledAt }) => {
      const seconds = lengths.get(job)
      const said = say.planned(seconds === undefined ? undefined : durationText(asked.reader, seconds))
      const item: Item = {
        from: scheduledAt,
        until: iso(Date.parse(scheduledAt) + (seconds ?? 0) * 1_000),
        look: 'run-planned',
        title: `${job} ${timeText(asked.reader, scheduledAt)}: ${said}`,
      }
      return { job, item }
    }),
  ].filter(({ item }) => isInside(item))
  return new Map([...Map.groupBy(all, ({ job }) => job)].map(([job, each]) => [job, each.map(({ item }) => item)]))
}
