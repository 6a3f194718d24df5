import type { LifecycleRule } from '@aws-sdk/client-s3'
import { changesOf, planBucket } from '../../../functions/lifecycle/rules/plan.ts'
import { checkRules } from '../../../functions/lifecycle/rules/refused.ts'

const ours = (name: string, Days = 30): LifecycleRule => ({
  ID: `nightshift:shop:${name}`,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Expiration: { Days },
})
const byHand: LifecycleRule = { ...ours('x', 7), ID: 'by-hand' }
const plan = (rules: LifecycleRule[], found: LifecycleRule[] | undefined, versioned = false, isOn?: boolean) =>
  planBucket({ rules, versioned, deployment: 'shop' }, { rules: found, versioned: isOn })

describe('the plan of a bucket', () => {
  test('adds, changes and removes our rules and leaves the others alone', () => {
    const made = plan(
      [ours('new'), ours('changed', 9), ours('same')],
      [ours('same'), byHand, ours('changed'), ours('old')],
    )
    expect(made.action).toBe('put')
    expect(made.rules.map(({ id, change }) => `${id} ${change}`)).toEqual([
      'by-hand unmanaged',
      'nightshift:shop:new add',
      'nightshift:shop:changed change',
      'nightshift:shop:same same',
      'nightshift:shop:old remove',
    ])
    expect(made.put).toEqual([byHand, ours('new'), ours('changed', 9), ours('same')])
    expect(changesOf(made)).toEqual([
      'nightshift:shop:new added',
      'nightshift:shop:changed changed',
      'nightshift:shop:old removed',
    ])
  })

  test('does nothing where nothing differs but the spelling and the order', () => {
    const made = plan([ours('a'), ours('b')], [{ ...ours('b'), Filter: {} }, byHand, ours('a')])
    expect(made.action).toBe('none')
    expect(changesOf(made)).toEqual([])
  })

  test('does nothing to a bucket without a configuration when none is wanted', () => {
    expect(plan([], undefined).action).toBe('none')
  })

  test('deletes the configuration with its last rule, and not while somebody has another', () => {
    expect(plan([], [ours('a')])).toMatchObject({ action: 'delete', put: [] })
    expect(plan([], [ours('a'), byHand])).toMatchObject({ action: 'put', put: [byHand] })
  })

  test('writes the older spelling of a prefix anew, because S3 takes no mixture', () => {
    const older: LifecycleRule = { ID: 'older', Status: 'Enabled', Prefix: 'logs/', Expiration: { Days: 1 } }
    const bare: LifecycleRule = { ID: 'bare', Status: 'Enabled', Expiration: { Days: 1 } }
    const { put } = plan([ours('a')], [older, bare])
    expect(put[0]).toEqual({ ID: 'older', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 1 } })
    expect(put[1]).toMatchObject({ Filter: { Prefix: '' } })
    expect(put.every((rule) => !('Prefix' in rule))).toBe(true)
  })

  test('keeps rules without an ID, which are somebody else’s', () => {
    const { ID: _, ...nameless } = byHand
    expect(plan([ours('a')], [nameless]).put).toEqual([nameless, ours('a')])
  })

  test('refuses more rules than S3 takes, and only when it would write', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => ({ ...byHand, ID: `hand-${index}` }))
    expect(() => plan([ours('a')], many)).toThrow(/1001 lifecycle rules/)
    expect(plan([], many).action).toBe('none')
    expect(plan([ours('a')], many.slice(1)).action).toBe('put')
  })

  test('switches versioning on only where it is needed and off', () => {
    expect(plan([], undefined, true, false).versioning).toBe('enable')
    expect(plan([], undefined, true, true).versioning).toBeUndefined()
    expect(plan([], undefined, false, false).versioning).toBeUndefined()
    expect(changesOf(plan([], undefined, true, false))).toEqual(['versioning switched on'])
  })
})

test('rules of ours that S3 would refuse are not sent, and the reason is in words', () => {
  const rule = { ID: 'nightshift:shop:x', Status: 'Enabled' as const, Filter: {}, Expiration: { Days: 0 } }
  expect(() => checkRules({ rules: [rule] })).toThrow(
    'S3 would refuse the rules (InvalidArgument), so they are not sent. nightshift:shop:x: Days of Expiration is a whole number from 1 on.',
  )
})
