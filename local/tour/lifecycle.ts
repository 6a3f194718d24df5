import {
  DeleteObjectCommand,
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  applyLifecycle,
  configPlaces,
  isLeft,
  planLifecycle,
  previewRows,
  shorteningText,
  simulateObject,
} from '../../api/lifecycle.ts'
import { clientOptions } from '../../shared/aws.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle/schema.ts'
import type { Config } from '../../shared/config/schema.ts'
import { errorName } from '../../shared/errors.ts'
import { deployCopy } from './copy.ts'
import { check, type Stop, type Tour } from './guide.ts'

const byHand = {
  ID: 'made-by-hand',
  Status: 'Enabled' as const,
  Filter: { Prefix: 'drafts/' },
  Expiration: { Days: 7 },
}

const applied: Stop = {
  title: 'lifecycle rules are planned in words, and applied next to a rule that somebody made by hand, which stays',
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
    const planned = (await planLifecycle(guide)).filter(isLeft)
    check(planned.length > 0, 'The plan has nothing to do')
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
    return [
      ...previewRows(planned)
        .filter(({ change }) => change === 'add')
        .map(({ id, words }) => `planned: + ${id}: ${words}`),
      `${Bucket}: ${ours.map(({ ID }) => ID).join(', ')} beside ${byHand.ID}; a second look writes nothing`,
    ]
  },
}

/** A photo's life by the rules of the config, nothing being asked of AWS. */
const followed: Stop = {
  title:
    'one photo is followed through the lifecycle rules before it is there: when it moves, by which rule, what it costs',
  visit: async ({ config }) => {
    const photo = { key: 'photos/lighthouse.jpg', size: 5_000_000, created: new Date('2026-11-30T10:30:00Z') }
    const rows = simulateObject(photo, configPlaces(config, { bucket: 'uploads' }), config.name)
    const moved = rows.find(({ what }) => what === 'moved')
    check(
      moved?.owner === 'ours' && moved.dollars > 0,
      `The photo does not move by a rule of ours: ${JSON.stringify(rows)}`,
    )
    return rows.map(
      ({ at, day, what, storageClass, rule, dollarsAMonth }) =>
        `day ${day}, ${at.slice(0, 10)}: ${what} ${storageClass ?? ''} by ${rule}; from then on $${(dollarsAMonth * 1e6).toFixed(2)} a month for a million such`,
    )
  },
}

const hasty = { prefix: 'tour/', expireAfterDays: 1 }

/** The config as it would be with a rule that deletes thumbnails of the tour after a day, for their bucket alone. */
const withHasty = (config: Config): Config => {
  const buckets = config.lifecycle?.buckets.filter(
    ({ bucket }) => typeof bucket !== 'string' && bucket.own === 'thumbnails',
  )
  const [policy = { bucket: { own: 'thumbnails' } }] = buckets ?? []
  return { ...config, lifecycle: lifecycleSchema.parse({ buckets: [{ ...policy, rules: { hasty } }] }) }
}

const refused: Stop = {
  title: 'a lifecycle rule that would delete what is there now is counted, and apply refuses it until somebody agrees',
  visit: async (guide) => {
    const s3 = new S3Client(clientOptions)
    const [Bucket, Key] = [guide.output('ThumbnailsBucket'), 'tour/kept.txt']
    const config = withHasty(guide.config)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'still wanted' }))
    const copy = await deployCopy(
      guide,
      'LifecycleFunction',
      { buckets: config.lifecycle?.buckets },
      { THUMBNAILS_BUCKET: Bucket },
    )
    const apply = async (consent: Parameters<typeof applyLifecycle>[1] = {}) => {
      const output = (name: string): string => (name === 'LifecycleFunction' ? copy.name : guide.output(name))
      const [outcome] = await applyLifecycle({ ...guide, output }, consent)
      check(outcome?.held !== undefined, `It is not held back: ${JSON.stringify(outcome)}`)
      return outcome?.held
    }
    try {
      const plans = await planLifecycle({ ...guide, config })
      check(plans[0]?.shortening?.objects === 1, `The object is not counted: ${JSON.stringify(plans)}`)
      const held = await apply()
      check(held?.objects === 1 && held.until === undefined, `Apply does not refuse it: ${JSON.stringify(held)}`)
      const agreed = await apply({ confirm: true, by: 'the tour' })
      check(agreed?.until !== undefined, `The grace does not begin: ${JSON.stringify(agreed)}`)
      const back = await apply({ takeBack: true, by: 'the tour' })
      check(back?.until === undefined, `It cannot be taken back: ${JSON.stringify(back)}`)
      return [
        ...previewRows(plans)
          .filter(({ id, change }) => change === 'add' && id.endsWith('hasty'))
          .map(({ id, words }) => `planned: + ${id}: ${words}`),
        ...(held ? [`apply: refused, because it ${shorteningText(held)}`] : []),
        `apply --confirm: made from ${agreed?.until} on; apply --take-back: not made`,
      ]
    } finally {
      await copy.remove()
      await s3.send(new DeleteObjectCommand({ Bucket, Key }))
      // By the config that is deployed, nothing is held back any more.
      await applyLifecycle(guide)
    }
  },
}

export const lifecycleTour: Tour = {
  stops: ({ lifecycle, thumbnails }) => (lifecycle && thumbnails ? [followed, applied, refused] : []),
}
