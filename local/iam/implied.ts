import type { AccessRequest } from './evaluate.ts'
import { type Encrypted, encryptedResources, keyAsks } from './keys.ts'
import { type DeployedStack, resolveIn, type Where } from './resolve.ts'

/** The roles that ECS is handed with a task, by the family of its definition. */
export type TaskRoles = ReadonlyMap<string, readonly string[]>

const rolesIn = (stack: DeployedStack, where: Where): [string, readonly string[]][] => {
  const resolve = resolveIn(stack, where)
  return Object.values(stack.template.Resources)
    .filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition')
    .map(({ Properties }) => {
      const { Family, TaskRoleArn, ExecutionRoleArn } = resolve(Properties ?? {}) as Readonly<Record<string, unknown>>
      return [String(Family), [TaskRoleArn, ExecutionRoleArn].filter((role) => typeof role === 'string')]
    })
}

/** Read from the templates, for a call of RunTask does not name them. */
export const taskRolesOf = (where: Where): TaskRoles => new Map(where.stacks.flatMap((stack) => rolesIn(stack, where)))

const familyOf = (resource: string): string => /:task-definition\/([^:]+)/.exec(resource)?.[1] ?? ''

/** What a template knows and a call does not say. */
export interface Deployed {
  readonly roles: TaskRoles
  readonly encrypted: readonly Encrypted[]
  readonly region: string
}

/** Read once, for all calls. */
export const deployedIn = (where: Where): Deployed => ({
  roles: taskRolesOf(where),
  encrypted: encryptedResources(where),
  region: where.region,
})

/**
 * What AWS checks beside the action that was called, though the call does not say so:
 * - RunTask hands the task's roles to ECS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 * - what a key of the customer's encrypts: `keys.ts`
 * - an email whose identity has a default configuration set: https://github.com/aws/aws-cdk/issues/34402
 */
export const impliedBy = (request: AccessRequest, { roles, encrypted, region }: Deployed): AccessRequest[] => [
  ...besides(request, roles),
  ...keyAsks(request, encrypted, region),
]

const besides = ({ action, resource, conditions = {} }: AccessRequest, roles: TaskRoles): AccessRequest[] => {
  if (action === 'ses:SendEmail' && resource.includes(':identity/'))
    return [{ action, resource: resource.replace(/:identity\/.*/, ':configuration-set/of-the-identity'), conditions }]
  if (action !== 'ecs:RunTask') return []
  return (roles.get(familyOf(resource)) ?? []).map((role) => ({
    action: 'iam:PassRole',
    resource: role,
    conditions: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] },
  }))
}
