import type { LifecycleRule } from '@aws-sdk/client-s3'
import { previewBuckets, previewRows } from '../../../functions/lifecycle/preview/preview.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { awsError, fakeBuckets } from './fake-buckets.ts'

const rules = wantedRules({ presets: ['photo-originals', 'incomplete-uploads'], rules: {} }, 'shop')
const byHand: LifecycleRule = { ID: 'by-hand', Status: 'Enabled', Filter: {}, Expiration: { Days: 7 } }

test('a preview says what would change, in words, and writes nothing', async () => {
  const changed = rules
    .slice(0, 1)
    .map((rule) => ({ ...rule, Transitions: [{ Days: 9, StorageClass: 'GLACIER' as const }] }))
  const buckets = fakeBuckets({ photos: { rules: [byHand, ...changed] }, shut: {} }, (_, bucket) =>
    bucket === 'shut' ? awsError('AccessDenied', 403) : undefined,
  )
  const plans = await previewBuckets(
    ['photos', 'shut'].map((bucket) => ({ bucket, deployment: 'shop', rules, versioned: true })),
    buckets,
  )
  expect(plans).toMatchObject([
    { bucket: 'photos', action: 'put', versioning: 'enable' },
    { bucket: 'shut', action: 'error', rules: [], reason: expect.stringContaining('may not read') },
  ])
  expect(JSON.stringify(plans)).not.toContain('"put":')
  expect(previewRows(plans).map(({ change, id, words }) => [change, id, words].join(' | '))).toEqual([
    'add | versioning | switched on',
    'left alone | by-hand | every key: a delete marker added after 7 days, below which all versions stay and are charged for',
    'change | nightshift:shop:photo-originals | every key: to GLACIER after 45 days (now every key: to GLACIER after 9 days)',
    'add | nightshift:shop:incomplete-uploads | every key: unfinished uploads given up after 30 days',
    'warning |  | nightshift:shop:photo-originals comes too late: by-hand (every key: a delete marker added after 7 days, below which all versions stay and are charged for) acts first, and S3 lets the shorter one win',
    expect.stringMatching(/^error \| {2}\| Nightshift may not/),
  ])
  expect(buckets.calls).toEqual([])
})

describe('what a person should know before it is written', () => {
  const rule = (name: string, body: Partial<LifecycleRule>): LifecycleRule => ({
    ID: `nightshift:shop:${name}`,
    Status: 'Enabled',
    Filter: { Prefix: '' },
    ...body,
  })
  const look = async (wanted: LifecycleRule[], state: Parameters<typeof fakeBuckets>[0][string], versioned = false) => {
    const buckets = fakeBuckets({ photos: state })
    const [plan] = await previewBuckets([{ bucket: 'photos', deployment: 'shop', rules: wanted, versioned }], buckets)
    return { warnings: plan?.warnings ?? [], rows: previewRows(plan ? [plan] : []) }
  }
  const all = rule('all', { Expiration: { Days: 1 } })

  test('everything will be deleted', async () => {
    const { warnings, rows } = await look([all], {})
    expect(warnings).toEqual([
      'nightshift:shop:all deletes EVERY object of the bucket 1 day after it was written, those that are there now too',
    ])
    expect(rows.at(-1)).toMatchObject({ bucket: 'photos', change: 'warning' })
    expect((await look([rule('logs', { Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } })], {})).warnings).toEqual(
      [],
    )
  })

  test('with versioning only a marker is added, and what is below it is charged for', async () => {
    const logs = rule('logs', { Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } })
    const { warnings, rows } = await look([logs], { versioned: true })
    expect(rows[0]?.words).toBe(
      'keys under logs/: a delete marker added after 1 day, below which all versions stay and are charged for',
    )
    expect(warnings).toEqual([expect.stringContaining('frees nothing, because the bucket has versioning')])
    const old = rule('old', { NoncurrentVersionExpiration: { NoncurrentDays: 60 } })
    expect((await look([logs, old], { versioned: true })).warnings).toEqual([
      expect.stringMatching(
        /because the bucket has versioning: .* until nightshift:shop:old deletes old versions, 60 days later/,
      ),
    ])
    expect((await look([logs, old], { versioned: false, suspended: true })).warnings).toEqual([
      expect.stringMatching(/because the bucket had versioning: .* until nightshift:shop:old deletes old versions/),
    ])
    const elsewhere = { ...old, Filter: { Prefix: 'logs/a' } }
    expect((await look([logs, elsewhere], { versioned: true })).warnings).toEqual([
      expect.stringContaining('frees nothing, because'),
    ])
  })

  test('so it is where this very plan switches versioning on, and where it is suspended', async () => {
    const logs = rule('logs', { Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } })
    expect((await look([logs], { versioned: false }, true)).warnings).toHaveLength(1)
    const { rows, warnings } = await look([logs], { versioned: false, suspended: true })
    expect(rows[0]?.words).toContain('in the place of a version without an ID; versions with one stay')
    expect(warnings).toEqual([expect.stringContaining('the bucket had versioning')])
  })

  test('a rule of somebody else that deletes sooner', async () => {
    const keep = rule('keep', { Filter: { Prefix: 'keep/' }, Expiration: { Days: 900 } })
    expect((await look([keep], { rules: [byHand] })).warnings).toEqual([
      'nightshift:shop:keep comes too late: by-hand (every key: deleted after 7 days) acts first, and S3 lets the shorter one win',
    ])
    expect((await look([keep], { rules: [{ ...byHand, Status: 'Disabled' }] })).warnings).toEqual([])
    expect((await look([keep], { rules: [{ ...byHand, Filter: { Prefix: 'a/' } }] })).warnings).toEqual([])
  })
})
