import { auditNames } from '../../../shared/audits/finding.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type AuditFindingRecord, keys } from '../../../shared/ledger/records.ts'
import { acceptWrites, refusalOf } from '../rules/accept.ts'
import type { AcceptEvent } from '../rules/event.ts'
import { settledSignal } from '../rules/signals.ts'
import type { World } from '../world/world.ts'

/** The finding of an id, which says nothing of its audit. */
const findingOf = async (
  id: string,
  { ledger }: Pick<World, 'ledger'>,
): Promise<Stored<AuditFindingRecord> | undefined> =>
  (await Promise.all(auditNames.map((audit) => ledger.get<AuditFindingRecord>(keys.auditFinding(audit, id))))).find(
    (each) => each !== undefined,
  )

/**
 * Accepts a finding for a time: it no longer counts nor pages until then, and its incident ends.
 * @returns the finding as it then stands, or why it may not be accepted
 */
export const acceptFinding = async (
  event: AcceptEvent,
  world: Pick<World, 'ledger' | 'publish' | 'now' | 'version'>,
): Promise<AuditFindingRecord | { readonly refused: string }> => {
  const { ledger, publish, now, version } = world
  const known = await findingOf(event.id, world)
  const refused = refusalOf(event, known, now)
  if (refused !== undefined || !known) return { refused: refused ?? `There is no finding ${event.id}.` }
  const { record, writes } = acceptWrites(event, known, false, { now, config: version })
  if (known.told)
    await publish(settledSignal(record, `It is accepted until ${record.accepted?.until}: ${event.why.trim()}`, now))
  await ledger.commit(writes, now)
  return record
}
