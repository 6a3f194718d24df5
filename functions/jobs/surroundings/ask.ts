import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientOptions } from '../../../shared/aws.ts'
import { errorName } from '../../../shared/errors.ts'
import type { Facts } from './facts.ts'
import type { Surroundings } from './surroundings.ts'

/** Long enough for a cold start and for what the function takes to look. */
const patienceMs = 6_000

const nothing = (why: string): Facts => ({
  region: '',
  networks: [],
  files: [],
  unseen: [`could not be looked at: what is around the task (${why})`],
})

/**
 * Has the function `on-look` look. EC2's client alone is larger than all else that gives verdicts, and few of them need it; and
 * so one function alone may look at networks and roles.
 */
export const askSurroundings = (
  functionName: string,
  client: Pick<LambdaClient, 'send'> = new LambdaClient({ ...clientOptions, maxAttempts: 2 }),
): Surroundings => ({
  lookAt: async (place, looks) => {
    try {
      const { FunctionError, Payload } = await client.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ place, looks }) }),
        { abortSignal: AbortSignal.timeout(patienceMs) },
      )
      return FunctionError || !Payload
        ? nothing(FunctionError ?? 'no answer')
        : JSON.parse(Buffer.from(Payload).toString('utf8'))
    } catch (error) {
      return nothing(errorName(error))
    }
  },
})
