import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { clientOptions } from '../shared/aws.ts'
import type { Config } from '../shared/config/schema.ts'

/** Functions that people reach by an address, the variable in which each has its own, and the output that says it. */
const reached = [
  { fn: 'alerts-on-link', variable: 'LINK_BASE', output: 'AcknowledgeUrl' },
  { fn: 'console-on-request', variable: 'CONSOLE_URL', output: 'ConsoleUrl' },
] as const

/**
 * Tells the functions behind the acknowledgement page and the console where they are. On AWS they see that in each call, since a
 * template cannot name its own address; here a call carries the host that it would have on AWS.
 */
export const tellAddresses = async (
  { name }: Pick<Config, 'name'>,
  outputs: Readonly<Record<string, string>>,
): Promise<void> => {
  const client = new LambdaClient(clientOptions)
  for (const { fn, variable, output } of reached) {
    const address = outputs[output]
    if (address === undefined) continue
    const FunctionName = `${name}-${fn}`
    const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = { ...Environment?.Variables, [variable]: address }
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  }
}
