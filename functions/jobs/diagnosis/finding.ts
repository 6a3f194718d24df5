import type { CauseName } from './causes.ts'
import type { Fault } from './faults.ts'

/** A cause that was found, and what is known better than what the cause says in general. */
export interface Finding {
  readonly cause: CauseName
  /** `certain`: ECS names both what failed and how. `likely`: one follows from the other. `guess`: it usually is. */
  readonly certainty: 'certain' | 'likely' | 'guess'
  readonly what?: string | undefined
  readonly advice?: string | undefined
  readonly retry?: 'yes' | 'once' | 'no' | undefined
}

export const found = (
  cause: CauseName,
  certainty: Finding['certainty'] = 'certain',
  better: Pick<Finding, 'what' | 'advice' | 'retry'> = {},
): Finding => ({ cause, certainty, ...better })

/** Faults by which nothing was refused: the other side was not there. */
export const isAbsent = (fault: Fault | undefined): boolean => fault === 'unreachable' || fault === 'unavailable'
