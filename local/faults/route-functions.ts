import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  paginateListFunctions,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { inParallel } from '../../shared/in-parallel.ts'
import type { FaultLayer } from './proxy.ts'

/** A queue's address starts with the emulator's, and the SDK calls there whatever its endpoint is. */
const isQueue = (value: string, endpoint: string): boolean => new RegExp(`^${endpoint}/\\d{12}/`).test(value)

/** The environment of a function whose calls go to another address. */
export const routed = (
  variables: Readonly<Record<string, string>>,
  endpoint: string,
  address: string,
): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      isQueue(value, endpoint) ? address + value.slice(endpoint.length) : value,
    ]),
  ),
  AWS_ENDPOINT_URL: address,
})

/**
 * Has the deployed functions of Nightshift call AWS's API through the fault layer, each at an address of its own, by which the
 * layer knows whose call it is. Their code stays as it is.
 * @param endpoint the emulator's address
 * @param prefix what the names of the functions begin with
 * @returns the names of the functions
 */
export const routeFunctions = async (
  client: LambdaClient,
  layer: FaultLayer,
  { endpoint, prefix }: { readonly endpoint: string; readonly prefix: string },
): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
    names.push(...Functions.flatMap(({ FunctionName = '' }) => (FunctionName.startsWith(prefix) ? FunctionName : [])))
  await inParallel(names, 4, async (FunctionName) => {
    const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }))
    const Variables = routed(Environment?.Variables ?? {}, endpoint, await layer.endpointOf(FunctionName))
    await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }))
  })
  return names
}
