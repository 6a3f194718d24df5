import type { Deployment } from '../deployment.ts'
import { handOver } from './hand-over.ts'

/**
 * Has the function of thumbnails look at refused originals again, in somebody's name, as a message of its queue would.
 * @param filter of one cause or one key; neither: all that nothing has fixed
 * @throws Error where it did not
 */
export const askReplay = (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  filter: { readonly cause?: string | undefined; readonly key?: string | undefined },
  by: string,
): Promise<void> =>
  handOver(
    deployment,
    'replay',
    { replay: filter, by },
    'The function of thumbnails could not look at the refused originals again: see its log',
  )
