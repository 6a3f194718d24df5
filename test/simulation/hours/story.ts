import type { HoursSlice, TargetEntry } from '../../../functions/hours/rules/slice.ts'
import { calendarOf, type RuleConfig } from '../../../shared/calendar/index.ts'
import type { Random } from '../engine/random.ts'
import { chancesOf } from '../jobs/chances.ts'
import type { Noun } from './cloud.ts'
import type { Mood } from './rates.ts'

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

/** A target as it is when the story begins. */
export interface Start {
  readonly noun: Noun
  readonly id: string
  readonly tag?: string | undefined
  readonly isProtected: boolean
  readonly running: boolean
  readonly size: { readonly min: number; readonly desired: number }
  readonly suspended: readonly string[]
  readonly maintenanceWindow?: string | undefined
}

/** Something that somebody does. */
export type Deed = { readonly at: number; readonly target: string } & (
  | { readonly what: 'hand'; readonly to: 'running' | 'stopped' }
  | {
      readonly what: 'resize'
      readonly size: { readonly min?: number; readonly desired: number }
      readonly by: 'hand' | 'deploy'
    }
  | { readonly what: 'busy'; readonly lasts: number }
  | { readonly what: 'delete' }
  | {
      readonly what: 'manual'
      readonly action: 'override' | 'start' | 'stop' | 'extend' | 'release'
      readonly state: 'running' | 'stopped'
      readonly lasts: number
    }
)

/** From then on the config is this one. */
export interface Deployment {
  readonly at: number
  readonly slice: HoursSlice
}

/** What one small world goes through. Everything in it follows from the seed. */
export interface Story {
  readonly seed: number
  readonly begin: number
  /** When nothing fails any more and nobody does anything; the world is looked at for some time after. */
  readonly calmFrom: number
  readonly nights: number
  readonly mood: Mood
  /** Looks come so often in quiet times too that all time off is seen, and counts as saved. */
  readonly dense: boolean
  readonly starts: readonly Start[]
  /** In order; the first is in force from the beginning. */
  readonly deployments: readonly [Deployment, ...Deployment[]]
  readonly deeds: readonly Deed[]
  /** When no look comes. */
  readonly dark: readonly (readonly [number, number])[]
  readonly places: number
}

// In the week of each of these clocks change in Berlin, New York, on Lord Howe, in Cairo; in one they do not.
const weeks = [
  '2026-10-22T05:10:00Z',
  '2026-03-26T05:05:00Z',
  '2026-10-29T06:00:00Z',
  '2026-04-02T09:05:00Z',
  '2026-04-21T09:10:00Z',
  '2026-06-15T12:00:00Z',
] as const
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Seoul'] as const

const two = (value: number): string => String(value).padStart(2, '0')
const timeOf = (random: Random, from: number, until: number): string =>
  `${two(random.between(from, until))}:${two(5 * random.between(0, 11))}`

const rulesOf = (random: Random, sized: boolean): RuleConfig[] => {
  const kind = random.next()
  // Off for longer than RDS leaves a database stopped: for ten days and more it runs on two days only.
  if (kind > 0.9) return [{ monthDays: [1, 15], from: timeOf(random, 6, 9), until: timeOf(random, 17, 22) }]
  if (kind < 0.12) return [{ start: timeOf(random, 6, 10) }, { stop: timeOf(random, 17, 22) }]
  if (kind < 0.18) return [{ stop: timeOf(random, 17, 22) }]
  if (kind < 0.3) return [{ from: timeOf(random, 19, 22), until: timeOf(random, 3, 7) }]
  const from = timeOf(random, 6, 9)
  const base: RuleConfig = { from, until: random.chance(0.1) ? '24:00' : timeOf(random, 17, 22) }
  const lunch: RuleConfig[] = random.chance(0.2) ? [{ from: '22:30', until: '23:45' }] : []
  const peak: RuleConfig[] =
    sized && random.chance(0.6)
      ? [
          {
            from: timeOf(random, 11, 12),
            until: timeOf(random, 14, 16),
            min: 10,
            ...(random.chance(0.5) ? { desired: 12 } : {}),
          },
        ]
      : []
  return [base, ...lunch, ...peak]
}

const sliceOf = (random: Random, names: ReadonlyMap<Noun, readonly string[]>, tagged: number): HoursSlice => {
  const calendar = (sized: boolean) => calendarOf({ zone: random.pick(zones), rules: rulesOf(random, sized) })
  const calendars = { office: calendar(false), shop: calendar(true), lab: calendar(true) }
  const name = (): string => random.pick(['office', 'shop', 'lab'])
  const more = () => ({ enforce: random.chance(0.25), grace: random.pick([60, 300]) })
  const same = name()
  const entries: TargetEntry[] = [
    { name: 'data', kind: 'databases', selector: { names: names.get('database') }, calendar: same, ...more() },
    {
      name: 'front',
      kind: 'groups',
      selector: { names: names.get('group') },
      calendar: random.chance(0.6) ? same : name(),
      after: ['data'],
      alarms: ['front is slow'],
      ...more(),
    },
    {
      name: 'tagged',
      kind: 'instances',
      selector: { tagged: true },
      ...(random.chance(0.85) ? { confirmed: Math.max(1, tagged - (random.chance(0.1) ? 2 : 0)) } : {}),
      ...more(),
    },
  ]
  return {
    calendars,
    targets: entries.filter(
      ({ selector }) => 'tagged' in (selector as object) || ((selector as { names?: string[] }).names ?? []).length > 0,
    ),
  }
}

const startOf = (noun: Noun, id: string, random: Random): Start => {
  const min = random.between(1, 3)
  const tag = noun === 'instance' ? random.pick(['office', 'shop', 'lab', 'office', 'nowhere', undefined]) : undefined
  return {
    noun,
    id,
    ...(tag === undefined ? {} : { tag }),
    isProtected: random.chance(0.04),
    running: random.chance(0.8),
    size: { min, desired: min + random.between(0, 2) },
    suspended: noun === 'group' && random.chance(0.3) ? ['launch'] : [],
    ...(noun === 'database' ? { maintenanceWindow: random.pick(['sun:23:30-mon:00:30', 'thu:05:00-thu:06:00']) } : {}),
  }
}

const deedOf = (target: string, noun: Noun, at: number, random: Random): Deed => {
  const kind = random.next()
  if (kind < 0.25) return { at, target, what: 'hand', to: random.pick(['running', 'stopped']) }
  if (noun === 'group' && kind < 0.55) {
    const desired = random.between(20, 900)
    return {
      at,
      target,
      what: 'resize',
      size: random.chance(0.4) ? { min: random.between(15, 19), desired } : { desired },
      by: random.pick(['hand', 'deploy']),
    }
  }
  if (noun === 'database' && kind < 0.45) return { at, target, what: 'busy', lasts: random.between(2, 25) * minute }
  if (kind < 0.57 && random.chance(0.1)) return { at, target, what: 'delete' }
  return {
    at,
    target,
    what: 'manual',
    action: random.pick(['override', 'start', 'stop', 'extend', 'release']),
    state: random.pick(['running', 'stopped']),
    lasts: random.between(10, 600) * minute,
  }
}

/** @param only places of what is kept: deeds, then deployments after the first, then dark spans */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const chances = chancesOf(seed)
  const random = chances('story')
  const begin = Date.parse(random.pick(weeks))
  const nights = random.pick([4, 8, 12, 16])
  const calmFrom = begin + nights * day - random.between(0, 20) * hour
  const mood = random.pick<Mood>(['calm', 'mild', 'wild', 'wild'])
  const nouns: readonly Noun[] = ['database', 'group', 'instance']
  const starts = nouns.flatMap((noun) =>
    Array.from({ length: random.between(3, noun === 'instance' ? 24 : 12) }, (_, index) =>
      startOf(noun, `${noun[0]}${index}`, chances(`${noun}${index}`)),
    ),
  )
  // One of each is there and not in the config: nobody may touch it.
  const named = new Map(
    nouns.map(
      (noun) =>
        [
          noun,
          starts
            .filter((start) => start.noun === noun)
            .map(({ id }) => id)
            .slice(1),
        ] as const,
    ),
  )
  const tagged = starts.filter(({ tag }) => tag !== undefined && tag !== 'nowhere').length
  const deployments = Array.from({ length: random.pick([0, 0, 1, 2]) }, (_, index) => ({
    at: begin + random.between(8, (calmFrom - begin) / hour - 1) * hour,
    slice: sliceOf(chances(`deployment ${index}`), named, tagged),
  })).sort((one, other) => one.at - other.at)
  const deeds = starts
    .flatMap(({ noun, id }) =>
      Array.from({ length: chances(`deeds ${noun}${id}`).pick([0, 0, 0, 1, 2]) }, (_, index) => {
        const own = chances(`deed ${noun}${id} ${index}`)
        return deedOf(`${noun}/${id}`, noun, begin + own.between(30 * minute, calmFrom - begin), own)
      }),
    )
    .sort((one, other) => one.at - other.at)
  const dark = Array.from({ length: mood === 'wild' ? random.between(0, 2) : 0 }, () => {
    const from = begin + random.between(hour, calmFrom - begin)
    return [from, Math.min(calmFrom, from + random.between(5, 900) * minute)] as const
  })
  let place = 0
  const isKept = only === undefined ? undefined : new Set(only)
  const keep = (): boolean => {
    place += 1
    return isKept === undefined || isKept.has(place - 1)
  }
  const kept = { deeds: deeds.filter(keep), deployments: deployments.filter(keep), dark: dark.filter(keep) }
  return {
    seed,
    begin,
    calmFrom,
    nights,
    mood,
    dense: chances('dense').chance(0.03),
    starts,
    deployments: [{ at: begin, slice: sliceOf(chances('config'), named, tagged) }, ...kept.deployments],
    deeds: kept.deeds,
    dark: kept.dark,
    places: place,
  }
}
