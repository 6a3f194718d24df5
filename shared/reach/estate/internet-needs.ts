import type { TestListener } from '../../config/estate/test-listener.ts'
import type { Config } from '../../config/schema.ts'
import { type Family, internetOf, rangesOfSpan, spansOf, tryRange, withoutAll } from '../spans.ts'
import type { NamedEnd } from './ends.ts'
import { mustReach, type Need } from './need.ts'

const hasIpv6 = ({ estate }: Config): boolean =>
  estate !== undefined && !('vpcId' in estate.network) && estate.network.ipv6

const familiesOf = (ipv6 = false): readonly Family[] => (ipv6 ? ['ipv4', 'ipv6'] : ['ipv4'])

const by = (family: Family): string => (family === 'ipv6' ? ' by IPv6' : '')

/** Everybody reaches a balancer. Of one behind CloudFront, whose addresses only AWS knows, the way from the balancer on is asked about. */
export const balancerNeeds = (balancer: NamedEnd, ends: readonly NamedEnd[], config: Config): Need[] => {
  const { testListener, from } = config.estate?.web ?? {}
  const testPorts = [...new Set([...(balancer.testPorts ?? []), ...(testListener ? [testListener.port] : [])])]
  const tests = [
    ...testPorts.flatMap((port) => testNeeds(balancer, port, config)),
    ...(testListener ? testerNeeds(balancer, testListener) : []),
  ]
  if (from === 'cloudfront')
    return [
      ...mustReach(
        balancer,
        ends.filter(({ sort }) => sort === 'service'),
      ),
      ...tests,
    ]
  const all = balancer.ports.filter((port) => !testPorts.includes(port))
  return [...all.flatMap((port) => everybodyNeeds(balancer, port)), ...tests]
}

const everybodyNeeds = (balancer: NamedEnd, port: number): Need[] =>
  familiesOf(balancer.ipv6).map(
    (family): Need => ({
      what: `internet → ${balancer.name} ${port}${by(family)}`,
      wanted: 'must',
      question: { from: { internet: true }, to: balancer.end, port, family },
    }),
  )

/** The ranges from which the config opens a listener for tests. */
const testerNeeds = (balancer: NamedEnd, { port, from }: TestListener): Need[] =>
  from.map((range) => ({
    what: `${range} → ${balancer.name} ${port}`,
    wanted: 'must',
    question: { from: { internet: [range] }, to: balancer.end, port, family: tryRange(range)?.family ?? 'ipv4' },
  }))

/** Where a new version is tried: nobody but the ranges that `estate.web.testListener` and `estate.reach.must` name for it. */
const testNeeds = (balancer: NamedEnd, port: number, { estate }: Config): Need[] => {
  const { testListener } = estate?.web ?? {}
  const named = [
    ...(testListener?.port === port ? testListener.from : []),
    ...(estate?.reach.must ?? []).flatMap(({ from, to, port: asked }) =>
      to === balancer.name && asked === port && tryRange(from) ? [from] : [],
    ),
  ]
  return familiesOf(balancer.ipv6).flatMap((family): Need[] => {
    const others = withoutAll(internetOf(family), spansOf(named, family)).flatMap((span) => rangesOfSpan(span, family))
    return [
      {
        what: `internet${named.length > 0 ? `, but ${named.join(', ')},` : ''} → ${balancer.name} ${port}${by(family)}`,
        wanted: 'never',
        question: { from: { internet: others }, to: balancer.end, port, family },
      },
    ]
  })
}

/** Nobody on the internet gets there, by whatever port or protocol. */
export const outOfReach = (end: NamedEnd, config: Config): Need[] =>
  familiesOf(hasIpv6(config) && !end.ipv4Only).map((family) => ({
    what: `internet → ${end.name}${by(family)}`,
    wanted: 'never',
    question: { from: { internet: true }, to: end.end, protocol: 'all', family },
  }))
