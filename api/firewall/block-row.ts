import type {
  FirewallBlock,
  FirewallBlockRecord,
  FirewallEvidence,
  FirewallOffence,
} from '../../shared/ledger/records.ts'

/** A block, as `nightshift firewall blocks --json` prints it. Times are ISO 8601 in UTC. */
export interface BlockRow {
  /** Made of what it is about; no address can be read from it. */
  readonly id: string
  /** The client: an address, or the range that counts as one. */
  readonly address: string
  /**
   * `blocked`: in force. `counted`: a rule that only counts would have blocked it. `cut`: it has no place in a full set.
   * `released`: over, proven by a read. `late`: it was over before its lines were known.
   */
  readonly state: 'blocked' | 'counted' | 'cut' | 'released' | 'late'
  /** Name of the rule; `manual` where a person did it. */
  readonly rule: string
  readonly mode: 'block' | 'count'
  readonly scopes: readonly ('REGIONAL' | 'CLOUDFRONT')[]
  /** The last line that made it; when it was decided; its end. */
  readonly offendedAt: string
  readonly from: string
  readonly until: string
  /** What was counted, against which threshold, within how many minutes. Of a rule alone. */
  readonly count?: number | undefined
  readonly threshold?: number | undefined
  readonly windowMinutes?: number | undefined
  /** How many blocks before it lengthened it. */
  readonly level?: number | undefined
  /** What each rule has against it, worst first. */
  readonly offences?: readonly FirewallOffence[] | undefined
  /** Who asked for it and why. Of a person alone. */
  readonly by?: string | undefined
  readonly why?: string | undefined
  /** When it was seen in the sets, by a read. */
  readonly seenAt?: string | undefined
  readonly releasedAt?: string | undefined
  readonly releasedBy?: string | undefined
  /** Whether it had been seen as a customer. */
  readonly customer: boolean
  /** The first and the last of its lines, without query strings, and the object that the last one is in. */
  readonly evidence?: FirewallEvidence | undefined
}

const stateOf = ({ mode, cut, releasedAt, late }: FirewallBlock & Partial<FirewallBlockRecord>): BlockRow['state'] => {
  if (late) return 'late'
  if (releasedAt !== undefined) return 'released'
  if (mode === 'count') return 'counted'
  return cut ? 'cut' : 'blocked'
}

/** The row of a block that is on record, with its evidence where it is known. */
export const blockRow = (client: string, block: FirewallBlock & Partial<FirewallBlockRecord>): BlockRow => {
  const { rule, mode, scopes, offendedAt, from, until, count, threshold, windowMinutes, by, why } = block
  const { level, offences, seenAt, releasedAt, releasedBy, evidence } = block
  return {
    id: block.id,
    address: client,
    state: stateOf(block),
    rule,
    mode,
    scopes,
    offendedAt,
    from,
    until,
    count,
    threshold,
    windowMinutes,
    level,
    offences,
    by,
    why,
    seenAt,
    releasedAt,
    releasedBy,
    customer: block.customer ?? false,
    evidence,
  }
}
