import type { AuditName, Finding } from '../../../shared/audits/finding.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import type { Endpoint } from '../../../shared/config/audits/endpoints.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { AuditsSlice } from '../rules/slice.ts'

/** What a TLS endpoint shows. */
export interface ShownCertificate {
  readonly subject: string
  readonly issuer: string
  /** When it ends. */
  readonly validTo: Date
  /** Why a client would not trust it, though it is shown. */
  readonly distrust?: string | undefined
}

/** The account, as the checks read it. Every call throws the SDK's errors. */
export interface Access {
  readonly client: ClientOf
  readonly region: string
  readonly account: string
  readonly partition: string
  readonly wait: (ms: number) => Promise<void>
  /** @throws Error when nothing answers there, or not by TLS */
  readonly connectTls: (endpoint: Endpoint) => Promise<ShownCertificate>
  readonly now: Date
}

/** What a check has seen. */
export interface Seen {
  readonly findings: readonly Finding[]
  /** What it could not read or judge, for a person: the rest is judged. */
  readonly problems?: readonly string[]
  /**
   * What it could not look at, by `resource`, or everything of which it says nothing: what was found there before stays as it was, because not
   * to see something is not to see that it is fixed. Default: it has seen all.
   */
  readonly unseen?: 'all' | readonly string[]
}

export type Look = (access: Access, slice: AuditsSlice) => Promise<Seen>

/** One thing that an audit looks at. It is loaded with its first use: no cold start waits for the SDK of another. */
export interface Check {
  readonly audit: AuditName
  /** Such as `waste/addresses`. */
  readonly name: string
  /** Whether the config wants it. Default: it does. */
  readonly isWanted?: (slice: Pick<AuditsSlice, 'credentials' | 'certificates'>) => boolean
  /** What it must be allowed to read. */
  readonly statements: (partition: string) => readonly Statement[]
  readonly load: () => Promise<Look>
}
