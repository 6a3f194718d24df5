import { inParallel } from '../../../shared/in-parallel.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { TransitionRecord } from '../../../shared/ledger/records.ts'
import { readIncidentFile } from '../world/world.ts'
import { readMade } from './made.ts'
import type { Past } from './rehearse.ts'

/** Most transitions of one rehearsal, so that it ends within a minute or two. */
export const mostTransitions = 10_000

/** How many incidents are read at once. */
const atOnce = 16

/** Reads what came in since an instant, and what became of it. */
export const readPast = async (ledger: Ledger, since: Date): Promise<Past> => {
  const [transitions, made] = await Promise.all([
    ledger.list<TransitionRecord>('transition', { since: since.toISOString(), limit: mostTransitions }),
    readMade(ledger, since),
  ])
  // Not those that were open before: the rehearsal cannot open them.
  const ids = transitions.flatMap(({ outcome, incident }) =>
    incident && (outcome === 'opened' || outcome === 'held') ? [incident] : [],
  )
  const held = new Map(transitions.flatMap((each) => (each.outcome === 'held' ? [[each.incident, each.reason]] : [])))
  const incidents = await inParallel(ids, atOnce, async (id) => {
    const file = await readIncidentFile({ ledger }, id)
    return file ? [{ ...file, heldBy: held.get(id) }] : []
  })
  return { transitions, incidents: incidents.flat(), made }
}
