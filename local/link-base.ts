import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { clientOptions } from '../shared/aws.ts'
import type { Config } from '../shared/config/schema.ts'

/**
 * Tells the function behind the acknowledgement page where it is. On AWS it sees that in each call, since its template cannot
 * name its own address; here a call carries the host that it would have on AWS.
 * @param address output `AcknowledgeUrl`
 */
export const tellLinkBase = async ({ name }: Pick<Config, 'name'>, address: string): Promise<void> => {
  const client = new LambdaClient(clientOptions)
  const FunctionName = `${name}-alerts-on-link`
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
  const Variables = { ...Environment?.Variables, LINK_BASE: address }
  await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
}
