import { type ConditionBlock, conditionsHold } from './conditions.ts'
import { matchesPattern } from './pattern.ts'

type OneOrMany<Value> = Value | readonly Value[]

/** A statement of an identity-based policy, with every value resolved. */
export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: OneOrMany<string>
  readonly NotAction?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly NotResource?: OneOrMany<string>
  readonly Condition?: ConditionBlock
}

/** One thing that IAM is asked. */
export interface AccessRequest {
  readonly action: string
  readonly resource: string
  /** Condition keys of the request and their values. */
  readonly conditions?: Readonly<Record<string, readonly string[]>>
}

export type Decision = 'allowed' | 'denied by a statement' | 'not allowed by any statement'

const listOf = (value: OneOrMany<string> | undefined): readonly string[] => [value ?? []].flat()

/** Names of actions are not case-sensitive; ARNs are. */
const isAbout = (statement: PolicyStatement, { action, resource, conditions = {} }: AccessRequest): boolean => {
  const isAction = (pattern: string): boolean => matchesPattern(pattern.toLowerCase(), action.toLowerCase())
  const isResource = (pattern: string): boolean => matchesPattern(pattern, resource, conditions)
  const actions = statement.NotAction
    ? !listOf(statement.NotAction).some(isAction)
    : listOf(statement.Action).some(isAction)
  const resources = statement.NotResource
    ? !listOf(statement.NotResource).some(isResource)
    : listOf(statement.Resource).some(isResource)
  return actions && resources && conditionsHold(statement.Condition ?? {}, conditions)
}

/**
 * What a role's own policies say within one account, where nothing else (boundary, service control policy, policy of the
 * resource) has a say: an explicit deny wins, then an allow; what nobody allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const evaluate = (statements: readonly PolicyStatement[], request: AccessRequest): Decision => {
  const about = statements.filter((statement) => isAbout(statement, request))
  if (about.some(({ Effect }) => Effect === 'Deny')) return 'denied by a statement'
  return about.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'not allowed by any statement'
}
