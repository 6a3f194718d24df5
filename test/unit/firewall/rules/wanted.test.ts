import type { Offender } from '../../../../functions/firewall/rules/offender.ts'
import { type InForce, wantedEntries } from '../../../../functions/firewall/rules/wanted.ts'
import type { FirewallBlock } from '../../../../shared/ledger/records/firewall.ts'
import { at, block, instant, slice } from './scene.ts'

const offender = (client: string, more: Partial<FirewallBlock> = {}): Offender => ({
  client,
  level: 1,
  block: block({ offences: [], ...more }),
})
const wanted = (offenders: readonly Offender[], more: Partial<InForce> = {}) =>
  wantedEntries({ slice: slice(), offenders, allowed: [], now: instant('10:30'), ...more }, 'block', 'REGIONAL')

/** Clients in the order in which they stand in a set, whichever came first. */
const ordered = (one: Partial<FirewallBlock>, other: Partial<FirewallBlock>): string[][] => {
  const both = [offender('192.0.2.1', one), offender('192.0.2.2', other)]
  return [wanted(both), wanted(both.toReversed())]
}
const first = [
  ['192.0.2.1', '192.0.2.2'],
  ['192.0.2.1', '192.0.2.2'],
]
const second = first.map((each) => each.toReversed())
const bare = { count: undefined, threshold: undefined }
const offence = (count: number, threshold: number) => ({
  rule: 'scan',
  count,
  threshold,
  windowMinutes: 5,
  first: at('10:00'),
  last: at('10:00'),
})

test.each<[string, Partial<FirewallBlock>, Partial<FirewallBlock>, string[][]]>([
  ['by hand is before any rule', { count: 900 }, { rule: 'manual', ...bare }, second],
  ['further over the threshold', { count: 20, threshold: 10 }, { count: 90, threshold: 50 }, first],
  ['further by one of its offences', { count: 20 }, { count: 11, offences: [offence(11, 10), offence(3, 1)] }, second],
  [
    'each offence by its own threshold',
    { count: 3, offences: [offence(3, 1)] },
    { count: 20, offences: [offence(20, 10)] },
    first,
  ],
  ['more, where they are as far', { count: 20, threshold: 10 }, { count: 40, threshold: 20 }, second],
  ['shorter, where they are the same', { until: at('12:00') }, { until: at('11:30') }, second],
  ['by address, where nothing else differs', {}, {}, first],
  ['any count is before none', bare, { count: 5, threshold: 10 }, second],
  [
    'a count without a threshold is over it so many times',
    { count: 3, threshold: undefined },
    { count: 20, threshold: 10 },
    first,
  ],
  [
    'none is less than one',
    { count: undefined, offences: [offence(2, 1)] },
    { count: 1, offences: [offence(2, 1)] },
    second,
  ],
])('%s', (_, one, other, expected) => {
  expect(ordered(one, other)).toEqual(expected)
})

test('those that the config lists come first, and nobody who is allowed is there', () => {
  const listed = { address: '203.0.113.0/24', why: 'scans' }
  const lists = slice({ block: [listed, { ...listed, address: '203.0.113.9', until: at('10:30') }] })
  const offenders = [offender('192.0.2.1'), offender('192.0.2.2')]
  expect(wanted(offenders, { slice: lists, allowed: [{ client: '192.0.2.1' }] })).toEqual([
    '203.0.113.0/24',
    '192.0.2.2',
  ])
  const inForce = { slice: lists, offenders, allowed: [], now: instant('10:30') }
  expect(wantedEntries(inForce, 'count', 'REGIONAL')).toEqual([])
})

test('those who are allowed by the config or by hand, as long as they are', () => {
  const lists = slice({
    allow: [
      { address: '203.0.113.1', why: 'office' },
      { address: '203.0.113.2', why: 'office', until: at('10:30') },
    ],
  })
  const allowed = [
    { client: '203.0.113.3', until: at('10:30:01') },
    { client: '203.0.113.4', until: at('10:29') },
  ]
  const inForce = { slice: lists, offenders: [], allowed, now: instant('10:30') }
  expect(wantedEntries(inForce, 'allow', 'REGIONAL')).toEqual(['203.0.113.1', '203.0.113.3'])
})

test('a block ends at its end, is of its scopes, and of somebody who is let go no more', () => {
  const one = offender('192.0.2.1')
  expect(wanted([one], { now: new Date(instant('11:00').getTime() - 1) })).toEqual(['192.0.2.1'])
  expect(wanted([one], { now: instant('11:00') })).toEqual([])
  expect(wanted([offender('192.0.2.1', { scopes: ['CLOUDFRONT'] })])).toEqual([])
  expect(wanted([{ ...one, releasedAt: at('10:20') }])).toEqual([])
})
