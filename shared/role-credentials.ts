import { type CredentialsOf, clientPool, type RoleCredentials } from './client-pool.ts'

/** The shortest that AWS gives. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const sessionSeconds = 900

/** Milliseconds before their end from which credentials are no longer used. */
const marginMs = 300_000

/**
 * The credentials of a role that this process's own role may assume: asked for when they are first needed, then shared by every
 * client until they are nearly at their end.
 * @param session what CloudTrail calls the session, beside the role
 * @throws what STS refuses, each time
 */
export const roleCredentials = (
  roleArn: string,
  session: string,
  now: () => number = Date.now,
  client = clientPool(),
): CredentialsOf => {
  let known: Promise<RoleCredentials> | undefined
  let endsAt = 0
  const assume = async (): Promise<RoleCredentials> => {
    const { AssumeRoleCommand, STSClient } = await import('./sdk/sts.ts')
    const { Credentials } = await client(STSClient).send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: session, DurationSeconds: sessionSeconds }),
    )
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {}
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error(`STS gave no credentials of ${roleArn}`)
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    }
  }
  /** When those end that are given now. What failed is asked for again. */
  const begin = async (): Promise<RoleCredentials> => {
    endsAt = Number.POSITIVE_INFINITY
    try {
      const given = await assume()
      endsAt = given.expiration.getTime()
      return given
    } catch (error) {
      endsAt = 0
      throw error
    }
  }
  return () => {
    if (!known || endsAt - now() <= marginMs) known = begin()
    return known
  }
}
