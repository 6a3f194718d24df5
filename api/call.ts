import type { Deployment } from './deployment.ts'
import { UsageError } from './usage-error.ts'

/**
 * Calls a function of a deployment, waits for it, and gives its decoded answer.
 * @param functionName the value of an output such as `StartJobFunction`
 * @throws UsageError with why it may not be done, where the function refuses; Error with what else it said
 */
export const callFunction = async (
  { connect }: Pick<Deployment, 'connect'>,
  functionName: string,
  event: object,
): Promise<unknown> => {
  // Whoever only asks does without it.
  const { InvokeCommand, LambdaClient } = await import('../shared/sdk/lambda.ts')
  const { FunctionError, Payload } = await connect(LambdaClient).send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
  )
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null')
  if (FunctionError) throw new Error(`It could not be done: ${answer?.errorMessage ?? FunctionError}`)
  if (typeof answer?.refused === 'string') throw new UsageError(answer.refused)
  return answer
}
