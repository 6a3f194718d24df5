import { GetSecretValueCommand, ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientOptions } from '../../../shared/aws.ts'
import { errorName } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'

/** The secrets with which addresses are signed: that of now, and that of before the last change. */
export interface RequestSecrets {
  /** @param youngerMs what was read so long ago is still good enough */
  readonly read: (now: Date, youngerMs: number) => Promise<readonly string[]>
}

/**
 * Reads both versions that Secrets Manager keeps by itself: when a new value is put, the one before it becomes AWSPREVIOUS.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html
 * @param SecretId name or ARN
 */
export const requestSecrets = (SecretId: string, client = new SecretsManagerClient(clientOptions)): RequestSecrets => {
  let known: { readonly secrets: readonly string[]; readonly at: number } | undefined
  const readStage = async (VersionStage: string): Promise<readonly string[]> => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId, VersionStage }))
      return SecretString === undefined ? [] : [SecretString]
    } catch (error) {
      // A secret that was never changed has no version before.
      if (VersionStage === 'AWSPREVIOUS' && error instanceof ResourceNotFoundException) return []
      throw error
    }
  }
  return {
    read: async (now, youngerMs) => {
      if (known && now.getTime() - known.at < youngerMs) return known.secrets
      try {
        const secrets = (await Promise.all(['AWSCURRENT', 'AWSPREVIOUS'].map(readStage))).flat()
        known = { secrets, at: now.getTime() }
      } catch (error) {
        if (!known) throw error
        log.warn('the secret of signed addresses cannot be read anew', { error: errorName(error) })
      }
      return known.secrets
    },
  }
}
