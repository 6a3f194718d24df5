import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { applyLifecycle } from '../../api/lifecycle.ts'
import { clientOptions } from '../../shared/aws.ts'
import { errorName } from '../../shared/errors.ts'
import { check, type Stop, type Tour } from './guide.ts'

const byHand = {
  ID: 'made-by-hand',
  Status: 'Enabled' as const,
  Filter: { Prefix: 'drafts/' },
  Expiration: { Days: 7 },
}

const applied: Stop = {
  title: 'lifecycle rules are applied next to a rule that somebody made by hand, which stays',
  visit: async (guide) => {
    const { output } = guide
    const s3 = new S3Client(clientOptions)
    const Bucket = output('UploadsBucket')
    const rules = async () => {
      try {
        return (await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? []
      } catch (error) {
        if (errorName(error) === 'NoSuchLifecycleConfiguration') return []
        throw error
      }
    }
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules: [byHand] } }))
    await applyLifecycle(guide)
    const after = await rules()
    const ours = after.filter(({ ID = '' }) => ID.startsWith('nightshift:'))
    check(ours.length > 0, `No rule of ours is there: ${JSON.stringify(after)}`)
    check(
      JSON.stringify(after.find(({ ID }) => ID === byHand.ID)?.Expiration) === JSON.stringify(byHand.Expiration),
      `The rule made by hand has changed: ${JSON.stringify(after)}`,
    )
    const again = await applyLifecycle(guide)
    check(!/"action":"(put|delete)"/.test(JSON.stringify(again)), `A second look wrote again: ${JSON.stringify(again)}`)
    return [`${Bucket}: ${ours.map(({ ID }) => ID).join(', ')} beside ${byHand.ID}; a second look writes nothing`]
  },
}

export const lifecycleTour: Tour = {
  stops: ({ lifecycle, thumbnails }) => (lifecycle && thumbnails ? [applied] : []),
}
