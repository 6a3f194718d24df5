import { S3Client } from '@aws-sdk/client-s3'
import { existingBuckets, existingFault, type SeenBucket } from '../thumbnails/existing.ts'
import { seeBucket } from '../thumbnails/see-bucket.ts'
import { ask } from './ask.ts'
import { certificateCheck } from './base/certificate.ts'
import { recursionCheck } from './base/recursion.ts'
import { type DoctorContribution, defineCheck } from './check.ts'
import { ok, problem } from './finding.ts'
import { madeWebhook } from './made-webhook.ts'

/** CloudFront takes certificates from there alone. https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html */
const regionOfCloudFront = 'us-east-1'

/** Whether the buckets that are there already send their events to where the rule listens. */
const existing = defineCheck({
  name: 'existing-buckets',
  about: 'whether the buckets of thumbnails.existing send their events to EventBridge',
  when: (config) => existingBuckets(config).length > 0,
  ask: ({ config, connect, call }) =>
    Promise.all(
      existingBuckets(config).map((bucket) =>
        ask('s3:GetBucketNotification and s3:GetBucketLocation', () =>
          seeBucket(bucket, connect(S3Client, config.region), call),
        ),
      ),
    ),
  decide: (seen: readonly SeenBucket[], { config }) =>
    seen.map((bucket) => {
      const fault = existingFault(bucket, config, [])
      return fault
        ? problem(fault.found, fault.meaning, fault.fix)
        : ok(`${bucket.bucket} sends its events to EventBridge.`)
    }),
})

/** What thumbnails and their view need of an account. */
export const thumbnailsDoctor: DoctorContribution = [
  certificateCheck('view-certificate', ({ thumbnails }) => {
    const domain = thumbnails?.view?.domain
    return (
      domain && { arn: domain.certificateArn, region: regionOfCloudFront, host: domain.name, key: 'thumbnails.view' }
    )
  }),
  existing,
  madeWebhook,
  recursionCheck('thumbnails', ['on-upload'], ({ thumbnails }) => thumbnails !== undefined),
]
