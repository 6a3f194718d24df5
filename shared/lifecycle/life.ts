import type { IntelligentTieringConfiguration } from '@aws-sdk/client-s3'
import { type AccessTier, gigabyte, monthDays, priceOf, storagePrices, tierPrices, watching } from './prices.ts'
import { type SimulatedObject, type Step, type Surroundings, simulate } from './simulate.ts'
import { tiersOf } from './tiers.ts'

const dayMs = 86_400_000

/** What an object costs where it lies for a month, US dollars. */
export const dollarsAMonth = (storageClass: string, size: number, tier?: AccessTier): number => {
  if (storageClass === 'INTELLIGENT_TIERING') {
    const isArchived = tier === 'ARCHIVE_ACCESS' || tier === 'DEEP_ARCHIVE_ACCESS'
    const { index, name } = storagePrices.GLACIER.overhead
    const each = tierPrices[tier ?? 'FREQUENT']
    return (
      ((size + (isArchived ? index : 0)) / gigabyte) * each +
      (isArchived ? (name / gigabyte) * storagePrices.STANDARD.gigabyteMonth : 0) +
      (size >= watching.leastBytes ? watching.dollarsAMonth : 0)
    )
  }
  const { gigabyteMonth, leastBytes, overhead } = priceOf(storageClass)
  return (
    ((Math.max(size, leastBytes) + (overhead?.index ?? 0)) / gigabyte) * gigabyteMonth +
    ((overhead?.name ?? 0) / gigabyte) * storagePrices.STANDARD.gigabyteMonth
  )
}

/** A stretch of time in which an object lies in one place. */
export interface Stay {
  readonly from: Date
  /** Undefined where it lies there still when the simulation ends. */
  readonly until: Date | undefined
  readonly storageClass: string
  /** Of INTELLIGENT_TIERING, as long as nobody reads the object. */
  readonly tier?: AccessTier
  readonly dollarsAMonth: number
}

/** What is charged once. */
export interface Charge {
  readonly at: Date
  readonly dollars: number
  /** A request that moves it; or the rest of the days that S3 charges a class for at least. */
  readonly why: 'transition' | 'minimum stay'
}

export interface Life {
  readonly steps: readonly Step[]
  readonly stays: readonly Stay[]
  readonly charges: readonly Charge[]
  /** US dollars from its writing to its end, or to the end of the simulation. */
  readonly dollars: number
}

interface Place {
  readonly from: Date
  readonly until: Date | undefined
  readonly storageClass: string
}

const placesOf = (object: SimulatedObject, steps: readonly Step[]): Place[] => {
  const places: Place[] = []
  let [from, storageClass]: [Date, string | undefined] = [new Date(object.created), object.storageClass ?? 'STANDARD']
  for (const step of steps) {
    if (storageClass === undefined) break
    if (step.storageClass === storageClass) continue
    places.push({ from, until: step.at, storageClass })
    from = step.at
    storageClass = step.storageClass
  }
  return storageClass === undefined ? places : [...places, { from, until: undefined, storageClass }]
}

/** The places of Intelligent-Tiering, tier by tier. */
const staysOf = (place: Place, object: SimulatedObject, tierings: Tierings): Stay[] => {
  const { storageClass } = place
  if (storageClass !== 'INTELLIGENT_TIERING')
    return [{ ...place, dollarsAMonth: dollarsAMonth(storageClass, object.size) }]
  const tiers = tiersOf(object, tierings).map(({ days, tier }) => ({
    from: new Date(place.from.getTime() + days * dayMs),
    tier,
  }))
  return tiers.flatMap(({ from, tier }, index): Stay[] => {
    const next = tiers[index + 1]?.from
    const until = next && (!place.until || next < place.until) ? next : place.until
    if (place.until && from >= place.until) return []
    return [{ from, until, storageClass, tier, dollarsAMonth: dollarsAMonth(storageClass, object.size, tier) }]
  })
}

type Tierings = readonly IntelligentTieringConfiguration[]

export interface LifeSurroundings extends Surroundings {
  /** The bucket's archive configurations of Intelligent-Tiering. Default none. */
  readonly tierings?: Tierings | undefined
}

/** Dollars from one instant to another for what lies somewhere and for what is charged once, in (from, until]. */
export const dollarsBetween = (
  { stays, charges }: Pick<Life, 'stays' | 'charges'>,
  from: Date,
  until: Date,
): number => {
  const stored = stays.reduce((sum, stay) => {
    const begins = Math.max(stay.from.getTime(), from.getTime())
    const ends = Math.min(stay.until?.getTime() ?? until.getTime(), until.getTime())
    return sum + (Math.max(0, ends - begins) / dayMs / monthDays) * stay.dollarsAMonth
  }, 0)
  return charges.reduce((sum, { at, dollars }) => (at > from && at <= until ? sum + dollars : sum), stored)
}

/**
 * Where an object lies from its writing on, and what that costs: storage with the sizes and days that S3 charges at least, the
 * requests that move it, the watching of Intelligent-Tiering. Without requests of people, reads and data transfer.
 */
export const lifeOf = (object: SimulatedObject, { tierings = [], ...surroundings }: LifeSurroundings): Life => {
  const steps = simulate(object, surroundings)
  const places = placesOf(object, steps)
  const stays = places
    .flatMap((place) => staysOf(place, object, tierings))
    .filter(({ from }) => from <= new Date(surroundings.until))
  const charges = places.flatMap(({ storageClass, from, until }, index): Charge[] => {
    const { transition, leastDays } = priceOf(storageClass)
    const missing = until ? leastDays - (until.getTime() - from.getTime()) / dayMs : 0
    return [
      ...(index > 0 && transition > 0 ? [{ at: from, dollars: transition, why: 'transition' as const }] : []),
      ...(until && missing > 0
        ? [
            {
              at: until,
              dollars: (missing / monthDays) * dollarsAMonth(storageClass, object.size),
              why: 'minimum stay' as const,
            },
          ]
        : []),
    ]
  })
  const began = new Date(object.created)
  return { steps, stays, charges, dollars: dollarsBetween({ stays, charges }, began, new Date(surroundings.until)) }
}

/** One day of an object's life, in UTC. */
export interface LifeDay {
  /** Days since it was written. */
  readonly day: number
  /** YYYY-MM-DD */
  readonly date: string
  /** Where it lies when the day ends; undefined once it is gone. */
  readonly storageClass: string | undefined
  readonly tier?: AccessTier | undefined
  /** What the day costs and all days until its end, US dollars. */
  readonly dollars: number
  readonly total: number
  readonly steps: readonly Step[]
}

/** A life day by day, from the day on which the object was written to the one on which nothing is left, or to the end. */
export const daysOf = (life: Life, until: Date): LifeDay[] => {
  const first = life.stays[0]?.from
  if (!first) return []
  const begin = Math.floor(first.getTime() / dayMs)
  const isOpen = life.stays.some((stay) => stay.until === undefined)
  const ends = [...life.stays.map((stay) => stay.until?.getTime() ?? 0), ...life.steps.map(({ at }) => at.getTime())]
  const last = Math.floor((isOpen ? until.getTime() : Math.max(...ends)) / dayMs)
  let total = 0
  return Array.from({ length: last - begin + 1 }, (_, day): LifeDay => {
    const [from, end] = [new Date((begin + day) * dayMs), new Date((begin + day + 1) * dayMs)]
    // A midnight belongs to the day that it begins: what is charged at it too.
    const dollars = dollarsBetween(life, new Date(from.getTime() - 1), new Date(end.getTime() - 1))
    total += dollars
    const stay = life.stays.find((each) => each.from < end && (each.until === undefined || each.until >= end))
    return {
      day,
      date: from.toISOString().slice(0, 10),
      storageClass: stay?.storageClass,
      tier: stay?.tier,
      dollars,
      total,
      steps: life.steps.filter(({ at }) => at >= from && at < end),
    }
  })
}
