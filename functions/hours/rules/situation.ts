import type { Wanted } from '../../../shared/calendar/index.ts'
import type { HoursLookRecord, HoursTargetRecord } from '../../../shared/ledger/records.ts'
import type { Observed, TargetKind } from '../targets/target-kind.ts'
import type { TargetEntry } from './slice.ts'

/** What a decision must know of a kind. */
export type KindFacts = Pick<TargetKind, 'noun' | 'interruptible' | 'scaling' | 'within'>

/** What a target's calendar wants, with what a person wants beside it. */
export interface Wish extends Wanted {
  /** Whether it wants it all the time. A rule that only starts or only stops says something at its moment, and then nothing. */
  readonly holds: boolean
}

/** All that a decision about one target is made from. */
export interface Situation {
  /** `<noun>/<id>`. */
  readonly target: string
  readonly id: string
  readonly entry: TargetEntry
  readonly kind: KindFacts
  /** Name of its calendar. */
  readonly calendar: string
  /** Undefined while its calendar has said nothing yet. */
  readonly wish: Wish | undefined
  readonly observed: Observed
  readonly record: HoursTargetRecord | undefined
  readonly now: Date
  /** ISO 8601, when everything was last seen to be as it was; undefined before the first look. */
  readonly seenTo: string | undefined
  /** Times for which nobody looked, the last few, in order. */
  readonly gaps: NonNullable<HoursLookRecord['gaps']>
  /** Version of the config. */
  readonly version: string
}
