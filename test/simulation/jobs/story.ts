import type { JobSlice } from '../../../functions/jobs/rules/job.ts'
import type { Calendar } from '../../../shared/calendar/index.ts'
import { isoSeconds } from '../../../shared/time.ts'
import type { Random } from '../engine/random.ts'
import { chancesOf } from './chances.ts'
import { firingsOf } from './oracle.ts'
import { type Mood, type Rates, ratesOf } from './rates.ts'

/** One firing of a schedule, and when it is brought to us; all in epoch milliseconds. */
export interface PlannedFiring {
  readonly job: string
  readonly at: number
  readonly deliveries: readonly number[]
}

/** Something that a person does at the command line. Which run is meant is seen then. */
export interface Deed {
  readonly job: string
  readonly at: number
  readonly action: 'suspend' | 'resume' | 'cancel' | 'retry' | 'run' | 'backfill'
  /** Milliseconds, for a suspension with an end; for a backfill, so far back. */
  readonly lasts?: number
  readonly command?: readonly string[]
}

/** From, until. */
export type Span = readonly [number, number]

export const isWithin = (spans: readonly Span[], at: number): boolean =>
  spans.some(([from, until]) => at >= from && at < until)

/** What one small world goes through. Everything in it follows from the seed. */
export interface Story {
  readonly seed: number
  readonly begin: number
  /** When nothing fails any more; schedules still fire for a while, so that all before is found. */
  readonly calmFrom: number
  /** When the schedules fire for the last time. */
  readonly end: number
  readonly mood: Mood
  readonly jobs: Readonly<Record<string, JobSlice>>
  readonly firings: readonly PlannedFiring[]
  readonly deeds: readonly Deed[]
  /** When the sweep is not called, and when the cluster is not there. */
  readonly withoutSweep: readonly Span[]
  readonly withoutCluster: readonly Span[]
  readonly places: number
}

const minute = 60_000

// The nights on which clocks change in Berlin, New York, on Lord Howe and in Cairo, one in which they do not, a new year.
const nights = [
  '2026-10-25T00:10:00Z',
  '2026-03-29T00:05:00Z',
  '2026-11-01T05:00:00Z',
  '2026-03-08T06:10:00Z',
  '2026-04-04T14:05:00Z',
  '2026-10-03T14:40:00Z',
  '2026-04-23T21:10:00Z',
  '2026-06-15T12:00:00Z',
  '2026-12-31T22:30:00Z',
] as const
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Seoul',
  'Asia/Kathmandu',
] as const

const retriedCauses = ['application-error', 'out-of-memory', 'spot-interruption', 'image-pull-network', 'capacity']

const scheduleOf = (begin: number, length: number, random: Random): string => {
  const kind = random.next()
  if (kind < 0.04) return `at(${isoSeconds(new Date(begin + random.between(10, length - 5) * minute)).slice(0, 19)})`
  const period = random.pick([2, 2, 3, 3, 4, 5, 7, 10])
  if (kind < 0.2) return `rate(${period} minutes)`
  return `cron(${random.between(0, Math.min(4, period - 1))}/${period} * * * ? *)`
}

/** The night is a holiday, or the day after is. */
const calendarOn = (begin: number, random: Random): Calendar => ({
  zone: 'UTC',
  rules: [],
  overrides: [],
  holidays: [{ date: isoSeconds(new Date(begin + random.pick([0, 86_400_000]))).slice(0, 10), name: 'a feast' }],
})

const exitRules = (random: Random): JobSlice['exitCodes'] =>
  [1, 2, 137, 1].map((code) => ({
    codes: [code],
    action: random.pick(['succeed', 'retry', 'ignore', 'fail'] as const),
  }))

const jobOf = (begin: number, length: number, random: Random): JobSlice => {
  const schedule = scheduleOf(begin, length, random)
  const overlap = random.pick(['allow', 'forbid', 'forbid', 'replace', 'replace'] as const)
  const runTimeout = random.chance(0.4) ? random.between(40, 400) : undefined
  const until = isoSeconds(new Date(begin + random.between(10, length) * minute))
  return {
    schedule,
    // What is to happen once has its time in UTC here: it is drawn from the window's.
    zone: schedule.startsWith('at') ? 'UTC' : random.pick(zones),
    startWithin: random.pick([60, 90, 120, 300, 600]),
    overlap,
    catchUp: random.pick(['skip', 'skip', 'latest', { all: 1 }, { all: random.between(2, 4) }] as const),
    retries: {
      limit: random.pick([0, 1, 1, 2, 3]),
      wait: random.pick([5, 20, 30, 60, 120]),
      ...(random.chance(0.4) ? { on: retriedCauses } : {}),
    },
    startTimeout: random.pick([60, 120, 300, 600]),
    ...(runTimeout === undefined ? {} : { runTimeout }),
    ...(random.chance(0.05) ? { suspended: { until, reason: 'a freeze' } } : {}),
    alertAfter: random.pick([1, 1, 2, 3]),
    ...(random.chance(0.2) ? { longerThanUsual: random.pick([1.1, 1.5, 3]) } : {}),
    ...(random.chance(0.2)
      ? { finishBy: `${String(random.between(0, 23)).padStart(2, '0')}:${random.pick(['00', '20', '40'])}` }
      : {}),
    ...(random.chance(0.1)
      ? { holidays: { action: random.pick(['skip', 'only'] as const), calendar: calendarOn(begin, random) } }
      : {}),
    ...(schedule.startsWith('cron') && random.chance(0.2) ? { jitter: random.between(1, 50) } : {}),
    ...(random.chance(0.3) ? { pool: { name: 'shared', most: 2, waiting: 12 } } : {}),
    ...(random.chance(0.2) ? { spot: true } : {}),
    ...(random.chance(0.3) ? { exitCodes: exitRules(random) } : {}),
    family: 'simulated',
    container: 'main',
  }
}

/** Some jobs come after one or two that fire at times and in a zone of theirs. */
const chained = (jobs: Record<string, JobSlice>, random: Random): Record<string, JobSlice> => {
  const names = Object.keys(jobs)
  const [first, second, third] = names
  const root = first === undefined ? undefined : jobs[first]
  if (!root?.schedule.startsWith('cron') || first === undefined || second === undefined || third === undefined)
    return jobs
  const link = (name: string, before: readonly string[]): Record<string, JobSlice> => {
    const { jitter: _, holidays: __, ...job } = jobs[name] ?? root
    const after = { jobs: before, when: random.pick(['all', 'any'] as const), within: random.between(300, 1_800) }
    return { [name]: { ...job, schedule: root.schedule, zone: root.zone, after } }
  }
  return random.chance(0.5)
    ? { ...jobs, ...link(second, [first]), ...link(third, random.chance(0.5) ? [second] : [first, second]) }
    : jobs
}

const deliveriesOf = (at: number, job: JobSlice, rates: Rates, random: Random): number[] => {
  if (random.chance(rates.firingLost)) return []
  const first = random.chance(rates.firingLate)
    ? random.pick([
        random.between(5_000, 59_000),
        random.between(20_000, job.startWithin * 1_000 + 30_000),
        random.between(1, 90) * minute,
      ])
    : random.between(50, 2_500)
  const times = [at + first]
  while (random.chance(rates.firingDoubled)) times.push(at + random.between(50, 4 * minute))
  return times
}

const deedsOf = (name: string, begin: number, length: number, random: Random): Deed[] => {
  const deeds: Deed[] = []
  for (let count = random.chance(0.5) ? random.between(1, 6) : 0; count > 0; count -= 1) {
    const action = random.pick([
      'suspend',
      'resume',
      'cancel',
      'cancel',
      'retry',
      'retry',
      'run',
      'run',
      'backfill',
      'backfill',
    ] as const)
    const at = begin + random.between(2 * minute, length * minute)
    const more = {
      ...(action === 'suspend' && random.chance(0.6) ? { lasts: random.between(1, 40) * minute } : {}),
      ...(action === 'backfill' ? { lasts: random.between(5, 60) * minute } : {}),
      ...(action === 'run' && random.chance(0.4) ? { command: ['sh', '-c', 'true'] } : {}),
    }
    deeds.push({ job: name, at, action, ...more })
    if (action === 'suspend' && random.chance(0.7))
      deeds.push({ job: name, at: at + random.between(1, 30) * minute, action: 'resume' })
  }
  return deeds
}

const spansOf = (count: number, begin: number, length: number, longest: number, random: Random): Span[] =>
  Array.from({ length: count }, () => {
    const from = begin + random.between(2, length) * minute
    return [from, from + random.between(1, longest) * minute] as const
  })

/** @param only places of what is kept: jobs, then firings that are brought, then deeds, then outages */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const chances = chancesOf(seed)
  const random = chances('story')
  const begin = Date.parse(random.pick(nights))
  const length = random.between(100, 200)
  const calmFrom = begin + length * minute
  const end = calmFrom + 15 * minute
  const mood = random.pick<Mood>(['calm', 'mild', 'wild', 'wild'])
  const rates = ratesOf[mood]
  const names = Array.from({ length: random.between(3, 8) }, (_, index) => `job-${index}`)
  const jobs = chained(
    Object.fromEntries(names.map((name) => [name, jobOf(begin, length, chances(name))])),
    chances('chains'),
  )
  // A paused schedule loses all that it would have brought.
  const paused = mood !== 'calm' && random.chance(0.3) ? spansOf(1, begin, length, 45, random) : []
  const firings = Object.entries(jobs).flatMap(([job, slice]) =>
    firingsOf(slice, begin, begin, end).map((at) => ({
      job,
      at,
      deliveries:
        at > calmFrom
          ? [at + 500]
          : isWithin(paused, at)
            ? []
            : deliveriesOf(at, slice, rates, chances(`firing ${job} ${at}`)),
    })),
  )
  const deeds = names.flatMap((name) => deedsOf(name, begin, length, chances(`deeds ${name}`)))
  const outages = {
    sweep: mood === 'wild' ? spansOf(random.between(0, 2), begin, length, random.pick([3, 3, 3, 12]), random) : [],
    cluster: mood !== 'calm' && random.chance(0.2) ? spansOf(1, begin, length, 15, random) : [],
  }
  let place = 0
  const isKept = only === undefined ? undefined : new Set(only)
  const keep = (): boolean => {
    place += 1
    return isKept === undefined || isKept.has(place - 1)
  }
  const keptJobs = Object.fromEntries(Object.entries(jobs).filter(keep))
  const has = ({ job }: { readonly job: string }): boolean => Object.hasOwn(keptJobs, job)
  const keptFirings = firings
    .map((firing) => (firing.at > calmFrom || keep() ? firing : { ...firing, deliveries: [] }))
    .filter(has)
  const keptDeeds = deeds.filter(keep).filter(has)
  return {
    seed,
    begin,
    calmFrom,
    end,
    mood,
    jobs: keptJobs,
    firings: keptFirings,
    deeds: keptDeeds,
    withoutSweep: outages.sweep.filter(keep),
    withoutCluster: outages.cluster.filter(keep),
    places: place,
  }
}
