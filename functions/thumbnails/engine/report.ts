import { log } from '../../../shared/log.ts'
import type { WrittenMetric } from '../../../shared/metrics/written.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Reply } from '../rules/reply.ts'
import type { Answer, Outcome } from './answer.ts'

const counted: Readonly<Record<Outcome, WrittenMetric<'thumbnails'>>> = {
  made: 'ThumbnailsMade',
  refused: 'ThumbnailsRefused',
  removed: 'ThumbnailsRemoved',
  kept: 'ThumbnailsSkipped',
  archived: 'ThumbnailsSkipped',
  'passed-over': 'ThumbnailsSkipped',
}

/** Counts what became of a change, and logs it. */
export const report = ({ outcome, version, refusal, warnings }: Answer, milliseconds: number): void => {
  metrics.add(counted[outcome], 1)
  if (outcome === 'made') metrics.add('ThumbnailMilliseconds', milliseconds, { unit: 'Milliseconds' })
  // Not what stands there: it can be anything.
  if (warnings) log.warn('focal point not readable', { etag: version?.etag, version: version?.versionId })
  // Not the key: it can hold a person's name.
  log.info('upload', { outcome, cause: refusal?.cause, etag: version?.etag, version: version?.versionId, milliseconds })
}

/** Counts what became of a request for a picture, and logs it. */
export const reportRequest = ({ status, outcome }: Reply, milliseconds: number): void => {
  if (outcome === 'made') metrics.add('RequestsMade', 1)
  if (status >= 400) metrics.add('RequestsRefused', 1)
  // Not the path: it can hold a person's name, and a signature that is good.
  log.info('request', { outcome, status, milliseconds })
}
