import { compareBytes } from '../../../shared/compare-bytes.ts'
import type {
  FirewallBlock,
  FirewallEvidence,
  FirewallOffence,
  FirewallTrack,
} from '../../../shared/ledger/records/firewall.ts'
import { isSame } from '../../../shared/same.ts'
import { blockId } from './block-id.ts'
import { isoOf, type Offence } from './judge.ts'
import { blockInForce, levelAt, type Mode, periodSeconds } from './offender.ts'
import type { Rule } from './rule.ts'

/** A block to be written down: new, longer, or over before it was known. */
export interface BlockDecision {
  readonly client: string
  readonly block: FirewallBlock
  readonly evidence?: FirewallEvidence | undefined
  /** `renewed`: the same block, longer or with more against it. */
  readonly what: 'new' | 'renewed' | 'late'
}

/** A track as it is from now on, and what is to be written down; nothing where nothing changes. */
export interface Decided {
  readonly track: FirewallTrack
  readonly blocks: readonly BlockDecision[]
}

/** What is known of a client when it is decided about. */
export interface Case {
  readonly client: string
  readonly mode: Mode
  readonly track: FirewallTrack
  /** By rules of this mode alone, one each at most. */
  readonly offences: readonly { readonly rule: Rule; readonly offence: Offence }[]
  readonly customer: boolean
  readonly now: Date
}

interface Candidate {
  readonly rule: Rule
  readonly offence: Offence
  /** Blocks before it that are not forgotten. */
  readonly level: number
  /** ISO 8601. */
  readonly until: string
}

const endOf = (last: string, seconds: number): string => isoOf(Date.parse(last) + seconds * 1000)

const strength = ({ count, threshold }: FirewallOffence): number => count / threshold

const worstFirst = (one: FirewallOffence, other: FirewallOffence): number =>
  strength(other) - strength(one) || compareBytes(one.rule, other.rule)

const plain = ({ rule, count, threshold, windowMinutes, first, last }: FirewallOffence): FirewallOffence => ({
  rule,
  count,
  threshold,
  windowMinutes,
  first,
  last,
})

/** Of each rule what says most: the later end, the earlier beginning, the greater count. */
const merged = (known: readonly FirewallOffence[], found: readonly FirewallOffence[]): FirewallOffence[] => {
  const byRule = new Map(known.map((each) => [each.rule, each]))
  for (const each of found) {
    const before = byRule.get(each.rule)
    byRule.set(
      each.rule,
      before
        ? {
            ...plain(each),
            count: Math.max(before.count, each.count),
            first: before.first < each.first ? before.first : each.first,
            last: before.last > each.last ? before.last : each.last,
          }
        : plain(each),
    )
  }
  return [...byRule.values()].sort(worstFirst)
}

const scopesOf = (...lists: readonly (readonly ('REGIONAL' | 'CLOUDFRONT')[])[]): ('REGIONAL' | 'CLOUDFRONT')[] =>
  [...new Set(lists.flat())].sort()

const latest = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted((one, other) => compareBytes(other.until, one.until) || worstFirst(one.offence, other.offence))[0]

/** Where a block's words come from. */
const about = ({ rule, offence }: Candidate) => ({
  rule: rule.name,
  offendedAt: offence.last,
  count: offence.count,
  threshold: offence.threshold,
  windowMinutes: offence.windowMinutes,
})

/** The block that is in force, with what has come to light since; the same one, at the same level. */
const renewed = (each: Case, block: FirewallBlock, candidates: readonly Candidate[]): Decided | undefined => {
  const best = latest(candidates)
  if (!best || block.rule === 'manual') return undefined
  const found = candidates.map(({ offence }) => offence)
  const offences = merged(block.offences ?? [], found)
  const longer = best.until > block.until
  const scopes = scopesOf(block.scopes, ...found.map((offence) => offence.scopes))
  const next: FirewallBlock = {
    ...block,
    ...(longer && { ...about(best), until: best.until }),
    count: offences.find(({ rule }) => rule === (longer ? best.rule.name : block.rule))?.count ?? block.count,
    scopes,
    offences,
    ...(each.customer && { customer: true }),
  }
  if (isSame(next, block)) return undefined
  return {
    track: { ...each.track, block: next },
    blocks: [{ client: each.client, block: next, what: 'renewed', ...(longer && { evidence: best.offence.evidence }) }],
  }
}

/** Offences whose blocks would be over: each once on record, and again only where a later line has come to light. */
const lateOnes = (each: Case, candidates: readonly Candidate[]): Decided | undefined => {
  const { client, mode, track, now } = each
  const at = now.toISOString()
  const news = candidates.filter(({ rule, offence }) => offence.last > (track.late?.[rule.name]?.last ?? ''))
  if (news.length === 0) return undefined
  const known = { ...track.late }
  const blocks = news.map((candidate): BlockDecision => {
    const { rule, offence, until } = candidate
    const before = known[rule.name]
    const same = before !== undefined && before.last >= offence.first
    const id = same ? before.id : blockId(client, mode, rule.name, 'late', offence.first)
    known[rule.name] = { id, last: offence.last }
    const block: FirewallBlock = {
      id,
      mode,
      ...about(candidate),
      scopes: offence.scopes,
      from: at,
      until,
      offences: [plain(offence)],
      ...(each.customer && { customer: true }),
    }
    return { client, block, what: 'late', evidence: offence.evidence }
  })
  return { track: { ...track, late: known }, blocks }
}

const begun = (each: Case, best: Candidate, candidates: readonly Candidate[]): Decided => {
  const { client, mode, track, now } = each
  const from = now.toISOString()
  const found = candidates.map(({ offence }) => offence)
  const block: FirewallBlock = {
    id: blockId(client, mode, best.rule.name, from),
    mode,
    ...about(best),
    scopes: scopesOf(...found.map(({ scopes }) => scopes)),
    from,
    until: best.until,
    level: best.level,
    offences: merged([], found),
    ...(each.customer && { customer: true }),
  }
  const { releasedAt: _, ...rest } = track
  return {
    track: { ...rest, level: best.level + 1, block },
    blocks: [{ client, block, what: 'new', evidence: best.offence.evidence }],
  }
}

/**
 * What follows from what the rules of one mode have against a client. A block ends a period after the last line that made it: the
 * longest of the rules counts, all are evidence. One that is in force is made longer, never shorter, and stays the same one; what was
 * over before it was known is put on record.
 * @returns nothing where nothing changes
 */
export const decide = (each: Case): Decided | undefined => {
  const { track, offences, now } = each
  const block = blockInForce(track)
  const at = now.toISOString()
  const candidates = offences.map(({ rule, offence }): Candidate => {
    const level = block ? (block.level ?? 0) : levelAt(track, offence.last, rule)
    return { rule, offence, level, until: endOf(offence.last, periodSeconds(rule, level)) }
  })
  if (block && block.until > at) return renewed(each, block, candidates)
  const lasting = candidates.filter(({ until }) => until > at)
  const best = latest(lasting)
  // A block that is over and not yet out of the sets goes on; nobody was let in between.
  if (block) return best && renewed(each, block, lasting)
  if (!best) return lateOnes(each, candidates)
  return begun(each, best, candidates)
}
