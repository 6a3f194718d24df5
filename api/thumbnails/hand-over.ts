import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/**
 * Hands an order to the function of thumbnails, as a message of its queue would.
 * @throws Error with `refused` where it did not take it
 */
export const handOver = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  messageId: string,
  order: object,
  refused: string,
): Promise<void> => {
  const answer = (await callFunction(deployment, deployment.output('UploadsFunction'), {
    Records: [{ messageId, body: JSON.stringify(order) }],
  })) as { readonly batchItemFailures?: readonly unknown[] } | null
  if (answer?.batchItemFailures?.length !== 0) throw new Error(refused)
}
