/**
 * What can happen to an incident. `by` is a responder's short name, or a user of the command line; `unreachable` means
 * everybody of the last step.
 */
export type Happening =
  | { readonly kind: 'due' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'recovered'; readonly at: string; readonly reason: string }
  | { readonly kind: 'acknowledged' | 'resolved' | 'taken-over'; readonly by: string }
  /** `to`: the short name of a responder. */
  | { readonly kind: 'handed-over'; readonly by: string; readonly to: string }
  /** `steps`: how many had been taken when it was asked for, so that a double tap escalates once. */
  | { readonly kind: 'escalated'; readonly by: string; readonly steps?: number | undefined }
  /** `until`: ISO 8601 in UTC, when it comes back unless it is over. */
  | { readonly kind: 'snoozed'; readonly by: string; readonly until: string }
  /** The silence that held it was ended before its time, `until`. */
  | { readonly kind: 'released'; readonly until: string }
