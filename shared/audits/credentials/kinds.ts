import type { Finding } from '../finding.ts'

/** From when on something is a finding, in days of 24 hours. */
export interface CredentialThresholds {
  /** A key or certificate that is older is a finding. Default 90. */
  readonly keyAgeDays: number
  /** A key or password that was not used for so long, or longer, is a finding. Default 90. */
  readonly unusedDays: number
  /** The root user is reported for so long after it was used. Default 30. */
  readonly rootUsedDays: number
}

export const defaultThresholds: CredentialThresholds = { keyAgeDays: 90, unusedDays: 90, rootUsedDays: 30 }

export type CredentialKind =
  | 'root-mfa-missing'
  | 'root-key'
  | 'root-used'
  | 'mfa-missing'
  | 'password-unused'
  | 'key-old'
  | 'key-unused'
  | 'two-active-keys'
  | 'certificate-old'
  | 'password-policy'

/** A finding about somebody's credentials. */
export interface CredentialFinding extends Finding {
  readonly audit: 'credentials'
  readonly kind: CredentialKind
  /** Name of the user, or `<root_account>`. Nothing: it is about the account. */
  readonly person?: string | undefined
  /** Which of the person's keys, as the report numbers them. */
  readonly key?: 1 | 2 | undefined
  /** Which of the person's signing certificates. */
  readonly certificate?: 1 | 2 | undefined
  /** Whole days since `since`: the age of a key, the days without use, the days since root was used. */
  readonly days?: number | undefined
}
