import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Deployment } from '../deployment.ts'

/** Whether a function was deployed within so many minutes, so that its first call may still be to come. Where Lambda does not say, it was not. */
export const isFresh = async (
  { connect, now }: Pick<Deployment, 'connect' | 'now'>,
  FunctionName: string | undefined,
  minutes: number,
): Promise<boolean> => {
  if (FunctionName === undefined) return false
  try {
    const { LastModified = '' } = await connect(LambdaClient).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    )
    return now().getTime() - Date.parse(LastModified) <= minutes * 60_000
  } catch {
    return false
  }
}
