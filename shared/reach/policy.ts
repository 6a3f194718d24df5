import { covers } from '../wildcards.ts'

/** How far something is allowed. `some`: in part, or it cannot be said. */
export type Extent = 'all' | 'some' | 'none'

type OneOrMany = string | readonly string[] | undefined

interface Statement {
  readonly Effect?: string
  readonly Principal?: string | Readonly<Record<string, OneOrMany>>
  readonly NotPrincipal?: unknown
  readonly Action?: OneOrMany
  readonly NotAction?: OneOrMany
  readonly Resource?: OneOrMany
  readonly NotResource?: OneOrMany
  readonly Condition?: Readonly<Record<string, unknown>>
}

const list = (value: OneOrMany): readonly string[] => (value === undefined ? [] : [value].flat())

type What = Pick<Asked, 'action' | 'resource'>

const lower = (patterns: OneOrMany): readonly string[] => list(patterns).map((each) => each.toLowerCase())

/** Whether a pattern has all that is asked for; `asked` may have wildcards itself. */
const anyCovers = (patterns: readonly string[], asked: string): boolean => patterns.some((each) => covers(each, asked))

/** Whether it has a part of it at least. */
const touches = (patterns: readonly string[], asked: string): boolean =>
  anyCovers(patterns, asked) || patterns.some((each) => covers(asked, each))

/** Whether a statement is about all that is asked for. */
const speaksOf = ({ Action, NotAction, Resource, NotResource }: Statement, { action, resource }: What): boolean =>
  (NotAction ? !touches(lower(NotAction), action.toLowerCase()) : anyCovers(lower(Action), action.toLowerCase())) &&
  (NotResource ? !touches(list(NotResource), resource) : anyCovers(list(Resource), resource))

/** Whether it is about a part of it at least. */
const speaksOfPart = ({ Action, NotAction, Resource, NotResource }: Statement, { action, resource }: What): boolean =>
  (NotAction ? !anyCovers(lower(NotAction), action.toLowerCase()) : touches(lower(Action), action.toLowerCase())) &&
  (NotResource ? !anyCovers(list(NotResource), resource) : touches(list(Resource), resource))

/** Whether a condition wants callers of the account that the endpoint is in, as a template writes it: what is in the network has its roles there. */
const isOfThisAccount = (condition: Statement['Condition']): boolean =>
  JSON.stringify(condition) === '{"StringEquals":{"aws:PrincipalAccount":{"Ref":"AWS::AccountId"}}}'

const isForEveryone = ({ Principal, NotPrincipal, Condition }: Statement, isSigned = false): boolean =>
  NotPrincipal === undefined &&
  (Condition === undefined || (!isSigned && isOfThisAccount(Condition))) &&
  (typeof Principal === 'object' ? list(Principal.AWS).includes('*') : Principal === '*')

/** What is asked of a service. Both may have wildcards: then all of it is meant. */
export interface Asked {
  readonly action: string
  readonly resource: string
  /** By an address that the service has signed itself, as ECR does for layers: no credentials of the caller's account. Default false. */
  readonly isPresigned?: boolean
}

/** The statements of a policy. @returns nothing for what is not one */
const statementsOf = (json: string): readonly Statement[] | undefined => {
  try {
    return [(JSON.parse(json) as { readonly Statement?: Statement | readonly Statement[] }).Statement ?? []].flat()
  } catch {
    return undefined
  }
}

/**
 * Whether the policy of a VPC endpoint lets an action through. Where that hangs on a condition or on who asks, it is `some`.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const policyAllows = (json: string, asks: Asked): Extent => {
  const statements = statementsOf(json)
  if (!statements) return 'some'
  const isOpen = (each: Statement): boolean => isForEveryone(each, asks.isPresigned)
  const allows = statements.filter((each) => each.Effect === 'Allow' && speaksOf(each, asks))
  const denies = statements.filter((each) => each.Effect === 'Deny' && speaksOfPart(each, asks))
  if (allows.length === 0 || denies.some((each) => isOpen(each) && speaksOf(each, asks))) return 'none'
  return allows.some(isOpen) && denies.length === 0 ? 'all' : 'some'
}

/** Whether it lets nothing of what is asked for through, whoever asks: not even a part of it. */
export const policyRefuses = (json: string, asks: Asked): boolean => {
  const statements = statementsOf(json)
  if (!statements) return false
  return (
    !statements.some((each) => each.Effect === 'Allow' && speaksOfPart(each, asks)) ||
    statements.some((each) => each.Effect === 'Deny' && isForEveryone(each) && speaksOf(each, asks))
  )
}
