import type { LifecycleRule } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { describeRule } from '../../functions/lifecycle/rules/describe.ts'
import { ownerOf } from '../../functions/lifecycle/rules/owner.ts'
import { planBucket } from '../../functions/lifecycle/rules/plan.ts'
import { wantedRules } from '../../functions/lifecycle/rules/wanted.ts'
import { lifecycleProblems } from '../../shared/config/lifecycle/rules.ts'
import { presetNames } from '../../shared/config/lifecycle/schema.ts'
import { canonical, sameRule } from '../../shared/lifecycle/canonical.ts'

const storageClass = fc.constantFrom('STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE' as const)
const days = fc.integer({ min: 1, max: 400 })
const prefix = fc.constantFrom('', 'a/', 'a/b/', 'logs/')
const tags = fc.uniqueArray(fc.record({ Key: fc.constantFrom('x', 'y', 'z'), Value: fc.constantFrom('', '1') }), {
  selector: ({ Key }) => Key,
})
const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })

/** The several spellings that S3 has for one scope. */
const scope: fc.Arbitrary<Pick<LifecycleRule, 'Filter' | 'Prefix'>> = fc.oneof(
  fc.constant({}),
  fc.constant({ Filter: {} }),
  prefix.map((Prefix) => ({ Prefix })),
  prefix.map((Prefix) => ({ Filter: { Prefix } })),
  fc.tuple(prefix, tags, fc.constantFrom(undefined, 0, 9)).map(([Prefix, Tags, size]) => ({
    Filter: { And: { Prefix, Tags, ObjectSizeGreaterThan: size } },
  })),
)
const ruleBody = fc
  .tuple(
    scope,
    fc.record({
      Status: fc.constantFrom('Enabled' as const, 'Disabled' as const),
      Transitions: optional(fc.array(fc.record({ Days: days, StorageClass: storageClass }), { maxLength: 3 })),
      Expiration: optional(fc.oneof(fc.record({ Days: days }), fc.constant({ ExpiredObjectDeleteMarker: true }))),
      NoncurrentVersionExpiration: optional(fc.record({ NoncurrentDays: days })),
      AbortIncompleteMultipartUpload: optional(fc.record({ DaysAfterInitiation: days })),
    }),
  )
  .map(([where, what]) => ({ ...where, ...what }))

const ruleList = (id: fc.Arbitrary<string>): fc.Arbitrary<LifecycleRule[]> =>
  fc.uniqueArray(
    fc.tuple(id, ruleBody).map(([ID, body]) => ({ ID, ...body }) as LifecycleRule),
    {
      selector: ({ ID }) => ID,
      maxLength: 6,
    },
  )
const ourRules = ruleList(fc.constantFrom('a', 'b', 'c', 'd').map((name) => `nightshift:shop:${name}`))
const otherRules = ruleList(
  fc.constantFrom('a', 'b', 'tf-1', 'Nightshift:shop:a', 'nightshift:shop-2:a', 'nightshift:other'),
)

const isOurs = ownerOf({ deployment: 'shop', wanted: [], known: [] })

const text = (rules: readonly LifecycleRule[]): string[] =>
  rules.map((rule) => `${rule.ID} ${JSON.stringify(canonical(rule))}`).sort()

describe('any bucket', () => {
  test('has our rules as wanted and the others as they were, after what the plan writes', () => {
    fc.assert(
      fc.property(ourRules, ourRules, otherRules, fc.boolean(), (wanted, ours, others, othersFirst) => {
        const found = othersFirst ? [...others, ...ours] : [...ours, ...others]
        const { action, put } = planBucket({ rules: wanted, versioned: false, deployment: 'shop' }, { rules: found })
        const after = action === 'none' ? found : put
        expect(text(after.filter(isOurs))).toEqual(text(wanted))
        expect(text(after.filter((rule) => !isOurs(rule)))).toEqual(text(others))
        if (action === 'delete') expect(put).toEqual([])
        if (action === 'put') expect(put.length).toBeGreaterThan(0)
      }),
    )
  })

  test('is left alone by a second reconcile, in whatever order S3 gives the rules back', () => {
    fc.assert(
      fc.property(ourRules, ourRules, otherRules, (wanted, ours, others) => {
        const { action, put } = planBucket(
          { rules: wanted, versioned: false, deployment: 'shop' },
          { rules: [...ours, ...others] },
        )
        if (action === 'none') return
        expect(
          planBucket({ rules: wanted, versioned: false, deployment: 'shop' }, { rules: put.toReversed() }).action,
        ).toBe('none')
      }),
    )
  })

  test('gets no rule that mixes the two spellings of a scope', () => {
    fc.assert(
      fc.property(ourRules, otherRules, (wanted, others) => {
        const sent = wanted.map(({ Prefix: _, ...rule }) => ({ ...rule, Filter: rule.Filter ?? {} }))
        const { put } = planBucket({ rules: sent, versioned: false, deployment: 'shop' }, { rules: others })
        for (const rule of put) {
          expect(rule.Filter).toBeDefined()
          expect(rule.Prefix).toBeUndefined()
        }
      }),
    )
  })
})

test('rules that are the same have the same words', () => {
  fc.assert(
    fc.property(ruleBody, ruleBody, (one, other) => {
      const [a, b] = [one as LifecycleRule, other as LifecycleRule]
      expect(sameRule(a, b)).toBe(JSON.stringify(canonical(a)) === JSON.stringify(canonical(b)))
      if (sameRule(a, b)) expect(describeRule(a)).toBe(describeRule(b))
    }),
  )
})

test('a policy without problems is written as rules that S3 takes', () => {
  const transitions = fc.array(fc.record({ days: fc.integer({ min: 0, max: 400 }), to: storageClass }), {
    maxLength: 3,
  })
  const rule = fc.record(
    {
      prefix,
      tags: fc.constantFrom<Record<string, string>>({}, { a: '1' }, { a: '1', b: '' }),
      transitions,
      expireAfterDays: days,
      removeDeleteMarkers: fc.constant(true as const),
      abortUploadsAfterDays: days,
    },
    { requiredKeys: [] },
  )
  const policy = fc.record({
    presets: fc.subarray([...presetNames]),
    rules: fc.dictionary(fc.constantFrom('one', 'two', 'three'), rule, { maxKeys: 3 }),
  })
  let accepted = 0
  fc.assert(
    fc.property(policy, (each) => {
      if (lifecycleProblems({ buckets: [{ bucket: 'photos', ...each }] }).length > 0) return
      accepted += 1
      const rules = wantedRules(each as Parameters<typeof wantedRules>[0], 'shop')
      expect(new Set(rules.map(({ ID }) => ID)).size).toBe(rules.length)
      for (const { Filter, Transitions = [], Expiration, AbortIncompleteMultipartUpload } of rules) {
        expect(Object.keys(Filter ?? {})).toHaveLength(1)
        if (Filter?.And) expect((Filter.And.Tags?.length ?? 0) + (Filter.And.Prefix ? 1 : 0)).toBeGreaterThan(1)
        for (const { Days = 0, StorageClass } of Transitions) {
          if (StorageClass?.endsWith('_IA')) expect(Days).toBeGreaterThanOrEqual(30)
          if (Expiration?.Days !== undefined) expect(Expiration.Days).toBeGreaterThan(Days)
        }
        if (AbortIncompleteMultipartUpload) expect(Filter?.Tag ?? Filter?.And?.Tags).toBeUndefined()
        if (Expiration?.ExpiredObjectDeleteMarker) expect(Expiration.Days).toBeUndefined()
      }
    }),
    { numRuns: 1_000 },
  )
  expect(accepted).toBeGreaterThan(50)
})
