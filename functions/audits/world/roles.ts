import { type AuditName, auditNames } from '../../../shared/audits/finding.ts'
import { type ClientOf, clientPool } from '../../../shared/client-pool.ts'
import { errorText, isAccessDenied, PermanentError } from '../../../shared/errors.ts'
import { roleCredentials } from '../../../shared/role-credentials.ts'
import { roleVariable } from '../rules/role-variable.ts'

/** How an audit reads: by clients that have its own role, and nothing else. */
export interface AuditRole {
  readonly client: ClientOf
  /** Takes the role on. @throws PermanentError `role-refused` when it may not */
  readonly assume: () => Promise<unknown>
}

const roleOf = (audit: AuditName, arn: string): AuditRole => {
  const credentials = roleCredentials(arn, `audits-${audit}`)
  const assume = async () => {
    try {
      return await credentials()
    } catch (error) {
      if (!isAccessDenied(error)) throw error
      throw new PermanentError(
        'role-refused',
        `The audit ${audit} may not take on its role ${arn.split('/').at(-1)}: ${errorText(error)}. Deploy the stack again. If that does not help, somebody has changed the role or its trust policy, or a policy of the organization denies sts:AssumeRole.`,
        { cause: error },
      )
    }
  }
  return { client: clientPool({ credentials: assume }), assume }
}

/**
 * The role of each audit, made when it is first asked for.
 * @param env variables of the function: the role of an audit that the config does not want is not there
 */
export const auditRoles = (env: Readonly<Record<string, string | undefined>>): ((audit: AuditName) => AuditRole) => {
  const roles = new Map(
    auditNames.flatMap((audit) => {
      const arn = env[roleVariable(audit)]
      return arn ? [[audit, roleOf(audit, arn)] as const] : []
    }),
  )
  return (audit) => {
    const role = roles.get(audit)
    if (!role) throw new PermanentError('role-missing', `${roleVariable(audit)} is not set: deploy the stack again.`)
    return role
  }
}
