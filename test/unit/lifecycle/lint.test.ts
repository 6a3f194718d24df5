import { lifecycleProblems } from '../../../shared/config/lifecycle-rules.ts'

const at = 'lifecycle.buckets[0].rules.one'
const lint = (rule: object): string[] => lifecycleProblems({ buckets: [{ bucket: 'photos', rules: { one: rule } }] })

describe('a rule that S3 would refuse', () => {
  test.each([
    ['nothing to do', {}, `${at}: {} is not allowed; expected at least one action`],
    ['a scope alone', { prefix: 'a' }, `${at}: {"prefix":"a"} is not allowed; expected at least one action`],
    [
      'a deletion with the last transition',
      { transitions: [{ days: 45, to: 'GLACIER' }], expireAfterDays: 45 },
      `${at}.expireAfterDays: 45 is not allowed; expected more than 45 days`,
    ],
    [
      'old versions deleted before they move',
      { oldVersionTransitions: [{ days: 60, to: 'GLACIER' }], expireOldVersionsAfterDays: 30 },
      `${at}.expireOldVersionsAfterDays: 30 is not allowed; expected more than 60 days`,
    ],
    [
      'infrequent access too early',
      { transitions: [{ days: 29, to: 'ONEZONE_IA' }] },
      `${at}.transitions[0].days: 29 is not allowed; expected at least 30 days`,
    ],
    [
      'old versions to infrequent access too early',
      { oldVersionTransitions: [{ days: 15, to: 'STANDARD_IA' }] },
      `${at}.oldVersionTransitions[0].days: 15 is not allowed; expected at least 30 days`,
    ],
    [
      'a way up',
      {
        transitions: [
          { days: 10, to: 'GLACIER' },
          { days: 200, to: 'STANDARD_IA' },
        ],
      },
      `${at}.transitions[1].to: "STANDARD_IA" is not allowed; expected one of DEEP_ARCHIVE after GLACIER`,
    ],
    [
      'a way up, written last first',
      {
        transitions: [
          { days: 200, to: 'STANDARD_IA' },
          { days: 10, to: 'GLACIER' },
        ],
      },
      `${at}.transitions[0].to: "STANDARD_IA" is not allowed`,
    ],
    [
      'one class twice',
      {
        transitions: [
          { days: 10, to: 'GLACIER' },
          { days: 200, to: 'GLACIER' },
        ],
      },
      `${at}.transitions[1].to: "GLACIER" is not allowed`,
    ],
    [
      'one zone to instant retrieval',
      {
        transitions: [
          { days: 30, to: 'ONEZONE_IA' },
          { days: 90, to: 'GLACIER_IR' },
        ],
      },
      `${at}.transitions[1].to: "GLACIER_IR" is not allowed`,
    ],
    [
      'too short a stay',
      {
        transitions: [
          { days: 30, to: 'STANDARD_IA' },
          { days: 59, to: 'GLACIER' },
        ],
      },
      `${at}.transitions[1].days: 59 is not allowed; expected at least 60 days`,
    ],
    [
      'two moves on one day',
      {
        transitions: [
          { days: 5, to: 'INTELLIGENT_TIERING' },
          { days: 5, to: 'GLACIER' },
        ],
      },
      `${at}.transitions[1].days: 5 is not allowed; expected at least 6 days`,
    ],
    [
      'uploads by tag',
      { tags: { a: 'b' }, abortUploadsAfterDays: 7 },
      `${at}.abortUploadsAfterDays: 7 is not allowed; expected no tags`,
    ],
    [
      'delete markers by tag',
      { tags: { a: 'b' }, removeDeleteMarkers: true },
      `${at}.removeDeleteMarkers: true is not allowed; expected no tags`,
    ],
    [
      'delete markers beside a deletion',
      { removeDeleteMarkers: true, expireAfterDays: 3 },
      `${at}.removeDeleteMarkers: true is not allowed; expected no expireAfterDays`,
    ],
  ])('%s', (_, rule, message) => {
    const [first, ...others] = lint(rule)
    expect(first).toContain(message)
    expect(others).toEqual([])
  })
})

test.each([
  [
    {
      transitions: [
        { days: 30, to: 'STANDARD_IA' },
        { days: 60, to: 'GLACIER' },
        { days: 150, to: 'DEEP_ARCHIVE' },
      ],
      expireAfterDays: 151,
    },
  ],
  [{ transitions: [{ days: 0, to: 'GLACIER_IR' }] }],
  [
    {
      transitions: [
        { days: 0, to: 'INTELLIGENT_TIERING' },
        { days: 1, to: 'DEEP_ARCHIVE' },
      ],
    },
  ],
  [{ prefix: 'tmp/', abortUploadsAfterDays: 1, expireAfterDays: 1 }],
  [{ tags: {}, abortUploadsAfterDays: 1 }],
])('nothing is wrong with %j', (rule) => {
  expect(lint(rule)).toEqual([])
})

describe('a bucket', () => {
  const problems = (...buckets: object[]): string[] => lifecycleProblems({ buckets })

  test('is named once', () => {
    expect(problems({ bucket: 'aaa' }, { bucket: 'bbb' }, { bucket: 'aaa' })).toEqual([
      'lifecycle.buckets[2].bucket: "aaa" is not allowed; expected each bucket once; it is buckets[0] already',
    ])
    expect(problems({ bucket: { own: 'uploads' } }, { bucket: { own: 'uploads' } })).toHaveLength(1)
    expect(problems({ bucket: { own: 'uploads' } }, { bucket: { own: 'thumbnails' } })).toEqual([])
  })

  test('may have no rules at all: that removes those of before', () => {
    expect(problems({ bucket: 'aaa' })).toEqual([])
  })

  test('has no two rules that do the same to the same keys', () => {
    expect(problems({ bucket: 'aaa', presets: ['recoverable-deletes', 'old-versions'] })).toEqual([
      'lifecycle.buckets[0].presets[1]: "old-versions" is not allowed; expected one rule to delete old versions of the same keys; "recoverable-deletes" does it already',
    ])
    expect(problems({ bucket: 'aaa', presets: ['access-logs', 'access-logs'] })).toHaveLength(1)
    const mine = (rule: object) => ({ bucket: 'aaa', presets: ['access-logs'], rules: { mine: rule } })
    expect(problems(mine({ prefix: '', expireAfterDays: 10 }))).toEqual([expect.stringContaining('rules.mine: ')])
    expect(problems(mine({ prefix: 'a/', expireAfterDays: 10 }))).toEqual([])
    expect(problems(mine({ tags: { a: 'b' }, expireAfterDays: 10 }))).toEqual([])
  })

  test('has no rule with the name of a preset, whose ID it would share', () => {
    expect(problems({ bucket: 'aaa', rules: { 'old-versions': { expireAfterDays: 3 } } })).toEqual([
      expect.stringContaining('expected a name that no preset has'),
    ])
  })

  test('has at most 1,000 rules', () => {
    const rules = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`r-${n}`, { prefix: `${n}/`, expireAfterDays: 9 }]))
    expect(problems({ bucket: 'aaa', rules: rules(1_000) })).toEqual([])
    expect(problems({ bucket: 'aaa', rules: rules(1_000), presets: ['old-versions'] })).toEqual([
      'lifecycle.buckets[0]: "1001 rules" is not allowed; expected at most 1000 rules a bucket',
    ])
  })
})

test('what is not well formed is left to the schema', () => {
  for (const broken of [undefined, null, 3, {}, { buckets: 3 }, { buckets: [3, null, { bucket: 3 }] }])
    expect(lifecycleProblems(broken)).toEqual([])
})

test('the example in the repository is well', async () => {
  const { config } = await import('../../../nightshift.config.ts')
  expect(lifecycleProblems(config.lifecycle)).toEqual([])
})
