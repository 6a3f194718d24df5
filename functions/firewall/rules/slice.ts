import type { FirewallScope } from '../../../shared/firewall/sets.ts'
import type { Rule } from './rule.ts'

/** Whose access logs are read. */
export interface Source {
  readonly name: string
  /** Names of buckets begin so where only CloudFormation knows the rest; else the whole name. */
  readonly bucket: { readonly name: string } | { readonly prefix: string }
  /** Only objects whose key begins so. */
  readonly keyPrefix?: string | undefined
  /** Fields and delimiter of CloudFront's `plain` format, which names none. */
  readonly plain?: { readonly fields: readonly string[]; readonly delimiter: string } | undefined
  /** In which sets its offenders go. */
  readonly scope: Scope
}

export type Scope = FirewallScope

/** An entry of the config's lists. */
export interface Listed {
  /** Address or range, canonical. */
  readonly address: string
  /** ISO 8601; nothing: as long as it stands in the config. */
  readonly until?: string | undefined
  readonly why: string
}

/** The part of the config that the functions have, every default filled in. */
export interface FirewallSlice {
  readonly sources: readonly Source[]
  readonly rules: readonly Rule[]
  readonly block: readonly Listed[]
  readonly allow: readonly Listed[]
  /** Ranges of the team's own, which are never blocked. */
  readonly own: readonly string[]
  /** Ranges of proxies whose X-Forwarded-For is believed. */
  readonly proxies: readonly string[]
  /** Paths, with `*`, on which only customers have a 2xx or 3xx. */
  readonly customers: readonly string[]
  /** 64: the whole /64 of an IPv6 client is one. 128: each address. */
  readonly ipv6: 64 | 128
  /** Names of our rules in web ACLs and rule groups: what WAF's log says they refused is not counted. Default: the one of the block list. */
  readonly ownRules?: readonly string[] | undefined
  /** Least seconds between two changes of one set. */
  readonly intervalSeconds: number
  /** For how long after a release by hand nobody is blocked again. */
  readonly forgiveSeconds: number
  readonly alerts: {
    /** More new blocks than this within the window are a signal. */
    readonly newBlocks: number
    readonly newBlocksWindowSeconds: number
    /** Share of a set's places, from 0 to 1. */
    readonly setNearlyFull: number
    /** No log for so long is a signal. Nothing: never. */
    readonly silentSeconds?: number | undefined
  }
  /** Places of one set: 10,000 on AWS. */
  readonly setLimit: number
}
