import { isoText } from '../../../shared/iso.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Observed, Size } from '../targets/target-kind.ts'

type Kept = NonNullable<HoursTargetRecord['kept']>

const fields = ['min', 'desired'] as const

export const isSameSize = (one: Size | undefined, other: Size | undefined): boolean =>
  one?.min === other?.min && one?.desired === other?.desired

/** Whether a size is no size: nothing is to run. It is never what a target gets back. */
export const isNothing = (size: Size | undefined): boolean => (size?.desired ?? 0) === 0 && (size?.min ?? 0) === 0

type Before = Pick<HoursTargetRecord, 'kept' | 'set'> | undefined

/** Whether a field has the value that we set, or that it had when we asked: nobody else has changed it. */
const isOurs = (field: 'min' | 'desired', observed: Size, set: HoursTargetRecord['set']): boolean =>
  set !== undefined &&
  set.size[field] !== undefined &&
  (observed[field] === set.size[field] || observed[field] === set.before?.[field])

/** What counts as set by us once a size is asked for: also what we set before of the other field, where nobody has changed it since. */
export const setBy = (
  size: Size,
  observed: Size | undefined,
  set: HoursTargetRecord['set'],
): HoursTargetRecord['set'] => {
  if (observed === undefined) return { size }
  const earlier = fields.flatMap((field) => (isOurs(field, observed, set) ? [[field, set?.size[field]]] : []))
  return { size: { ...Object.fromEntries(earlier), ...size }, before: observed }
}

/**
 * The size that is a target's own: as a person, a deployment or a policy of scaling left it, field by field; where we changed it
 * and nobody did since, as it was before.
 */
export const ownSize = (observed: Observed, record: Before): Size | undefined => {
  const { size } = observed
  if (size === undefined || isNothing(size)) return record?.kept?.size
  const own = Object.fromEntries(
    fields.flatMap((field) => {
      const value = isOurs(field, size, record?.set) ? (record?.kept?.size?.[field] ?? size[field]) : size[field]
      return value === undefined ? [] : [[field, value]]
    }),
  )
  // A count below its own minimum cannot be: a minimum that somebody raised since takes it along.
  return own.desired !== undefined && own.min !== undefined ? { ...own, desired: Math.max(own.desired, own.min) } : own
}

/** What is to be written down of a target before anything of it is changed. What we hold already stays as it was then. */
export const keptBefore = (observed: Observed, record: Before, now: Date): Kept | undefined => {
  const size = ownSize(observed, record)
  if (size === undefined && observed.suspended === undefined) return undefined
  const kept = record?.kept
  const suspended = kept?.held ? kept.suspended : observed.suspended
  return {
    at: isoText(now),
    held: true,
    ...(size === undefined ? {} : { size }),
    ...(suspended === undefined ? {} : { suspended }),
  }
}

/**
 * The size for a target that is to run: its own, with what its calendar says in place of it.
 * @returns undefined for a kind without sizes, or where nobody knows one that is more than nothing
 */
export const runningSize = (own: Size | undefined, rule: Size | undefined): Size | undefined => {
  // AWS takes no count below the minimum: one that the calendar asks for takes the minimum along.
  const min = rule?.min ?? (own?.min === undefined ? undefined : Math.min(own.min, rule?.desired ?? own.min))
  const base = rule?.desired ?? own?.desired
  const desired = base === undefined && min === undefined ? undefined : Math.max(base ?? 0, min ?? 0)
  const size = { ...(min === undefined ? {} : { min }), ...(desired === undefined ? {} : { desired }) }
  return isNothing(size) ? undefined : size
}

/**
 * What of a running target's size is to be changed: what the calendar says, and what we changed and nobody did since.
 * @returns undefined when it is as it should be
 */
export const sizeChange = (observed: Observed, record: Before, rule: Size | undefined): Size | undefined => {
  const { size } = observed
  if (size === undefined || isNothing(size)) return undefined
  const own = ownSize(observed, record)
  const wanted = runningSize(own, rule)
  if (wanted === undefined) return undefined
  const change = Object.fromEntries(
    fields.flatMap((field) => {
      const value = wanted[field]
      return value === undefined || value === size[field] ? [] : [[field, value]]
    }),
  )
  return Object.keys(change).length === 0 ? undefined : change
}
