import type { FirewallSet } from '../../../shared/firewall/sets.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { Signal } from '../../../shared/signals.ts'
import type { FirewallSlice } from '../rules/slice.ts'

/** An object with a log, as an event names it. */
export interface LogObject {
  readonly bucket: string
  /** As it is, decoded. */
  readonly key: string
  /** Without quotes. */
  readonly etag?: string | undefined
  readonly versionId?: string | undefined
  /** When it came. */
  readonly at: Date
}

/** Why an object is not read: it is not there any more, another is in its place, or S3 does not give it. */
export type Unread = 'gone' | 'replaced' | 'denied' | 'archived'

export type Opened =
  | { readonly etag: string; readonly chunks: AsyncIterable<Uint8Array> }
  | { readonly unread: Unread; readonly words: string }

/** The buckets of logs. */
export interface Objects {
  /**
   * Begins to read an object, if it still is the one that the event named.
   * What goes wrong later is thrown by `chunks`, as a TransientError, an end before the last byte too.
   */
  readonly open: (object: LogObject) => Promise<Opened>
}

/** Where counts are kept that are too large for the ledger, some days longer than they are needed. */
export interface CountsStore {
  /** Pieces that are written together with more characters than this are kept here; others stand in the ledger. */
  readonly from: number
  /**
   * Keeps texts without line breaks in one object.
   * @returns its name, which the texts alone decide: the same ones written again are the same object
   */
  readonly write: (texts: readonly string[]) => Promise<string>
  /** @returns the texts in their order, or nothing where the object is gone */
  readonly read: (name: string) => Promise<readonly string[] | undefined>
}

/** A set as it was read, with the token that a change of it needs. */
export interface SeenSet {
  /** In CIDR notation, as AWS spells them. */
  readonly entries: readonly string[]
  readonly token: string
  readonly description?: string | undefined
}

/** Somebody has changed the set since it was read. */
export class StaleTokenError extends Error {
  override readonly name = 'StaleTokenError'
}

/** More entries than AWS lets a set have. */
export class SetFullError extends Error {
  override readonly name = 'SetFullError'
}

export interface IpSets {
  /** @returns nothing where there is no such set */
  readonly read: (set: FirewallSet) => Promise<SeenSet | undefined>
  /**
   * Replaces all entries of a set, and keeps its description.
   * @throws StaleTokenError, SetFullError; TransientError where it cannot be changed just now
   */
  readonly write: (set: FirewallSet, seen: SeenSet, entries: readonly string[]) => Promise<void>
}

/** What the function that reads logs works with. */
export interface LogWorld {
  readonly ledger: Ledger
  readonly objects: Objects
  readonly counts: CountsStore
  readonly slice: FirewallSlice
  /** Version of the config. */
  readonly version: string
  /** Wakes the pass after so many seconds: at most 900. */
  readonly wake: (seconds: number) => Promise<void>
  readonly now: Date
  /** Milliseconds until this call is ended. */
  readonly remainingMs: () => number
}

/** What a pass and a person's request work with. */
export interface World extends Omit<LogWorld, 'objects'> {
  readonly publish: (signal: Signal) => Promise<void>
  readonly ipSets: IpSets
  /** The sets of this deployment. */
  readonly sets: readonly FirewallSet[]
  /** Waits; nothing else happens. */
  readonly pause: (milliseconds: number) => Promise<void>
  /** From 0 to 1, for jitter. */
  readonly random: () => number
  /** Id of this call; a retry by the platform has the same one. */
  readonly callId: string
}
