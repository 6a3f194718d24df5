import type { LifecycleRule } from '@aws-sdk/client-s3'

export interface Move {
  readonly days?: number
  /** ISO 8601; rules made by hand can have a date instead of days. */
  readonly date?: string
  readonly to: string
  /** Newer old versions that are spared. */
  readonly keep?: number
}

/** What a rule means, whichever of the several ways S3 has of writing it was used. Two equal ones do the same. */
export interface CanonicalRule {
  readonly enabled: boolean
  readonly prefix: string
  readonly tags: readonly (readonly [string, string])[]
  readonly over?: number
  readonly under?: number
  readonly moves: readonly Move[]
  readonly expires?: { readonly days?: number; readonly date?: string }
  readonly removesMarkers: boolean
  readonly oldMoves: readonly Move[]
  readonly oldExpires?: { readonly days?: number; readonly keep?: number }
  readonly abortDays?: number
}

const compare = (one: unknown, other: unknown): number =>
  JSON.stringify(one) < JSON.stringify(other) ? -1 : JSON.stringify(one) > JSON.stringify(other) ? 1 : 0

const byAge = (one: Move, other: Move): number =>
  (one.days ?? Number.MAX_SAFE_INTEGER) - (other.days ?? Number.MAX_SAFE_INTEGER) || compare(one, other)

const some = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value }

// A count of zero spares nothing: it means the same as none.
const unlessZero = (value: number | undefined): number | undefined => (value === 0 ? undefined : value)
const iso = (date: Date | undefined): string | undefined => date && new Date(date).toISOString()

const filterOf = ({ Filter, Prefix }: LifecycleRule) => {
  const filter = Filter?.And ?? Filter ?? {}
  const tags = [...(Filter?.And?.Tags ?? []), ...(Filter?.Tag ? [Filter.Tag] : [])]
  return {
    prefix: filter.Prefix ?? Prefix ?? '',
    tags: tags.map(({ Key = '', Value = '' }) => [Key, Value] as const).sort(compare),
    // Over zero bytes is a filter: it leaves out what is empty, and takes the place of S3's minimum.
    ...some('over', filter.ObjectSizeGreaterThan),
    ...some('under', filter.ObjectSizeLessThan),
  }
}

/** Brings a rule to the one form in which equal rules are equal: order, defaults and S3's older spelling do not count. */
export const canonical = (rule: LifecycleRule): CanonicalRule => {
  const { Expiration, NoncurrentVersionExpiration: old, AbortIncompleteMultipartUpload: abort } = rule
  const expires = { ...some('days', Expiration?.Days), ...some('date', iso(Expiration?.Date)) }
  const oldExpires = { ...some('days', old?.NoncurrentDays), ...some('keep', unlessZero(old?.NewerNoncurrentVersions)) }
  return {
    enabled: rule.Status === 'Enabled',
    ...filterOf(rule),
    moves: (rule.Transitions ?? [])
      .map(({ Days, Date: date, StorageClass = '' }) => ({
        ...some('days', Days),
        ...some('date', iso(date)),
        to: StorageClass,
      }))
      .sort(byAge),
    ...(Object.keys(expires).length > 0 ? { expires } : {}),
    removesMarkers: Expiration?.ExpiredObjectDeleteMarker === true,
    oldMoves: (rule.NoncurrentVersionTransitions ?? [])
      .map(({ NoncurrentDays, NewerNoncurrentVersions, StorageClass = '' }) => ({
        ...some('days', NoncurrentDays),
        ...some('keep', unlessZero(NewerNoncurrentVersions)),
        to: StorageClass,
      }))
      .sort(byAge),
    ...(Object.keys(oldExpires).length > 0 ? { oldExpires } : {}),
    ...some('abortDays', abort?.DaysAfterInitiation),
  }
}

/** What a rule is compared by. In an `And` of several S3 may answer with a size over 0 where nothing was said of a size. */
const compared = (rule: LifecycleRule): string => {
  const means = canonical(rule)
  const isEcho = means.over === 0 && (means.prefix === '' ? 0 : 1) + means.tags.length > 1
  const { over: _, ...without } = means
  return JSON.stringify(isEcho ? without : means)
}

/** Whether two rules do the same, whatever they are called. */
export const sameRule = (one: LifecycleRule, other: LifecycleRule): boolean => compared(one) === compared(other)

/** Whether two lists hold the same rules under the same IDs, in any order. */
export const sameRules = (one: readonly LifecycleRule[], other: readonly LifecycleRule[]): boolean =>
  one.length === other.length && one.every((rule) => other.some((each) => each.ID === rule.ID && sameRule(rule, each)))
