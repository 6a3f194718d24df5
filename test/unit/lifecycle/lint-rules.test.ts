import type { LifecycleRule } from '@aws-sdk/client-s3'
import { needsOf } from '../../../functions/lifecycle/rules/needs.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { presetNames } from '../../../shared/config/lifecycle/schema.ts'
import { type Finding, lintRules } from '../../../shared/lifecycle/lint.ts'
import type { Versioning } from '../../../shared/lifecycle/simulate.ts'

const rule = (ID: string, body: Partial<LifecycleRule>): LifecycleRule => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...body,
})
const dies = (ID: string, Days: number, Prefix = '') => rule(ID, { Filter: { Prefix }, Expiration: { Days } })
const moves = (ID: string, Days: number, StorageClass: string, more: Partial<LifecycleRule> = {}) =>
  rule(ID, { Transitions: [{ Days, StorageClass: StorageClass as 'GLACIER' }], ...more })
const find = (rules: LifecycleRule[], kind: Finding['kind'], versioning: Versioning = 'off'): string[] =>
  lintRules({ rules, versioning })
    .filter((each) => each.kind === kind)
    .map(({ rule: id, text }) => `${id}: ${text}`)

test.each<[string, LifecycleRule[], Finding['kind'], string[]]>([
  ['a move that acts', [moves('small', 30, 'STANDARD_IA', { Filter: { Prefix: '' } }), dies('x', 999)], 'never', []],
  [
    'old versions that nobody keeps',
    [rule('old', { NoncurrentVersionExpiration: { NoncurrentDays: 3 } })],
    'never',
    ['old: deletes old versions: never, because the bucket keeps no old versions'],
  ],
  [
    'a later deletion under a shorter one',
    [dies('all', 9), dies('keep', 900, 'keep/')],
    'hidden',
    ['keep: deletes: never, because "all" acts first on all that it is for'],
  ],
  [
    'a move after a deletion',
    [dies('all', 9), moves('cold', 30, 'GLACIER')],
    'hidden',
    ['cold: moves to GLACIER: never, because "all" acts first on all that it is for'],
  ],
  [
    'a move up',
    [moves('cold', 10, 'GLACIER'), moves('warm', 60, 'STANDARD_IA')],
    'hidden',
    ['warm: moves to STANDARD_IA: never, because "cold" acts first on all that it is for'],
  ],
  ['rules for others', [dies('a', 9, 'a/'), dies('b', 900, 'b/')], 'hidden', []],
  ['a rule that is disabled', [{ ...dies('all', 9), Status: 'Disabled' }, dies('keep', 900)], 'hidden', []],
])('%s', (_, rules, kind, expected) => {
  expect(find(rules, kind)).toEqual(expected)
})

test('a class that is left too soon, by whatever rule', () => {
  expect(find([moves('cold', 30, 'GLACIER'), dies('gone', 60)], 'short stay')).toEqual([
    'cold: objects are in GLACIER for 30 days; S3 charges at least 90',
  ])
  expect(find([moves('cold', 30, 'GLACIER'), dies('gone', 120)], 'short stay')).toEqual([])
})

describe('a move that costs more than it saves', () => {
  test('where little time is left, for all but the largest', () => {
    expect(find([moves('cold', 30, 'STANDARD_IA'), dies('gone', 31)], 'dear')).toEqual([
      expect.stringContaining('costs more than it saves'),
    ])
  })
  test('for small ones, up to a size that is named; above it the move saves', () => {
    const rules = [moves('cold', 30, 'DEEP_ARCHIVE'), dies('gone', 395)]
    const [finding] = find(rules, 'dear')
    const size = Number(/largerThan: (\d+)/.exec(finding ?? '')?.[1])
    expect(size).toBeGreaterThan(131_072)
    expect(size).toBeLessThan(500_000)
    const filtered = { ...moves('cold', 30, 'DEEP_ARCHIVE'), Filter: { ObjectSizeGreaterThan: size } }
    expect(find([filtered, dies('gone', 395)], 'dear')).toEqual([])
  })
  test('with a size filter that takes the place of S3’s minimum', () => {
    const filtered = { ...moves('cold', 30, 'STANDARD_IA'), Filter: { ObjectSizeLessThan: 10_000 } }
    expect(find([filtered], 'dear')).toEqual([expect.stringContaining('costs more than it saves in the time')])
  })
  test('not where there is time enough', () => {
    expect(find([moves('cold', 45, 'GLACIER')], 'dear')).toEqual([])
  })
})

test('what a preset needs is not deleted sooner without a word', () => {
  const rules = [moves('ours', 45, 'GLACIER'), dies('by-hand', 400)]
  const needs = [{ rule: 'ours', of: 'current' as const, days: Number.POSITIVE_INFINITY }]
  expect(lintRules({ rules, needs }).filter(({ kind }) => kind === 'needed')).toEqual([
    { rule: 'by-hand', kind: 'needed', text: 'deletes objects after 400 days that "ours" needs for good' },
  ])
  expect(lintRules({ rules: rules.slice(0, 1), needs }).filter(({ kind }) => kind === 'needed')).toEqual([])
  const old = (ID: string, NoncurrentDays: number) => rule(ID, { NoncurrentVersionExpiration: { NoncurrentDays } })
  expect(
    lintRules({
      rules: [old('ours', 365), old('short', 30)],
      versioning: 'enabled',
      needs: [{ rule: 'ours', of: 'old', days: 365 }],
    })
      .filter(({ kind }) => kind === 'needed')
      .map(({ rule: id }) => id),
  ).toEqual(['short'])
})

test('rules without IDs are named by their place', () => {
  expect(lintRules({ rules: [dies('', 9), { ...dies('', 900), ID: undefined }] }).map(({ rule: id }) => id)).toEqual([
    'rule 2',
  ])
})

test('presets alone have no finding but of small objects', () => {
  for (const name of presetNames) {
    const rules = wantedRules({ presets: [name], rules: {} }, 'shop')
    const findings = lintRules({ rules, versioning: 'enabled', needs: needsOf(rules, 'shop') })
    expect(findings.filter(({ kind }) => kind !== 'dear')).toEqual([])
  }
})

test('what the presets need: photos for good, old versions and logs for a year', () => {
  const rules = wantedRules({ presets: ['photo-originals', 'recoverable-deletes', 'access-logs'], rules: {} }, 'shop')
  expect(needsOf(rules, 'shop')).toEqual([
    { rule: 'nightshift:shop:photo-originals', of: 'current', days: Number.POSITIVE_INFINITY },
    { rule: 'nightshift:shop:recoverable-deletes', of: 'old', days: 365 },
    { rule: 'nightshift:shop:access-logs', of: 'current', days: 365 },
  ])
})
