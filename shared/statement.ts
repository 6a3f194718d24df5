/** What a part of a capability must be allowed to do, as it says itself. The role of its function derives from it. */
export interface Statement {
  /** Name of the statement in the policy. Default none. */
  readonly sid?: string
  readonly actions: readonly string[]
  readonly resources?: readonly string[]
  /** Everything but these, where what is meant has no ARN. */
  readonly notResources?: readonly string[]
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
  /** Why the resources are a wildcard. Required where one of them is. */
  readonly wildcard?: string
}
