import { IAMClient, type IAMClientConfig, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam'
import type { Glance } from '../../../../shared/glance.ts'
import type { RoleRight } from '../facts.ts'
import { type Right, rightsOf, type TaskNeeds } from '../needs.ts'

const decisions: Readonly<Record<string, RoleRight['decision']>> = { allowed: 'allowed', explicitDeny: 'denied' }

/**
 * What IAM says of a role's own policies; the policies of buckets, keys and secrets are not part of it. The simulation asks for
 * every action on every resource at once, so there is one for each resource.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 * @returns undefined when none could be asked
 */
export const simulate = async <Asked extends Pick<Right, 'action' | 'resource'>>(
  role: string,
  rights: readonly Asked[],
  glance: Glance,
  client: IAMClient,
  context: Readonly<Record<string, string>> = {},
): Promise<(Asked & { readonly decision: RoleRight['decision'] })[] | undefined> => {
  const byResource = Map.groupBy(rights, ({ resource }) => resource)
  const answers = await Promise.all(
    [...byResource].map(async ([resource, asked]) => {
      const answer = await glance(`what ${role} is allowed on ${resource}`, (send) =>
        client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: role,
            ActionNames: asked.map(({ action }) => action),
            ResourceArns: [resource],
            ContextEntries: Object.entries(context).map(([ContextKeyName, value]) => ({
              ContextKeyName,
              ContextKeyValues: [value],
              ContextKeyType: 'string' as const,
            })),
          }),
          send,
        ),
      )
      return asked.flatMap((right) => {
        const found = answer?.EvaluationResults?.find(({ EvalActionName }) => EvalActionName === right.action)
        return found?.EvalDecision
          ? { ...right, decision: decisions[found.EvalDecision] ?? ('not-allowed' as const) }
          : []
      })
    }),
  )
  const known = answers.flat()
  return known.length === 0 && rights.length > 0 ? undefined : known
}

/** What the execution role of a task is allowed of all that the task needs. */
export const lookAtRights = async (
  needs: TaskNeeds,
  glance: Glance,
  options: IAMClientConfig,
): Promise<RoleRight[] | undefined> => {
  const { executionRole } = needs
  if (executionRole === undefined) return undefined
  return simulate(executionRole, rightsOf(needs, executionRole.split(':')[4] ?? ''), glance, new IAMClient(options))
}
