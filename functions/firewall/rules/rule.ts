/** What of a request a rule looks at. */
export type RuleMatch =
  | {
      /** Status codes, three digits, or a digit and `xx`: `404`, `4xx`. */
      readonly errors: readonly string[]
    }
  | { readonly requests: true }
  | {
      /** Paths, as browsers write them, with `*` for any text. They are compared decoded, and without regard to case. */
      readonly paths: readonly string[]
    }
  | {
      /** User agents with `*` for any text, without regard to case; `''` is one that says nothing. */
      readonly agents: readonly string[]
    }

/** Longer with each block, and again shorter with time. */
export interface Escalation {
  /** Each block is so many times as long as the one before. 1: always the same. */
  readonly factor: number
  /** No block is longer. */
  readonly mostSeconds: number
  /** After so long without a block one of the earlier blocks is forgotten. */
  readonly decaySeconds: number
}

/** A rule as it is deployed: every default filled in. */
export interface Rule {
  readonly name: string
  readonly match: RuleMatch
  /** Only requests to these hosts, with `*` for any text. Default: all. */
  readonly hosts?: readonly string[]
  /** Only paths that begin so. Default: all. */
  readonly under?: readonly string[]
  /** Whoever has at least so many in a window is an offender. */
  readonly threshold: number
  /** Minutes of the clock in a row. */
  readonly windowMinutes: number
  /** How long the first block lasts, from the last of the lines that made it. */
  readonly blockSeconds: number
  /** `count`: whom it would block is on record, and counted by WAF, and never blocked. */
  readonly mode: 'block' | 'count'
  readonly escalate: Escalation
}
