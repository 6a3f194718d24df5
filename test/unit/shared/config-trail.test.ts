import { config as example } from '../../../nightshift.config.ts'
import { configNotes } from '../../../shared/config/cross-check.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { stacksOf } from '../../../shared/stacks/index.ts'
import { trailName } from '../../../shared/stacks/trail.ts'

const now = new Date('2026-12-01T00:00:00Z')
const problemsOf = (trail: unknown) => checkConfig({ ...example, trail } as never, now).problems
const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab`

test('a trail is one pair of braces: a year of management events, and nothing that costs', () => {
  const config = parseConfig({ ...example, trail: {} }, now)
  expect(config.trail).toEqual({ days: 365, data: { reads: true }, insights: [], logs: false })
  expect(stacksOf(config).find(({ part }) => part === 'audit')).toEqual({
    part: 'audit',
    name: 'corner-shop-audit',
    region: 'ap-northeast-2',
    wanted: true,
  })
  expect(configNotes(config, now).filter((note) => note.includes('$2 per 100,000'))).toHaveLength(1)
})

test('without it there is no stack and no note', () => {
  const config = parseConfig(example, now)
  expect(stacksOf(config).find(({ part }) => part === 'audit')?.wanted).toBe(false)
  expect(configNotes(config, now).filter((note) => note.startsWith('trail'))).toEqual([])
})

test.each([
  [
    { days: 90, coldAfterDays: 1 },
    /^trail\.coldAfterDays: 1 .*nothing here, or more days: the files end after 90 days/,
  ],
  [{ coldAfterDays: 276 }, /^trail\.coldAfterDays: 276 .*at most 275, because the files end after 365 days/],
  [{ days: 30, lockDays: 31 }, /^trail\.lockDays: 31 .*at most days, which is 30/],
  [{ key: key('us-east-1') }, /^trail\.key: .*a key of ap-northeast-2, where the bucket is/],
  [{ key: 'alias/trail' }, /^trail\.key: .*the ARN of a key/],
  [{ days: 0 }, /^trail\.days: 0/],
  [{ data: { buckets: 'shop' } }, /^trail\.data\.buckets: "shop".*'all', or a list of names of buckets/],
  [{ data: { buckets: [] } }, /^trail\.data\.buckets/],
  [{ data: { functions: ['till:3'] } }, /^trail\.data\.functions/],
  [{ insights: ['calls'] }, /^trail\.insights\[0\]/],
  [{ organization: true }, /^trail\.organization/],
  [true, /^trail: true/],
])('%j is refused, with what is expected', (trail, words) => {
  expect(problemsOf(trail)).toEqual([expect.stringMatching(words)])
})

test.each([
  [{ coldAfterDays: 275, lockDays: 365 }],
  [{ key: 'own' }],
  [{ key: key('ap-northeast-2') }],
  [{ data: { buckets: 'all', functions: ['till', 'arn:aws:lambda:us-east-1:123456789012:function:edge'] } }],
])('%j is taken', (trail) => expect(problemsOf(trail)).toEqual([]))

test('the name of the trail is one that CloudTrail takes', () => {
  expect(trailName('shop')).toBe('shop-audit')
  expect(trailName('a---b')).toBe('a-b-audit')
})
