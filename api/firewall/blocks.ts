import { inParallel } from '../../shared/in-parallel.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import {
  type FirewallBlock,
  type FirewallBlockRecord,
  type FirewallOffenderRecord,
  type FirewallTrack,
  keys,
} from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { type BlockRow, blockRow } from './block-row.ts'

type Asked = Pick<Deployment, 'ledger'>

export interface BlocksAsked {
  /** Also those that are over, and what rules that only count would have done. */
  readonly all?: boolean | undefined
  /** ISO 8601: only those that were decided since then. */
  readonly since?: string | undefined
  /** At most so many, newest first. Default 100. */
  readonly limit?: number | undefined
}

/** A block that is in force, or would be. */
export interface Held {
  readonly client: string
  readonly block: FirewallBlock
}

const inForceOf = ({ block, releasedAt }: FirewallTrack): FirewallBlock[] =>
  block === undefined || releasedAt !== undefined ? [] : [block]

/** What holds a client now: what blocks it, and what would by rules that only count. */
export const heldBy = (offender: FirewallOffenderRecord): Held[] =>
  [offender, offender.shadow ?? { level: 0 }].flatMap(inForceOf).map((block) => ({ client: offender.client, block }))

/** Who is blocked now, or would be by a rule that only counts. */
export const heldNow = async (ledger: Ledger): Promise<Held[]> =>
  (await ledger.open<FirewallOffenderRecord>('firewall-offender')).flatMap(heldBy)

const withEvidence = async (ledger: Ledger, { client, block }: Held): Promise<BlockRow> => {
  const record = await ledger.get<FirewallBlockRecord>(keys.firewallBlock(client, block.id))
  return blockRow(client, { ...record, ...block })
}

const inForce = async (ledger: Ledger, { since = '', limit = 100 }: BlocksAsked): Promise<BlockRow[]> => {
  const held = (await heldNow(ledger)).filter(({ block }) => block.mode === 'block' && block.from >= since)
  const shown = held.sort((one, other) => (one.block.from > other.block.from ? -1 : 1)).slice(0, limit)
  return inParallel(shown, 10, (each) => withEvidence(ledger, each))
}

/** The blocks that are in force, or all that are on record, newest first. */
export const readBlocks = async (deployment: Asked, asked: BlocksAsked = {}): Promise<BlockRow[]> => {
  const ledger = deployment.ledger()
  if (!asked.all) return inForce(ledger, asked)
  const { since, limit = 100 } = asked
  const records = await ledger.list<FirewallBlockRecord>('firewall-block', { limit, ...(since ? { since } : {}) })
  return records.map((record) => blockRow(record.client, record))
}

/** Whom the rules that only count would have blocked since an instant (default: a week), newest first. */
export const readCounted = async (
  { ledger, now }: Pick<Deployment, 'ledger' | 'now'>,
  { since, limit = 100 }: Omit<BlocksAsked, 'all'> = {},
): Promise<BlockRow[]> => {
  const from = since ?? new Date(now().getTime() - 7 * 86_400_000).toISOString()
  // The rules that block have written some of them: more are read than are shown.
  const records = await ledger().list<FirewallBlockRecord>('firewall-block', { since: from, limit: mostRead })
  return records
    .filter(({ mode }) => mode === 'count')
    .slice(0, limit)
    .map((record) => blockRow(record.client, record))
}

const mostRead = 10_000
