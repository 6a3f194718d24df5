import type { AuditName, Finding } from '../../audits/finding.ts'
import type { LedgerItem } from '../ledger.ts'
import type { Basis } from './basis.ts'

/** Somebody has accepted a finding for a time. */
export interface Acceptance {
  /** ISO 8601; from then on it counts again. */
  readonly until: string
  readonly why: string
  readonly by: string
  /** ISO 8601. */
  readonly at: string
}

/** A finding, from the first look that saw it. Written when it changes, not at every look. */
export interface AuditFindingRecord extends LedgerItem, Finding {
  readonly kind: 'audit-finding'
  /** What sort of finding: {@link Finding.kind}, which is the kind of the record here. */
  readonly sort: string
  /** The check that finds it, such as `waste/addresses`. */
  readonly check: string
  readonly state: 'open' | 'fixed'
  /** ISO 8601: the look that first saw it, or saw it again after it was fixed. */
  readonly firstSeen: string
  /** ISO 8601: the last look that saw it, once it is fixed. While it is open that is the last one of its check. */
  readonly lastSeen?: string | undefined
  /** ISO 8601: the first look that no longer saw it. */
  readonly fixedAt?: string | undefined
  readonly accepted?: Acceptance | undefined
  /** Whether `audits.urgent` was said and not taken back. */
  readonly told?: boolean | undefined
  readonly basis: Basis
}

/** Where one check of an audit stands. */
export interface AuditCheckState {
  readonly state: 'done' | 'failing'
  /** ISO 8601, since when it is so. */
  readonly since: string
  /** ISO 8601: the last look that came to its end, to the day: it is not written again on the same day. */
  readonly lookedAt?: string | undefined
  /** Why it fails, and what to do. */
  readonly reason?: string | undefined
  /** Whether `audits.failed` was said. */
  readonly told?: boolean | undefined
  /** What it could not read or judge. */
  readonly problems?: readonly string[] | undefined
}

/** Where one audit stands. */
export interface AuditLookRecord extends LedgerItem {
  readonly kind: 'audit-look'
  readonly audit: AuditName
  /** By the name of the check. */
  readonly checks: Readonly<Record<string, AuditCheckState>>
}

/** What the last weekly report said: what the next one is held against. */
export interface AuditReportRecord extends LedgerItem {
  readonly kind: 'audit-report'
  /** The Monday (UTC) of the week for which it was: `2026-11-30`. */
  readonly week: string
  /** Findings that were open and not accepted, and what they cost a month in US dollars. */
  readonly counts: { readonly open: number; readonly urgent: number; readonly dollars: number }
}
