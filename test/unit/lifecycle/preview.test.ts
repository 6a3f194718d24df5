import type { LifecycleRule } from '@aws-sdk/client-s3'
import { previewBuckets, previewRows } from '../../../functions/lifecycle/engine/preview.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { awsError, fakeBuckets } from './fake-buckets.ts'

const rules = wantedRules({ presets: ['photo-originals', 'incomplete-uploads'], rules: {} })
const byHand: LifecycleRule = { ID: 'by-hand', Status: 'Enabled', Filter: {}, Expiration: { Days: 7 } }

test('a preview says what would change, in words, and writes nothing', async () => {
  const changed = rules
    .slice(0, 1)
    .map((rule) => ({ ...rule, Transitions: [{ Days: 9, StorageClass: 'GLACIER' as const }] }))
  const buckets = fakeBuckets({ photos: { rules: [byHand, ...changed] }, shut: {} }, (_, bucket) =>
    bucket === 'shut' ? awsError('AccessDenied', 403) : undefined,
  )
  const plans = await previewBuckets(
    ['photos', 'shut'].map((bucket) => ({ bucket, rules, versioned: true })),
    buckets,
  )
  expect(plans).toMatchObject([
    { bucket: 'photos', action: 'put', versioning: 'enable' },
    { bucket: 'shut', action: 'error', rules: [], reason: expect.stringContaining('may not read') },
  ])
  expect(JSON.stringify(plans)).not.toContain('"put":')
  expect(previewRows(plans).map(({ change, id, words }) => [change, id, words].join(' | '))).toEqual([
    'add | versioning | switched on',
    'left alone | by-hand | every key: deleted after 7 days',
    'change | nightshift:photo-originals | every key: to GLACIER after 45 days (now every key: to GLACIER after 9 days)',
    'add | nightshift:incomplete-uploads | every key: unfinished uploads given up after 30 days',
    expect.stringMatching(/^error \| {2}\| Nightshift may not/),
  ])
  expect(buckets.calls).toEqual([])
})
