import { GetAccountPasswordPolicyCommand, IAMClient } from '@aws-sdk/client-iam'
import { judgePasswordPolicy } from '../../../../shared/audits/credentials/password-policy.ts'
import { errorName } from '../../../../shared/errors.ts'
import type { Look } from '../check.ts'

/** The password policy of the account, held against what the config wants of it. An account without one has AWS's default. */
export const lookAtPasswordPolicy: Look = async ({ client }, { credentials }) => {
  try {
    const { PasswordPolicy } = await client(IAMClient).send(new GetAccountPasswordPolicyCommand({}))
    return { findings: judgePasswordPolicy(PasswordPolicy, credentials.passwordPolicy ?? {}) }
  } catch (error) {
    if (!/^NoSuchEntity(Exception)?$/.test(errorName(error))) throw error
    return { findings: judgePasswordPolicy(undefined, credentials.passwordPolicy ?? {}) }
  }
}
