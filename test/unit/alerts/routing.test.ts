import { route, usesTags } from '../../../functions/alerts/rules/routing.ts'
import type { Match, Route } from '../../../shared/config/alerts/schema.ts'
import { fits } from '../../../shared/wildcards.ts'

describe('a pattern', () => {
  test.each([
    ['checkout-*', 'checkout-errors'],
    ['*-errors', 'checkout-errors'],
    ['*', ''],
    ['*', 'anything'],
    ['a*b*c', 'a-b-b-c'],
    ['a**c', 'ac'],
    ['*b*', 'bc'],
    ['*a*a*', 'aa'],
    ['job/nightly-*', 'job/nightly-report'],
    ['결제-*', '결제-오류'],
    ['a.c', 'a.c'],
    ['', ''],
  ])('%p fits %p', (pattern, text) => {
    expect(fits(pattern, text)).toBe(true)
  })

  test.each([
    ['*b*b*', 'b'],
    ['checkout', 'checkout-errors'],
    ['checkout-*', 'Checkout-errors'],
    ['aba*aba', 'aba'],
    ['*ab*b', 'ab'],
    ['a*b', 'a-b-c'],
    ['a.c', 'abc'],
    ['', 'a'],
    ['[a-z]*', 'a'],
  ])('%p does not fit %p', (pattern, text) => {
    expect(fits(pattern, text)).toBe(false)
  })

  test('made to take long does not', () => {
    const begun = performance.now()
    expect(fits(`${'*a'.repeat(500)}*b*`, 'a'.repeat(100_000))).toBe(false)
    expect(performance.now() - begun).toBeLessThan(500)
  })
})

const rds = { name: 'orders-cpu', namespace: 'AWS/RDS' }
const to = (match: Match, more: Omit<Route, 'match'>): Route => ({ match, ...more })
const decide = (routes: Route[], transition: Parameters<typeof route>[1] = rds, tags = {}) =>
  route({ routes, onCall: 'shop' }, transition, tags)

describe('an alarm goes', () => {
  test('to onCall as critical when no route says otherwise', () => {
    expect(decide([])).toEqual({ policy: 'shop', severity: 'critical' })
    expect(decide([to({ alarm: 'other' }, { to: 'data', severity: 'info' })])).toEqual({
      policy: 'shop',
      severity: 'critical',
    })
  })

  test('where the first route that matches says, and the second is not asked', () => {
    const routes = [to({ namespace: 'AWS/*' }, { to: 'data' }), to({ alarm: 'orders-*' }, { severity: 'info' })]
    expect(decide(routes)).toEqual({ policy: 'data', severity: 'critical' })
    expect(decide(routes.toReversed())).toEqual({ policy: 'shop', severity: 'info' })
  })

  test('to its own policy, unless a route has one', () => {
    const job = { name: 'job/report', policy: 'data' }
    expect(decide([], job)).toEqual({ policy: 'data', severity: 'critical' })
    expect(decide([to({ alarm: 'job/*' }, { severity: 'info' })], job)).toEqual({ policy: 'data', severity: 'info' })
    expect(decide([to({ alarm: 'job/*' }, { to: 'web' })], job).policy).toBe('web')
  })

  test('with its own severity, unless a route has one', () => {
    const hint = { ...rds, severity: 'warning' } as const
    expect(decide([], hint).severity).toBe('warning')
    expect(decide([to({ alarm: '*' }, { to: 'data' })], hint).severity).toBe('warning')
    expect(decide([to({ alarm: '*' }, { severity: 'info' })], hint).severity).toBe('info')
  })

  test('by every condition of a rule, not by one', () => {
    const routes = [to({ alarm: 'orders-*', namespace: 'AWS/SQS' }, { to: 'data' })]
    expect(decide(routes).policy).toBe('shop')
    expect(decide(routes, { name: 'orders-age', namespace: 'AWS/SQS' }).policy).toBe('data')
    expect(decide(routes, { name: 'orders-age' }).policy).toBe('shop')
  })

  test('by its tags, where it has them', () => {
    const routes = [to({ tags: { team: 'data', env: 'prod*' } }, { to: 'data' })]
    expect(decide(routes, rds, { team: 'data', env: 'production', other: 'x' }).policy).toBe('data')
    expect(decide(routes, rds, { team: 'data' }).policy).toBe('shop')
    expect(decide([to({ tags: { constructor: '*' } }, { to: 'data' })], rds, {}).policy).toBe('shop')
  })
})

test('tags are asked for only where a rule needs them', () => {
  const tagged = { match: { tags: { team: 'data' } } }
  const none = { routes: [to({ alarm: '*' }, { to: 'x' })], silences: [], inhibits: [] }
  expect(usesTags(none)).toBe(false)
  expect(usesTags({ ...none, routes: [{ ...tagged, to: 'x' }] })).toBe(true)
  const silences = [{ ...tagged, reason: 'x', from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }]
  expect(usesTags({ ...none, silences })).toBe(true)
  expect(usesTags({ ...none, inhibits: [{ when: { alarm: 'x' }, mute: tagged.match }] })).toBe(true)
})
