import { ConflictError } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { commitEach } from '../../../shared/ledger/commit-each.ts'
import type { Ledger, Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type FirewallBlockRecord, type FirewallOffenderRecord, keys } from '../../../shared/ledger/records.ts'
import type { BlockDecision } from '../rules/decide.ts'
import { blockInForce, modes, type Offender, trackOf } from '../rules/offender.ts'

export type StoredOffender = Stored<FirewallOffenderRecord>

/** Addresses stay on record for so long after their last release. */
const keepDays = 30

/** Reads of single records at a time. */
const width = 16

const isOpen = (offender: Offender): boolean => modes.some((mode) => blockInForce(trackOf(offender, mode)))

/** Thirty days after the last thing that says anything about this client. */
const keptUntil = (offender: Offender, now: Date): string => {
  const ends = modes.flatMap((mode) => {
    const { block, releasedAt } = trackOf(offender, mode)
    return [block?.until, releasedAt]
  })
  const last = Math.max(
    now.getTime(),
    ...[...ends, offender.forgivenUntil].map((iso) => (iso === undefined ? 0 : Date.parse(iso))),
  )
  return new Date(last + keepDays * 86_400_000).toISOString()
}

/** An offender's record as it is written. */
export const offenderItem = (offender: Offender, now: Date): FirewallOffenderRecord => {
  const { client, ...rest } = offender
  return {
    ...plain(rest),
    ...keys.firewallOffender(client),
    kind: 'firewall-offender',
    client,
    level: offender.level,
    at: now.toISOString(),
    open: isOpen(offender) ? 'firewall-offender' : undefined,
    keepUntil: keptUntil(offender, now),
  }
}

/** Without what the ledger keeps beside it. */
const plain = (record: Partial<Stored<FirewallOffenderRecord>>): Partial<FirewallOffenderRecord> => {
  const {
    version: _version,
    schema: _schema,
    expiresAt: _expires,
    ...rest
  } = record as typeof record & {
    readonly expiresAt?: number
  }
  return rest
}

/** What is on record of these clients, as it is now. */
export const readOffenders = async (
  { get }: Pick<Ledger, 'get'>,
  clients: readonly string[],
): Promise<Map<string, StoredOffender>> => {
  const records = await inParallel(clients, width, (client) =>
    get<FirewallOffenderRecord>(keys.firewallOffender(client)),
  )
  return new Map(records.flatMap((record) => (record ? [[record.client, record]] : [])))
}

/** Why a block is as it is, for its record. */
export interface BlockFacts {
  readonly evidence?: FirewallBlockRecord['evidence']
  readonly releasedAt?: string | undefined
  readonly releasedBy?: string | undefined
  readonly late?: boolean | undefined
}

/** The record of a block, new or with what is known of it by now. */
export const blockWrite = (
  client: string,
  block: BlockDecision['block'],
  known: Stored<FirewallBlockRecord> | undefined,
  facts: BlockFacts,
  { version, now }: { readonly version: string; readonly now: Date },
): Write => {
  const { version: read, ...before }: Partial<Stored<FirewallBlockRecord>> = known ?? {}
  const releasedAt = facts.releasedAt ?? before.releasedAt
  const ends = [now.toISOString(), block.until, ...(releasedAt === undefined ? [] : [releasedAt])]
  const item: FirewallBlockRecord = {
    ...before,
    ...block,
    ...keys.firewallBlock(client, block.id),
    kind: 'firewall-block',
    at: block.from,
    client,
    evidence: facts.evidence ?? before.evidence,
    releasedAt,
    releasedBy: facts.releasedBy ?? before.releasedBy,
    late: facts.late ?? before.late,
    // The rule, its count and its threshold stand beside it; the address does not.
    basis: before.basis ?? { event: { rule: block.rule, offendedAt: block.offendedAt }, config: version },
    keepUntil: new Date(Math.max(...ends.map((iso) => Date.parse(iso))) + keepDays * 86_400_000).toISOString(),
  }
  return { item, expect: read ?? 'absent' }
}

/** A change of one client: its record, and those of its blocks, all or none. */
export interface OffenderChange {
  readonly offender: Offender
  readonly known: StoredOffender | undefined
  readonly blocks: readonly {
    readonly block: BlockDecision['block']
    /** The block of a decision that says it is new has no record yet; of others it is read. */
    readonly isNew: boolean
    readonly facts: BlockFacts
  }[]
}

/**
 * Writes changes of clients, each for itself.
 * @returns the records as they are now, and the clients that others were faster with
 * @throws the first failure that is not a conflict, after all were tried
 */
export const writeOffenders = async (
  { ledger, version }: { readonly ledger: Ledger; readonly version: string },
  changes: readonly OffenderChange[],
  now: Date,
): Promise<{ readonly written: Map<string, StoredOffender>; readonly conflicts: string[] }> => {
  const entries = await inParallel(changes, width, async ({ offender, known, blocks }) => {
    const item = offenderItem(offender, now)
    const writes = await Promise.all(
      blocks.map(async ({ block, isNew, facts }) => {
        const before = isNew
          ? undefined
          : await ledger.get<FirewallBlockRecord>(keys.firewallBlock(offender.client, block.id))
        return blockWrite(offender.client, block, before, facts, { version, now })
      }),
    )
    const own: Write = { item, expect: known?.version ?? 'absent' }
    return { client: offender.client, item, version: (known?.version ?? 0) + 1, writes: [own, ...writes] }
  })
  const failures = await commitEach(ledger, entries, now)
  const conflicts: string[] = []
  for (const [{ client }, error] of failures) {
    if (!(error instanceof ConflictError)) throw error
    conflicts.push(client)
  }
  const written = entries.filter((entry) => !failures.has(entry))
  return {
    written: new Map(written.map(({ client, item, version: next }) => [client, { ...item, version: next }])),
    conflicts,
  }
}
