import { config as example } from '../../../nightshift.config.ts'
import { lifecycleSchema } from '../../../shared/config/lifecycle/schema.ts'
import { lifecycleWarnings } from '../../../shared/config/lifecycle/warnings.ts'

const warnings = (...buckets: object[]): string[] => lifecycleWarnings(lifecycleSchema.parse({ buckets }))
const ofRules = (rules: object, presets: string[] = []): string[] => warnings({ bucket: 'photos', rules, presets })

test('the example in the repository gives no warning, and no preset one alone', () => {
  expect(lifecycleWarnings(undefined)).toEqual([])
  expect(lifecycleWarnings(lifecycleSchema.parse(example.lifecycle))).toEqual([])
  for (const preset of ['photo-originals', 'photo-thumbnails', 'recoverable-deletes', 'access-logs', 'old-versions'])
    expect(ofRules({}, [preset])).toEqual([])
})

describe('rules that cut each other short', () => {
  test('where neither is for all that the other is for', () => {
    expect(
      ofRules({
        logs: { prefix: 'logs/', expireAfterDays: 9 },
        keep: { tags: { keep: 'yes' }, expireAfterDays: 900 },
      }),
    ).toEqual([
      'lifecycle.buckets[0].rules.keep.expireAfterDays: does not hold for objects that "logs" covers too (keys under logs/): it deletes after 9 days, and S3 lets the shorter one win',
    ])
  })
  test('not where no object can be under both', () => {
    expect(
      ofRules({
        one: { prefix: 'a/', tags: { k: '1' }, expireAfterDays: 9 },
        two: { prefix: 'b/', tags: { j: '1' }, expireAfterDays: 900 },
      }),
    ).toEqual([])
  })
})

describe('a class that is left before its minimum is over', () => {
  test.each<[object, string]>([
    [{ transitions: [{ days: 30, to: 'DEEP_ARCHIVE' }], expireAfterDays: 31 }, 'in DEEP_ARCHIVE for 1 day only'],
    [{ transitions: [{ days: 30, to: 'DEEP_ARCHIVE' }], expireAfterDays: 209 }, 'for at least 180 days'],
    [{ transitions: [{ days: 45, to: 'GLACIER' }], expireAfterDays: 60 }, 'in GLACIER for 15 days only'],
    [{ transitions: [{ days: 0, to: 'GLACIER_IR' }], expireAfterDays: 89 }, 'in GLACIER_IR for 89 days only'],
    [{ transitions: [{ days: 30, to: 'ONEZONE_IA' }], expireAfterDays: 45 }, 'at least 30 days'],
    [
      { oldVersionTransitions: [{ days: 15, to: 'DEEP_ARCHIVE' }], expireOldVersionsAfterDays: 100 },
      'in DEEP_ARCHIVE for 85 days only, until "one" deletes old versions after 100 days',
    ],
  ])('%j', (rule, words) => {
    expect(ofRules({ one: rule })).toEqual([expect.stringContaining(words)])
  })

  test('by the deletion of another rule', () => {
    expect(ofRules({ gone: { expireAfterDays: 60 } }, ['photo-originals'])).toEqual([
      expect.stringContaining(
        'presets[0]: objects are in GLACIER for 15 days only, until "gone" deletes after 60 days',
      ),
    ])
  })

  test.each([
    [{ transitions: [{ days: 30, to: 'DEEP_ARCHIVE' }], expireAfterDays: 210 }],
    [{ transitions: [{ days: 1, to: 'INTELLIGENT_TIERING' }], expireAfterDays: 8 }],
    [{ transitions: [{ days: 30, to: 'GLACIER' }] }],
  ])('not by %j', (rule) => {
    expect(ofRules({ one: rule })).toEqual([])
  })

  test('not where versioning keeps what is deleted', () => {
    expect(ofRules({ gone: { expireAfterDays: 60 } }, ['photo-originals', 'recoverable-deletes'])).toEqual([])
  })
})

test('a whole bucket that is deleted within days, and a prefix that looks like a pattern', () => {
  expect(ofRules({ all: { expireAfterDays: 1 } })).toEqual([
    expect.stringContaining('deletes EVERY object of the bucket 1 day after'),
  ])
  expect(ofRules({ all: { expireAfterDays: 1, prefix: 'tmp/' } })).toEqual([])
  expect(ofRules({ all: { expireAfterDays: 365 } })).toEqual([])
  expect(ofRules({ all: { expireAfterDays: 365, prefix: 'logs/[0-9]' } })).toEqual([
    expect.stringContaining('"logs/[0-9]" is taken for itself'),
  ])
})

describe('thumbnails that go while their originals are archived', () => {
  const uploads = { own: 'uploads' }
  const thumbnails = { own: 'thumbnails' }
  test.each<[string, object, object]>([
    [
      'the pair of presets',
      { bucket: uploads, presets: ['photo-originals'] },
      { bucket: thumbnails, presets: ['photo-thumbnails'] },
    ],
    [
      'of named buckets',
      { bucket: 'shop-photos', presets: ['photo-originals'] },
      { bucket: 'shop-small', presets: ['photo-thumbnails'] },
    ],
    [
      'by rules of one’s own',
      { bucket: uploads, rules: { cold: { transitions: [{ days: 90, to: 'DEEP_ARCHIVE' }] } } },
      { bucket: thumbnails, rules: { gone: { prefix: 'small/', expireAfterDays: 400 } } },
    ],
  ])('%s, in either order', (_, originals, small) => {
    expect(warnings(originals, small)).toEqual([
      expect.stringMatching(/^lifecycle\.buckets\[1\]: .*cannot be made again/),
    ])
    expect(warnings(small, originals)).toEqual([
      expect.stringMatching(/^lifecycle\.buckets\[0\]: .*cannot be made again/),
    ])
  })
  test('not where originals can be read at once', () => {
    const rules = { cold: { transitions: [{ days: 90, to: 'GLACIER_IR' }] } }
    expect(warnings({ bucket: uploads, rules }, { bucket: thumbnails, presets: ['photo-thumbnails'] })).toEqual([])
  })
})
