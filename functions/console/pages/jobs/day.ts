import { type JobsDay, readDay } from '../../../../api/jobs/day.ts'
import { dayOf } from '../../../../shared/calendar/dates.ts'
import { durationSeconds } from '../../../../shared/duration.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import type { Lane, Span } from '../../contract/night.ts'
import { PageError } from '../../contract/page-error.ts'
import { dayAt, dayOfDate, type LocalDay } from '../../view/day.ts'
import { type Html, html } from '../../view/html.ts'
import { picture } from '../../view/night/picture.ts'
import { table } from '../../view/table.ts'
import { durationText, time, timeText } from '../../view/times.ts'
import { jobDayWords } from '../../view/words/job-day.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { dayItems, stretchesOfRun } from './day-items.ts'
import { type Overlaps, overlapsOf, type Stretch } from './overlaps.ts'
import { jobPath } from './run-look.ts'
import { usualOf } from './usual.ts'

/** Pairs of jobs that are named. */
const mostPairs = 20

/** A day by the reader's clock. @param text a date, or `today` @throws PageError for any other text */
const askedDay = ({ reader, now }: Pick<Asked, 'reader' | 'now'>, text: string): LocalDay => {
  const today = dayAt(reader.zone, now)
  const day = text === 'today' ? today : dayOfDate(reader.zone, text)
  // Farther away nothing is known, or all is guesswork.
  if (!day || Math.abs(dayOf(day.date) - dayOf(today.date)) > 400)
    throw new PageError(404, jobDayWords[reader.language].notADay(text))
  return day
}

/** A day of all jobs as a Gantt chart: what ran and what will, each as long as it takes, and what overlaps. */
export const showDay: Show = async (asked) => {
  const { reader, now } = asked
  const say = jobDayWords[reader.language]
  const day = askedDay(asked, asked.param('day'))
  const { span } = day
  const seen = await readDay(asked.deployment, span)
  const lengths = usualLengths(asked, seen)
  const stretches = stretchesIn(seen, span, now, lengths)
  const overlaps = overlapsOf(stretches)
  const lanes = lanesOf(asked, seen, span, lengths)
  const chart = picture(asked, span, [
    ...(lanes.length > 0 ? [{ title: jobsWords[reader.language].jobs, lanes }] : []),
    ...(overlaps.crowds.length > 0 ? [{ title: say.atOnce, lanes: [crowdLane(asked, overlaps)] }] : []),
  ])
  return {
    title: say.title(timeText(reader, span.from, 'day')),
    above: [{ path: '/jobs', title: jobsWords[reader.language].jobs }],
    isWide: true,
    refreshSeconds: span.from <= now && now < span.until ? 30 : 0,
    body: html`${days(asked, day)}
<p class="story">${chart === undefined ? say.none : sentence(asked, overlaps)}${seen.planned.length > 0 ? ` ${say.hasPlanned}` : undefined}${seen.isCut ? ` ${say.cut}` : undefined}</p>
<div>${chart}</div>
${overlaps.pairs.length > 0 ? pairTable(asked, overlaps) : undefined}`,
  }
}

/** Seconds that a run of each job takes, by its last runs, else by the config; nothing where neither says. */
const usualLengths = ({ deployment }: Asked, { runs }: JobsDay): ReadonlyMap<string, number> => {
  const byJob = Map.groupBy(runs, ({ job }) => job)
  return new Map(
    Object.entries(deployment.config.jobs ?? {}).flatMap(([job, { expectedDuration }]) => {
      const usual = usualOf(byJob.get(job) ?? [])?.middle
      const seconds = usual ?? (expectedDuration === undefined ? undefined : durationSeconds(expectedDuration))
      return seconds === undefined ? [] : [[job, seconds] as const]
    }),
  )
}

const stretchesIn = (
  { runs, planned }: JobsDay,
  { from, until }: Span,
  now: Date,
  lengths: ReadonlyMap<string, number>,
): Stretch[] =>
  [
    ...runs.flatMap((run) => stretchesOfRun(run, now)),
    ...planned.map(({ job, scheduledAt }) => ({
      job,
      from: Date.parse(scheduledAt),
      until: Date.parse(scheduledAt) + (lengths.get(job) ?? 0) * 1_000,
    })),
  ].flatMap((each) => {
    const inside = {
      job: each.job,
      from: Math.max(each.from, from.getTime()),
      until: Math.min(each.until, until.getTime()),
    }
    return inside.until > inside.from ? [inside] : []
  })

const lanesOf = (asked: Asked, day: JobsDay, span: Span, lengths: ReadonlyMap<string, number>): Lane[] => {
  const items = dayItems(asked, day, span, lengths)
  return [...items]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([job, each]) => ({ id: `job/${job}`, title: job, path: jobPath(job), items: each, isWrong: true }))
}

const crowdLane = ({ reader }: Asked, { crowds }: Overlaps): Lane => {
  const say = jobDayWords[reader.language]
  return {
    id: 'at-once',
    title: say.several,
    items: crowds.map(({ from, until, most, jobs }) => ({
      from: new Date(from).toISOString(),
      until: new Date(until).toISOString(),
      look: 'overlap',
      title: say.crowd(
        most,
        jobs.join(', '),
        timeText(reader, new Date(from), 'time'),
        timeText(reader, new Date(until), 'time'),
      ),
    })),
    isWrong: true,
  }
}

const sentence = ({ reader }: Asked, { crowds }: Overlaps): string => {
  const say = jobDayWords[reader.language]
  const most = Math.max(0, ...crowds.map((crowd) => crowd.most))
  const first = crowds.find((crowd) => crowd.most === most)
  return first === undefined ? say.noOverlap : say.peak(most, timeText(reader, new Date(first.from), 'time'))
}

const days = ({ reader, at, now }: Asked, { date, before, after }: LocalDay): Html => {
  const say = jobDayWords[reader.language]
  const link = (label: string, day: string): Html =>
    html`<a class="span-link" href="${at(`/jobs/day/${day}`)}"${day === date ? html` aria-current="date"` : undefined}>${label}</a>`
  return html`<nav class="days" aria-label="${say.days}">${link(`← ${say.before}`, before)}${link(say.today, dayAt(reader.zone, now).date)}${link(`${say.after} →`, after)}</nav>`
}

const pairTable = ({ reader }: Asked, { pairs }: Overlaps): Html => {
  const say = jobDayWords[reader.language]
  return html`<section aria-labelledby="pairs"><h2 id="pairs">${say.pairs}</h2>
${table(
  say.pairs,
  [say.pair, { number: say.times }, say.together, say.firstAt],
  pairs
    .slice(0, mostPairs)
    .map(
      ({ jobs: [one, other], times, milliseconds, firstAt }) =>
        html`<tr><th scope="row">${one === other ? say.itself(one) : html`<bdi>${one}</bdi>, <bdi>${other}</bdi>`}</th><td class="number">${times}</td><td>${durationText(reader, milliseconds / 1_000)}</td><td>${time(reader, new Date(firstAt), 'time')}</td></tr>`,
    ),
)}</section>`
}
