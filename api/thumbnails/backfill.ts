import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { backfillStore } from '../../functions/thumbnails/backfill/store.ts'
import type { Tally } from '../../functions/thumbnails/rules/estimate.ts'
import type { Deployment } from '../deployment.ts'
import { currentRecipes, type Watermarks } from './recipes.ts'
import { uploadSender } from './send.ts'
import { backfill } from './walk.ts'

/** What was found for one recipe, as `nightshift thumbnails backfill --json` prints it. */
export interface BackfillRow {
  readonly prefix: string
  readonly originals: number
  readonly right: number
  readonly missing: number
  readonly otherRecipe: number
  readonly otherVersion: number
  readonly refused: number
  readonly archived: number
  readonly toMake: number
  /** Of the originals that are to be made, 1,000,000 bytes each. */
  readonly megabytes: number
  /** US dollars */
  readonly dollars: number
  /** At the rate that was asked for. */
  readonly seconds: number
}

const rowOf = ({ prefix, originals, needs, toMake, bytes, dollars }: Tally, rate: number): BackfillRow => ({
  prefix,
  originals,
  right: needs.right,
  missing: needs.missing,
  otherRecipe: needs['other-recipe'],
  otherVersion: needs['other-version'],
  refused: needs.refused,
  archived: needs.archived,
  toMake,
  megabytes: Math.round(bytes / 1e5) / 10,
  // To the hundredth of a cent, so that a few are not nothing.
  dollars: Math.round(dollars * 1e4) / 1e4,
  seconds: Math.ceil(toMake / rate),
})

/** What a backfill is asked to do. */
export interface AskedBackfill {
  /** Only originals whose keys start with it. */
  readonly prefix: string
  readonly watermarks: Watermarks
  /** Originals a second. */
  readonly rate: number
  /** Most originals that are sent; default: all. */
  readonly limit?: number | undefined
  /** Begin anew, also when another one was not finished. */
  readonly restart: boolean
  /** Only to say what would be made. */
  readonly dry: boolean
  /** Hears how far it is, a thousand originals at a time. */
  readonly say: (text: string) => void
}

/** What a backfill did, or would do. */
export interface BackfillResult {
  readonly rows: readonly BackfillRow[]
  readonly sent: number
  /** Whether it came to the end; else the next one goes on there. */
  readonly finished: boolean
}

/**
 * Sends the originals that lack the right thumbnails through the queue of uploads, or only says which.
 * @throws UsageError when the config has no thumbnails, or another backfill of the prefix is under way
 */
export const runBackfill = async (
  deployment: Deployment,
  { prefix, watermarks, rate, limit = Number.POSITIVE_INFINITY, restart, dry, say }: AskedBackfill,
): Promise<BackfillResult> => {
  const { connect, output, now } = deployment
  const recipes = currentRecipes(deployment, watermarks)
  const ledger = deployment.ledger()
  const uploads = output('UploadsBucket')
  const store = backfillStore({ uploads, thumbnails: output('ThumbnailsBucket') }, ledger, connect(S3Client))
  const send = dry ? undefined : uploadSender(output('UploadsQueueUrl'), rate, { sqs: connect(SQSClient) })
  const walked = await backfill({ bucket: uploads, prefix, recipes, ledger, store, send, restart, limit, now, say })
  return { rows: walked.sums.map((sum) => rowOf(sum, rate)), sent: walked.sent, finished: walked.finished }
}
