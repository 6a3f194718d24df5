import type { Deployment } from '../../../../../api/deployment.ts'
import type { OpenIdConfig } from '../../../../../shared/config/console/open-id.ts'
import { OpenIdProblem } from './problem.ts'

const storedValue = async (
  from: NonNullable<OpenIdConfig['clientSecret']>,
  { connect }: Pick<Deployment, 'connect'>,
): Promise<string | undefined> => {
  if ('ssm' in from) {
    const { GetParameterCommand, SSMClient } = await import('../../../../../shared/sdk/ssm.ts')
    const { Parameter } = await connect(SSMClient).send(
      new GetParameterCommand({ Name: from.ssm, WithDecryption: true }),
    )
    return Parameter?.Value
  }
  const { GetSecretValueCommand, SecretsManagerClient } = await import('../../../../../shared/sdk/secrets-manager.ts')
  const { SecretString } = await connect(SecretsManagerClient).send(
    new GetSecretValueCommand({ SecretId: from.secret }),
  )
  return SecretString
}

/** The client's secret, from where the config says. @throws OpenIdProblem `setup` where there is none, or it may not be read */
export const readSecret = async (
  from: NonNullable<OpenIdConfig['clientSecret']>,
  needs: Pick<Deployment, 'connect'>,
): Promise<string> => {
  const value = await storedValue(from, needs).catch((cause: unknown) => {
    throw new OpenIdProblem('setup', { cause })
  })
  const secret = value?.trim()
  if (!secret) throw new OpenIdProblem('setup')
  return secret
}
