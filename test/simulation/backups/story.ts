import type { ResourceKind } from '../../../shared/backups/targets.ts'
import { type BackupsConfig, backupsSchema, type Keep } from '../../../shared/config/backups/schema.ts'
import type { Random } from '../engine/random.ts'
import { chancesOf } from '../jobs/chances.ts'
import type { Mood } from './rates.ts'
import { type TrialDeed, type Trials, trialDeeds } from './trials.ts'

export const hour = 3_600_000
export const day = 24 * hour

/** Something that people or AWS do to the world. */
export type Deed = { readonly at: number } & (
  | { readonly what: 'delete'; readonly nth: number }
  | { readonly what: 'take by hand' | 'copy with tags' | 'make an AMI' | 'drop the AMI'; readonly nth: number }
  | { readonly what: 'busy'; readonly source: number; readonly lasts: number }
  | { readonly what: 'source deleted'; readonly source: number }
  | { readonly what: 'key disabled' | 'key enabled' }
  | { readonly what: 'clock'; readonly by: number }
  | { readonly what: 'run' }
  | { readonly what: 'trial'; readonly does: TrialDeed }
  | { readonly what: 'deploy'; readonly config: BackupsConfig }
)

export interface Story {
  readonly seed: number
  readonly begin: number
  readonly end: number
  /** From here on nothing goes wrong any more. */
  readonly calmFrom: number
  readonly mood: Mood
  readonly sources: readonly { readonly kind: ResourceKind; readonly id: string }[]
  readonly config: BackupsConfig
  /** Restores on trial, an encryption and failovers beside the snapshots. Default: none. */
  readonly trials?: Trials | undefined
  readonly deeds: readonly Deed[]
  readonly places: number
}

const keepOf = (random: Random): Keep => {
  const some = (most: number): number | undefined => (random.chance(0.5) ? random.between(1, most) : undefined)
  return {
    last: random.between(2, 4),
    ...Object.fromEntries(
      Object.entries({
        daily: some(5),
        weekly: some(3),
        monthly: some(3),
        yearly: some(2),
        days: some(6),
      }).filter(([, value]) => value !== undefined),
    ),
  }
}

const configOf = (random: Random, sources: Story['sources']): BackupsConfig => {
  const plan = (schedule: string) => ({
    resources: Object.fromEntries(
      [...Map.groupBy(sources, ({ kind }) => kind)].map(([kind, all]) => [kind, { names: all.map(({ id }) => id) }]),
    ),
    schedule,
    zone: random.pick(['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Seoul']),
    keep: keepOf(random),
    copyTo: random.chance(0.6)
      ? [{ region: 'eu-west-3', ...(random.chance(0.5) ? { keep: keepOf(random) } : {}) }]
      : [],
  })
  return backupsSchema.parse({
    plans: {
      nightly: plan(random.pick(['cron(30 2 * * ? *)', 'rate(8 hours)', 'cron(0 3,15 * * ? *)'])),
      ...(random.chance(0.4) ? { 'week--ly': plan('cron(0 5 ? * MON *)') } : {}),
    },
  })
}

const deedOf = (at: number, random: Random, sources: Story['sources']): Deed => {
  const kind = random.next()
  const nth = random.between(0, 1_000_000)
  const source = random.between(0, sources.length - 1)
  if (kind < 0.4) return { at, what: 'delete', nth }
  if (kind < 0.5) return { at, what: 'take by hand', nth }
  if (kind < 0.6) return { at, what: 'copy with tags', nth }
  if (kind < 0.68) return { at, what: 'make an AMI', nth }
  if (kind < 0.72) return { at, what: 'drop the AMI', nth }
  if (kind < 0.8) return { at, what: 'busy', source, lasts: random.between(10, 700) * 60_000 }
  if (kind < 0.83) return { at, what: 'source deleted', source }
  if (kind < 0.87) return { at, what: 'key disabled' }
  if (kind < 0.95) {
    const by = random.pick([-2 * hour, 2 * hour, -40_000, 40_000, 3 * day, -3 * day, 400 * day])
    return { at, what: 'clock', by }
  }
  return random.chance(0.5) ? { at, what: 'run' } : { at, what: 'key enabled' }
}

// Clocks change in the weeks after the first two in Berlin and New York, and on Lord Howe.
const begins = ['2026-10-12T00:00:00Z', '2026-03-05T00:00:00Z', '2026-12-20T00:00:00Z', '2026-06-01T00:00:00Z'] as const

/** What is tried in a world, which has a source of chances of its own: worlds are as they were before there were trials. */
const trialsOf = (random: Random): Trials => ({
  encrypted: random.pick(['instance', 'cluster']),
  drilled: random.pick(['instance', 'cluster']),
  proven: random.pick([
    'rds-instance/shop',
    'rds-cluster/books',
    'ebs-volume/vol-0a1b2c3d4e5f60718',
    'ec2-instance/i-0a1b2c3d4e5f60718',
  ]),
  pace: random.pick([0.1, 1, 3]),
})

const trialDeedsOf = (random: Random, begin: number, until: number): Deed[] => {
  const at = () => begin + random.between(hour, until - begin - hour)
  const some = Array.from({ length: random.between(2, 12) }, (): Deed => {
    return { at: at(), what: 'trial', does: random.pick(trialDeeds) }
  })
  // An encryption goes on for hours: what is done to it then counts.
  const first = at()
  const near = Array.from({ length: random.between(0, 4) }, (): Deed => {
    return { at: first + random.between(1, 300) * 60_000, what: 'trial', does: random.pick(trialDeeds) }
  })
  return [...some, { at: first, what: 'trial', does: 'encrypt' }, ...near]
}

/** @param only places of the deeds that are kept; default all */
export const makeStory = (seed: number, only?: readonly number[]): Story => {
  const chances = chancesOf(seed)
  const random = chances('story')
  const begin = Date.parse(random.pick(begins))
  const days = random.between(10, 40)
  const calmFrom = begin + days * day
  const kinds = ['rds-instances', 'rds-clusters', 'ebs-volumes', 'ec2-instances'] as const
  const sources = Array.from({ length: random.chance(0.05) ? 30 : random.between(1, 4) }, (_, index) => {
    const [kind, digits] = [random.pick(kinds), String(index).padStart(8, '0')]
    return {
      kind,
      id: { 'ebs-volumes': `vol-${digits}`, 'ec2-instances': `i-${digits}` }[kind as string] ?? `db-${index}`,
    }
  })
  const mood = random.pick<Mood>(['calm', 'mild', 'wild', 'wild'])
  const deeds = Array.from({ length: random.between(0, 30) }, (_, index) => {
    const own = chances(`deed ${index}`)
    return deedOf(begin + own.between(hour, calmFrom - begin - hour), own, sources)
  })
  if (random.chance(0.3))
    deeds.push({
      at: begin + random.between(2, days - 1) * day,
      what: 'deploy',
      config: configOf(chances('deploy'), sources),
    })
  const tried = chances('trials')
  const trials = tried.chance(0.35) ? trialsOf(tried) : undefined
  if (trials) deeds.push(...trialDeedsOf(tried, begin, calmFrom))
  const kept = only === undefined ? deeds : deeds.filter((_, index) => only.includes(index))
  return {
    seed,
    begin,
    calmFrom,
    end: calmFrom + 10 * day,
    mood,
    sources,
    config: configOf(chances('config'), sources),
    trials,
    deeds: kept.sort((one, other) => one.at - other.at),
    places: deeds.length,
  }
}
