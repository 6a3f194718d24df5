import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type CanonicalRule, canonical } from '../../../shared/lifecycle/canonical.ts'
import { type Deleted, days, describeRule } from './describe.ts'
import type { BucketPlan } from './plan.ts'

type Named = { readonly id: string; readonly rule: LifecycleRule; readonly means: CanonicalRule }

/** Whether a rule is for every object that another one is for. */
const covers = (wide: CanonicalRule, narrow: CanonicalRule): boolean =>
  narrow.prefix.startsWith(wide.prefix) &&
  wide.tags.every(([key, value]) => narrow.tags.some(([other, its]) => other === key && its === value)) &&
  (wide.over === undefined || (narrow.over ?? -1) >= wide.over) &&
  (wide.under === undefined || (narrow.under ?? Number.POSITIVE_INFINITY) <= wide.under)

const isWhole = ({ prefix, tags, over, under }: CanonicalRule): boolean =>
  prefix === '' && tags.length === 0 && over === undefined && under === undefined

const due = ({ expires }: CanonicalRule): string =>
  expires?.days === undefined ? `on ${expires?.date?.slice(0, 10)}` : `${days(expires.days)} after it was written`

const wholeBucket = ({ id, means }: Named, deleted: Deleted): string[] =>
  means.expires && isWhole(means)
    ? [
        deleted === 'gone'
          ? `${id} deletes EVERY object of the bucket ${due(means)}, those that are there now too`
          : `${id} puts a delete marker on EVERY object of the bucket ${due(means)}, those that are there now too`,
      ]
    : []

const stillCharged = ({ id, means }: Named, all: readonly Named[], deleted: Deleted): string[] => {
  if (!means.expires || deleted === 'gone') return []
  const end = all.find((other) => other.means.oldExpires && covers(other.means, means))
  return [
    end
      ? `${id} frees nothing by itself, because the bucket ${deleted === 'kept' ? 'has' : 'had'} versioning: what it deletes is charged for until ${end.id} deletes old versions, ${days(end.means.oldExpires?.days)} later`
      : `${id} frees nothing, because the bucket ${deleted === 'kept' ? 'has' : 'had'} versioning: it adds delete markers, and what is below them goes on being charged for. To delete it too, add expireOldVersionsAfterDays or the preset old-versions`,
  ]
}

/** Rules of others that delete sooner what a rule of ours deletes or moves later. */
const cutShort = ({ id, means }: Named, others: readonly Named[], deleted: Deleted): string[] => {
  const last = Math.max(means.expires?.days ?? -1, ...means.moves.map((move) => move.days ?? -1))
  const first = others.find(
    ({ means: other }) => other.expires?.days !== undefined && other.expires.days < last && covers(other, means),
  )
  return first
    ? [
        `${id} comes too late: ${first.id || 'a rule without an ID'} (${describeRule(first.rule, deleted)}) acts first, and S3 lets the shorter one win`,
      ]
    : []
}

/**
 * What a person should know of a bucket's rules before they are written: our deletions of everything, deletions that free
 * nothing because of versioning, and rules of others that make ours void.
 */
export const planWarnings = ({ rules }: Pick<BucketPlan, 'rules'>, deleted: Deleted): string[] => {
  const enabled = (ours: boolean): Named[] =>
    rules.flatMap(({ id, change, after }) =>
      after && after.Status === 'Enabled' && (change !== 'unmanaged') === ours
        ? [{ id, rule: after, means: canonical(after) }]
        : [],
    )
  const [own, others] = [enabled(true), enabled(false)]
  return own.flatMap((rule) => [
    ...wholeBucket(rule, deleted),
    ...stillCharged(rule, [...own, ...others], deleted),
    ...cutShort(rule, others, deleted),
  ])
}
