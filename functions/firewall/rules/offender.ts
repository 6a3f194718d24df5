import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import type { FirewallBlock, FirewallOffenderRecord, FirewallTrack } from '../../../shared/ledger/records/firewall.ts'
import type { Rule } from './rule.ts'

/** An offender as rules see it: its record without what the ledger keeps beside it. */
export type Offender = Omit<FirewallOffenderRecord, keyof LedgerItem>

/** Blocks of a client under rules of one mode. */
export type Mode = 'block' | 'count'

export const modes: readonly Mode[] = ['block', 'count']

export const trackOf = (offender: Offender | undefined, mode: Mode): FirewallTrack => {
  const track = mode === 'block' ? offender : offender?.shadow
  if (!track) return { level: 0 }
  const { level, block, releasedAt, spent, late, blocked } = track
  return {
    level,
    ...(block && { block }),
    ...(releasedAt !== undefined && { releasedAt }),
    ...(spent && { spent }),
    ...(late && { late }),
    ...(blocked && { blocked }),
  }
}

/** An offender with another track of a mode in place of the one it had. */
export const withTrack = (
  client: string,
  offender: Offender | undefined,
  mode: Mode,
  track: FirewallTrack,
): Offender => {
  if (mode === 'count') return { ...(offender ?? { client, level: 0 }), shadow: track }
  // Nothing of the old track stays: one that begins anew has no release.
  const { shadow, forgivenUntil, customerAt } = offender ?? {}
  return {
    client,
    ...track,
    ...(shadow && { shadow }),
    ...(forgivenUntil !== undefined && { forgivenUntil }),
    ...(customerAt !== undefined && { customerAt }),
  }
}

/** The block of a track that is not released. */
export const blockInForce = ({ block, releasedAt }: FirewallTrack): FirewallBlock | undefined =>
  releasedAt === undefined ? block : undefined

const earlier = (one: string, other: string): string => (one < other ? one : other)

/** For so long it matters what was refused during a block: lines come as late. */
const keptMs = 27 * 3_600_000

/**
 * A track whose block is over: what it was for makes no other one, and what was refused meanwhile does not count.
 * @param releasedAt ISO 8601, when a read showed that it is out of the sets
 */
export const released = (track: FirewallTrack, releasedAt: string): FirewallTrack => {
  const block = blockInForce(track)
  if (!block) return track
  const since = new Date(Date.parse(releasedAt) - keptMs).toISOString()
  const spent = (block.offences ?? []).map(({ rule, last }): [string, string] => [rule, last])
  const kept = Object.entries(track.spent ?? {}).filter(([, last]) => last > since)
  const blocked = [...(track.blocked ?? []), { from: block.from, until: releasedAt }]
  return {
    ...track,
    releasedAt,
    spent: Object.fromEntries([...kept, ...spent]),
    blocked: blocked.filter(({ until }) => until > since),
  }
}

/**
 * An offender whom a person lets go: no rule blocks it for a while, and this block makes no later one longer.
 * @param releasedAt ISO 8601, as for `released`
 */
export const forgiven = (offender: Offender, releasedAt: string, forgiveSeconds: number): Offender => {
  const block = blockInForce(offender)
  const fewer = block && block.rule !== 'manual' ? Math.max(0, offender.level - 1) : offender.level
  const shadow = offender.shadow && released(offender.shadow, releasedAt)
  return {
    ...offender,
    ...released(offender, releasedAt),
    level: fewer,
    ...(shadow && { shadow: { ...shadow, level: 0 } }),
    forgivenUntil: new Date(Date.parse(releasedAt) + forgiveSeconds * 1000).toISOString(),
  }
}

/** Blocks that are not forgotten at a time: one is for each `decaySeconds` since the last one ended. */
export const levelAt = ({ level, block, releasedAt }: FirewallTrack, at: string, { escalate }: Rule): number => {
  if (!block || releasedAt === undefined) return level
  const free = Math.max(0, Date.parse(at) - Date.parse(earlier(releasedAt, block.until)))
  return Math.max(0, level - Math.floor(free / (escalate.decaySeconds * 1000)))
}

/** Seconds of a block after so many that are not forgotten. */
export const periodSeconds = ({ blockSeconds, escalate }: Rule, level: number): number =>
  Math.max(blockSeconds, Math.min(escalate.mostSeconds, blockSeconds * escalate.factor ** level))

/** Periods in which a client was blocked; one that is in force has no end. What had no place in the sets was not blocked. */
const periodsOf = (track: FirewallTrack): { readonly from: string; readonly until?: string }[] => {
  const block = blockInForce(track)
  return [...(track.blocked ?? []), ...(block && block.cut !== true ? [{ from: block.from }] : [])]
}

/** WAF takes seconds to minutes until a release holds everywhere: https://docs.aws.amazon.com/waf/latest/developerguide/waf-referenced-set-managing.html */
const propagationMinutes = 1

/**
 * Whether a client was blocked in a minute, or a part of it: in the first one, in the last one and a minute after it, it may have been refused
 * by the block too.
 */
export const blockedMinutes = (track: FirewallTrack): ((minute: number) => boolean) => {
  const periods = periodsOf(track).map(({ from, until }) => ({
    begins: Math.floor(Date.parse(from) / 60_000),
    ends: until === undefined ? Number.POSITIVE_INFINITY : Math.floor(Date.parse(until) / 60_000),
  }))
  return (minute) => periods.some(({ begins, ends }) => begins <= minute && minute <= ends + propagationMinutes)
}

/** Whether a client was blocked during the whole of a minute. */
export const stoppedMinutes = (track: FirewallTrack): ((minute: number) => boolean) => {
  const periods = periodsOf(track).map(({ from, until }) => ({
    begins: Date.parse(from) / 60_000,
    ends: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) / 60_000,
  }))
  return (minute) => periods.some(({ begins, ends }) => begins <= minute && minute + 1 <= ends)
}
