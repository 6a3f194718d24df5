import type { AlertsConfig, Override, Rotation } from '../../../shared/config/alerts/schema.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { type OnCall, onCallAt, overridesOf } from '../../../shared/on-call/on-call.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import { isOver } from './incident.ts'

/** A turn that has begun a short while ago. */
export interface NewTurn {
  readonly rotation: string
  readonly from: Date
  readonly until: Date
}

/** Minutes after its beginning in which a turn is still announced. */
const newsMinutes = 10

/** Most turns of one person that are joined: after so many nobody else follows. */
const mostJoined = 53

/** When somebody who has a turn is relieved: after it, or after the turns of the same person that follow. Where nobody ever follows, after it. */
const relievedAt = (rotation: Rotation, overrides: readonly Override[], { responder, until }: OnCall): Date => {
  let end = until
  for (let joined = 0; joined < mostJoined; joined += 1) {
    const next = onCallAt(rotation, overrides, end)
    if (next?.responder !== responder) return end
    end = next.until
  }
  return until
}

/**
 * The turns that began in the last ten minutes and went to somebody else than before, by the responder whose they are: who
 * takes over several rotations at once is notified once.
 */
export const newTurns = (
  config: Pick<AlertsConfig, 'rotations' | 'overrides'>,
  now: Date,
): ReadonlyMap<string, readonly NewTurn[]> => {
  const found = new Map<string, NewTurn[]>()
  for (const [rotation, turns] of Object.entries(config.rotations)) {
    const overrides = overridesOf(config, rotation)
    const turn = onCallAt(turns, overrides, now)
    if (!turn || now.getTime() - turn.from.getTime() > newsMinutes * 60_000) continue
    const before = onCallAt(turns, overrides, new Date(turn.from.getTime() - 1))
    if (before?.responder === turn.responder) continue
    const { from, responder } = turn
    const until = relievedAt(turns, overrides, turn)
    found.set(responder, [...(found.get(responder) ?? []), { rotation, from, until }])
  }
  return found
}

/** The turns of which a notice is due now, because they begin so many milliseconds later; by the responder whose they are. */
export const comingTurns = (
  config: Pick<AlertsConfig, 'rotations' | 'overrides'>,
  now: Date,
  aheadMs: number,
): ReadonlyMap<string, readonly NewTurn[]> => newTurns(config, new Date(now.getTime() + aheadMs))

/** What is open and has been reported to people, of the policies that call at least one of these rotations. */
export const openOf = (
  rotations: readonly string[],
  incidents: readonly IncidentRecord[],
  config: Pick<AlertsConfig, 'policies' | 'rotations' | 'onCall'>,
): IncidentRecord[] =>
  incidents.filter(
    (incident) =>
      !isOver(incident) &&
      incident.state !== 'held' &&
      policyOf(config, incident.policy).steps.some(({ notify }) => notify.some((name) => rotations.includes(name))),
  )
