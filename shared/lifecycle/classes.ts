import type { CanonicalRule } from './canonical.ts'

/**
 * Where objects can go from each class: down only.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
const below: Readonly<Record<string, readonly string[]>> = {
  STANDARD: ['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  STANDARD_IA: ['INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  INTELLIGENT_TIERING: ['ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'],
  ONEZONE_IA: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER_IR: ['GLACIER', 'DEEP_ARCHIVE'],
  GLACIER: ['DEEP_ARCHIVE'],
}

/** Whether S3 moves an object from one class to another. */
export const canMove = (from: string, to: string | undefined): boolean =>
  to !== undefined && (below[from] ?? []).includes(to)

/**
 * Which of several moves on one day is made: Deep Archive, Glacier, Intelligent-Tiering, then the cheapest a gigabyte.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
 */
const order = ['DEEP_ARCHIVE', 'GLACIER', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'ONEZONE_IA', 'STANDARD_IA']

export const rankOf = (to: string | undefined): number => {
  const rank = order.indexOf(to ?? '')
  return rank < 0 ? order.length : rank
}

/** Bytes below which S3 moves nothing unless a rule's own size filter says so. */
const smallest = 128 * 1024

/**
 * Whether an object is large enough to be moved. A size filter of the rule takes the place of S3's minimum; the older setting
 * lets archives take anything.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
 */
export const movesAtAll = (
  size: number,
  to: string,
  { over, under }: Pick<CanonicalRule, 'over' | 'under'>,
  minimumSize: 'all_storage_classes_128K' | 'varies_by_storage_class' = 'all_storage_classes_128K',
): boolean => {
  if (size >= smallest || over !== undefined || under !== undefined) return true
  return minimumSize === 'varies_by_storage_class' && (to === 'GLACIER' || to === 'DEEP_ARCHIVE')
}
