import type { LifecycleRule } from '@aws-sdk/client-s3'
import { daysOf, dollarsAMonth, lifeOf } from '../../../shared/lifecycle/life.ts'
import { tiersOf } from '../../../shared/lifecycle/tiers.ts'

const gigabyte = 1024 ** 3
const created = '2026-01-01T00:00:01Z'
const until = '2027-01-01T00:00:00Z'
const moves = (StorageClass: string, Days: number, more: Partial<LifecycleRule> = {}): LifecycleRule => ({
  ID: 'r',
  Status: 'Enabled',
  Filter: {},
  Transitions: [{ Days, StorageClass: StorageClass as 'GLACIER' }],
  ...more,
})

test.each([
  ['STANDARD', gigabyte, 0.023],
  ['STANDARD_IA', 1, (128 / 1024 ** 2) * 0.0125],
  ['GLACIER_IR', 1, (128 / 1024 ** 2) * 0.004],
  ['GLACIER', 0, (32 / 1024 ** 2) * 0.0036 + (8 / 1024 ** 2) * 0.023],
  ['DEEP_ARCHIVE', gigabyte, 0.00099 * (1 + 32 / 1024 ** 2) + (8 / 1024 ** 2) * 0.023],
  ['INTELLIGENT_TIERING', gigabyte, 0.023 + 0.0025 / 1000],
  ['INTELLIGENT_TIERING', 1000, (1000 / gigabyte) * 0.023],
])('a month in %s, %i bytes', (storageClass, size, dollars) => {
  expect(dollarsAMonth(storageClass, size)).toBeCloseTo(dollars, 12)
})

test('a year in STANDARD costs twelve months', () => {
  const life = lifeOf({ key: 'a', size: gigabyte, created }, { rules: [], until })
  expect(life.dollars).toBeCloseTo(12 * 0.023, 5)
  expect(life.stays).toEqual([expect.objectContaining({ storageClass: 'STANDARD', until: undefined })])
})

test('a class that is left too soon is charged to its end, and each move once', () => {
  const rule = moves('GLACIER', 9, { Expiration: { Days: 39 } })
  const { charges, stays } = lifeOf({ key: 'a', size: gigabyte, created }, { rules: [rule], until })
  expect(stays.map(({ storageClass, until: end }) => `${storageClass} ${end?.toISOString().slice(0, 10)}`)).toEqual([
    'STANDARD 2026-01-11',
    'GLACIER 2026-02-10',
  ])
  expect(charges.map(({ why }) => why)).toEqual(['transition', 'minimum stay'])
  expect(charges[0]?.dollars).toBeCloseTo(0.000_03, 9)
  expect(charges[1]?.dollars).toBeCloseTo((60 / (365 / 12)) * dollarsAMonth('GLACIER', gigabyte), 9)
})

test('Intelligent-Tiering: what nobody reads goes down, to the archives only by a configuration', () => {
  const archive = {
    Id: 'old',
    Status: 'Enabled' as const,
    Filter: { Prefix: 'old/' },
    Tierings: [
      { Days: 180, AccessTier: 'DEEP_ARCHIVE_ACCESS' as const },
      { Days: 90, AccessTier: 'ARCHIVE_ACCESS' as const },
    ],
  }
  const tiers = (key: string, size: number, Status: 'Enabled' | 'Disabled' = 'Enabled') =>
    tiersOf({ key, size }, [{ ...archive, Status }]).map(({ days, tier }) => `${days} ${tier}`)
  expect(tiers('a', gigabyte)).toEqual(['0 FREQUENT', '30 INFREQUENT', '90 ARCHIVE_INSTANT'])
  expect(tiers('old/a', gigabyte)).toEqual([
    '0 FREQUENT',
    '30 INFREQUENT',
    '90 ARCHIVE_ACCESS',
    '180 DEEP_ARCHIVE_ACCESS',
  ])
  expect(tiers('old/a', gigabyte, 'Disabled')).toHaveLength(3)
  expect(tiers('old/a', 131_071)).toEqual(['0 FREQUENT'])
  const life = lifeOf(
    { key: 'old/a', size: gigabyte, created },
    { rules: [moves('INTELLIGENT_TIERING', 0)], tierings: [archive], until },
  )
  expect(
    life.stays.map(({ storageClass, tier, from }) => [storageClass, tier, from.toISOString().slice(0, 10)]),
  ).toEqual([
    ['STANDARD', undefined, '2026-01-01'],
    ['INTELLIGENT_TIERING', 'FREQUENT', '2026-01-02'],
    ['INTELLIGENT_TIERING', 'INFREQUENT', '2026-02-01'],
    ['INTELLIGENT_TIERING', 'ARCHIVE_ACCESS', '2026-04-02'],
    ['INTELLIGENT_TIERING', 'DEEP_ARCHIVE_ACCESS', '2026-07-01'],
  ])
})

test('day by day: where it lies when the day ends, and what it has cost', () => {
  const rule = moves('GLACIER', 1, { Expiration: { Days: 3 } })
  const end = new Date('2026-02-01T00:00:00Z')
  const life = lifeOf({ key: 'a', size: gigabyte, created }, { rules: [rule], until: end })
  const days = daysOf(life, end)
  expect(days.map(({ date, storageClass, steps }) => [date, storageClass, ...steps.map(({ what }) => what)])).toEqual([
    ['2026-01-01', 'STANDARD'],
    ['2026-01-02', 'STANDARD'],
    ['2026-01-03', 'GLACIER', 'moved'],
    ['2026-01-04', 'GLACIER'],
    ['2026-01-05', undefined, 'deleted'],
  ])
  expect(days.at(-1)?.total).toBeCloseTo(life.dollars, 12)
})
