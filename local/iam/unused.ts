import type { RecordedCall } from '../faults/recorder.ts'
import { type AccessRequest, evaluate } from './evaluate.ts'
import { deployedIn, impliedBy } from './implied.ts'
import type { Where } from './resolve.ts'
import { allowedByRoles, callerOf } from './roles.ts'

/** Something that a function's role allows, and that no recorded call asked for. */
export interface UnusedGrant {
  readonly caller: string
  /** As the policy spells it: `s3:GetObject*`. */
  readonly action: string
}

/**
 * What the roles of functions allow and no call asked for, an action at a time: of several statements about one action, one that
 * was used is enough.
 */
export const unusedGrants = (calls: readonly RecordedCall[], where: Where): UnusedGrant[] => {
  const deployed = deployedIn(where)
  const asked = Map.groupBy(
    calls.flatMap((call) =>
      call.asks
        .flatMap((ask) => [ask, ...impliedBy(ask, deployed)])
        .map((ask): AccessRequest & { readonly caller: string | undefined } => ({
          ...ask,
          caller: callerOf(call, where),
          conditions: { ...ask.conditions, 'aws:RequestedRegion': [call.region] },
        })),
    ),
    ({ caller }) => caller,
  )
  return [...allowedByRoles(where)].flatMap(([caller, statements]) => {
    const requests = asked.get(caller) ?? []
    const actions = new Set(
      statements.flatMap(({ Effect, Action }) => (Effect === 'Allow' ? [Action ?? []].flat() : [])),
    )
    return [...actions].flatMap((action) => {
      const narrowed = statements
        .filter(({ Effect, Action }) => Effect === 'Allow' && [Action ?? []].flat().includes(action))
        .map((statement) => ({ ...statement, Action: action }))
      return requests.some((request) => evaluate(narrowed, request) === 'allowed') ? [] : [{ caller, action }]
    })
  })
}
