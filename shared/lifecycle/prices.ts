/**
 * What S3 asks in us-east-1, US dollars, November 2026; elsewhere up to half as much again.
 * https://aws.amazon.com/s3/pricing/
 */
export interface StoragePrice {
  /** A gigabyte (2^30 bytes) a month. */
  readonly gigabyteMonth: number
  /** One object that lifecycle moves there. */
  readonly transition: number
  /** Bytes that are charged at least. */
  readonly leastBytes: number
  /** Days that are charged at least. */
  readonly leastDays: number
  /** Bytes that are charged beside an archived object: an index at this price, a name at that of STANDARD. */
  readonly overhead?: { readonly index: number; readonly name: number }
}

const kilobyte = 1024
const archived = { index: 32 * kilobyte, name: 8 * kilobyte } as const

const price = (gigabyteMonth: number, transition: number, leastBytes = 0, leastDays = 0): StoragePrice => ({
  gigabyteMonth,
  transition: transition / 1_000,
  leastBytes,
  leastDays,
})

/** By storage class; of Intelligent-Tiering by access tier too. */
export const storagePrices = {
  STANDARD: price(0.023, 0),
  STANDARD_IA: price(0.0125, 0.01, 128 * kilobyte, 30),
  ONEZONE_IA: price(0.01, 0.01, 128 * kilobyte, 30),
  INTELLIGENT_TIERING: price(0.023, 0.01),
  GLACIER_IR: price(0.004, 0.02, 128 * kilobyte, 90),
  GLACIER: { ...price(0.0036, 0.03, 0, 90), overhead: archived },
  DEEP_ARCHIVE: { ...price(0.00099, 0.05, 0, 180), overhead: archived },
} as const satisfies Readonly<Record<string, StoragePrice>>

/** What Intelligent-Tiering asks a gigabyte a month in each of its access tiers. */
export const tierPrices = {
  FREQUENT: 0.023,
  INFREQUENT: 0.0125,
  ARCHIVE_INSTANT: 0.004,
  ARCHIVE_ACCESS: 0.0036,
  DEEP_ARCHIVE_ACCESS: 0.00099,
} as const

export type AccessTier = keyof typeof tierPrices

/** What Intelligent-Tiering asks a month to watch an object of 128 KB or more. */
export const watching = { dollarsAMonth: 0.0025 / 1_000, leastBytes: 128 * kilobyte } as const

export const gigabyte = 1024 ** 3

/** Days of a month, as a twelfth of a year. */
export const monthDays = 365 / 12

/** The prices of a class; of one that is not known those of STANDARD. */
export const priceOf = (storageClass: string): StoragePrice =>
  Object.entries(storagePrices).find(([name]) => name === storageClass)?.[1] ?? storagePrices.STANDARD
