import { durationSeconds } from '../../duration.ts'
import { includesCode, rangeOf } from '../../jobs/exit-codes.ts'
import { finishByOf } from '../../jobs/finish-by.ts'
import { firings, isOneTime, parseSchedule } from '../../schedule.ts'
import { exactDurationText } from '../../time.ts'
import { pathText } from '../explain.ts'
import type { HoursConfig } from '../hours/schema.ts'
import { pausesOf } from './pauses.ts'
import { longestRun } from './run-length.ts'
import type { JobConfig, JobPoolsConfig, JobsConfig } from './schema.ts'

/** How far ahead changes of DST are looked at. */
const yearsMs = 2 * 366 * 86_400_000

const timeText = (local: number): string => new Date(local).toISOString().slice(11, 16)
const dateText = (local: number): string => new Date(local).toISOString().slice(0, 10)

/** Firings that a change of DST takes away, unless another one comes as soon as it would have, as with every quarter. */
const gapWarnings = ({ schedule, zone }: JobConfig, now: Date): string[] => {
  const { next, skipped } = parseSchedule(schedule, zone)
  const lost = skipped(now.getTime(), now.getTime() + yearsMs).filter(
    ({ at, from, until }) => (next(at - 1) ?? Number.POSITIVE_INFINITY) - at >= until - from,
  )
  const [first] = lost
  if (first === undefined) return []
  const dates = [...new Set(lost.map(({ local }) => dateText(local)))]
  return [
    `schedule: "${schedule}" does not fire on ${dates.join(' and ')}, when clocks in ${zone} skip ${timeText(first.local)}; choose a time outside ${timeText(first.from)}-${timeText(first.until)}, or a zone without daylight saving time, such as UTC`,
  ]
}

/** What comes of a run that is longer than the pause after it. */
const overlapTexts = {
  allow: "runs overlap; fire less often, or say what is to happen by overlap: 'forbid' or 'replace'",
  forbid: 'firings while a run is not over are forbidden and do not run; fire less often',
  replace: 'the next run stops one that is not over; fire less often',
} as const

const paceWarnings = (job: JobConfig, now: Date): string[] => {
  const run = longestRun(job)
  const pauses = run && pausesOf(job, now)
  if (!pauses || run.seconds <= pauses.shortest) return []
  const may = run.key === 'runTimeout' ? 'may last' : 'is expected to last'
  return [
    `${run.key}: a run ${may} ${run.text}, and there are only ${exactDurationText(pauses.shortest)} between two firings: ${overlapTexts[job.overlap]}`,
  ]
}

/** Rules for exit codes that never count, or that want attempts that there are not. */
const exitWarnings = ({ exitCodes, retries }: JobConfig): string[] =>
  exitCodes.flatMap(({ codes, action, container }, index) => {
    const before = exitCodes.slice(0, index).filter((rule) => rule.container === container)
    const isTaken = codes.every((entry) => {
      const [from, until] = rangeOf(entry) ?? [1, 0]
      const all = Array.from({ length: until - from + 1 }, (_, offset) => from + offset)
      return all.every((code) => before.some((rule) => includesCode(rule, code)))
    })
    if (isTaken)
      return [
        `exitCodes[${index}]: never counts, as the rules before it take all of its codes; take it out, or put it first`,
      ]
    return action === 'retry' && retries.limit === 0
      ? [`exitCodes[${index}].action: "retry" has no effect with retries.limit 0; allow attempts, or say 'ignore'`]
      : []
  })

/** Firings of which no run can be finished in time, or of which it would be known too late that there was none. */
const finishWarnings = (job: JobConfig, now: Date): string[] => {
  const { finishBy } = job
  if (finishBy === undefined) return []
  const until = new Date(now.getTime() + yearsMs)
  const left = firings(job, { after: now, until, since: now, limit: 400 }).map(
    (at) => (Date.parse(finishByOf(job, at) ?? '') - at.getTime()) / 1000,
  )
  if (left.length === 0) return []
  const least = Math.min(...left)
  const short = exactDurationText(least)
  const run = job.expectedDuration === undefined ? undefined : durationSeconds(job.expectedDuration)
  return [
    ...(run !== undefined && run > least
      ? [
          `finishBy: "${finishBy}" comes ${short} after a firing, and a run is expected to last ${job.expectedDuration}; fire earlier, or choose a later time`,
        ]
      : []),
    ...(durationSeconds(job.startWithin) > least
      ? [
          `startWithin: a firing that is lost is found ${job.startWithin} after its time, and finishBy comes ${short} after it; choose a shorter startWithin`,
        ]
      : []),
  ]
}

const hangWarnings = ({ overlap, runTimeout }: JobConfig): string[] =>
  overlap === 'forbid' && runTimeout === undefined
    ? [
        "runTimeout: missing, so a run that hangs forbids every later one (overlap: 'forbid'); say after what time it is to be stopped, such as runTimeout: '1 hour'",
      ]
    : []

const pastWarnings = ({ schedule, zone, suspended }: JobConfig, now: Date): string[] => [
  ...(isOneTime(schedule) && parseSchedule(schedule, zone).next(now.getTime()) === undefined
    ? [`schedule: "${schedule}" is over and does not fire any more; take the job out, or give it another time`]
    : []),
  ...(typeof suspended === 'object' && Date.parse(suspended.until) <= now.getTime()
    ? [`suspended.until: "${suspended.until}" is over, so the job runs; take "suspended" out`]
    : []),
]

/** A job that waits for one that the config suspends for good is left out with it. */
const neverWarnings = (name: string, jobs: JobsConfig): string[] => {
  const { after } = jobs[name] ?? {}
  if (!after) return []
  const off = after.jobs.filter((before) => jobs[before]?.suspended === true)
  const isNever = after.when === 'all' ? off.length > 0 : off.length === after.jobs.length
  return isNever
    ? [
        `after.jobs: ${off.join(', ')} ${off.length === 1 ? 'is' : 'are'} suspended, so it never runs either; take "suspended" out there, or the job out here`,
      ]
    : []
}

/** A job that comes after others starts when they have succeeded, and no later. */
const idleWarnings = ({ after, jitter }: JobConfig): string[] =>
  after && jitter !== undefined
    ? ['jitter: has no effect beside after: it starts when the jobs before it have succeeded; take it out']
    : []

/** Jobs of which a holiday makes different things have no day in common then. */
const holidayWarnings = (name: string, jobs: JobsConfig): string[] => {
  const { after, holidays } = jobs[name] ?? {}
  if (!after) return []
  const texts = [holidays, ...after.jobs.map((before) => jobs[before]?.holidays)].map((rule) =>
    rule ? `${rule.action} ${rule.calendar}` : 'none',
  )
  return new Set(texts).size < 2
    ? []
    : [
        `after.jobs: it and the jobs before it treat holidays differently (${[name, ...after.jobs].map((each, index) => `${each}: ${texts[index]}`).join(', ')}), so on some days it waits for what runs on another day, or not at all; give all of them the same holidays`,
      ]
}

/** A deadline that is over before that of a job that it comes after. */
const afterWarnings = (name: string, jobs: JobsConfig): string[] => {
  const { after } = jobs[name] ?? {}
  return (after?.jobs ?? []).flatMap((before) => {
    const theirs = jobs[before]?.after?.within
    return after && theirs !== undefined && durationSeconds(theirs) > durationSeconds(after.within)
      ? [`after.within: ${after.within} are over before those of ${before} (${theirs}); give it more`]
      : []
  })
}

/** What is allowed in jobs and yet not likely meant, one line each with its path: lost firings, overlaps, times that are over. */
export const jobsWarnings = (jobs: JobsConfig, now: Date): string[] =>
  Object.entries(jobs).flatMap(([name, job]) =>
    [
      ...gapWarnings(job, now),
      ...paceWarnings(job, now),
      ...hangWarnings(job),
      ...exitWarnings(job),
      ...finishWarnings(job, now),
      ...afterWarnings(name, jobs),
      ...holidayWarnings(name, jobs),
      ...idleWarnings(job),
      ...neverWarnings(name, jobs),
      ...pastWarnings(job, now),
    ].map((text) => `${pathText(['jobs', name])}.${text}`),
  )

/** Pools in which no job is, and such as hold none of theirs back. */
export const poolWarnings = (jobs: JobsConfig, pools: JobPoolsConfig): string[] =>
  Object.entries(pools).flatMap(([name, { most }]) => {
    const members = Object.values(jobs).filter(({ pool }) => pool === name)
    const path = pathText(['jobPools', name])
    if (members.length === 0) return [`${path}: no job is in it; take it out, or name it as the pool of a job`]
    return members.length <= most && members.every(({ overlap }) => overlap !== 'allow')
      ? [
          `${path}.most: ${most} holds nothing back, as its ${members.length} jobs never overlap themselves; allow fewer`,
        ]
      : []
  })

/** Jobs that go by the holidays of a calendar that has none. */
export const holidayRuleWarnings = (jobs: JobsConfig, calendars: HoursConfig['calendars'] = {}): string[] =>
  Object.entries(jobs).flatMap(([name, { holidays: rule }]) => {
    const calendar = rule && calendars[rule.calendar]
    if (!rule || !calendar) return []
    const { holidays = [] } = calendar
    const isNone = Array.isArray(holidays)
      ? holidays.length === 0
      : holidays.country === undefined && holidays.dates.length === 0
    if (!isNone) return []
    const what =
      rule.action === 'only' ? 'the job never runs' : `no firing is ${rule.action === 'skip' ? 'left out' : 'moved'}`
    return [
      `${pathText(['jobs', name, 'holidays', 'calendar'])}: "${rule.calendar}" has no holidays, so ${what}; name some in ${pathText(['hours', 'calendars', rule.calendar, 'holidays'])}`,
    ]
  })
