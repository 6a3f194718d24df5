/** How one bucket came out of a reconcile. */
export interface Outcome {
  readonly bucket: string
  readonly outcome: 'unchanged' | 'changed' | 'failed'
  /** One line for each thing that was changed. */
  readonly changes: readonly string[]
  /** Somebody else had changed our rules. */
  readonly drifted?: true
  /** Why it failed, for a person. */
  readonly reason?: string
  /** A later try can mend it. */
  readonly transient?: boolean
}
