import { randomUUID } from 'node:crypto'
import type { CloudFrontClient } from '@aws-sdk/client-cloudfront'
import { errorName } from '../../shared/errors.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { invalidationPaths } from './paths.ts'

/** How often, and for how long, CloudFront is asked whether every place has forgotten: it takes a minute or two. */
const looks = { times: 180, pauseMs: 5_000 } as const

/** An invalidation, as `nightshift edge invalidate --json` prints it. */
export interface InvalidationRow {
  readonly id: string
  readonly distribution: string
  readonly paths: readonly string[]
  /** `going` only where nobody waited for its end. */
  readonly state: 'completed' | 'going'
  /** ISO 8601. */
  readonly createdAt: string | undefined
}

/** What CloudFront refuses, for a person. */
const refusals: Readonly<Record<string, string>> = {
  TooManyInvalidationsInProgress:
    'As many invalidations as CloudFront takes go on already. Try again in a minute or two.',
  NoSuchDistribution: 'There is no distribution of this id in the account.',
  BatchTooLarge: 'These are more paths than CloudFront takes at once.',
}

const asked = async (client: CloudFrontClient, distribution: string, paths: readonly string[]) => {
  const { CreateInvalidationCommand } = await import('@aws-sdk/client-cloudfront')
  // The same one when the SDK tries again, so that one is made; another one for who asks again.
  const CallerReference = randomUUID()
  const Paths = { Quantity: paths.length, Items: [...paths] }
  try {
    const { Invalidation } = await client.send(
      new CreateInvalidationCommand({ DistributionId: distribution, InvalidationBatch: { CallerReference, Paths } }),
    )
    return Invalidation
  } catch (error) {
    const refusal = refusals[errorName(error)]
    throw refusal === undefined ? error : new UsageError(refusal)
  }
}

/**
 * Has CloudFront forget what it keeps of some paths, and waits until every place has.
 * @param options.distribution its id; default: that of the estate's edge
 * @param options.wait whether to wait for the end; else the state is `going`
 * @throws UsageError for paths that cannot be, where there is no edge, and for what CloudFront refuses; Error where it does not end within 15 minutes
 */
export const invalidate = async (
  { output, outputs, connect }: Pick<Deployment, 'output' | 'outputs' | 'connect'>,
  paths: readonly string[],
  { distribution: named, wait }: { readonly distribution?: string | undefined; readonly wait: boolean },
  pause: (ms: number) => Promise<unknown>,
): Promise<InvalidationRow> => {
  const all = invalidationPaths(paths)
  if (named === undefined && outputs.EdgeDistribution === undefined)
    throw new UsageError('This deployment has no edge (estate.edge). Name a distribution of yours: --distribution ID.')
  const distribution = named ?? output('EdgeDistribution')
  const { CloudFrontClient, GetInvalidationCommand } = await import('@aws-sdk/client-cloudfront')
  const client = connect(CloudFrontClient)
  const made = await asked(client, distribution, all)
  const id = made?.Id ?? ''
  const row = { id, distribution, paths: all, createdAt: made?.CreateTime?.toISOString() }
  for (let look = 0, state = made?.Status; ; look += 1) {
    if (state === 'Completed') return { ...row, state: 'completed' }
    if (!wait) return { ...row, state: 'going' }
    if (look === looks.times)
      throw new Error(
        `The invalidation ${id} of ${distribution} has not ended in 15 minutes. CloudFront goes on with it.`,
      )
    await pause(looks.pauseMs)
    const { Invalidation } = await client.send(new GetInvalidationCommand({ DistributionId: distribution, Id: id }))
    state = Invalidation?.Status
  }
}
