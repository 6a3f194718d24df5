import { networkPlan } from '../../infra/network-plan.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'
import { endsOf } from '../../shared/reach/estate/ends.ts'
import { needsOf } from '../../shared/reach/estate/needs.ts'
import { planOf } from '../../shared/reach/estate/plan.ts'
import { prove, proveStacks, reachProblems, unusedOf } from '../../shared/reach/estate/proof.ts'
import { readNetwork } from '../../shared/reach/templates/read-network.ts'
import type { Resource, StackTemplate } from '../../shared/reach/templates/resolve.ts'
import { inApp } from './synth.ts'
import { templatesOf } from './templates.ts'
import { existing } from './variants.ts'

const now = new Date('2026-11-21T00:00:00Z')
const made = new Map<string, StackTemplate[]>()
const synthesise = (config: ConfigInput): StackTemplate[] =>
  Object.entries(templatesOf(config)).map(([name, template]) => ({
    name,
    region: config.region,
    template: template as StackTemplate['template'],
  }))

/** Each config is synthesised once. */
const stacksOf = (config: ConfigInput): StackTemplate[] => {
  const key = JSON.stringify(config)
  const stacks = made.get(key) ?? synthesise(config)
  made.set(key, stacks)
  return stacks
}

const withNat = (nat: 'none' | 'one'): ConfigInput => ({
  ...example,
  estate: { ...example.estate, network: { nat } },
})
const proven = (input: ConfigInput, stacks = stacksOf(input)) =>
  Object.fromEntries(proveStacks(parseConfig(input, now), stacks).map(({ need, holds }) => [need.what, holds]))

test.each(['none', 'one'] as const)('every need of the example holds with nat: %s', (nat) => {
  const results = proven(withNat(nat))
  expect(Object.keys(results)).toEqual(
    expect.arrayContaining(['internet → balancer 80', 'web → database 5432', 'internet → database', 'jobs → logs']),
  )
  expect(Object.values(results).every((holds) => holds === true)).toBe(true)
})

test('the page is deployed with a plan of the network that the templates make, and with none where nothing is bundled, or made', () => {
  const config = parseConfig(withNat('none'), now)
  const stacks = stacksOf(withNat('none'))
  const bundled = { 'aws:cdk:bundling-stacks': ['**'] }
  const plan = inApp((app) => networkPlan(app, config), bundled, { nag: false })
  expect(plan).toEqual(planOf({ model: readNetwork(stacks), ends: endsOf(stacks) }))
  expect(plan?.passages).toContainEqual({ from: 'web', to: 'database', ports: [5432], passes: 'all' })
  expect(inApp((app) => networkPlan(app, config), {}, { nag: false })).toBeUndefined()
  expect(inApp((app) => networkPlan(app, parseConfig(existing, now)), bundled, { nag: false })).toBeUndefined()
})

test('of a VPC that is there already only what is known is said, and nothing is refused', () => {
  const config = parseConfig(existing, now)
  const results = proven(existing)
  // A database without a public address is out of reach whatever its network is.
  expect(Object.entries(results).filter(([, holds]) => holds === true)).toEqual([['internet → database', true]])
  expect(reachProblems(config, stacksOf(existing))).toEqual([])
})

/** What a packet has to do with. */
const isOfTheNetwork = ({ Type }: Resource): boolean =>
  /^AWS::EC2::(Route|SubnetRouteTableAssociation|VPCGatewayAttachment|SecurityGroup(In|E)gress|NatGateway|VPCEndpoint|InternetGateway|NetworkAclEntry|SubnetNetworkAclAssociation)$|^AWS::ElasticLoadBalancingV2::Listener$/.test(
    Type,
  )

const without = (stacks: readonly StackTemplate[], stack: string, name: string): StackTemplate[] =>
  stacks.map((each) => {
    if (each.name !== stack) return each
    const { [name]: _, ...Resources } = each.template.Resources ?? {}
    return { ...each, template: { ...each.template, Resources } }
  })

/** With everything that decides about packets: NAT, endpoints with groups, and an ACL around the database. */
const whole: ConfigInput = {
  ...example,
  estate: { ...example.estate, network: { nat: 'one', endpoints: 'fargate', acls: 'database' } },
}

describe.each([
  ['one NAT gateway', withNat('one')],
  ['endpoints and ACLs', whole],
])('our own templates with one resource less: %s', (_, input) => {
  const config = parseConfig(input, now)
  const stacks = stacksOf(input)
  const needs = needsOf(config, endsOf(stacks))
  const unused = new Set(unusedOf(readNetwork(stacks), needs).map(({ resource }) => resource))
  const parts = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources ?? {}).flatMap(([id, resource]) =>
      isOfTheNetwork(resource) ? [{ stack: name, id, type: resource.Type }] : [],
    ),
  )

  test('there are many', () => expect(parts.length).toBeGreaterThan(15))

  test.each(parts)('$stack/$id breaks a need, or is nobody’s', ({ stack, id, type }) => {
    const model = readNetwork(without(stacks, stack, id))
    const broken = prove(
      model,
      needs.filter(
        ({ question: { to } }) =>
          !('balancer' in to) || model.balancers?.some((each) => 'balancer' in to && each.id === to.balancer),
      ),
    )
    const isBroken = broken.some(({ holds }) => holds !== true) || model.balancers?.length === 0
    // Database subnets have no route of their own, so the table of the VPC does as well. A group whose only outward rule goes lets
    // everything out: nothing breaks by that.
    const isSpare =
      (type === 'AWS::EC2::SubnetRouteTableAssociation' && /database/i.test(id)) ||
      // Without its own a subnet has the VPC's ACL, which lets everything pass.
      type === 'AWS::EC2::SubnetNetworkAclAssociation' ||
      (type === 'AWS::EC2::SecurityGroupEgress' && model.groups?.some(({ outward }) => outward === undefined))
    expect(isBroken || isSpare || unused.has(`${stack}/${id}`)).toBe(true)
  })
})

describe('a file system of somebody else, whose mount targets the config names', () => {
  const group = 'sg-0123456789abcdef0'
  const mounting = (input: ConfigInput, subnets: 'public' | 'app' | 'database'): ConfigInput => ({
    ...input,
    jobs: Object.fromEntries(
      Object.entries(input.jobs ?? {}).map(([name, job]) => [
        name,
        {
          ...job,
          volumes: {
            data: {
              fileSystem: 'fs-0123456789abcdef0',
              path: '/data',
              mountTargets: { subnets, securityGroups: [group] },
            },
          },
        },
      ]),
    ),
  })
  /** The templates of a config, with the rule that `letIntoFiles` adds (test/infra/jobs), or without it. */
  const letIn = (stacks: readonly StackTemplate[], port = 2049): StackTemplate[] =>
    stacks.map((each) => {
      const [jobs] = Object.keys(each.template.Resources ?? {}).filter((name) => name.startsWith('JobsSecurityGroup'))
      if (jobs === undefined) return each
      const source = { 'Fn::GetAtt': [jobs, 'GroupId'] }
      const rule = { GroupId: group, SourceSecurityGroupId: source, IpProtocol: 'tcp', FromPort: port, ToPort: port }
      const Resources = {
        ...each.template.Resources,
        JobsToFiles: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: rule },
      }
      return { ...each, template: { ...each.template, Resources } }
    })
  const files = (input: ConfigInput, stacks: StackTemplate[]) =>
    Object.entries(proven(input, stacks)).filter(([need]) => need.includes('files'))
  const held = [
    ['jobs → files 2049', true],
    ['internet → files', true],
  ]

  test.each(['public', 'app', 'database'] as const)('is reached in the %s subnets, there and back', (subnets) => {
    for (const nat of ['none', 'one'] as const) {
      const input = mounting(withNat(nat), subnets)
      expect(files(input, letIn(stacksOf(withNat(nat)))).toSorted()).toEqual(held.toSorted())
      expect(reachProblems(parseConfig(input, now), letIn(stacksOf(withNat(nat))))).toEqual([])
    }
  })

  test('is refused where an ACL stops it, and not proven without the rule, or with one for another port', () => {
    const database = mounting(whole, 'database')
    expect(reachProblems(parseConfig(database, now), letIn(stacksOf(whole))).join('\n')).toMatch(
      /jobs → files 2049 does not hold: .*(ACL|acl)/,
    )
    const app = mounting(withNat('one'), 'app')
    for (const stacks of [stacksOf(withNat('one')), letIn(stacksOf(withNat('one')), 2050)])
      expect(reachProblems(parseConfig(app, now), stacks).join('\n')).toContain('jobs → files 2049 cannot be proven')
  })

  test('of a VPC that is there already nothing is refused, and where nothing is named nothing is asked', () => {
    const input = mounting(existing, 'database')
    expect(files(input, letIn(stacksOf(existing)))).toContainEqual(['jobs → files 2049', 'unknown'])
    expect(reachProblems(parseConfig(input, now), letIn(stacksOf(existing)))).toEqual([])
    expect(files(withNat('one'), stacksOf(withNat('one')))).toEqual([])
  })
})

test('what is wrong is refused with the first wrong hop, the resource and the fix', () => {
  const input = withNat('none')
  const stacks = stacksOf(input)
  const route = Object.entries(
    stacks.find(({ name }) => name === 'corner-shop-network')?.template.Resources ?? {},
  ).find(([name, { Type }]) => Type === 'AWS::EC2::Route' && name.includes('public'))?.[0]
  const problems = reachProblems(parseConfig(input, now), without(stacks, 'corner-shop-network', route ?? ''))
  expect(problems.join('\n')).toMatch(
    /internet → balancer 80 does not hold: .*no route back to the internet.*Add a default route/,
  )
})

/** The example, with the first resource of a type changed in one stack. */
const changed = (
  stack: string,
  isMeant: (resource: Resource) => boolean,
  change: Readonly<Record<string, unknown>>,
): StackTemplate[] => {
  let isDone = false
  return stacksOf(withNat('none')).map((each) => {
    if (each.name !== stack) return each
    const Resources = Object.fromEntries(
      Object.entries(each.template.Resources ?? {}).map(([name, resource]) => {
        if (isDone || !isMeant(resource)) return [name, resource]
        isDone = true
        return [name, { ...resource, Properties: { ...resource.Properties, ...change } }]
      }),
    )
    return { ...each, template: { ...each.template, Resources } }
  })
}

test('a database that one port of the internet can reach is refused, though the others cannot', () => {
  const isDatabase = ({ Type }: Resource) => Type === 'AWS::RDS::DBInstance'
  const stack = stacksOf(withNat('none')).find(({ template }) =>
    Object.values(template.Resources ?? {}).some(isDatabase),
  )?.name
  const publicOne = changed(stack ?? '', isDatabase, { PubliclyAccessible: true })
  const subnets = publicOne
    .flatMap(({ name, template }) =>
      Object.entries(template.Resources ?? {}).map(([id, each]) => ({ id: `${name}/${id}`, ...each })),
    )
    .filter(({ Type, id }) => Type === 'AWS::EC2::Subnet' && /public/i.test(id))
  expect(subnets.length).toBe(2)
  const open = publicOne.map((each) => ({
    ...each,
    template: {
      ...each.template,
      Resources: Object.fromEntries(
        Object.entries(each.template.Resources ?? {}).map(([id, resource]) => [
          id,
          resource.Type === 'AWS::RDS::DBSubnetGroup'
            ? { ...resource, Properties: { ...resource.Properties, SubnetIds: subnets.map((one) => one.id) } }
            : resource.Type === 'AWS::EC2::SecurityGroupIngress' &&
                resource.Properties?.FromPort !== undefined &&
                /database/i.test(id)
              ? {
                  ...resource,
                  Properties: { ...resource.Properties, SourceSecurityGroupId: undefined, CidrIp: '203.0.113.9/32' },
                }
              : resource,
        ]),
      ),
    },
  }))
  expect(reachProblems(parseConfig(withNat('none'), now), open)).toContainEqual(
    expect.stringMatching(
      /internet → database must never be, and can \(TCP 5432 from the internet \(203\.0\.113\.9\/32\) to database/,
    ),
  )
})

test('the whole proof is quick', () => {
  const stacks = stacksOf(withNat('none'))
  const started = performance.now()
  proven(withNat('none'), stacks)
  // 50 ms on two idle cores; a quadratic step would be seconds.
  expect(performance.now() - started).toBeLessThan(5000)
})

describe('estate.reach', () => {
  const withReach = (reach: NonNullable<NonNullable<ConfigInput['estate']>['reach']>) =>
    reachProblems(
      parseConfig({ ...withNat('none'), estate: { ...withNat('none').estate, network: { nat: 'none' }, reach } }, now),
      stacksOf(withNat('none')),
    )

  test('needs that hold say nothing', () => {
    expect(
      withReach({
        must: [{ from: 'jobs', to: 'service:s3' }],
        never: [
          { from: 'jobs', to: 'database' },
          { from: '203.0.113.0/24', to: 'web' },
        ],
      }),
    ).toEqual([])
  })

  test.each([
    [
      { must: [{ from: 'jobs', to: 'database' }] },
      /^estate\.network: jobs → database 5432 does not hold: .*Allow TCP 5432/,
    ],
    [
      { never: [{ from: 'web', to: 'database', port: 5432 }] },
      /^estate\.network: web → database 5432 must never be, and can: /,
    ],
    [
      { must: [{ from: 'shop', to: 'database' }] },
      /^estate\.reach\.must\[0\]: from: "shop" is not a part of this network; expected internet, balancer, web, database, jobs/,
    ],
    [
      { never: [{ from: 'internet', to: 'service:s3' }] },
      /^estate\.reach\.never\[0\]: "internet" and "service:s3" are both outside/,
    ],
  ])('%j is refused with its path', (reach, text) => {
    expect(withReach(reach)).toEqual([expect.stringMatching(text)])
  })
})
