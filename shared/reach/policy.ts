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

/** IAM's wildcards: `*` any text, `?` one character. Walked, because a pattern of many stars would be slow as an expression. */
const matches = (pattern: string, text: string): boolean => {
  let [at, star, mark] = [0, -1, 0]
  let from = 0
  while (from < text.length) {
    if (pattern[at] === '*') {
      star = at++
      mark = from
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[from])) {
      at++
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++mark
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

const speaksOf = (
  { Action, NotAction, Resource, NotResource }: Statement,
  { action, resource }: { readonly action: string; readonly resource: string },
): boolean => {
  const named = (patterns: OneOrMany, text: string) => list(patterns).some((pattern) => matches(pattern, text))
  const lower = (patterns: OneOrMany) => list(patterns).map((each) => each.toLowerCase())
  const ofAction = NotAction
    ? !named(lower(NotAction), action.toLowerCase())
    : named(lower(Action), action.toLowerCase())
  return ofAction && (NotResource ? !named(NotResource, resource) : named(Resource, resource))
}

/** Whether it denies a part of what is asked for with a wildcard. */
const deniesPart = (
  statement: Statement,
  { action, resource }: { readonly action: string; readonly resource: string },
) =>
  statement.Effect === 'Deny' &&
  list(statement.Resource).some((each) => matches(resource, each) && speaksOf(statement, { action, resource: each }))

/** Whether a condition wants callers of the account that the endpoint is in, as a template writes it: what is in the network has its roles there. */
const isOfThisAccount = (condition: Statement['Condition']): boolean =>
  JSON.stringify(condition) === '{"StringEquals":{"aws:PrincipalAccount":{"Ref":"AWS::AccountId"}}}'

const isForEveryone = ({ Principal, NotPrincipal, Condition }: Statement, isSigned = false): boolean =>
  NotPrincipal === undefined &&
  (Condition === undefined || (!isSigned && isOfThisAccount(Condition))) &&
  (typeof Principal === 'object' ? list(Principal.AWS).includes('*') : Principal === '*')

/** What is asked of a service. */
export interface Asked {
  readonly action: string
  readonly resource: string
  /** By an address that the service has signed itself, as ECR does for layers: no credentials of the caller's account. Default false. */
  readonly isPresigned?: boolean
}

/**
 * Whether the policy of a VPC endpoint lets an action through. Where that hangs on a condition or on who asks, it is `some`.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export const policyAllows = (json: string, asks: Asked): Extent => {
  let statements: readonly Statement[]
  try {
    statements = [
      (JSON.parse(json) as { readonly Statement?: Statement | readonly Statement[] }).Statement ?? [],
    ].flat()
  } catch {
    return 'some'
  }
  const about = statements.filter((statement) => speaksOf(statement, asks) || deniesPart(statement, asks))
  const [allows, denies] = [
    about.filter(({ Effect }) => Effect === 'Allow'),
    about.filter(({ Effect }) => Effect === 'Deny'),
  ]
  const isOpen = (each: Statement): boolean => isForEveryone(each, asks.isPresigned)
  if (allows.length === 0 || denies.some((each) => isOpen(each) && speaksOf(each, asks))) return 'none'
  return allows.some(isOpen) && denies.length === 0 ? 'all' : 'some'
}
