import type { Rule } from '../rules/rule.ts'

/** How the lines of a log object are to be counted. */
export interface CountOptions {
  readonly rules: readonly Rule[]
  /** Paths, with `*`, on which only customers have a 2xx or 3xx: the counts of `customersRule`. */
  readonly customers: readonly string[]
  /** Ranges of proxies whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[]
  /** 64: the whole /64 of an IPv6 client is one. 128: each address. */
  readonly ipv6: 64 | 128
  /** Fields and delimiter of CloudFront's `plain` format, which names none. */
  readonly plain?: { readonly fields: readonly string[]; readonly delimiter: string } | undefined
  /** When the object came: lines of more than five minutes later are not believed. */
  readonly arrivedAt: Date
  /** Names of our own rules in web ACLs: a request that WAF's log says they refused is not counted. */
  readonly ownRules?: readonly string[] | undefined
  /** Lines up to this one, counted from 1, are counted already. */
  readonly fromLine?: number | undefined
  /** A piece is cut when it has so many entries: minutes of a client under a rule, and `evidenceWeight` for each client with evidence. */
  readonly maxEntries?: number | undefined
  /** A piece is cut after so many lines, so that a call that dies has not read all of them for nothing. */
  readonly maxLines?: number | undefined
  /** Unpacked bytes of which an object is not read any further. */
  readonly maxBytes?: number | undefined
}

export const countDefaults = { maxEntries: 60_000, maxLines: 1_000_000, maxBytes: 4 * 1024 ** 3 } as const

/** A line of a later time than this after the object's arrival is not believed. */
export const believedAheadMs = 5 * 60_000

/** How many entries of a piece the two lines of a client's evidence are worth. */
export const evidenceWeight = 8

/** So many clients of a piece have evidence, whoever they are; after them only those who could be offenders. */
export const evidenceForAll = 512

/**
 * From so many lines of an object on, a client of a rule has evidence: whoever reaches the threshold in fewer than 16 objects has it in
 * one of them.
 */
export const evidenceFrom = ({ threshold }: Pick<Rule, 'threshold'>): number => Math.max(1, Math.ceil(threshold / 16))
