import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical } from './canonical.ts'
import { type LifeSurroundings, lifeOf } from './life.ts'
import { priceOf } from './prices.ts'
import { actionsIn, probedAt, probeFor, type RuleAction, sizesFor } from './probe.ts'
import { type KeyStep, type SimulatedObject, simulateKey, type Versioning } from './simulate.ts'

/** Something about a rule that is likely not meant. */
export interface Finding {
  /** ID of the rule, or its place where it has none. */
  readonly rule: string
  readonly kind: 'never' | 'hidden' | 'short stay' | 'dear' | 'needed'
  /** One sentence for a person. */
  readonly text: string
}

/** That objects of a rule's are needed for some time, because a preset says so. */
export interface Need {
  /** ID of the rule for whose objects it is said. */
  readonly rule: string
  readonly of: 'current' | 'old'
  /** Days; infinite where they are needed for good. */
  readonly days: number
}

export interface Linted {
  /** All rules of a bucket, everybody's. */
  readonly rules: readonly LifecycleRule[]
  readonly versioning?: Versioning
  readonly minimumSize?: LifeSurroundings['minimumSize']
  readonly needs?: readonly Need[]
}

const dayMs = 86_400_000
/** Longer than any rule that somebody means. */
const until = new Date(probedAt.getTime() + 110 * 366 * dayMs)
/** How long an object is looked at that nothing deletes: what has not paid by then does not pay. */
const horizonDays = 3 * 365

const nameOf = (rule: LifecycleRule, rules: readonly LifecycleRule[]): string =>
  rule.ID || `rule ${rules.indexOf(rule) + 1}`

/** IDs that are there for sure, so that a step says which rule did it. */
const named = (rules: readonly LifecycleRule[]): LifecycleRule[] =>
  rules.map((rule) => ({ ...rule, ID: nameOf(rule, rules) }))

const acts = (steps: readonly KeyStep[], rule: string | undefined, { what, to }: RuleAction): boolean =>
  steps.some((step) => step.rule === rule && step.what === what && (to === undefined || step.storageClass === to))

/** Actions that happen to no object at all, and why. */
const idle = ({ rules, versioning = 'off', minimumSize }: Linted): Finding[] =>
  rules
    .filter(({ Status }) => Status === 'Enabled')
    .flatMap((rule) =>
      actionsIn(canonical(rule), versioning).flatMap((action): Finding[] => {
        const id = rule.ID ?? ''
        const happens = (among: readonly LifecycleRule[]): boolean =>
          sizesFor(canonical(rule)).some((size) =>
            acts(
              simulateKey(probeFor(rule, action, size, versioning), { rules: among, minimumSize, until }),
              rule.ID,
              action,
            ),
          )
        if (happens(rules)) return []
        if (versioning === 'off' && (action.of === 'old' || action.of === 'marker'))
          return [{ rule: id, kind: 'never', text: `${action.text}: never, because the bucket keeps no old versions` }]
        if (!happens([rule]))
          return [
            {
              rule: id,
              kind: 'never',
              text: `${action.text}: never, ${action.to && !sizesFor(canonical(rule)).some((size) => size >= 131_072) ? 'because S3 moves nothing so small' : 'because an earlier action of the same rule leaves nothing to do'}`,
            },
          ]
        const by = rules.find((other) => other !== rule && happens(rules.filter((each) => each !== other)))
        return [
          {
            rule: id,
            kind: 'hidden',
            text: `${action.text}: never, because ${by ? `"${by.ID}" acts first` : 'other rules act first'} on all that it is for`,
          },
        ]
      }),
    )

const objectOf = (
  rule: LifecycleRule,
  of: 'current' | 'old',
  size: number,
  versioning: Versioning,
): SimulatedObject => {
  const { prefix, tags } = canonical(rule)
  return {
    key: `${prefix}~probe`,
    size,
    tags: Object.fromEntries(tags),
    created: probedAt,
    versioning,
    ...(of === 'old'
      ? { hasVersionId: true, replaced: new Date(probedAt.getTime() + 1_000), newerOldVersions: 100 }
      : {}),
  }
}

const withoutMove = (rule: LifecycleRule, of: 'current' | 'old', to: string): LifecycleRule =>
  of === 'current'
    ? { ...rule, Transitions: rule.Transitions?.filter(({ StorageClass }) => StorageClass !== to) }
    : {
        ...rule,
        NoncurrentVersionTransitions: rule.NoncurrentVersionTransitions?.filter(
          ({ StorageClass }) => StorageClass !== to,
        ),
      }

const sizeText = (bytes: number): string =>
  bytes >= 1024 ** 2 ? `${(bytes / 1024 ** 2).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`

/** Moves that cost more than they save: for what sizes, and why. */
const dear = ({ rules, versioning = 'off', minimumSize }: Linted): Finding[] =>
  rules.flatMap((rule) =>
    actionsIn(canonical(rule), versioning).flatMap((action): Finding[] => {
      const { to, of } = action
      if (rule.Status !== 'Enabled' || to === undefined || (of !== 'current' && of !== 'old')) return []
      const others = rules.map((each) => (each === rule ? withoutMove(rule, of, to) : each))
      const end = new Date(probedAt.getTime() + horizonDays * dayMs)
      const loss = (size: number): number => {
        const object = objectOf(rule, of, size, versioning)
        const life = lifeOf(object, { rules, minimumSize, until: end })
        if (!life.steps.some((step) => step.rule === rule.ID && step.storageClass === to)) return 0
        return life.dollars - lifeOf(object, { rules: others, minimumSize, until: end }).dollars
      }
      const means = canonical(rule)
      const hasBounds = means.over !== undefined || means.under !== undefined
      const least = hasBounds ? (means.over ?? 0) + 1 : 131_072
      const most = (means.under ?? 1024 ** 3 + 1) - 1
      if (most < least || loss(least) <= 0) return []
      const cents = `$${(priceOf(to).transition * 1_000).toFixed(2)} for 1,000 objects`
      if (loss(most) > 0)
        return [
          {
            rule: rule.ID ?? '',
            kind: 'dear',
            text: `${action.text}: costs more than it saves in the time that objects stay there; the move alone is ${cents}`,
          },
        ]
      let [low, high] = [least, most]
      while (high - low > 1024) {
        const middle = Math.floor((low + high) / 2)
        if (loss(middle) > 0) low = middle
        else high = middle
      }
      return [
        {
          rule: rule.ID ?? '',
          kind: 'dear',
          text: `${action.text}: costs more than it saves for objects under ${sizeText(high)}, because the move is ${cents}; largerThan: ${high} leaves them where they are`,
        },
      ]
    }),
  )

/** Classes that are left before the days are over that S3 charges them for. */
const shortStays = ({ rules, versioning = 'off', minimumSize }: Linted): Finding[] =>
  rules.flatMap((rule) =>
    (['current', 'old'] as const).flatMap((of) => {
      if (rule.Status !== 'Enabled') return []
      const life = lifeOf(objectOf(rule, of, 5 * 1024 ** 2, versioning), { rules, minimumSize, until })
      return life.stays.flatMap((stay, index): Finding[] => {
        const began = life.steps.find(({ at, what }) => what === 'moved' && at.getTime() === stay.from.getTime())
        const { leastDays } = priceOf(stay.storageClass)
        const stayed = stay.until && (stay.until.getTime() - stay.from.getTime()) / dayMs
        if (index === 0 || began?.rule !== rule.ID || stayed === undefined || stayed >= leastDays) return []
        return [
          {
            rule: rule.ID ?? '',
            kind: 'short stay',
            text: `objects are in ${stay.storageClass} for ${stayed} days; S3 charges at least ${leastDays}`,
          },
        ]
      })
    }),
  )

/** What is deleted sooner than a preset needs it. */
const needed = ({ rules, versioning = 'off', minimumSize, needs = [] }: Linted): Finding[] =>
  needs.flatMap(({ rule: id, of, days }): Finding[] => {
    const rule = rules.find(({ ID }) => ID === id)
    if (!rule) return []
    const object = objectOf(rule, of, 5 * 1024 ** 2, of === 'old' && versioning === 'off' ? 'enabled' : versioning)
    const end = lifeOf(object, { rules, minimumSize, until }).steps.find(
      ({ what, rule: by }) => by !== undefined && (what === 'deleted' || (of === 'current' && what === 'marker-added')),
    )
    const after = end && Math.floor((end.at.getTime() - probedAt.getTime()) / dayMs)
    if (!end || after === undefined || after >= days) return []
    return [
      {
        rule: end.rule ?? '',
        kind: 'needed',
        text: `deletes ${of === 'old' ? 'old versions' : 'objects'} after ${after} days that "${id}" needs ${Number.isFinite(days) ? `for ${days}` : 'for good'}`,
      },
    ]
  })

/**
 * What is likely not meant in the rules of a bucket, found by following made-up objects through them: rules that never act, that others
 * hide, that leave a class too soon, that cost more than they save, and that delete what a preset says is needed. Pure.
 */
export const lintRules = (linted: Linted): Finding[] => {
  const all = { ...linted, rules: named(linted.rules) }
  return [...idle(all), ...shortStays(all), ...dear(all), ...needed(all)]
}
