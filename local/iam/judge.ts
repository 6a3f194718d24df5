import type { RecordedCall } from '../faults/recorder.ts'
import { type AccessRequest, type Decision, evaluate } from './evaluate.ts'
import { deployedIn, impliedBy } from './implied.ts'
import type { Where } from './resolve.ts'
import { allowedByRoles, callerOf } from './roles.ts'

/** Something that a function asked for and its role does not allow. */
export interface Denial extends AccessRequest {
  readonly caller: string
  readonly decision: Decision
}

/**
 * Holds what functions called against what the templates allow their roles, as AWS judges.
 * @returns each thing that would be denied, once
 */
export const judge = (calls: readonly RecordedCall[], where: Where): Denial[] => {
  const [allowed, deployed] = [allowedByRoles(where), deployedIn(where)]
  const denials = new Map<string, Denial>()
  for (const call of calls) {
    const { region, asks, role } = call
    const caller = callerOf(call, where)
    // A role that does not trust the function allows it nothing.
    const statements = allowed.get(caller ?? '') ?? (role === undefined ? undefined : [])
    if (caller === undefined || !statements) continue
    for (const ask of asks.flatMap((each) => [each, ...impliedBy(each, deployed)])) {
      const conditions = { ...ask.conditions, 'aws:RequestedRegion': [region] }
      const decision = evaluate(statements, { ...ask, conditions })
      const key = `${caller} ${ask.action} ${ask.resource}`
      if (decision !== 'allowed' && !denials.has(key)) denials.set(key, { caller, ...ask, decision })
    }
  }
  return [...denials.values()]
}
