import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { lifecycleProblems } from '../../../shared/config/lifecycle/rules.ts'
import { ConfigError } from '../../../shared/errors.ts'

const parseProblems = (config: object): string[] => {
  try {
    parseConfig(config, new Date('2026-11-21T00:00:00Z'))
    return []
  } catch (error) {
    return error instanceof ConfigError ? [...error.problems] : [String(error)]
  }
}

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

describe('rules that hide each other', () => {
  const problems = (rules: object, presets: string[] = []): string[] =>
    lifecycleProblems({ buckets: [{ bucket: 'photos', presets, rules }] })

  test.each<[string, object, string[]]>([
    [
      'a longer deletion below a shorter one',
      { logs: { prefix: 'logs/', expireAfterDays: 9 }, keep: { prefix: 'logs/keep/', expireAfterDays: 900 } },
      ['keep.expireAfterDays: 900', 'rule "logs" deletes after 9 days, for keys under logs/'],
    ],
    [
      'written in the other order',
      { keep: { prefix: 'logs/keep/', expireAfterDays: 900 }, logs: { prefix: 'logs/', expireAfterDays: 9 } },
      ['keep.expireAfterDays: 900'],
    ],
    [
      'a tag that should protect',
      { all: { expireAfterDays: 9 }, keep: { tags: { keep: 'yes' }, expireAfterDays: 900 } },
      ['keep.expireAfterDays: 900', 'for every key'],
    ],
    [
      'fewer tags are the wider rule',
      { all: { tags: { a: '1' }, expireAfterDays: 9 }, keep: { tags: { a: '1', b: '2' }, expireAfterDays: 900 } },
      ['keep.expireAfterDays: 900'],
    ],
    [
      'a move after the deletion',
      {
        logs: { prefix: 'l', expireAfterDays: 9 },
        keep: { prefix: 'logs/', transitions: [{ days: 90, to: 'GLACIER' }] },
      },
      ['keep.transitions[0].days: 90'],
    ],
    [
      'a move on the day of the deletion',
      { gone: { expireAfterDays: 45 }, moved: { transitions: [{ days: 45, to: 'GLACIER' }] } },
      ['moved.transitions[0].days: 45'],
    ],
    [
      'a move up',
      {
        cold: { transitions: [{ days: 30, to: 'GLACIER' }] },
        warm: { prefix: 'a/', transitions: [{ days: 60, to: 'STANDARD_IA' }] },
      },
      ['warm.transitions[0].days: 60', 'moves to GLACIER after 30 days'],
    ],
    [
      'the dearer move of one day',
      {
        cold: { transitions: [{ days: 60, to: 'DEEP_ARCHIVE' }] },
        warm: { prefix: 'a/', transitions: [{ days: 60, to: 'GLACIER' }] },
      },
      ['warm.transitions[0].days: 60'],
    ],
    [
      'old versions',
      {
        wide: { expireOldVersionsAfterDays: 5 },
        keep: { prefix: 'a/', expireOldVersionsAfterDays: 50 },
      },
      ['keep.expireOldVersionsAfterDays: 50', 'deletes old versions after 5 days'],
    ],
  ])('%s', (_, rules, words) => {
    const [first = '', ...others] = problems(rules)
    for (const each of words) expect(first).toContain(each)
    expect(others).toEqual([])
  })

  test('a preset that a rule of one’s own hides', () => {
    expect(problems({ gone: { expireAfterDays: 30 } }, ['photo-originals'])).toEqual([
      expect.stringContaining('presets[0]: "photo-originals" is not allowed'),
    ])
    expect(problems({}, ['photo-originals', 'photo-thumbnails'])).toHaveLength(1)
  })

  test.each([
    [{ logs: { prefix: 'logs/', expireAfterDays: 900 }, short: { prefix: 'logs/tmp/', expireAfterDays: 9 } }],
    [{ a: { prefix: 'a/', expireAfterDays: 9 }, b: { prefix: 'b/', expireAfterDays: 900 } }],
    [{ a: { tags: { k: '1' }, expireAfterDays: 9 }, b: { tags: { k: '2' }, expireAfterDays: 900 } }],
    [{ a: { expireAfterDays: 9 }, b: { prefix: 'b/', expireOldVersionsAfterDays: 900 } }],
    [
      {
        a: { transitions: [{ days: 30, to: 'STANDARD_IA' }] },
        b: { prefix: 'b', transitions: [{ days: 90, to: 'GLACIER' }] },
      },
    ],
  ])('nothing hides anything in %j', (rules) => {
    expect(problems(rules)).toEqual([])
  })
})

describe('one fault hides no other', () => {
  const faults = (lifecycle: object): string[] => parseProblems({ ...example, lifecycle })

  test('of the rule whose name is bad', () => {
    const rules = {
      'Bad Name!': { transitions: [{ days: 45, to: 'GLACIER' }], expireAfterDays: 45, colour: 'red' },
      ß: { expireAfterDays: 0, prefix: '/logs/' },
    }
    const text = faults({ buckets: [{ bucket: 'photos', rules }] })
    expect(text).toEqual([
      expect.stringContaining('"Bad Name!" is not a name'),
      expect.stringContaining('"ß" is not a name'),
      expect.stringContaining('rules["Bad Name!"].colour: unknown key'),
      expect.stringContaining('rules["ß"].prefix: "/logs/" is not allowed'),
      expect.stringContaining('rules["ß"].expireAfterDays: 0 is not allowed; expected at least 1'),
      expect.stringContaining('rules["Bad Name!"].expireAfterDays: 45 is not allowed; expected more than 45 days'),
    ])
  })

  test('of a field, of a bucket', () => {
    const rules = { one: { prefix: 3, tags: { 'aws:x': 'y' }, transitions: [{ days: 3, to: 'ONEZONE_IA' }] } }
    const text = faults({ buckets: [{ bucket: 'Not A Bucket', presets: ['nope'], rules }, { bucket: 'photos' }, 3] })
    for (const each of [
      'bucket: "Not',
      'presets[0]',
      'one.prefix',
      'one.tags["aws:x"]',
      'transitions[0].days',
      'buckets[2]',
    ])
      expect(text.join('\n')).toContain(each)
  })

  test('names of people, jobs and sizes too', () => {
    const bad = parseProblems({ ...example, jobs: { 'Bad!': { schedule: 'rate(1 day)', image: '??', owner: 3 } } })
    expect(bad.join('\n')).toMatch(/jobs\["Bad!"\]: "Bad!" is not a name[\s\S]*jobs\["Bad!"\]\.image/)
  })
})

describe('what S3 would refuse, or take and never match', () => {
  const faults = (rule: object): string =>
    parseProblems({
      ...example,
      lifecycle: { buckets: [{ bucket: 'photos', rules: { one: { expireAfterDays: 9, ...rule } } }] },
    }).join('\n')
  const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']))

  test.each<[object, string]>([
    [{ prefix: '가'.repeat(400) }, 'at most 1024 bytes of UTF-8, because no key is longer; this is 1200'],
    [{ prefix: 'a'.repeat(1025) }, 'at most 1024 bytes'],
    [{ prefix: 'logs/*' }, 'S3 knows no wildcards'],
    [{ prefix: '*.log' }, 'S3 knows no wildcards'],
    [{ prefix: 'logs/?' }, 'S3 knows no wildcards'],
    [{ prefix: '/logs/' }, 'keys do not start with a slash'],
    [{ prefix: './logs/' }, 'keys do not start with ./'],
    [{ prefix: 's3://photos/logs/' }, 'without s3:// and the bucket'],
    [{ prefix: 'a\u0000' }, 'no control characters'],
    [{ prefix: 'a\ud83d' }, 'no control characters'],
    [{ tags: { 'aws:createdBy': 'x' } }, 'does not start with aws:'],
    [{ tags: { 'AWS:x': 'x' } }, 'does not start with aws:'],
    [{ tags: { '': 'x' } }, '1 to 128 characters'],
    [{ tags: { 'a,b': 'x' } }, 'a tag key of letters'],
    [{ tags: { a: 'x'.repeat(257) } }, 'at most 256 characters'],
    [{ tags: { a: '<x>' } }, 'a tag value of letters'],
    [{ tags: many(11) }, 'at most 10 tags, because no object carries more; these are 11'],
  ])('%j', (rule, words) => {
    expect(faults(rule)).toContain(words)
  })

  test.each([
    { prefix: '가'.repeat(341) },
    { prefix: 'app/[slug]/' },
    { prefix: 'logs/', tags: many(10) },
    { tags: { 'Cost Center/팀': '' } },
  ])('%j is well', (rule) => {
    expect(faults(rule)).toBe('')
  })
})
