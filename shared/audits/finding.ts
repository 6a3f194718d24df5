import { createHash } from 'node:crypto'

/** What is looked at, each by its own audit. */
export const auditNames = ['credentials', 'certificates', 'doors', 'waste', 'quotas', 'trail'] as const

export type AuditName = (typeof auditNames)[number]

/**
 * How bad a finding is. `urgent` pages as long as it is there and nobody has accepted it; `warning` and `note` are in the weekly mail.
 */
export type Severity = 'urgent' | 'warning' | 'note'

/** What an audit has found, as it is now. It is the same finding at the next look as long as its `id` is the same. */
export interface Finding {
  /** 12 hexadecimal digits, made of the audit, the kind and what it is about: {@link findingId}. */
  readonly id: string
  readonly audit: AuditName
  /** Such as `key-old`; the words of docs/audits.md. */
  readonly kind: string
  readonly severity: Severity
  /** ARN, id or name of what it is about. */
  readonly resource: string
  /** One line for a person. */
  readonly title: string
  /** What it means, with the values that it rests on. No value that changes with each look: then each look would write. */
  readonly reason: string
  /** What to do: a sentence, or the command that ends it. */
  readonly advice: string
  /** ISO 8601: from when what is wrong counts, such as the day on which a key was made. */
  readonly since?: string | undefined
  /** US dollars a month that end with it, by list prices. */
  readonly dollars?: number | undefined
  /** Whose it is, by the tag `audits.ownerTag`. */
  readonly owner?: string | undefined
}

/** The identity of a finding. @param parts what it is about, such as an ARN and the number of a key */
export const findingId = (audit: AuditName, kind: string, ...parts: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([audit, kind, ...parts]))
    .digest('hex')
    .slice(0, 12)
