import { personOf } from '../../../../functions/console/server/sign-in/open-id/person.ts'
import type { OpenIdConfig } from '../../../../shared/config/console/open-id.ts'

const people: OpenIdConfig['people'] = [
  { address: 'mina@corner-shop.example', role: 'act', responder: 'mina-k' },
  { address: 'lead@corner-shop.example', role: 'read' },
  { group: 'shared-screen', role: 'read', responder: 'screen' },
  { group: 'on-call', role: 'act' },
  { group: 'everyone', role: 'read' },
]
const responders = {
  mina: { email: 'mina@corner-shop.example' },
  joon: { email: 'Joon.Lee@corner-shop.example' },
  alex: { email: { ssm: '/shop/alex' } },
}
const verified = (email: string, more = {}) => ({ sub: 'one', email, email_verified: true, ...more })
const person = (claims: Readonly<Record<string, unknown>>, groupsClaim = 'groups') =>
  personOf({ people, groupsClaim }, responders, claims)

describe('whom the config lets in', () => {
  test.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ['an address', verified('mina@corner-shop.example'), { by: 'mina-k', role: 'act' }],
    ['in any case', verified('MINA@Corner-Shop.example'), { by: 'mina-k', role: 'act' }],
    [
      'without a responder: what stands before the @',
      verified('lead@corner-shop.example'),
      { by: 'lead', role: 'read' },
    ],
    ['a longer address', verified('xmina@corner-shop.example'), { refused: 'not-allowed' }],
    ['a longer domain', verified('mina@corner-shop.example.evil.example'), { refused: 'not-allowed' }],
    ['an address after a line', verified('x\nmina@corner-shop.example'), { refused: 'not-allowed' }],
    ['a group', verified('kim@shop.example', { groups: ['x', 'on-call'] }), { by: 'kim', role: 'act' }],
    [
      'the first that fits',
      verified('kim@shop.example', { groups: ['everyone', 'on-call'] }),
      { by: 'kim', role: 'act' },
    ],
    ['a group that stands alone', verified('kim@shop.example', { groups: 'everyone' }), { by: 'kim', role: 'read' }],
    [
      'a group that acts as one',
      verified('kim@shop.example', { groups: ['shared-screen'] }),
      { by: 'screen', role: 'read' },
    ],
    [
      'a responder by their address',
      verified('joon.lee@corner-shop.example', { groups: ['on-call'] }),
      { by: 'joon', role: 'act' },
    ],
    ['groups in another case', verified('kim@shop.example', { groups: ['On-Call'] }), { refused: 'not-allowed' }],
    ['a part of a group', verified('kim@shop.example', { groups: ['on-call-readers'] }), { refused: 'not-allowed' }],
    [
      'groups that are no names',
      verified('kim@shop.example', { groups: [{ name: 'on-call' }, 7, null] }),
      { refused: 'not-allowed' },
    ],
    [
      'an address that is not verified',
      { ...verified('mina@corner-shop.example'), email_verified: false },
      { refused: 'unverified' },
    ],
    [
      'verified as a text',
      { ...verified('mina@corner-shop.example'), email_verified: 'true' },
      { refused: 'unverified' },
    ],
    ['verified as a number', { ...verified('mina@corner-shop.example'), email_verified: 1 }, { refused: 'unverified' }],
    [
      'not verified, whatever the groups',
      { ...verified('x@y.example', { groups: ['on-call'] }), email_verified: false },
      { refused: 'unverified' },
    ],
    ['nothing is said of it', { sub: 'one', email: 'mina@corner-shop.example' }, { refused: 'unverified' }],
    [
      'an address that is a list',
      { sub: 'one', email: ['mina@corner-shop.example'], email_verified: true },
      { refused: 'not-allowed' },
    ],
    ['nothing at all', { sub: 'one' }, { refused: 'not-allowed' }],
  ])('%s', (_, claims, is) => expect(person(claims)).toEqual(is))

  test('where no address is verified, as at Entra, groups count, and members differ', () => {
    const groups = ['on-call']
    const [one, other] = [person({ sub: 'one', email: 'a@b.example', groups }), person({ sub: 'two', groups })]
    expect(one).toEqual({ by: expect.stringMatching(/^on-call-[0-9a-f]{6}$/), role: 'act' })
    expect(other).toEqual({ by: expect.stringMatching(/^on-call-[0-9a-f]{6}$/), role: 'act' })
    expect(one).not.toEqual(other)
    expect(person({ sub: 'one', groups })).toEqual(one)
  })

  test('nobody becomes a responder by an address elsewhere that begins with their name', () => {
    const groups = ['on-call']
    for (const name of ['mina', 'alex'])
      expect(person(verified(`${name}@elsewhere.example`, { groups }))).toEqual({
        by: expect.stringMatching(new RegExp(`^${name}-[0-9a-f]{6}$`)),
        role: 'act',
      })
  })

  test('names of claims are what the config says', () =>
    expect(person(verified('kim@shop.example', { 'cognito:groups': ['on-call'] }), 'cognito:groups')).toEqual({
      by: 'kim',
      role: 'act',
    }))
})
