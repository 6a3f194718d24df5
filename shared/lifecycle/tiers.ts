import type { IntelligentTieringConfiguration } from '@aws-sdk/client-s3'
import { type Filtered, matches } from './matches.ts'
import { type AccessTier, watching } from './prices.ts'

/** The access tier that an object of Intelligent-Tiering reaches after so many days without being read. */
export interface TierAfter {
  readonly days: number
  readonly tier: AccessTier
}

/**
 * Where Intelligent-Tiering puts an object that nobody reads, day by day since it came there. The archive tiers are reached
 * only where a configuration of the bucket's says so. Nothing under 128 KB is watched: it stays in the frequent tier.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intelligent-tiering-overview.html
 */
export const tiersOf = (
  object: Filtered,
  configurations: readonly IntelligentTieringConfiguration[] = [],
): readonly TierAfter[] => {
  const frequent = { days: 0, tier: 'FREQUENT' } as const
  if (object.size < watching.leastBytes) return [frequent]
  const archives = configurations
    .filter(({ Status, Filter = {} }) => {
      const { And = {}, Prefix, Tag } = Filter
      const tags = [...(And.Tags ?? []), ...(Tag ? [Tag] : [])]
      return (
        Status === 'Enabled' &&
        matches(
          {
            prefix: And.Prefix ?? Prefix ?? '',
            tags: tags.map(({ Key = '', Value = '' }): readonly [string, string] => [Key, Value]),
          },
          object,
        )
      )
    })
    .flatMap(({ Tierings = [] }) =>
      Tierings.flatMap(({ Days, AccessTier: tier }) =>
        Days !== undefined && (tier === 'ARCHIVE_ACCESS' || tier === 'DEEP_ARCHIVE_ACCESS')
          ? [{ days: Days, tier } as const]
          : [],
      ),
    )
  const order: readonly AccessTier[] = [
    'FREQUENT',
    'INFREQUENT',
    'ARCHIVE_INSTANT',
    'ARCHIVE_ACCESS',
    'DEEP_ARCHIVE_ACCESS',
  ]
  const all = [
    frequent,
    { days: 30, tier: 'INFREQUENT' as const },
    { days: 90, tier: 'ARCHIVE_INSTANT' as const },
    ...archives,
  ]
  // Of what is reached on one day the coldest counts, and nothing becomes warmer unread.
  return all
    .toSorted((one, other) => one.days - other.days || order.indexOf(one.tier) - order.indexOf(other.tier))
    .filter(
      ({ days, tier }, index, sorted) =>
        !sorted.some(
          (each, at) =>
            at !== index &&
            (each.days < days || (each.days === days && at > index)) &&
            order.indexOf(each.tier) >= order.indexOf(tier),
        ),
    )
}
