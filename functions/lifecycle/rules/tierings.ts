import type { IntelligentTieringConfiguration, Tiering } from '@aws-sdk/client-s3'
import type { BucketPolicy, TieringConfig } from '../../../shared/config/lifecycle/schema.ts'
import { ruleId } from './owner.ts'

const filterOf = ({ prefix, tags = {} }: TieringConfig): IntelligentTieringConfiguration['Filter'] => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  const [Tag] = list
  if (!Tag) return prefix ? { Prefix: prefix } : undefined
  if (list.length === 1 && !prefix) return { Tag }
  return { And: { ...(prefix ? { Prefix: prefix } : {}), Tags: list } }
}

const tieringsOf = ({ archiveAfterDays, deepArchiveAfterDays }: TieringConfig): Tiering[] => [
  ...(archiveAfterDays === undefined ? [] : [{ Days: archiveAfterDays, AccessTier: 'ARCHIVE_ACCESS' as const }]),
  ...(deepArchiveAfterDays === undefined
    ? []
    : [{ Days: deepArchiveAfterDays, AccessTier: 'DEEP_ARCHIVE_ACCESS' as const }]),
]

/** The archive configurations of Intelligent-Tiering that a bucket should have from a deployment. */
export const wantedTierings = (
  { intelligentTiering = {} }: Pick<BucketPolicy, 'intelligentTiering'>,
  deployment: string,
): IntelligentTieringConfiguration[] =>
  Object.entries(intelligentTiering).map(([name, tiering]) => {
    const Filter = filterOf(tiering)
    return {
      Id: ruleId(deployment, name),
      Status: 'Enabled',
      ...(Filter ? { Filter } : {}),
      Tierings: tieringsOf(tiering),
    }
  })

const meaning = ({ Status, Filter = {}, Tierings = [] }: IntelligentTieringConfiguration): string => {
  const { And = {}, Prefix, Tag } = Filter
  const tags = [...(And.Tags ?? []), ...(Tag ? [Tag] : [])].map(({ Key, Value }) => `${Key}=${Value}`)
  const tiers = Tierings.map(({ Days, AccessTier }) => `${AccessTier} ${Days}`)
  return JSON.stringify([Status, And.Prefix ?? Prefix ?? '', tags.sort(), tiers.sort()])
}

export interface TieringChange {
  readonly id: string
  readonly change: 'add' | 'change' | 'remove'
  readonly after?: IntelligentTieringConfiguration
}

/** What must be done so that a bucket has exactly the wanted archive configurations under our IDs. */
export const planTierings = (
  wanted: readonly IntelligentTieringConfiguration[],
  found: readonly IntelligentTieringConfiguration[],
  deployment: string,
): TieringChange[] => [
  ...wanted.flatMap((after): TieringChange[] => {
    const id = after.Id ?? ''
    const before = found.find((each) => each.Id === id)
    if (!before) return [{ id, change: 'add', after }]
    return meaning(before) === meaning(after) ? [] : [{ id, change: 'change', after }]
  }),
  ...found
    .filter(({ Id = '' }) => Id.startsWith(ruleId(deployment, '')) && !wanted.some((each) => each.Id === Id))
    .map(({ Id = '' }) => ({ id: Id, change: 'remove' as const })),
]

/** A configuration in words: `every key: to ARCHIVE_ACCESS after 90 days without a read`. */
export const describeTiering = ({ Filter = {}, Tierings = [] }: IntelligentTieringConfiguration): string => {
  const { And = {}, Prefix, Tag } = Filter
  const prefix = And.Prefix ?? Prefix
  const tags = [...(And.Tags ?? []), ...(Tag ? [Tag] : [])].map(({ Key, Value }) => `${Key}=${Value}`)
  const which = [
    prefix ? `keys under ${prefix}` : 'every key',
    ...(tags.length > 0 ? [`tagged ${tags.join(' and ')}`] : []),
  ]
  const what = Tierings.map(({ Days, AccessTier }) => `to ${AccessTier} after ${Days} days without a read`)
  return `Intelligent-Tiering, ${which.join(' ')}: ${what.join('; ')}`
}
