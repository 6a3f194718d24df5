import { ecrParts } from '../../../shared/ecr-image.ts'
import { type Facts, missingRights, type RoleRight, rightsText } from '../surroundings/facts.ts'
import type { Part } from '../surroundings/needs.ts'
import { type Finding, ok, problem, unknown } from './finding.ts'

const partWords: Readonly<Record<Part, string>> = {
  'sign-in': 'sign in to ECR',
  image: 'pull the image',
  logs: 'write the log',
  secrets: 'read the secrets',
  'env-file': 'read the environment files',
}

/** Whether a task's execution role may do all that a start takes. Its own policies count, not those of buckets and keys. */
export const rightFindings = ({ needs, rights }: Facts): Finding[] => {
  if (!needs) return []
  const { executionRole } = needs
  const takesRole =
    needs.images.some(ecrParts) ||
    [needs.logs, needs.secrets, needs.parameters, needs.files].some((each) => each.length > 0)
  if (executionRole === undefined)
    return takesRole
      ? [
          problem(
            'role',
            'The task definition has no execution role, and needs one to fetch its image, log, secrets or files.',
            'Name an execution role in the task definition.',
          ),
        ]
      : []
  if (!rights)
    return takesRole
      ? [
          unknown(
            'role',
            `What ${executionRole} is allowed could not be asked.`,
            'Ask as somebody who is allowed iam:SimulatePrincipalPolicy.',
          ),
        ]
      : []
  return [...Map.groupBy(rights, ({ part }) => part)].flatMap(([part, all]) => {
    const missing = missingRights(all)
    return missing.length === 0
      ? ok('role', `${executionRole} may ${partWords[part]}.`)
      : missing.map((some) => {
          const { why, fix } = rightsText(some, executionRole)
          return problem('role', why, fix)
        })
  })
}

/** What is known of who may take on a role; undefined: it could not be looked at. */
export interface RoleFacts {
  readonly arn: string
  /** `false`: there is no such role. */
  readonly trust?: { readonly policy: string } | false | undefined
}

const service = 'ecs-tasks.amazonaws.com'

type TrustStatement = { Effect?: string; Principal?: { Service?: string | string[] }; Action?: string | string[] }

/** Whether a trust policy lets tasks of ECS take on the role; conditions in it are not weighed. */
const trustsTasks = (policy: string): boolean => {
  try {
    const { Statement = [] } = JSON.parse(policy) as { Statement?: TrustStatement | TrustStatement[] }
    return [Statement]
      .flat()
      .some(
        ({ Effect, Principal, Action }) =>
          Effect === 'Allow' &&
          [Principal?.Service ?? []].flat().includes(service) &&
          [Action ?? []].flat().some((action) => ['sts:AssumeRole', 'sts:*', '*'].includes(action)),
      )
  } catch {
    return false
  }
}

/** Whether ECS may take on the roles of a task. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html */
export const trustFindings = (roles: readonly RoleFacts[]): Finding[] =>
  roles.map(({ arn, trust }) => {
    if (trust === undefined) return unknown('role', `Who may take on ${arn} could not be looked at.`)
    if (trust === false) return problem('role', `There is no role ${arn}.`, 'Make it, or name another one.')
    return trustsTasks(trust.policy)
      ? ok('role', `ECS may take on ${arn}.`)
      : problem('role', `ECS may not take on ${arn}.`, `Name ${service} in its trust policy, for sts:AssumeRole.`)
  })

/** Whether Nightshift's own function may hand the roles of the task over to ECS. */
export const handOverFindings = (rights: readonly Pick<RoleRight, 'resource' | 'decision'>[]): Finding[] =>
  rights.map(({ resource, decision }) =>
    decision === 'allowed'
      ? ok('role', `Nightshift may hand ${resource} to the task.`)
      : problem(
          'role',
          `Nightshift may not hand ${resource} to the task (iam:PassRole).`,
          'Name it in role or taskDefinition.roles of the job, and deploy again.',
        ),
  )
