import { S3Client } from '@aws-sdk/client-s3'
import { clientOptions } from '../../../shared/aws.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { SQSClient } from '../../../shared/sdk/sqs.ts'
import type { PrefixRecipe } from '../rules/recipe.ts'
import { sendSpread } from './send.ts'
import type { BackfillMeans } from './steps.ts'
import { backfillStore } from './store.ts'

export { orderBackfill, stepBackfill, sweepBackfill } from './steps.ts'

/** Where the function walks. */
export interface BackfillPlace {
  readonly uploads: string
  readonly thumbnails: string
  /** URL of the function's own queue. */
  readonly queue: string
  /** For originals of that bucket. */
  readonly recipes: readonly PrefixRecipe[]
  readonly ledger: Ledger
  readonly send: BackfillMeans['send']
  readonly version: string
}

/** What the function's own walk works with, on AWS. */
export const backfillMeans = ({ uploads, thumbnails, queue, ...place }: BackfillPlace): BackfillMeans => {
  const sqs = new SQSClient(clientOptions)
  return {
    ...place,
    bucket: uploads,
    store: backfillStore({ uploads, thumbnails }, place.ledger, new S3Client(clientOptions)),
    sendOriginals: (changes, before) => sendSpread(queue, changes, before, sqs),
  }
}
