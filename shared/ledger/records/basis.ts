import type { LedgerItem } from '../ledger.ts'

/**
 * What a decision was made from: enough to decide again with another config, and nothing that names a person.
 * `config` is the version of the config slice that decided.
 */
export interface Basis<Event = unknown, State = unknown> {
  readonly event: Event
  readonly state?: State | undefined
  readonly config: string
}

/** Which config is deployed, as the functions have last seen it. */
export interface DeployedRecord extends LedgerItem {
  readonly kind: 'deployed'
  /** Hash of the whole config: the output `ConfigVersion`. */
  readonly config: string
}

/** Something that Nightshift changed by itself. */
export interface ChangeRecord extends LedgerItem {
  readonly kind: 'change'
  readonly capability: string
  /** What was changed, such as a bucket's name. */
  readonly target: string
  readonly summary: string
  readonly before: unknown
  readonly after: unknown
  readonly basis: Basis
}
