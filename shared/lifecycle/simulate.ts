import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type CanonicalRule, canonical, type Move } from './canonical.ts'
import { canMove, movesAtAll, rankOf } from './classes.ts'
import { matches } from './matches.ts'
import { dueAfter, dueOnDate, nextMidnight } from './when.ts'

/** One version of one object, as it was written. */
export interface SimulatedObject {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly tags?: Readonly<Record<string, string>>
  /** When it was written; of a multipart upload, when that was begun. */
  readonly created: Date
  /** Default `STANDARD`. */
  readonly storageClass?: string
  /** The bucket's versioning. Default `off`. */
  readonly versioning?: 'off' | 'enabled' | 'suspended'
  /** Whether the version has an ID. Default where versioning is enabled; one that was written without has none. */
  readonly hasVersionId?: boolean
  /** When another version or a person's deletion took its place. Default never. Without versioning it is gone then. */
  readonly replaced?: Date
  /** Newer old versions that stand above it once it is an old one. Default 0. */
  readonly newerOldVersions?: number
}

export interface Surroundings {
  readonly rules: readonly LifecycleRule[]
  /** S3's setting for small objects. Default `all_storage_classes_128K`. */
  readonly minimumSize?: 'all_storage_classes_128K' | 'varies_by_storage_class' | undefined
  /** Nothing is looked at after this instant. */
  readonly until: Date
}

/**
 * Something that happens to the object: it is moved to another class; a delete marker is put above it; it is replaced by
 * somebody; it is deleted for good; the marker, alone by then, is removed.
 */
export type Happening = 'moved' | 'marker-added' | 'replaced' | 'deleted' | 'marker-removed'

export interface Step {
  /** A midnight in UTC, at which S3 begins to do it and from which it bills so; of `replaced` the very moment. */
  readonly at: Date
  readonly what: Happening
  /** Where the version lies from then on; undefined once it is gone. */
  readonly storageClass: string | undefined
  /** ID of the rule; undefined for what a person did, and for a rule without one. */
  readonly rule: string | undefined
  /** What AWS does not say and was taken for true here, one sentence each. */
  readonly assumptions: readonly string[]
}

/** What is done on a day to one version, before conflicts are resolved. */
interface Candidate {
  readonly at: number
  readonly rule: string | undefined
  /** Undefined where it is a deletion. */
  readonly to?: string
}

interface Rule {
  readonly id: string | undefined
  readonly means: CanonicalRule
}

const assume = {
  midnight:
    'What begins at exactly midnight counts from there, and goes on to the midnight after its days, not to that one.',
  retry: 'A move that loses against another on its day is not tried again later.',
  marker:
    'S3 puts the delete marker there in the run after the midnight; its days, and those of the version below, count from then.',
  suspended: 'Where versioning is suspended, a move that is due on the same day comes before the marker.',
  lone: 'A delete marker is removed in the run after the one that left it alone.',
  filtered: 'A rule with tags or sizes does not act on delete markers, which have neither.',
} as const

const isMidnight = (at: Date): boolean => at.getTime() % 86_400_000 === 0

const earliest = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.reduce<Candidate | undefined>((first, each) => (first && first.at <= each.at ? first : each), undefined)

/** Of the moves that become due at one midnight S3 makes one: the archives first, then Intelligent-Tiering, then the cheapest. */
const bestOf = (moves: readonly Candidate[]): Candidate | undefined =>
  [...moves].sort((one, other) => rankOf(one.to) - rankOf(other.to))[0]

/** The moves that happen to a version before `end`, each from the class that it is in by then. */
const movesBefore = (
  candidates: readonly Candidate[],
  start: string,
  end: number,
): { readonly steps: readonly Step[]; readonly storageClass: string } => {
  const steps: Step[] = []
  let storageClass = start
  for (const at of [...new Set(candidates.map((each) => each.at))].sort((one, other) => one - other)) {
    if (at >= end) break
    const due = candidates.filter((each) => each.at === at && canMove(storageClass, each.to))
    const best = bestOf(due)
    if (!best?.to) continue
    const isOpen = due.some(({ to }) => to !== best.to && canMove(best.to ?? '', to))
    storageClass = best.to
    steps.push({
      at: new Date(at),
      what: 'moved',
      storageClass,
      rule: best.rule,
      assumptions: isOpen ? [assume.retry] : [],
    })
  }
  return { steps, storageClass }
}

const dueOf = ({ days, date }: Pick<Move, 'days' | 'date'>, from: Date): number | undefined =>
  date !== undefined ? dueOnDate(new Date(date), from) : days === undefined ? undefined : dueAfter(from, days)

/**
 * What S3 Lifecycle does to one version of an object under a set of rules, in order. It looks at what is due; S3's runs may
 * be a day or more behind, and bill as if they were not. Where AWS's documentation is silent, one way is taken, and the step
 * names it. Pure: no clock, no AWS.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
 */
export const simulate = (object: SimulatedObject, { rules, minimumSize, until }: Surroundings): Step[] => {
  const { created, versioning = 'off', replaced, newerOldVersions = 0 } = object
  const enabled: Rule[] = rules
    .map((rule) => ({ id: rule.ID, means: canonical(rule) }))
    .filter(({ means }) => means.enabled)
  const own = enabled.filter(({ means }) => matches(means, object))
  const small = (to: string, means: CanonicalRule): boolean => !movesAtAll(object.size, to, means, minimumSize)
  const startAssumption = isMidnight(created) ? [assume.midnight] : []

  const current: Candidate[] = own.flatMap(({ id, means }) =>
    means.moves.flatMap((move) => {
      const at = dueOf(move, created)
      return at === undefined || small(move.to, means) ? [] : [{ at, rule: id, to: move.to }]
    }),
  )
  const expiry = earliest(
    own.flatMap(({ id, means }) => {
      const at = means.expires && dueOf(means.expires, created)
      return at === undefined ? [] : [{ at, rule: id }]
    }),
  )
  const hasId = object.hasVersionId ?? versioning === 'enabled'
  const gone = versioning === 'off' || (versioning === 'suspended' && !hasId)
  const expiresAt = expiry?.at ?? Number.POSITIVE_INFINITY
  const replacedAt = replaced?.getTime() ?? Number.POSITIVE_INFINITY
  // Without versioning a deletion comes before a move of the same day; a marker comes after it.
  const end = Math.min(versioning === 'off' ? expiresAt : expiresAt + 1, replacedAt)
  const { steps, storageClass } = movesBefore(current, object.storageClass ?? 'STANDARD', end)
  const done: Step[] = steps.map((step) => ({ ...step, assumptions: [...startAssumption, ...step.assumptions] }))
  const finish = (more: readonly Step[]): Step[] => [...done, ...more].filter(({ at }) => at <= until)

  if (end === Number.POSITIVE_INFINITY) return finish([])
  if (replacedAt <= expiresAt) {
    const at = new Date(replacedAt)
    if (gone) return finish([{ at, what: 'deleted', storageClass: undefined, rule: undefined, assumptions: [] }])
    done.push({ at, what: 'replaced', storageClass, rule: undefined, assumptions: [] })
    return finish(asOldVersion({ object, own, since: at, byLifecycle: false, storageClass, small, newerOldVersions }))
  }

  const at = new Date(expiresAt)
  if (versioning === 'off')
    return finish([{ at, what: 'deleted', storageClass: undefined, rule: expiry?.rule, assumptions: startAssumption }])
  const sameDay = steps.some((step) => step.at.getTime() === expiresAt)
  done.push({
    at,
    what: 'marker-added',
    storageClass: gone ? undefined : storageClass,
    rule: expiry?.rule,
    assumptions: [
      ...startAssumption,
      assume.marker,
      ...(sameDay && versioning === 'suspended' ? [assume.suspended] : []),
    ],
  })
  const old = gone
    ? []
    : asOldVersion({ object, own, since: at, byLifecycle: true, storageClass, small, newerOldVersions })
  const last = gone ? at : old.find(({ what }) => what === 'deleted')?.at
  return finish([...old, ...(last ? loneMarker(enabled, object, at, last) : [])])
}

interface OldVersion {
  readonly object: SimulatedObject
  readonly own: readonly Rule[]
  /** Since when it is an old version. */
  readonly since: Date
  readonly byLifecycle: boolean
  readonly storageClass: string
  readonly small: (to: string, means: CanonicalRule) => boolean
  readonly newerOldVersions: number
}

/** An old version's days count from the moment at which its successor was made; a deletion comes before a move. */
const asOldVersion = ({ own, since, byLifecycle, storageClass, small, newerOldVersions }: OldVersion): Step[] => {
  const applies = (keep: number | undefined): boolean => newerOldVersions >= (keep ?? 0)
  const moves: Candidate[] = own.flatMap(({ id, means }) =>
    means.oldMoves.flatMap((move) =>
      move.days === undefined || !applies(move.keep) || small(move.to, means)
        ? []
        : [{ at: dueAfter(since, move.days), rule: id, to: move.to }],
    ),
  )
  const deletion = earliest(
    own.flatMap(({ id, means: { oldExpires } }) =>
      oldExpires?.days === undefined || !applies(oldExpires.keep)
        ? []
        : [{ at: dueAfter(since, oldExpires.days), rule: id }],
    ),
  )
  const assumptions = byLifecycle ? [assume.marker] : isMidnight(since) ? [assume.midnight] : []
  const { steps } = movesBefore(moves, storageClass, deletion?.at ?? Number.POSITIVE_INFINITY)
  return [
    ...steps.map((step) => ({ ...step, assumptions: [...assumptions, ...step.assumptions] })),
    ...(deletion
      ? [
          {
            at: new Date(deletion.at),
            what: 'deleted' as const,
            storageClass: undefined,
            rule: deletion.rule,
            assumptions,
          },
        ]
      : []),
  ]
}

/** A delete marker below which nothing is left goes by a rule about such markers, or by a deletion when it is old enough. */
const loneMarker = (enabled: readonly Rule[], object: SimulatedObject, made: Date, alone: Date): Step[] => {
  const forKey = enabled.filter(({ means }) => object.key.startsWith(means.prefix))
  const plain = forKey.filter(
    ({ means }) => means.tags.length === 0 && means.over === undefined && means.under === undefined,
  )
  const soonest = nextMidnight(alone)
  const removal = earliest(
    plain.flatMap(({ id, means }) => {
      if (means.removesMarkers) return [{ at: soonest, rule: id }]
      const due = means.expires && dueOf(means.expires, made)
      return due === undefined ? [] : [{ at: Math.max(soonest, due), rule: id }]
    }),
  )
  if (!removal) return []
  return [
    {
      at: new Date(removal.at),
      what: 'marker-removed',
      storageClass: undefined,
      rule: removal.rule,
      assumptions: [assume.lone, ...(plain.length < forKey.length ? [assume.filtered] : [])],
    },
  ]
}
