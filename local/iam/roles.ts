import type { PolicyStatement } from './evaluate.ts'
import { type DeployedStack, resolveIn, type Where } from './resolve.ts'

interface Policy {
  readonly PolicyDocument?: { readonly Statement?: PolicyStatement | readonly PolicyStatement[] }
  readonly Roles?: readonly string[]
}

const statementsOf = ({ PolicyDocument }: Policy): PolicyStatement[] => [PolicyDocument?.Statement ?? []].flat()

const ofType = (stack: DeployedStack, types: readonly string[]) =>
  Object.entries(stack.template.Resources).filter(([, { Type }]) => types.includes(Type))

interface Role {
  readonly name: string
  /** How the template calls it, without the end that CDK makes. */
  readonly shortName: string
  readonly arn: unknown
  /** Who may take it on, where that is a role. */
  readonly trusted: readonly unknown[]
  readonly statements: readonly PolicyStatement[]
}

const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '')

interface Trust {
  readonly AssumeRolePolicyDocument?: {
    readonly Statement?: readonly { readonly Principal?: { readonly AWS?: unknown } }[]
  }
  readonly Policies?: readonly Policy[]
}

const rolesOf = (stack: DeployedStack, where: Where): Role[] => {
  const resolve = resolveIn(stack, where)
  const policies = ofType(stack, ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']).map(
    ([, { Properties }]) => resolve(Properties ?? {}) as Policy,
  )
  return ofType(stack, ['AWS::IAM::Role']).map(([id, { Properties }]) => {
    const { Policies = [], AssumeRolePolicyDocument } = resolve(Properties ?? {}) as Trust
    const name = stack.physicalIds[id] ?? ''
    const attached = policies.filter(({ Roles = [] }) => Roles.includes(name))
    return {
      name,
      shortName: withoutHash(id),
      arn: resolve({ 'Fn::GetAtt': [id, 'Arn'] }),
      trusted: (AssumeRolePolicyDocument?.Statement ?? []).flatMap(({ Principal }) => [Principal?.AWS ?? []].flat()),
      statements: [...Policies, ...attached].flatMap(statementsOf),
    }
  })
}

/** What the roles of a stack's functions are allowed, by the function's name, and those that they may take on, by `function as role`. */
const inStack = (stack: DeployedStack, where: Where): [string, readonly PolicyStatement[]][] => {
  const resolve = resolveIn(stack, where)
  const roles = rolesOf(stack, where)
  return ofType(stack, ['AWS::Lambda::Function']).flatMap(([id, { Properties }]) => {
    const { Role } = resolve(Properties ?? {}) as { readonly Role?: string }
    const caller = stack.physicalIds[id] ?? ''
    const own = roles.find(({ name }) => name === Role?.split('/').at(-1))
    const others = roles.filter(({ trusted }) => own && trusted.includes(own.arn))
    return [
      [caller, own?.statements ?? []],
      ...others.map(({ shortName, statements }) => [`${caller} as ${shortName}`, statements] as const),
    ] as [string, readonly PolicyStatement[]][]
  })
}

/** Who calls: a function by its name, and where it has taken on another role `function as role`. */
export const callerOf = (
  { caller, role }: { readonly caller?: string; readonly role?: string },
  { stacks }: Where,
): string | undefined => {
  if (caller === undefined || role === undefined) return caller
  const name = role.split('/').at(-1)
  const ids = stacks.flatMap(({ physicalIds }) =>
    Object.entries(physicalIds).flatMap(([id, physical]) => (physical === name ? withoutHash(id) : [])),
  )
  return `${caller} as ${ids[0] ?? role}`
}

/**
 * What each function of a deployment is allowed by its role, by the function's name, and what each role allows that trusts the function's, by
 * `function as role`. AWS's own managed policies are not read.
 */
export const allowedByRoles = (where: Where): ReadonlyMap<string, readonly PolicyStatement[]> =>
  new Map(where.stacks.flatMap((stack) => inStack(stack, where)))
