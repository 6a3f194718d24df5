import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'

/**
 * Has the function of thumbnails look at refused originals again, in somebody's name, as a message of its queue would.
 * @param filter of one cause or one key; neither: all that nothing has fixed
 * @throws Error where it did not
 */
export const askReplay = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  filter: { readonly cause?: string | undefined; readonly key?: string | undefined },
  by: string,
): Promise<void> => {
  const body = JSON.stringify({ replay: filter, by })
  const answer = (await callFunction(deployment, deployment.output('UploadsFunction'), {
    Records: [{ messageId: 'replay', body }],
  })) as { readonly batchItemFailures?: readonly unknown[] } | null
  if (answer?.batchItemFailures?.length !== 0)
    throw new Error('The function of thumbnails could not look at the refused originals again: see its log')
}
