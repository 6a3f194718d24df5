import type { LifecycleRule } from '@aws-sdk/client-s3'
import { ruleId } from '../../../functions/lifecycle/rules/owner.ts'
import { changesOf, planBucket } from '../../../functions/lifecycle/rules/plan.ts'

const rule = (ID: string, Days = 30): LifecycleRule => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  Expiration: { Days },
})
const byHand = rule('by-hand', 7)
const plan = (deployment: string, names: readonly string[], rules: LifecycleRule[], known: LifecycleRule[] = []) =>
  planBucket(
    { deployment, versioned: false, rules: names.map((name) => rule(ruleId(deployment, name))) },
    { rules },
    known,
  )
const ids = (rules: readonly LifecycleRule[]) => rules.map(({ ID }) => ID)

describe('rules with IDs of the older form, without a deployment', () => {
  test('get the deployment’s name in one write, in which each is there once', () => {
    const made = plan('shop', ['a', 'b'], [rule('nightshift:a'), byHand, rule('nightshift:b', 9)])
    expect(made.action).toBe('put')
    expect(ids(made.put)).toEqual(['by-hand', 'nightshift:shop:a', 'nightshift:shop:b'])
    expect(made.rules.map(({ id, change }) => `${id} ${change}`)).toEqual([
      'by-hand unmanaged',
      'nightshift:shop:a rename',
      'nightshift:shop:b change',
    ])
    expect(changesOf(made)).toEqual([
      'nightshift:shop:a renamed, was nightshift:a',
      'nightshift:shop:b changed, was nightshift:b',
    ])
    expect(plan('shop', ['a', 'b'], [...made.put]).action).toBe('none')
  })

  test('go with the rest where the config wants them no more and the ledger knows them', () => {
    const old = rule('nightshift:gone')
    expect(plan('shop', [], [old, byHand], [old])).toMatchObject({ action: 'put', put: [byHand] })
    expect(plan('shop', [], [old], [old]).action).toBe('delete')
  })

  test('stay where nothing says that they are of this deployment', () => {
    expect(plan('shop', ['a'], [rule('nightshift:other')]).put.map(({ ID }) => ID)).toEqual([
      'nightshift:other',
      'nightshift:shop:a',
    ])
    // This deployment has written its newer IDs: the older one of the same name is another's, which is yet to be upgraded.
    const own = rule('nightshift:shop:a')
    expect(plan('shop', ['a'], [own, rule('nightshift:a')], [own]).action).toBe('none')
  })
})

describe('two deployments on one bucket', () => {
  test('leave each other’s rules alone, and come to rest', () => {
    let rules: LifecycleRule[] = [byHand]
    for (const [deployment, names] of [
      ['shop', ['a', 'b']],
      ['shop-test', ['a']],
      ['sho', ['b']],
    ] as const) {
      rules = [...plan(deployment, names, rules).put]
    }
    expect(ids(rules)).toEqual([
      'by-hand',
      'nightshift:shop:a',
      'nightshift:shop:b',
      'nightshift:shop-test:a',
      'nightshift:sho:b',
    ])
    expect(plan('shop', ['a', 'b'], rules).action).toBe('none')
    expect(plan('shop-test', ['a'], rules).action).toBe('none')
    expect(ids(plan('shop', [], rules).put)).toEqual(['by-hand', 'nightshift:shop-test:a', 'nightshift:sho:b'])
  })

  test('are upgraded one after the other, whoever wrote last', () => {
    const [mine, theirs] = [rule('nightshift:a'), rule('nightshift:z')]
    const first = plan('one', ['a'], [mine, theirs], [mine])
    expect(ids(first.put)).toEqual(['nightshift:z', 'nightshift:one:a'])
    const second = plan('two', ['z'], [...first.put], [theirs])
    expect(ids(second.put)).toEqual(['nightshift:one:a', 'nightshift:two:z'])
    expect(plan('one', ['a'], [...second.put], [rule('nightshift:one:a')]).action).toBe('none')
  })
})

test('the longest ID is one that S3 takes', () => {
  expect(ruleId('n'.repeat(40), 'r'.repeat(40)).length).toBeLessThanOrEqual(255)
})
