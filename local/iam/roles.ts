import type { PolicyStatement } from './evaluate.ts'
import { type DeployedStack, resolveIn, type Where } from './resolve.ts'

interface Policy {
  readonly PolicyDocument?: { readonly Statement?: PolicyStatement | readonly PolicyStatement[] }
  readonly Roles?: readonly string[]
}

const statementsOf = ({ PolicyDocument }: Policy): PolicyStatement[] => [PolicyDocument?.Statement ?? []].flat()

const ofType = (stack: DeployedStack, types: readonly string[]) =>
  Object.entries(stack.template.Resources).filter(([, { Type }]) => types.includes(Type))

/** What the roles of a stack's functions are allowed, by the function's name. */
const inStack = (stack: DeployedStack, where: Where): [string, PolicyStatement[]][] => {
  const resolve = resolveIn(stack, where)
  const policies = ofType(stack, ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']).map(
    ([, { Properties }]) => resolve(Properties ?? {}) as Policy,
  )
  const roles = ofType(stack, ['AWS::IAM::Role']).map(([id, { Properties }]) => {
    const { Policies = [] } = resolve(Properties ?? {}) as { readonly Policies?: readonly Policy[] }
    const name = stack.physicalIds[id] ?? ''
    const attached = policies.filter(({ Roles = [] }) => Roles.includes(name))
    return { name, statements: [...Policies, ...attached].flatMap(statementsOf) }
  })
  return ofType(stack, ['AWS::Lambda::Function']).map(([id, { Properties }]) => {
    const { Role } = resolve(Properties ?? {}) as { readonly Role?: string }
    const name = Role?.split('/').at(-1)
    return [stack.physicalIds[id] ?? '', roles.find((role) => role.name === name)?.statements ?? []]
  })
}

/** What each function of a deployment is allowed by its role, by the function's name. AWS's own managed policies are not read. */
export const allowedByRoles = (where: Where): ReadonlyMap<string, readonly PolicyStatement[]> =>
  new Map(where.stacks.flatMap((stack) => inStack(stack, where)))
