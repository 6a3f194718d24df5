import type { LedgerItem } from '../ledger.ts'
import type { Basis, ChangeRecord } from './basis.ts'

/**
 * A counted piece of a log object. It is its own proof that the object was counted: it is written once, under the object's id.
 * Kept for 27 hours: it holds addresses.
 */
export interface FirewallPieceRecord extends LedgerItem {
  readonly kind: 'firewall-piece'
  readonly source: string
  readonly bucket: string
  readonly key: string
  /** From 0. */
  readonly piece: number
  /** `CountedPiece` without its counts. */
  readonly about: Readonly<Record<string, unknown>>
  /** The counts, packed (functions/firewall/rules/pack.ts), where they are small. */
  readonly counts?: string | undefined
  /** Which arrival says that it has come, where it is not its own. */
  readonly saidBy?: string | undefined
  /** Where else they are: which object of the bucket of counts, which of its parts, and how many these are. */
  readonly countsIn?: { readonly name: string; readonly part: number; readonly of: number } | undefined
}

/**
 * That pieces have come, written after them: one, or all that a call has written together. `open` under `firewall-piece` until a pass has
 * judged them: a small record beside the large ones, so that nothing large is written twice.
 */
export interface FirewallArrivalRecord extends LedgerItem, FirewallArrived {
  readonly kind: 'firewall-arrival'
  /** What has come beside this one. */
  readonly more?: readonly FirewallArrived[] | undefined
}

/** A piece that has come. */
export interface FirewallArrived {
  readonly source: string
  /** Hash of the object, and the number of the piece. */
  readonly object: string
  readonly piece: number
  readonly lines: number
  readonly fromCdn: number
  /** Nothing of the object could be read. */
  readonly unread?: boolean | undefined
}

/** Which pieces the pass of one generation has judged: whoever remembers an earlier one reads these, and not all. */
export interface FirewallJudgedRecord extends LedgerItem {
  readonly kind: 'firewall-judged'
  readonly generation: number
  readonly pieces: readonly { readonly object: string; readonly piece: number }[]
}

/** What a person or a rule has to say about one client. Ends 30 days after its last release. */
export interface FirewallOffenderRecord extends LedgerItem, FirewallTrack {
  readonly kind: 'firewall-offender'
  /** Address or range, canonical. */
  readonly client: string
  /** The same for rules that only count: whom they would block, apart from who is blocked. */
  readonly shadow?: FirewallTrack | undefined
  /** Until then no rule blocks it again, and what it did before does not count. */
  readonly forgivenUntil?: string | undefined
  /** When it was last seen as a customer. */
  readonly customerAt?: string | undefined
}

/** Where one client stands with the rules of one mode. */
export interface FirewallTrack {
  /** Blocks that are not forgotten: the next one is longer by them. */
  readonly level: number
  /** The last block, or what would be one (`mode: 'count'`). In force until `releasedAt` is there. */
  readonly block?: FirewallBlock | undefined
  readonly releasedAt?: string | undefined
  /** By rule, ISO 8601: the last line that a block which is over was for. Lines up to it make no other block. */
  readonly spent?: Readonly<Record<string, string>> | undefined
  /** By rule: the last offence that was over before it was known, and its last line. */
  readonly late?: Readonly<Record<string, { readonly id: string; readonly last: string }>> | undefined
  /** Earlier blocks of the last days, ISO 8601: what was refused in them was their doing. */
  readonly blocked?: readonly { readonly from: string; readonly until: string }[] | undefined
}

export interface FirewallBlock {
  readonly id: string
  /** Name of the rule; `manual` where a person did it. */
  readonly rule: string
  readonly mode: 'block' | 'count'
  readonly scopes: readonly ('REGIONAL' | 'CLOUDFRONT')[]
  /** ISO 8601 instants: the last line that made it; when it was decided; its end. */
  readonly offendedAt: string
  readonly from: string
  readonly until: string
  readonly by?: string | undefined
  readonly why?: string | undefined
  readonly count?: number | undefined
  readonly threshold?: number | undefined
  readonly windowMinutes?: number | undefined
  /** How many blocks before it lengthened it. */
  readonly level?: number | undefined
  /** What each rule has against it, worst first; the one that blocks longest is `rule`. */
  readonly offences?: readonly FirewallOffence[] | undefined
  /** When it was seen in the sets, by a read. */
  readonly seenAt?: string | undefined
  /** It had no place in a full set. */
  readonly cut?: boolean | undefined
  readonly customer?: boolean | undefined
}

/** What one rule has against a client. */
export interface FirewallOffence {
  readonly rule: string
  /** Requests in the window in which there were most. */
  readonly count: number
  readonly threshold: number
  readonly windowMinutes: number
  /** ISO 8601, the times of its first and of its last line. */
  readonly first: string
  readonly last: string
}

/** A line, and the object in which it stands where that is another than beside it. */
export interface FirewallLine {
  readonly at: string
  readonly method?: string | undefined
  readonly host?: string | undefined
  readonly path?: string | undefined
  readonly status?: number | undefined
  readonly agent?: string | undefined
  /** Number of the line in its object, from 1. */
  readonly line: number
  readonly bucket?: string | undefined
  readonly key?: string | undefined
}

/** The object of the last line, and both lines. */
export interface FirewallEvidence {
  readonly bucket: string
  readonly key: string
  readonly first?: FirewallLine | undefined
  readonly last?: FirewallLine | undefined
}

/** A block with its evidence, for good until 30 days after its release. */
export interface FirewallBlockRecord extends LedgerItem, FirewallBlock {
  readonly kind: 'firewall-block'
  readonly client: string
  /** Proven by a read. Missing while it is in force; same as `from` for one that was over before it was known (`late`). */
  readonly releasedAt?: string | undefined
  readonly releasedBy?: string | undefined
  readonly late?: boolean | undefined
  readonly evidence?: FirewallEvidence | undefined
  readonly basis: Basis
}

/** Somebody whom no rule blocks, by hand. */
export interface FirewallAllowRecord extends LedgerItem {
  readonly kind: 'firewall-allow'
  readonly client: string
  /** ISO 8601; nothing: until it is taken back. */
  readonly until?: string | undefined
  readonly by: string
  readonly why: string
}

/** What we have put into one set, so that what others put there stays. */
export interface FirewallSetRecord extends LedgerItem {
  readonly kind: 'firewall-set'
  readonly set: string
  readonly ours: readonly string[]
  /** ISO 8601, when it was last changed by us. */
  readonly putAt?: string | undefined
  /** Stale tokens in a row. */
  readonly staleTokens: number
  /** Entries seen at the last read, others' too, and entries that had no place. */
  readonly places?: number | undefined
  readonly cut?: number | undefined
  /** Why AWS would not change it when it was last asked; gone when it does. */
  readonly refused?: string | undefined
}

/** Where the passes stand. One item. */
export interface FirewallStateRecord extends LedgerItem {
  readonly kind: 'firewall-state'
  /** Counts the passes that judged something: a call that remembers another number reads everything again. */
  readonly generation: number
  readonly lease?: { readonly by: string; readonly until: string } | undefined
  /** ISO 8601, when a message asked for the next pass is due. */
  readonly nextAt?: string | undefined
  /** By source: when its last object came, and what the day has brought. */
  readonly sources: Readonly<
    Record<
      string,
      {
        readonly lastAt: string
        /** Objects that came on a day (UTC), and of how many of them nothing could be read. */
        readonly day?: string | undefined
        readonly objects?: number | undefined
        readonly unread?: number | undefined
      }
    >
  >
  /** ISO 8601, when the last pass began. */
  readonly passedAt?: string | undefined
  /** What is reported and not over, such as a set that is nearly full, by its name. */
  readonly told: Readonly<Record<string, FirewallTold>>
  readonly basis: Basis
}

/** Written before it is said and after, so that it is said by whoever finds it unsaid, and always with the same time. */
export interface FirewallTold {
  /** ISO 8601. */
  readonly since: string
  /** ISO 8601, when it was over. */
  readonly until?: string | undefined
  readonly said: boolean
}

/** An object that could not be read to its end. Reported once. */
export interface FirewallBrokenRecord extends LedgerItem {
  readonly kind: 'firewall-broken'
  readonly source: string
  readonly bucket: string
  readonly key: string
  readonly reason: string
  readonly words: string
}

export interface FirewallChangeRecord extends ChangeRecord {
  readonly capability: 'firewall'
  readonly by: string
}
