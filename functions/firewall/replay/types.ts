import type { AddressFamily, FirewallList } from '../../../shared/firewall/sets.ts'
import type { FirewallOffence } from '../../../shared/ledger/records/firewall.ts'
import type { Broken, LineTally } from '../logs/counts.ts'
import type { Offence } from '../rules/judge.ts'
import type { Offender } from '../rules/offender.ts'
import type { FirewallSlice, Scope } from '../rules/slice.ts'
import type { Allowed } from '../rules/step.ts'

/** A log object, as it came. */
export interface ReplayObject {
  /** Name of the source in the config, or nothing where its bucket and key say it. */
  readonly source?: string | undefined
  readonly bucket?: string | undefined
  readonly key: string
  /** What stands in it, packed or not. */
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
  readonly arrivedAt: Date
}

/** What a person does meanwhile, as `nightshift firewall block|allow|release` does. */
export interface ReplayAction {
  readonly at: Date
  readonly action: 'block' | 'allow' | 'release'
  /** Address or range. */
  readonly address: string
  /** Of a block it is needed; of an allow, nothing is until it is taken back. */
  readonly until?: Date | undefined
}

export interface ReplayInput {
  readonly slice: FirewallSlice
  readonly objects: readonly ReplayObject[]
  /** Until when blocks are released. */
  readonly until: Date
  /** Default none. */
  readonly actions?: readonly ReplayAction[]
  /** Allowed by hand before. Default nobody. */
  readonly allowed?: readonly Allowed[]
  /** Take what a client did while it would have been blocked as not done. Default false. */
  readonly isStopping?: boolean
  /** What is on record before the first object. Default nobody. */
  readonly offenders?: readonly Offender[]
}

/** A block that would have been, with times in ISO 8601. */
export interface ReplayBlock {
  readonly client: string
  /** Name of the rule; `manual` for one by hand. */
  readonly rule: string
  readonly mode: 'block' | 'count'
  readonly scopes: readonly Scope[]
  readonly count: number
  readonly threshold: number
  readonly windowMinutes: number
  /** When it was decided; for a late one, when it was known. */
  readonly from: string
  readonly until: string
  /** Nothing: it is in force at the end. */
  readonly releasedAt?: string | undefined
  /** How many earlier blocks made it longer. */
  readonly level: number
  /** What each rule had against the client. */
  readonly offences: readonly FirewallOffence[]
  readonly evidence?: Offence['evidence']
  /** It had a 2xx or 3xx on a path of `customers`. */
  readonly customer: boolean
  /** Its lines between `from` and its end: what would have been stopped. */
  readonly stopped: number
  /** All its lines. */
  readonly requests: number
}

/** What one set would hold at the end. */
export interface ReplaySet {
  readonly scope: Scope
  readonly list: FirewallList
  readonly family: AddressFamily
  /** In CIDR notation, the worst first. */
  readonly entries: readonly string[]
  /** What had no place. */
  readonly cut: readonly string[]
}

export interface Replayed {
  /** By rules that block, and by hand, in the order in which they were decided. */
  readonly blocks: readonly ReplayBlock[]
  /** By rules that only count. */
  readonly counted: readonly ReplayBlock[]
  /** Offences of rules that block, which were over before they were known. */
  readonly late: readonly ReplayBlock[]
  /** The clients among `blocks` who were customers. */
  readonly customers: readonly string[]
  /** Sets that are not empty. */
  readonly sets: readonly ReplaySet[]
  /** Actions that were refused, and why. */
  readonly refused: readonly { readonly address: string; readonly words: string }[]
  readonly lines: LineTally
  /** Share of the lines that could not be read, from 0 to 1. */
  readonly malformedShare: number
  readonly broken: readonly { readonly key: string; readonly reason: Broken; readonly words: string }[]
  /** Counts of lines that came more than 25 hours late. */
  readonly tooOld: number
  /** Objects that came twice, and counted once. */
  readonly repeated: number
}
