import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type CanonicalRule, canonical } from './canonical.ts'
import type { SimulatedKey, Step, Versioning } from './simulate.ts'

/** One thing that a rule does, as steps of a simulation show it. */
export interface RuleAction {
  /** `moves to GLACIER`, `deletes`, … */
  readonly text: string
  readonly what: Step['what']
  readonly to?: string
  readonly of: 'current' | 'old' | 'marker' | 'upload'
}

/** What a rule does, in the order in which S3 lists it. */
export const actionsIn = (means: CanonicalRule, versioning: Versioning): RuleAction[] => {
  const expiry = versioning === 'off' ? 'deleted' : 'marker-added'
  return [
    ...means.moves.map(({ to }) => ({ text: `moves to ${to}`, what: 'moved' as const, to, of: 'current' as const })),
    ...(means.expires ? [{ text: 'deletes', what: expiry as Step['what'], of: 'current' as const }] : []),
    ...means.oldMoves.map(({ to }) => ({
      text: `moves old versions to ${to}`,
      what: 'moved' as const,
      to,
      of: 'old' as const,
    })),
    ...(means.oldExpires ? [{ text: 'deletes old versions', what: 'deleted' as const, of: 'old' as const }] : []),
    ...(means.removesMarkers
      ? [{ text: 'removes delete markers', what: 'marker-removed' as const, of: 'marker' as const }]
      : []),
    ...(means.abortDays === undefined
      ? []
      : [{ text: 'gives up unfinished uploads', what: 'upload-aborted' as const, of: 'upload' as const }]),
  ]
}

/** When what is tried was written. */
export const probedAt = new Date('2026-01-01T12:00:00Z')

/** Bytes from which S3 moves objects by itself. */
const least = 128 * 1024

/** Sizes that decide anything about a rule: at S3's minimum, and at the rule's own bounds. */
export const sizesFor = ({ over, under }: Pick<CanonicalRule, 'over' | 'under'>): number[] => {
  const most = under === undefined ? Number.POSITIVE_INFINITY : under - 1
  const from = over === undefined ? 0 : over + 1
  return [
    ...new Set([from, 1, least - 1, least, 5 * 1024 ** 2, ...(under === undefined ? [1024 ** 3] : [most])]),
  ].filter((size) => size >= from && size <= most)
}

/** A key that a rule is for, with what an action of it needs to happen. */
export const probeFor = (
  rule: LifecycleRule,
  { of }: Pick<RuleAction, 'of'>,
  size: number,
  versioning: Versioning,
): SimulatedKey => {
  const means = canonical(rule)
  const put = { at: probedAt, size, tags: Object.fromEntries(means.tags) }
  const key = `${means.prefix}~probe`
  if (of === 'upload') return { key, versioning, history: [{ what: 'upload', ...put }] }
  if (of === 'marker') return { key, versioning, history: [{ what: 'delete', at: probedAt }] }
  if (of === 'current') return { key, versioning, history: [{ what: 'put', ...put }] }
  const after = new Date(probedAt.getTime() + 1_000)
  return {
    key,
    versioning,
    history: [
      { what: 'put', ...put, hasVersionId: true, newerOldVersions: 100 },
      { what: 'put', at: after, size: 0, hasVersionId: true, untouched: true },
    ],
  }
}
