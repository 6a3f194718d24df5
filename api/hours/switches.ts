import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { plannedTarget, saysOff } from '../../shared/hours/planned-signals.ts'
import type { HoursTargetRecord, TransitionRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** A stretch of time in which a target was off on purpose. */
export interface OffStretch {
  /** `rds-instance/shop`. */
  readonly target: string
  /** ISO 8601; nothing: since before the time that was asked for. */
  readonly from?: string | undefined
  /** ISO 8601; nothing: it still is. */
  readonly until?: string | undefined
}

/** Most transitions of a span that are read. */
const most = 2_000

/** What was off on purpose since a time, and the targets as they are, with what is wrong with them. */
export const switchesSince = async (
  { ledger }: Pick<Deployment, 'ledger'>,
  since: Date,
): Promise<{ readonly stretches: readonly OffStretch[]; readonly targets: readonly HoursTargetRecord[] }> => {
  const table = ledger()
  const [transitions, targets] = await Promise.all([
    table.list<TransitionRecord>('transition', { since: since.toISOString(), limit: most }),
    knownTargets(table),
  ])
  const byTarget = Map.groupBy(transitions.toReversed(), ({ alarm }) => plannedTarget(alarm))
  const named = new Set([...byTarget.keys(), ...targets.map(({ target }) => target)])
  return {
    targets,
    stretches: [...named].flatMap((target) =>
      target === undefined
        ? []
        : stretchesOf(
            target,
            byTarget.get(target) ?? [],
            targets.find((each) => each.target === target)?.plannedOff?.since,
          ),
    ),
  }
}

/** @param said what was reported of one target, oldest first @param offSince since when it is off now */
const stretchesOf = (target: string, said: readonly TransitionRecord[], offSince: string | undefined): OffStretch[] => {
  const stretches: OffStretch[] = []
  let from: string | undefined
  let isOff = said.length > 0 && !isOffTransition(said[0])
  for (const transition of said) {
    if (isOffTransition(transition)) {
      from = transition.at
      isOff = true
    } else if (isOff) {
      stretches.push({ target, from, until: transition.at })
      isOff = false
    }
  }
  if (offSince !== undefined) stretches.push({ target, from: offSince })
  return stretches
}

const isOffTransition = (transition: TransitionRecord | undefined): boolean => {
  const { title } = (transition?.basis.event ?? {}) as { readonly title?: unknown }
  return typeof title === 'string' && saysOff(title)
}
