import { S3Client } from '@aws-sdk/client-s3'
import { existingBuckets, existingFault } from '../thumbnails/existing.ts'
import { seeBucket } from '../thumbnails/see-bucket.ts'
import type { StatusContribution } from './check.ts'

export const thumbnailsStatus: StatusContribution = {
  outputs: ({ thumbnails }) => (thumbnails ? ['UploadsBucket'] : []),
  checksOf: ({ config }) =>
    existingBuckets(config).map((bucket) => ({
      what: `thumbnails of ${bucket}`,
      look: async ({ connect, outputs }) => {
        const seen = await seeBucket(bucket, connect(S3Client))
        const fault = existingFault(seen, config, [outputs.ThumbnailsBucket, outputs.UploadsBucket])
        return fault ? [`${fault.found} ${fault.meaning} ${fault.fix}`] : []
      },
      fine: 'it sends its events to EventBridge',
    })),
}
