import type { LifecycleRule } from '@aws-sdk/client-s3'
import fc from 'fast-check'
import { type SimulatedObject, simulate } from '../../shared/lifecycle/simulate.ts'
import { slowSimulate } from './slow-lifecycle.ts'

const runs = Number(process.env.FUZZ_RUNS ?? 3_000)
const day = 86_400_000
const start = Date.UTC(2026, 0, 1)

const storageClass = fc.constantFrom(
  ...(['STANDARD_IA', 'INTELLIGENT_TIERING', 'ONEZONE_IA', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'] as const),
)
const days = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 60 }))
const some = fc.integer({ min: 1, max: 12 })
const date = fc.integer({ min: -5, max: 40 }).map((each) => new Date(start + each * day))
const tag = fc.record({ Key: fc.constantFrom('a', 'b'), Value: fc.constantFrom('1', '2') })
const prefix = fc.constantFrom('', 'logs/', 'logs/keep/', 'log', 'x/')
const size = fc.constantFrom(0, 1, 1000, 131_071, 131_072, 500_000)

const scope: fc.Arbitrary<Pick<LifecycleRule, 'Filter' | 'Prefix'>> = fc.oneof(
  prefix.map((Prefix) => ({ Prefix })),
  prefix.map((Prefix) => ({ Filter: { Prefix } })),
  fc.constant({ Filter: {} }),
  tag.map((Tag) => ({ Filter: { Tag } })),
  size.map((ObjectSizeGreaterThan) => ({ Filter: { ObjectSizeGreaterThan } })),
  fc
    .tuple(prefix, fc.uniqueArray(tag, { selector: ({ Key }) => Key, maxLength: 2 }), size)
    .map(([Prefix, Tags, ObjectSizeLessThan]) => ({ Filter: { And: { Prefix, Tags, ObjectSizeLessThan } } })),
)

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined })

const rule = fc
  .tuple(
    scope,
    fc.record({
      Status: fc.constantFrom('Enabled' as const, 'Enabled' as const, 'Enabled' as const, 'Disabled' as const),
      Transitions: fc.array(
        fc.oneof(
          fc.record({ Days: days, StorageClass: storageClass }),
          fc.record({ Date: date, StorageClass: storageClass }),
        ),
        { maxLength: 2 },
      ),
      Expiration: optional(
        fc.oneof(
          fc.record({ Days: some }),
          fc.record({ Days: days.filter((each) => each > 0) }),
          fc.record({ Date: date }),
          fc.constant({ ExpiredObjectDeleteMarker: true }),
        ),
      ),
      NoncurrentVersionTransitions: fc.array(
        fc.record({
          NoncurrentDays: some,
          StorageClass: storageClass,
          NewerNoncurrentVersions: fc.constantFrom(undefined, 1, 2),
        }),
        { maxLength: 2 },
      ),
      NoncurrentVersionExpiration: optional(
        fc.record({ NoncurrentDays: some, NewerNoncurrentVersions: fc.constantFrom(undefined, 1, 2) }),
      ),
    }),
  )
  .map(([where, what]) => ({ ...where, ...what }) as LifecycleRule)

const rules = fc
  .array(rule, { maxLength: 4 })
  .map((list) => list.map((each, index): LifecycleRule => ({ ...each, ID: `rule-${index}` })))

const instant = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.constantFrom(0, 1, 38_000_000, day - 1))
    .map(([each, ms]) => new Date(start + each * day + ms))

const object: fc.Arbitrary<SimulatedObject> = fc
  .record({
    key: fc.constantFrom('logs/a', 'logs/keep/b', 'x/c', 'logbook', '/logs/a'),
    size,
    tags: fc.constantFrom({}, { a: '1' }, { a: '1', b: '2' }),
    created: instant(0, 10),
    storageClass: fc.constantFrom('STANDARD', 'STANDARD', 'STANDARD_IA', 'GLACIER_IR', 'GLACIER'),
    versioning: fc.constantFrom('off' as const, 'enabled' as const, 'suspended' as const),
    hasVersionId: fc.option(fc.boolean(), { nil: undefined }),
    replaced: fc.option(instant(10, 40), { nil: undefined }),
    newerOldVersions: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ hasVersionId, replaced, ...given }) => ({
    ...given,
    ...(hasVersionId === undefined ? {} : { hasVersionId: given.versioning === 'enabled' || hasVersionId }),
    ...(replaced && replaced > given.created ? { replaced } : {}),
  }))

test('what happens to any object under any rules is what a walk from midnight to midnight finds', () => {
  let moved = 0
  let markers = 0
  fc.assert(
    fc.property(
      object,
      rules,
      fc.constantFrom(undefined, 'varies_by_storage_class' as const),
      fc.integer({ min: 0, max: 120 }),
      (given, all, minimumSize, length) => {
        const world = { rules: all, minimumSize, until: new Date(start + length * day) }
        const steps = simulate(given, world)
        moved += steps.filter(({ what }) => what === 'moved').length
        markers += steps.filter(({ what }) => what === 'marker-removed').length
        expect(steps.map(({ assumptions: _, ...step }) => step)).toEqual(slowSimulate(given, world))
      },
    ),
    { numRuns: runs },
  )
  expect(moved).toBeGreaterThan(runs / 20)
  expect(markers).toBeGreaterThan(0)
}, 600_000)
