import { pathText } from '../explain.ts'
import { looksLikePattern } from './filters.ts'
import { type Action, actionsOf, covers, meet, preempts } from './overlaps.ts'
import { namedRules, presets } from './presets.ts'
import { actionText, scopeText } from './rules.ts'
import type { BucketPolicy, LifecycleConfig, LifecycleRuleConfig } from './schema.ts'
import { minimumCharge } from './transitions.ts'

type Policy = Pick<BucketPolicy, 'presets' | 'rules'>
type Rule = readonly [string, LifecycleRuleConfig]
/** One line about a rule, without its path. */
type Remark = { readonly rule: string; readonly field: readonly PropertyKey[]; readonly text: string }

const days = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`

/** Objects that are under two rules of which neither is for all of the other's: the one that acts first takes them. */
const overlaps = (rules: readonly Rule[]): Remark[] =>
  rules.flatMap(([name, rule]) =>
    actionsOf(rule).flatMap((late) =>
      rules.flatMap(([otherName, other]): Remark[] => {
        if (other === rule || !meet(rule, other) || covers(other, rule) || covers(rule, other)) return []
        const first = actionsOf(other).find((each) => preempts(each, late))
        return first
          ? [
              {
                rule: name,
                field: late.path,
                text: `does not hold for objects that "${otherName}" covers too (${scopeText(other)}): it ${actionText(first)}, and S3 lets the shorter one win`,
              },
            ]
          : []
      }),
    ),
  )

/** What takes objects out of the class that a move brought them to: the first deletion, or later move, of all of them. */
const leaves = (rules: readonly Rule[], rule: LifecycleRuleConfig, move: Action, versioned: boolean) =>
  rules
    .filter(([, other]) => covers(other, rule))
    .flatMap(([name, other]) => actionsOf(other).map((action) => ({ name, action })))
    .filter(
      ({ action }) =>
        action.versions === move.versions &&
        action.days > move.days &&
        // With versioning, a deletion of the current version leaves it where it is, as an old one.
        !(versioned && action.to === undefined && action.versions === 'current'),
    )
    .sort((one, next) => one.action.days - next.action.days)[0]

/** Moves that cost more than they save, because S3 charges a class for a number of days at least. */
const shortStays = (rules: readonly Rule[], versioned: boolean): Remark[] =>
  rules.flatMap(([name, rule]) =>
    actionsOf(rule).flatMap((move): Remark[] => {
      if (move.to === undefined) return []
      const end = leaves(rules, rule, move, versioned)
      const stay = end && end.action.days - move.days
      if (!end || stay === undefined || stay >= minimumCharge[move.to]) return []
      return [
        {
          rule: name,
          field: move.path,
          text: `objects are in ${move.to} for ${days(stay)} only, until "${end.name}" ${actionText(end.action)}; S3 charges ${move.to} for at least ${days(minimumCharge[move.to])}. Leave out the move, or let them stay longer`,
        },
      ]
    }),
  )

/** Days up to which the deletion of a whole bucket is more likely a slip than meant. */
const hasty = 7

const wholeBucket = (rules: readonly Rule[]): Remark[] =>
  rules.flatMap(([name, rule]) => {
    const { expireAfterDays: after } = rule
    if (after === undefined || after > hasty || scopeText(rule) !== 'every key') return []
    const text = `deletes EVERY object of the bucket ${days(after)} after it was written, those that are there now too; give the rule a prefix or tags if that is not meant`
    return [{ rule: name, field: ['expireAfterDays'], text }]
  })

const patterns = (rules: readonly Rule[]): Remark[] =>
  rules.flatMap(([name, { prefix = '' }]) =>
    looksLikePattern(prefix)
      ? [
          {
            rule: name,
            field: ['prefix'],
            text: `"${prefix}" is taken for itself, not for a pattern: S3 compares it with the beginning of each key`,
          },
        ]
      : [],
  )

const isArchived = ({ to }: Action): boolean => to === 'GLACIER' || to === 'DEEP_ARCHIVE'

const isOwn = ({ bucket }: BucketPolicy, own: 'uploads' | 'thumbnails'): boolean =>
  typeof bucket === 'object' && bucket.own === own

/** Thumbnails that go while their originals are where nobody can read them: the pictures are gone for the shop. */
const lostPictures = ({ buckets }: LifecycleConfig): string[] => {
  const actions = (policy: BucketPolicy) =>
    namedRules(policy).flatMap(([name, rule]) =>
      actionsOf(rule)
        .filter(({ versions }) => versions === 'current')
        .map((action) => ({ name, action })),
    )
  const archived = buckets.flatMap((policy) =>
    actions(policy).filter(
      ({ name, action }) => isArchived(action) && (isOwn(policy, 'uploads') || name === 'photo-originals'),
    ),
  )[0]
  if (!archived) return []
  return buckets.flatMap((policy, index) => {
    const deleted = actions(policy).find(
      ({ name, action }) => action.to === undefined && (isOwn(policy, 'thumbnails') || name === 'photo-thumbnails'),
    )
    return deleted
      ? [
          `${pathText(['lifecycle', 'buckets', index])}: "${deleted.name}" ${actionText(deleted.action)} while "${archived.name}" ${actionText(archived.action).replace('moves', 'moves originals')}, where they cannot be read before somebody restores them: such thumbnails cannot be made again. Use one of the two`,
        ]
      : []
  })
}

/**
 * What S3 would do and is yet not likely meant, one line each with its path: rules that cut each other short, storage classes
 * left before their minimum is over, whole buckets deleted within days, prefixes that look like patterns, thumbnails deleted
 * while their originals are archived.
 */
export const lifecycleWarnings = (lifecycle: LifecycleConfig | undefined): string[] => {
  if (!lifecycle) return []
  const ofPolicies = (list: 'buckets' | 'selections', policies: readonly Policy[]): string[] =>
    policies.flatMap((policy, index) => {
      const rules = namedRules(policy)
      const versioned = policy.presets.some((name) => presets[name].needsVersioning === true)
      const remarks = [...overlaps(rules), ...shortStays(rules, versioned), ...wholeBucket(rules), ...patterns(rules)]
      return remarks.map(({ rule, field, text }) => {
        const preset = (policy.presets as readonly string[]).indexOf(rule)
        const where = preset >= 0 ? ['presets', preset] : ['rules', rule, ...field]
        return `${pathText(['lifecycle', list, index, ...where])}: ${text}`
      })
    })
  return [
    ...ofPolicies('buckets', lifecycle.buckets),
    ...ofPolicies('selections', lifecycle.selections),
    ...lostPictures(lifecycle),
  ]
}
