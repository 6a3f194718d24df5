import type { HeldBack } from '../../../shared/ledger/records.ts'

/** What is held back of a bucket's change, because it would delete what is there. */
export interface HeldOutcome extends Omit<HeldBack, 'rules'> {
  /** IDs of the rules. */
  readonly rules: readonly string[]
  /** What is lost of something else than a bucket. */
  readonly words?: string
}

/** The same with the rules by their IDs. */
export const heldOutcome = (held: HeldBack): HeldOutcome => ({ ...held, rules: held.rules.map(({ ID = '' }) => ID) })

/** How one bucket came out of a reconcile. */
export interface Outcome {
  readonly bucket: string
  readonly outcome: 'unchanged' | 'changed' | 'failed'
  /** One line for each thing that was changed. */
  readonly changes: readonly string[]
  /** Somebody else had changed our rules. */
  readonly drifted?: true
  /** What waits for a person. */
  readonly held?: HeldOutcome
  /** Why it failed, for a person. */
  readonly reason?: string
  /** There was no time left in the call. */
  readonly notBegun?: true
  /** A later try can mend it. */
  readonly transient?: boolean
}
