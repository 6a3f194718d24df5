import { changesSince } from '../../../../api/changes.ts'
import { pressesSince } from '../../../../api/presses.ts'
import type { Asked } from '../../contract/contribution.ts'

/** Something that a person did: by a capability's function, or by a button of the console. */
export interface ManualAction {
  /** ISO 8601. */
  readonly at: string
  readonly by: string
  /** The capability; `console` for a button. */
  readonly where: string
  /** What it was done to: a target, or the path of the button. */
  readonly target: string
  /** What was done, or what came of the button. */
  readonly what: string
}

/** What people have done since a time, newest first: what capabilities wrote down, and each button of the console that was pressed. */
export const manualActions = async ({ deployment }: Asked, since: Date): Promise<ManualAction[]> => {
  const [changes, presses] = await Promise.all([changesSince(deployment, since), pressesSince(deployment, since)])
  return [
    ...changes.flatMap(({ at, by, capability, target, summary }) =>
      by === undefined ? [] : [{ at, by, where: capability, target, what: summary }],
    ),
    ...presses.map(({ at, by, action, outcome }) => ({ at, by, where: 'console', target: action, what: outcome })),
  ].sort((one, other) => (one.at > other.at ? -1 : 1))
}
