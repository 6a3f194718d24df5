import { reconcileEvery } from '../../../functions/lifecycle/engine/every-bucket.ts'
import { wantedBuckets } from '../../../functions/lifecycle/rules/policies.ts'
import { needsTags, selectionOf } from '../../../functions/lifecycle/rules/select.ts'
import { lifecycleProblems } from '../../../shared/config/lifecycle/rules.ts'
import { lifecycleSchema } from '../../../shared/config/lifecycle/schema.ts'
import { lifecycleWarnings } from '../../../shared/config/lifecycle/warnings.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { fits } from '../../../shared/wildcards.ts'
import { awsError, fakeBuckets } from './fake-buckets.ts'

const parse = (selections: object[], buckets: object[] = []) => lifecycleSchema.parse({ buckets, selections })

test.each([
  ['shop-logs', 'shop-logs', true],
  ['shop-logs-2', 'shop-logs', false],
  ['shop-logs-2', 'shop-*', true],
  ['my-shop-logs', 'shop-*', false],
  ['my-shop-logs', '*shop*', true],
  ['a.b', 'a.b', true],
  ['axb', 'a.b', false],
  ['anything', '*', true],
])('%s and %s: %s', (name, pattern, expected) => {
  expect(fits(pattern, name)).toBe(expected)
})

describe('the first selection that fits counts', () => {
  const { selections } = parse([
    { select: { pattern: 'logs-*' }, except: ['logs-keep*'], presets: ['access-logs'] },
    { select: { tags: { Department: 'Finance' } }, presets: ['finance-by-tag'] },
    { select: { all: true }, except: ['*-state'], presets: ['incomplete-uploads'] },
  ])
  const presetsOf = (name: string, tags = {}) => selectionOf(selections, { name, tags })?.presets[0]
  test.each([
    ['logs-a', {}, 'access-logs'],
    ['logs-a', { Department: 'Finance' }, 'access-logs'],
    ['logs-keep', {}, 'incomplete-uploads'],
    ['books', { Department: 'Finance', Team: 'x' }, 'finance-by-tag'],
    ['books', { Department: 'Shop' }, 'incomplete-uploads'],
    ['terraform-state', {}, undefined],
  ])('%s with %j', (name, tags, preset) => {
    expect(presetsOf(name, tags)).toBe(preset)
  })
  test('tags are read only where they decide', () => {
    expect(needsTags(selections, 'logs-a')).toBe(false)
    expect(needsTags(selections, 'books')).toBe(true)
    expect(needsTags(parse([{ select: { all: true } }]).selections, 'books')).toBe(false)
  })
})

test('what is wrong or doubtful in a selection is named with its path', () => {
  const selections = [
    { select: { all: true }, rules: { short: { expireAfterDays: 3, transitions: [{ days: 9, to: 'GLACIER' }] } } },
  ]
  expect(lifecycleProblems({ selections })[0]).toContain('lifecycle.selections[0].rules.short.expireAfterDays: 3')
  expect(lifecycleWarnings(parse([{ select: { all: true }, rules: { short: { expireAfterDays: 3 } } }]))[0]).toContain(
    'lifecycle.selections[0].rules.short.expireAfterDays: deletes EVERY object',
  )
})

describe('many buckets', () => {
  const { selections, buckets: policies } = parse(
    [
      { select: { tags: { keep: 'short' } }, presets: ['incomplete-uploads'] },
      { select: { pattern: 'shop-*' }, except: ['shop-state'], presets: ['photo-originals'] },
    ],
    [{ bucket: 'shop-own', presets: ['incomplete-uploads'] }],
  )
  const named = wantedBuckets(policies, 'shop', () => '')
  const worldOf = (buckets: ReturnType<typeof fakeBuckets>, ledger = memoryLedger()) => ({
    buckets,
    ledger,
    publish: async () => undefined,
    config: 'c1',
    event: { reason: 'schedule' },
  })
  const every = { named, selections, deployment: 'shop' }

  test('are found by pattern and tag, each with one policy; one whose tags cannot be read stops no other', async () => {
    const buckets = fakeBuckets(
      { 'shop-own': {}, 'shop-a': {}, 'shop-state': {}, other: {}, tagged: {}, shut: {} },
      (call, bucket) => (call === 'tagsOf' && bucket === 'shut' ? awsError('AccessDenied', 403) : undefined),
    )
    buckets.tags.set('tagged', { keep: 'short' })
    buckets.tags.set('shop-a', { keep: 'long' })
    const outcomes = await reconcileEvery(every, { ...worldOf(buckets), now: new Date(0), remainingMs: () => 60_000 })
    expect(outcomes.map(({ bucket, outcome }) => `${bucket} ${outcome}`)).toEqual([
      'shop-a changed',
      'shop-own changed',
      'tagged changed',
      'shut failed',
    ])
    expect(buckets.state.get('shop-a')?.rules?.map(({ ID }) => ID)).toEqual(['nightshift:shop:photo-originals'])
    expect(buckets.state.get('shop-own')?.rules?.map(({ ID }) => ID)).toEqual(['nightshift:shop:incomplete-uploads'])
  })

  test('10,000 that take several calls are each looked at once, and the next call goes on where one stopped', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `shop-${String(index).padStart(5, '0')}`)
    const buckets = fakeBuckets(Object.fromEntries([...names, 'shop-own'].map((name) => [name, {}])))
    const world = worldOf(buckets)
    const reads = (): number => buckets.calls.length
    const call = async (minute: number, most: number) => {
      let asked = 0
      return reconcileEvery(every, {
        ...world,
        now: new Date(minute * 60_000),
        remainingMs: () => {
          asked += 1
          return asked > most ? 0 : 60_000
        },
      })
    }
    const first = await call(0, 4_000)
    expect(first.filter(({ notBegun }) => notBegun)).toHaveLength(6_001)
    expect(reads()).toBe(4_000)
    const second = await call(1, 4_000)
    expect(second.filter(({ notBegun }) => notBegun)).toHaveLength(2_001)
    expect(reads()).toBe(8_000)
    // The rest, and then again from the beginning as far as there is time: what was done before is no failure.
    const third = await call(2, 3_000)
    expect(third.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(reads()).toBe(10_001)
    expect((await call(3, 20_000)).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 10_001 }, () => 'unchanged'),
    )
    expect(reads()).toBe(10_001)
  }, 60_000)
})
