import { problem } from '../explain.ts'
import type { StorageClass } from './schema.ts'

type Path = readonly PropertyKey[]
type Transition = { readonly days?: number; readonly on?: string; readonly to: StorageClass }

/** Days after an object's making, or of a date since 1970: what is before and after within one rule. */
export const placeOf = ({ days, on }: Pick<Transition, 'days' | 'on'>): number =>
  days ?? Math.floor(Date.parse(on ?? '') / 86_400_000)

/**
 * Where objects can go from each class: always down. ONEZONE_IA cannot go to GLACIER_IR.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const below: Readonly<Record<StorageClass, readonly StorageClass[]>> = {
  STANDARD_IA: ['INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  INTELLIGENT_TIERING: ['ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  ONEZONE_IA: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER_IR: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER: ['DEEP_ARCHIVE'],
  DEEP_ARCHIVE: [],
}

/** Days that S3 wants between a move to this class and the next move in the same rule. */
const stay: Readonly<Record<StorageClass, number>> = {
  STANDARD_IA: 30,
  INTELLIGENT_TIERING: 1,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 1,
}

/**
 * Days for which S3 charges at least, however soon an object leaves the class again.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
 */
export const minimumCharge: Readonly<Record<StorageClass, number>> = {
  STANDARD_IA: 30,
  INTELLIGENT_TIERING: 0,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
}

/** Days before which S3 moves nothing to the infrequent-access classes, whether current or old. */
const youngest = 30

/** Faults of one rule's transitions, of current or of old versions, in the order of the list. */
export const transitionProblems = (transitions: readonly Transition[], path: Path): string[] => {
  const problems = transitions.flatMap(({ days, to }, index) =>
    to.endsWith('_IA') && days !== undefined && days < youngest
      ? [problem([...path, index, 'days'], days, `at least ${youngest} days, because S3 moves nothing to ${to} sooner`)]
      : [],
  )
  const byAge = transitions
    .map((each, index) => ({ ...each, index }))
    .sort((one, other) => placeOf(one) - placeOf(other))
  for (const [position, next] of byAge.entries()) {
    const before = byAge[position - 1]
    if (!before) continue
    if (!below[before.to].includes(next.to))
      problems.push(
        problem(
          [...path, next.index, 'to'],
          next.to,
          `one of ${below[before.to].join(', ') || 'none'} after ${before.to}`,
        ),
      )
    else if (next.days === undefined || before.days === undefined) {
      if (placeOf(next) <= placeOf(before))
        problems.push(
          problem(
            [...path, next.index, 'on'],
            next.on,
            `a date after ${before.on}, on which objects move to ${before.to}`,
          ),
        )
    } else if (next.days < before.days + stay[before.to])
      problems.push(
        problem(
          [...path, next.index, 'days'],
          next.days,
          `at least ${before.days + stay[before.to]} days, ${stay[before.to]} after the move to ${before.to}`,
        ),
      )
  }
  return problems
}
