import { reach } from '../../../functions/jobs/surroundings/reach.ts'
import type { NetworkFacts, Target } from '../../../functions/jobs/surroundings/reach-facts.ts'
import {
  file,
  group,
  igwRoute,
  interfaceFor,
  isolated,
  natRoute,
  publicImage,
  region,
  routes,
  rule,
  s3Gateway,
  s3Route,
  secret,
} from './network.ts'

const allowRead = (Resource: string, more: object[] = []) =>
  JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource }, ...more],
  })

type Case = readonly [name: string, facts: Partial<NetworkFacts>, target: Target]

const reached: readonly (readonly [...Case, by: string])[] = [
  ['a NAT gateway', routes(natRoute), publicImage, 'nat-1'],
  ['a public address', { ...routes(igwRoute), assignPublicIp: true }, publicImage, 'igw-1'],
  [
    'an interface endpoint in another zone',
    { endpoints: [interfaceFor('secretsmanager')] },
    secret,
    'the endpoint vpce-secretsmanager',
  ],
  ['the gateway endpoint for S3', { ...routes(s3Route), endpoints: [s3Gateway] }, file, 'the gateway endpoint vpce-s3'],
  [
    'a gateway endpoint where groups name its prefix list alone',
    {
      ...routes(s3Route),
      endpoints: [s3Gateway],
      groups: [group('sg-task', { outward: [rule({ prefixLists: ['pl-5'] })] })],
    },
    file,
    'the gateway endpoint vpce-s3',
  ],
  [
    'an endpoint whose group lets the range of the VPC in',
    {
      endpoints: [
        interfaceFor('secretsmanager', { groups: [group('sg-e', { inward: [rule({ cidrs: ['10.1.0.0/16'] })] })] }),
      ],
    },
    secret,
    'the endpoint vpce-secretsmanager',
  ],
  [
    'NAT, where the endpoint has private DNS off',
    { ...routes(natRoute), endpoints: [interfaceFor('secretsmanager', { answersName: false })] },
    secret,
    'nat-1',
  ],
  [
    'NAT, for a bucket in another region beside a gateway endpoint',
    { ...routes(natRoute, s3Route), endpoints: [s3Gateway] },
    { ...file, region: 'us-east-1' },
    'nat-1',
  ],
  [
    'a gateway endpoint whose policy allows the bucket',
    { ...routes(s3Route), endpoints: [{ ...s3Gateway, policy: allowRead('arn:aws:s3:::shop/*') }] },
    file,
    'the gateway endpoint vpce-s3',
  ],
  [
    'NAT through an ACL that is open',
    {
      ...routes(natRoute),
      acl: {
        id: 'acl-1',
        rules: [true, false].map((outward) => ({
          number: 100,
          outward,
          allows: true,
          from: 0,
          to: 65_535,
          cidr: '0.0.0.0/0',
        })),
      },
    },
    publicImage,
    'nat-1',
  ],
]

test.each(reached)('reached by %s', (_, facts, target, by) => {
  expect(reach(isolated(facts), target)).toEqual({ reachable: true, by })
})

const cut: readonly (readonly [...Case, why: string, fix: string])[] = [
  [
    'no NAT and no gateway endpoint',
    {},
    file,
    'subnet-a has no default route (rtb-1), and its VPC has no endpoint for s3.',
    'Add a NAT gateway and a default route to it, or add a gateway endpoint for S3 to rtb-1 (free of charge).',
  ],
  [
    'no NAT and no interface endpoint',
    {},
    secret,
    'subnet-a has no default route (rtb-1), and its VPC has no endpoint for secretsmanager.',
    `Add a NAT gateway and a default route to it, or make an interface endpoint com.amazonaws.${region}.secretsmanager with private DNS.`,
  ],
  [
    'a public registry without NAT',
    { endpoints: [s3Gateway, interfaceFor('ecr.dkr')] },
    publicImage,
    'subnet-a has no default route (rtb-1), and no endpoint leads to the internet.',
    'Add a NAT gateway and a default route to it, or mirror the image to ECR.',
  ],
  [
    'a public subnet without a public address',
    routes(igwRoute),
    publicImage,
    'subnet-a is public (its default route leads to igw-1): the task needs a public address there and has none, and no endpoint leads to the internet.',
    'Set assignPublicIp: true or use a subnet with a NAT gateway, or mirror the image to ECR.',
  ],
  [
    'a NAT gateway that is gone',
    routes({ ...natRoute, isBlackhole: true }),
    file,
    'The default route of subnet-a (rtb-1) leads to nat-1, which is gone, and its VPC has no endpoint for s3.',
    'Make a NAT gateway and lead the route to it, or add a gateway endpoint for S3 to rtb-1 (free of charge).',
  ],
  [
    'a gateway endpoint in another route table',
    { endpoints: [s3Gateway] },
    file,
    'subnet-a has no default route (rtb-1), and the gateway endpoint vpce-s3 for S3 is not in rtb-1.',
    'Add a NAT gateway and a default route to it, or add a gateway endpoint for S3 to rtb-1 (free of charge).',
  ],
  [
    'a bucket in another region, with a gateway endpoint alone',
    { ...routes(s3Route), endpoints: [s3Gateway] },
    { ...file, region: 'us-east-1' },
    `subnet-a has no default route (rtb-1), and an endpoint in ${region} does not lead to us-east-1.`,
    `Add a NAT gateway and a default route to it, or keep it in ${region}, where endpoints can lead to it.`,
  ],
  [
    'private DNS off',
    { endpoints: [interfaceFor('secretsmanager', { answersName: false })] },
    secret,
    "subnet-a has no default route (rtb-1), and the endpoint vpce-secretsmanager for secretsmanager does not answer to the service's own name.",
    'Add a NAT gateway and a default route to it, or turn private DNS on for vpce-secretsmanager.',
  ],
  [
    'DNS hostnames off',
    {
      vpc: { id: 'vpc-1', cidrs: ['10.1.0.0/16'], dnsSupport: true, dnsHostnames: false },
      endpoints: [interfaceFor('secretsmanager')],
    },
    secret,
    "subnet-a has no default route (rtb-1), and the endpoint vpce-secretsmanager for secretsmanager does not answer to the service's own name.",
    'Add a NAT gateway and a default route to it, or turn DNS hostnames on for vpc-1.',
  ],
  [
    'DNS off',
    { ...routes(natRoute), vpc: { id: 'vpc-1', cidrs: [], dnsSupport: false } },
    secret,
    'DNS is turned off in vpc-1, so no name is found.',
    'Turn DNS support on for vpc-1.',
  ],
  [
    'an endpoint that is being made',
    { endpoints: [interfaceFor('secretsmanager', { isAvailable: false })] },
    secret,
    'subnet-a has no default route (rtb-1), and the endpoint vpce-secretsmanager for secretsmanager is not available.',
    `Add a NAT gateway and a default route to it, or make an interface endpoint com.amazonaws.${region}.secretsmanager with private DNS.`,
  ],
  [
    'an endpoint that lets nobody in, though there is NAT',
    { ...routes(natRoute), endpoints: [interfaceFor('secretsmanager', { groups: [group('sg-e')] })] },
    secret,
    'The security group sg-e of the endpoint vpce-secretsmanager for secretsmanager lets no HTTPS in from subnet-a.',
    'Allow inbound TCP 443 from sg-task in sg-e.',
  ],
  [
    'an endpoint that lets port 80 in',
    {
      endpoints: [
        interfaceFor('secretsmanager', { groups: [group('sg-e', { inward: [rule({ cidrs: ['10.1.0.0/16'] }, 80)] })] }),
      ],
    },
    secret,
    'The security group sg-e of the endpoint vpce-secretsmanager for secretsmanager lets no HTTPS in from subnet-a.',
    'Allow inbound TCP 443 from sg-task in sg-e.',
  ],
  [
    'a task that may reach nobody',
    { ...routes(natRoute), groups: [group('sg-task', { outward: [] })] },
    publicImage,
    'The security group of the task (sg-task) lets no HTTPS out to the internet.',
    'Allow outbound TCP 443 to the internet in sg-task.',
  ],
  [
    'a task that may reach its VPC alone',
    {
      ...routes(s3Route),
      endpoints: [s3Gateway],
      groups: [group('sg-task', { outward: [rule({ cidrs: ['10.1.0.0/16'] })] })],
    },
    file,
    'The security group of the task (sg-task) lets no HTTPS out to S3.',
    'Allow outbound TCP 443 to S3 in sg-task.',
  ],
  [
    'an ACL that keeps the answers out',
    {
      ...routes(natRoute),
      acl: {
        id: 'acl-1',
        rules: [{ number: 100, outward: true, allows: true, from: 443, to: 443, cidr: '0.0.0.0/0' }],
      },
    },
    publicImage,
    'The network ACL acl-1 of subnet-a refuses HTTPS to the internet, or the answers.',
    'Allow TCP 443 out and TCP 1024-65535 in, in acl-1.',
  ],
  [
    'a policy for another bucket, though there is NAT',
    { ...routes(natRoute, s3Route), endpoints: [{ ...s3Gateway, policy: allowRead('arn:aws:s3:::other/*') }] },
    file,
    'The policy of the endpoint vpce-s3 does not allow s3:GetObject on arn:aws:s3:::shop/report.env.',
    'Allow s3:GetObject on arn:aws:s3:::shop/report.env in that policy.',
  ],
  [
    'a policy that denies the bucket',
    {
      ...routes(s3Route),
      endpoints: [
        {
          ...s3Gateway,
          policy: allowRead('*', [
            { Effect: 'Deny', Principal: { AWS: '*' }, NotAction: 's3:Put*', Resource: ['arn:aws:s3:::sh?p/*'] },
          ]),
        },
      ],
    },
    file,
    'The policy of the endpoint vpce-s3 does not allow s3:GetObject on arn:aws:s3:::shop/report.env.',
    'Allow s3:GetObject on arn:aws:s3:::shop/report.env in that policy.',
  ],
  [
    'a gateway endpoint that is gone',
    { ...routes({ ...s3Route, isBlackhole: true }), endpoints: [s3Gateway] },
    file,
    'The route of rtb-1 to S3 leads to vpce-s3, which is gone.',
    'Make the gateway endpoint for S3 again.',
  ],
]

test.each(cut)('cut off by %s', (_, facts, target, why, fix) => {
  expect(reach(isolated(facts), target)).toEqual({ reachable: false, why, fix })
})

const open: readonly (readonly [...Case, why: RegExp])[] = [
  ['a transit gateway', routes({ to: '0.0.0.0/0', by: 'tgw-1', isBlackhole: false }), publicImage, /tgw-1/],
  ['routes that are not known', { routeTable: undefined }, file, /routes of subnet-a are not known/],
  ['endpoints that are not known', { endpoints: undefined }, secret, /endpoint for secretsmanager is not known/],
  [
    'routes to halves of the internet',
    routes({ to: '0.0.0.0/1', by: 'nat-1', isBlackhole: false }),
    file,
    /parts of the internet/,
  ],
  [
    'a policy with a condition',
    {
      ...routes(s3Route),
      endpoints: [
        {
          ...s3Gateway,
          policy: JSON.stringify({
            Statement: { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', Condition: { Bool: {} } },
          }),
        },
      ],
    },
    file,
    /conditions in its policy/,
  ],
  [
    'a policy that is no JSON',
    { ...routes(s3Route), endpoints: [{ ...s3Gateway, policy: '{' }] },
    file,
    /conditions in its policy/,
  ],
  [
    'a group that names a part of the internet',
    { ...routes(natRoute), groups: [group('sg-task', { outward: [rule({ cidrs: ['52.0.0.0/8'] })] })] },
    publicImage,
    /a part of the addresses/,
  ],
]

test.each(open)('not known: %s', (_, facts, target, why) => {
  const way = reach(isolated(facts), target)
  expect(way).toEqual({ reachable: 'unknown', why: expect.stringMatching(why) })
})

test('a public image is known to be cut off even where endpoints are not known', () => {
  expect(reach(isolated({ endpoints: undefined }), publicImage).reachable).toBe(false)
})
