import type { Listed } from './backfill.ts'
import type { Archive } from './version.ts'

/** How fast S3 is asked to restore. */
export const speeds = ['bulk', 'standard', 'expedited'] as const
export type Speed = (typeof speeds)[number]

interface Terms {
  /** US dollars. */
  readonly request: number
  /** US dollars a gigabyte (2^30 bytes). */
  readonly gigabyte: number
  /** How long it takes, as AWS says. */
  readonly time: string
}

const terms = (thousand: number, gigabyte: number, time: string): Terms => ({
  request: thousand / 1_000,
  gigabyte,
  time,
})

/**
 * What a restore costs and how long it takes; us-east-1, November 2026. Nothing is restored from Deep Archive in minutes.
 * https://aws.amazon.com/s3/pricing/ https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html
 */
const termsOf: Readonly<Record<Archive, Readonly<Record<Speed, Terms | undefined>>>> = {
  GLACIER: {
    bulk: terms(0, 0, '5 to 12 hours'),
    standard: terms(0.05, 0.01, '3 to 5 hours'),
    expedited: terms(10, 0.03, '1 to 5 minutes'),
  },
  DEEP_ARCHIVE: {
    bulk: terms(0.025, 0.0025, 'up to 48 hours'),
    standard: terms(0.1, 0.02, 'up to 12 hours'),
    expedited: undefined,
  },
}

/** Of the copy that S3 keeps in STANDARD for the days asked for: a gigabyte a month. */
const copyMonth = 0.023
const monthDays = 365 / 12
const gigabyte = 1024 ** 3

/** Archived originals of one class. */
export interface ArchivedSum {
  readonly archive: Archive
  readonly originals: number
  readonly bytes: number
}

/** What restoring them at one speed costs, and how long it takes. */
export interface RestoreOffer extends ArchivedSum {
  readonly speed: Speed
  /** Undefined where S3 has no such speed for the class. */
  readonly time: string | undefined
  /** US dollars, with the copy for the days asked for. */
  readonly dollars: number | undefined
}

/** Whether an original is one to ask for: archived, and nobody has asked yet. */
export const isToRestore = ({ archived, restoring }: Listed): boolean => archived && !restoring

/** Adds an original to the sums by class. */
export const addArchived = (sums: readonly ArchivedSum[], { archive = 'GLACIER', bytes }: Listed): ArchivedSum[] => {
  const sum = sums.find((each) => each.archive === archive) ?? { archive, originals: 0, bytes: 0 }
  return [
    ...sums.filter((each) => each.archive !== archive),
    { archive, originals: sum.originals + 1, bytes: sum.bytes + bytes },
  ]
}

/** Every speed for every class, the cheapest first. @param days for which S3 keeps the copy */
export const restoreOffers = (sums: readonly ArchivedSum[], days: number): RestoreOffer[] =>
  sums.flatMap((sum) =>
    speeds.map((speed): RestoreOffer => {
      const its = termsOf[sum.archive][speed]
      const gigabytes = sum.bytes / gigabyte
      return {
        ...sum,
        speed,
        time: its?.time,
        dollars: its && sum.originals * its.request + gigabytes * (its.gigabyte + (copyMonth * days) / monthDays),
      }
    }),
  )

/** Whether S3 restores from a class at a speed. */
export const hasSpeed = (archive: Archive, speed: Speed): boolean => termsOf[archive][speed] !== undefined
