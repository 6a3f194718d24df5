import { S3Client } from '@aws-sdk/client-s3'
import { SQSClient } from '@aws-sdk/client-sqs'
import { backfillStore } from '../../functions/thumbnails/backfill/store.ts'
import type { Tally } from '../../functions/thumbnails/rules/estimate.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { currentRecipes, thumbnailsConfig, type Watermarks } from './recipes.ts'
import { uploadSender } from './send.ts'
import { backfill } from './walk.ts'

/** What was found for one recipe, as `nightshift thumbnails backfill --json` prints it. */
export interface BackfillRow {
  /** Of the originals. */
  readonly bucket: string
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

const rowOf = (
  bucket: string,
  { prefix, originals, needs, toMake, bytes, dollars }: Tally,
  rate: number,
): BackfillRow => ({
  bucket,
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
  /** Only originals of this bucket; default: those of every bucket that is watched. */
  readonly bucket?: string | undefined
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

interface Place {
  readonly bucket: string
  readonly prefix: string
}

/** The part of a watched place that is asked for; nothing where none is. */
const within = ({ bucket, prefix }: Place, asked: string): Place[] => {
  if (asked.startsWith(prefix)) return [{ bucket, prefix: asked }]
  return prefix.startsWith(asked) ? [{ bucket, prefix }] : []
}

const placesOf = (deployment: Deployment, { prefix, bucket }: Pick<AskedBackfill, 'prefix' | 'bucket'>): Place[] => {
  const watched = [{ bucket: deployment.output('UploadsBucket'), prefix: '' }, ...thumbnailsConfig(deployment).existing]
  const own = bucket === undefined ? watched : watched.filter((each) => each.bucket === bucket)
  if (own.length === 0) {
    const names = [...new Set(watched.map((each) => each.bucket))].join(', ')
    throw new UsageError(`"${bucket}" is not a bucket whose originals get thumbnails. There are: ${names}.`)
  }
  return own.flatMap((each) => within(each, prefix))
}

/**
 * Sends the originals that lack the right thumbnails through the queue of uploads, or only says which: those of the bucket of uploads, then of each
 * bucket that was there already.
 * @throws UsageError when the config has no thumbnails, no such bucket, or another backfill of a prefix is under way
 */
export const runBackfill = async (
  deployment: Deployment,
  { prefix, bucket, watermarks, rate, limit = Number.POSITIVE_INFINITY, restart, dry, say }: AskedBackfill,
): Promise<BackfillResult> => {
  const { connect, output, now } = deployment
  const ledger = deployment.ledger()
  const send = dry ? undefined : uploadSender(output('UploadsQueueUrl'), rate, { sqs: connect(SQSClient) })
  const rows: BackfillRow[] = []
  let [sent, finished] = [0, true]
  for (const place of placesOf(deployment, { prefix, bucket })) {
    const recipes = currentRecipes(deployment, watermarks, place.bucket)
    const buckets = { uploads: place.bucket, thumbnails: output('ThumbnailsBucket') }
    const store = backfillStore(buckets, ledger, connect(S3Client))
    const walk = { ...place, recipes, ledger, store, send, restart, limit: limit - sent, now, say }
    const walked = await backfill(walk)
    rows.push(...walked.sums.map((sum) => rowOf(place.bucket, sum, rate)))
    sent += walked.sent
    finished = walked.finished
    if (!finished) break
  }
  return { rows, sent, finished }
}
