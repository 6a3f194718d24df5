import type { FirewallLine } from '../../../shared/ledger/records/firewall.ts'

/** What one client did in one minute of the log's own time. */
export interface MinuteCount {
  readonly count: number
  /** How many of them were answered with 403, which is what a blocked client gets: they do not renew its block. */
  readonly refused: number
  /** Second of the minute, 0 to 59, of the last of them: a block ends a period after it. */
  readonly lastSecond: number
}

/** A line as evidence: without its query string, and cut where it is long. */
export type EvidenceLine = Omit<FirewallLine, 'bucket' | 'key'>

export interface ClientCounts {
  /** By minutes since 1970, UTC. */
  readonly minutes: ReadonlyMap<number, MinuteCount>
  /** First and last of its lines by time, where the object keeps them (`evidenceFrom` in count.ts). */
  readonly first?: EvidenceLine | undefined
  readonly last?: EvidenceLine | undefined
}

/** By rule, then by client (canonical, `shared/addresses/addresses.ts`). The rule `customers` is ours: who had a 2xx or 3xx on a path of `customers`. */
export type Counts = ReadonlyMap<string, ReadonlyMap<string, ClientCounts>>

export const customersRule = 'customers'

/** `cloudfront`: standard logging (legacy), which begins with `#Version`; `cloudfront-v2`: w3c of v2, which has `#Fields` alone. */
export type LogFormat = 'cloudfront' | 'cloudfront-v2' | 'cloudfront-json' | 'cloudfront-plain' | 'alb' | 'waf'

/** What became of the lines of an object, or of a piece of it. */
export interface LineTally {
  /** All lines that say something; those that begin with `#` are none. */
  readonly lines: number
  /** Which one needed field was missing from, or could not be read in. */
  readonly malformed: number
  /** More than a few minutes ahead of the object's arrival: not believed. */
  readonly future: number
  /** Nobody's: no address, or only proxies. */
  readonly unattributed: number
  /** Refused by WAF: they are answers to what was known already. */
  readonly refusedByWaf: number
  /** From a published range of a content delivery network: behind it, every client is the network. */
  readonly fromCdn: number
}

/** Why an object was not read to its end, or not at all; each is reported once, and never tried again. */
export type Broken =
  | 'empty'
  | 'not-a-log'
  | 'parquet'
  | 'truncated'
  | 'damaged'
  | 'line-too-long'
  | 'missing-field'
  | 'too-large'

/** A piece of an object, counted. One that is small has one piece. */
export interface CountedPiece {
  readonly format?: LogFormat | undefined
  readonly counts: Counts
  readonly tally: LineTally
  /** Lines of the object up to the end of this piece; a later call goes on behind it. */
  readonly linesTo: number
  /** The last of its object. */
  readonly end: boolean
  /** With words for a person: names of missing fields, the line's number. Only in the last piece. */
  readonly broken?: { readonly reason: Broken; readonly words: string } | undefined
}
