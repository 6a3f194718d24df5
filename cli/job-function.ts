import { userInfo } from 'node:os'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { UsageError } from '../api/usage-error.ts'
import { clientOptions } from '../shared/aws.ts'

/** Who asks, for the record. */
export const asker = (): string => userInfo().username

/**
 * Asks the function that starts jobs, and gives its answer.
 * @throws UsageError with why it may not be done; Error with what else the function said
 */
export const askJobs = async (
  functionName: string,
  request: object,
  client: Pick<LambdaClient, 'send'> = new LambdaClient(clientOptions),
): Promise<unknown> => {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(request) }),
  )
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null')
  if (FunctionError) throw new Error(`It could not be done: ${answer?.errorMessage ?? FunctionError}`)
  if (typeof answer?.refused === 'string') throw new UsageError(answer.refused)
  return answer
}
