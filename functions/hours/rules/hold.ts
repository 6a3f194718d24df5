import type { TargetEntry } from './slice.ts'

/** By how much of what was confirmed more targets may be off: a fifth. */
const tolerance = 1.2

/** An entry that goes by tag acts only once somebody said how many targets it is meant for. */
export const isDry = ({ confirmed }: Pick<TargetEntry, 'confirmed'>, byTag: boolean): boolean =>
  byTag && confirmed === undefined

/**
 * Whether none of an entry's targets may be stopped now, because many more would be off than were confirmed.
 * @param stops how many its calendar wants off, those included that are
 */
export const isHeld = ({ confirmed }: Pick<TargetEntry, 'confirmed'>, stops: number): boolean =>
  confirmed !== undefined && stops > Math.floor(confirmed * tolerance + 1e-9)

/** Why nothing of it is stopped, in words. */
export const heldText = ({ confirmed = 0 }: Pick<TargetEntry, 'confirmed'>, stops: number): string =>
  `${stops} ${stops === 1 ? 'target' : 'targets'} would be off, and ${confirmed} ${confirmed === 1 ? 'was' : 'were'} confirmed`
