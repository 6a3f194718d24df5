import type { ThumbnailsConfig } from '../../shared/config/thumbnails.ts'
import { environment } from '../../shared/environment.ts'
import { functionConfig } from '../../shared/function-config.ts'
import { queueHandler } from '../../shared/handler.ts'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { log } from '../../shared/log.ts'
import { metrics } from '../../shared/metrics.ts'
import { answerUpload, type Call, type Outcome } from './answer.ts'
import { awsEffects } from './effects.ts'
import { parseNotification, type Upload } from './notification.ts'

const { THUMBNAILS_BUCKET: thumbnailsBucket, LEDGER_TABLE } = environment('THUMBNAILS_BUCKET', 'LEDGER_TABLE')
const effects = awsEffects(thumbnailsBucket, dynamoLedger(LEDGER_TABLE))
const means = { config: functionConfig<ThumbnailsConfig>(), thumbnailsBucket, effects }

const counted: Readonly<Record<Outcome, string>> = {
  made: 'ThumbnailsMade',
  refused: 'ThumbnailsRefused',
  kept: 'ThumbnailsSkipped',
  gone: 'ThumbnailsSkipped',
  replaced: 'ThumbnailsSkipped',
  'passed-over': 'ThumbnailsSkipped',
}

const answer = async (upload: Upload, call: Call): Promise<void> => {
  const start = performance.now()
  const { outcome, refusal } = await answerUpload(upload, means, call)
  const milliseconds = Math.round(performance.now() - start)
  metrics.add(counted[outcome], 1)
  if (outcome === 'made') metrics.add('ThumbnailMilliseconds', milliseconds, { unit: 'Milliseconds' })
  // Not the key: it can hold a person's name.
  log.info('upload', { outcome, cause: refusal?.cause, etag: upload.etag, version: upload.versionId, milliseconds })
}

/** Thumbnails for the uploads that S3 tells of through the queue. One that fails does not keep its neighbours. */
export const handler = queueHandler(parseNotification, async (uploads, call) => {
  const failures: unknown[] = []
  for (const upload of uploads) await answer(upload, call).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
})
