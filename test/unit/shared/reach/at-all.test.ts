import { reachAtAll } from '../../../../shared/reach/at-all.ts'
import type { ReachModel } from '../../../../shared/reach/model.ts'
import { type Question, reach } from '../../../../shared/reach/reach.ts'
import { app, database, group, open, route, shop, withAcl, withGroups, withRoutes } from './shop.ts'

const internet = { internet: true } as const
const never: Question = {
  from: internet,
  to: { place: { ...database, subnets: ['public-a', 'public-c'], publicAddress: true } },
  protocol: 'all',
}

type Case = readonly [what: string, model: ReachModel, question: Question, wanted: boolean | 'unknown', packet?: RegExp]

const cases: readonly Case[] = [
  ['a group that names another group', shop, never, false],
  ['one port of one protocol', withGroups(group('sg-db', ['tcp 5432 from 0.0.0.0/0'])), never, true, /^TCP 5432 /],
  [
    'one address of the internet',
    withGroups(group('sg-db', ['udp 53 from 203.0.113.9/32'])),
    never,
    true,
    /^UDP 53 from the internet \(203\.0\.113\.9\/32\)/,
  ],
  [
    'one zone of two',
    {
      ...withGroups(group('sg-db', ['tcp 5432 from 0.0.0.0/0'])),
      subnets: shop.subnets.map((each) => (each.id === 'public-a' ? { ...each, routeTable: 'rt-db' } : each)),
    },
    never,
    true,
    /to database \(10\.1\.1\.\d+\/32\)/,
  ],
  [
    'no zone',
    withRoutes('rt-public', []),
    { ...never, to: { place: open(['public-a', 'public-c'], { publicAddress: true }) } },
    false,
  ],
  [
    'without a public address',
    withGroups(group('sg-db', ['all from 0.0.0.0/0'])),
    { ...never, to: { place: database } },
    false,
  ],
  [
    'an ACL that leaves one port open to answers on one client port',
    {
      ...withAcl(
        [
          '100 in allow tcp 22 203.0.113.0/24',
          '90 out deny tcp 1024-50000 0.0.0.0/0',
          '100 out allow tcp 50000-50001 0.0.0.0/0',
        ],
        ['public-a', 'public-c'],
      ),
      groups: [...shop.groups.filter(({ id }) => id !== 'sg-db'), group('sg-db', ['all from 0.0.0.0/0'])],
    },
    never,
    true,
    /^TCP 22 from the internet \(203\.0\.113\.\d+\/32\)/,
  ],
  [
    'an ACL that lets no answer out',
    {
      ...withAcl(['100 in allow tcp 22 203.0.113.0/24'], ['public-a', 'public-c']),
      groups: [...shop.groups.filter(({ id }) => id !== 'sg-db'), group('sg-db', ['all from 0.0.0.0/0'])],
    },
    never,
    false,
  ],
  [
    'out to a part of the internet',
    withRoutes('rt-app', [route('52.0.0.0/8', 'nat')]),
    { from: { place: app }, to: internet },
    true,
  ],
  ['out to nobody', withRoutes('rt-app', []), { from: { place: app }, to: internet }, false],
  [
    'where only AWS knows what a list holds',
    withGroups(group('sg-db', ['tcp 5432 from pl-own'])),
    { ...never, from: { internet: ['203.0.113.0/24'] } },
    'unknown',
  ],
  ['through a balancer to one of its listeners', shop, { from: internet, to: { balancer: 'alb' } }, true, /TCP 443/],
  [
    'through a balancer that nobody may call',
    withGroups(group('sg-lb', ['tcp 443 from 10.1.0.0/16'])),
    { from: internet, to: { balancer: 'alb' } },
    false,
  ],
]

test.each(cases.map((each) => ({ what: each[0], each })))(
  '$what',
  ({ each: [, model, question, wanted, packet = /^/] }) => {
    // What gets through in part is not "reachable".
    expect(reach(model, question).reachable).not.toBe(true)
    const answer = reachAtAll(model, question)
    expect(answer.reachable).toBe(wanted)
    if (answer.reachable === true) expect(answer.packet).toMatch(packet)
  },
)

test('what gets through in every case gets through at all', () => {
  expect(reachAtAll(shop, { from: { place: app }, to: { place: database }, port: 5432 }).reachable).toBe(true)
})
