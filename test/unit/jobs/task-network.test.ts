import { type Target, wayTo } from '../../../functions/jobs/surroundings/task-network.ts'
import {
  type Changes,
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
  JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:Get*', Resource }, ...more] })
const everything = { protocol: 'all', cidr: '0.0.0.0/0', allows: true, number: 100 } as const

type Case = readonly [name: string, changes: Changes, target: Target]

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
      groups: [group('sg-task', { outward: [rule({ prefixList: 'pl-5' })] })],
    },
    file,
    'the gateway endpoint vpce-s3',
  ],
  [
    'an endpoint whose group lets the range of the VPC in',
    {
      endpoints: [interfaceFor('secretsmanager')],
      groups: [group('sg-endpoint', { inward: [rule({ cidr: '10.1.0.0/16' })] })],
    },
    secret,
    'the endpoint vpce-secretsmanager',
  ],
  [
    'NAT, where the endpoint has private DNS off',
    { ...routes(natRoute), endpoints: [interfaceFor('secretsmanager', { privateDns: false })] },
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
      own: { acl: 'acl-1' },
      acls: [{ id: 'acl-1', rules: [true, false].map((outward) => ({ ...everything, outward })) }],
    },
    publicImage,
    'nat-1',
  ],
]

test.each(reached)('reached by %s', (_, changes, target, by) => {
  expect(wayTo(isolated(changes), target)).toEqual({ reachable: true, by })
})

const addNat = 'Add a default route to a NAT gateway or to the internet gateway'
const cut: readonly (readonly [...Case, why: string, fix: string])[] = [
  [
    'no NAT and no gateway endpoint',
    {},
    file,
    `rtb-1 of subnet-a has no route to s3 in ${region}, and its VPC has no endpoint for s3.`,
    `${addNat}, or add a gateway endpoint for s3 to rtb-1 (free of charge).`,
  ],
  [
    'no NAT and no interface endpoint',
    {},
    secret,
    `rtb-1 of subnet-a has no route to secretsmanager in ${region}, and its VPC has no endpoint for secretsmanager.`,
    `${addNat}, or make an interface endpoint com.amazonaws.${region}.secretsmanager with private DNS.`,
  ],
  [
    'a public registry without NAT',
    { endpoints: [s3Gateway, interfaceFor('ecr.dkr')] },
    publicImage,
    'rtb-1 of subnet-a has no route to the image nginx.',
    `${addNat}, or mirror the image to ECR.`,
  ],
  [
    'a public subnet without a public address',
    routes(igwRoute),
    publicImage,
    'the task has no public address, and the default route of subnet-a leads to igw-1.',
    'Give it a public address, or use a subnet whose route leads to a NAT gateway, or mirror the image to ECR.',
  ],
  [
    'a NAT gateway that is gone',
    routes({ ...natRoute, blackhole: true }),
    file,
    'The route of rtb-1 to 0.0.0.0/0 leads to nat-1, which is gone, and its VPC has no endpoint for s3.',
    'Lead the route to a gateway that is there, or add a gateway endpoint for s3 to rtb-1 (free of charge).',
  ],
  [
    'a gateway endpoint in another route table',
    { endpoints: [s3Gateway] },
    file,
    `rtb-1 of subnet-a has no route to s3 in ${region}, and the gateway endpoint vpce-s3 for s3 is not in rtb-1.`,
    `${addNat}, or add a gateway endpoint for s3 to rtb-1 (free of charge).`,
  ],
  [
    'a bucket in another region, with a gateway endpoint alone',
    { ...routes(s3Route), endpoints: [s3Gateway] },
    { ...file, region: 'us-east-1' },
    `rtb-1 of subnet-a has no route to s3 in us-east-1, and an endpoint in ${region} does not lead to us-east-1.`,
    `${addNat}, or keep it in ${region}, where endpoints can lead to it.`,
  ],
  [
    'private DNS off',
    { endpoints: [interfaceFor('secretsmanager', { privateDns: false })] },
    secret,
    `rtb-1 of subnet-a has no route to secretsmanager in ${region}, and the endpoint vpce-secretsmanager for secretsmanager does not answer to the service's own name.`,
    `${addNat}, or turn private DNS on for vpce-secretsmanager.`,
  ],
  [
    'DNS hostnames off',
    { vpc: { dnsHostnames: false }, endpoints: [interfaceFor('secretsmanager')] },
    secret,
    `rtb-1 of subnet-a has no route to secretsmanager in ${region}, and the endpoint vpce-secretsmanager for secretsmanager does not answer to the service's own name.`,
    `${addNat}, or turn DNS hostnames on for vpc-1.`,
  ],
  [
    'DNS off',
    { ...routes(natRoute), vpc: { dnsSupport: false } },
    secret,
    'DNS is turned off in vpc-1, so no name is found.',
    'Turn DNS support on for vpc-1.',
  ],
  [
    'DNS off, for a host on the internet too',
    { ...routes(natRoute), vpc: { dnsSupport: false } },
    publicImage,
    'DNS is turned off in vpc-1, so no name is found.',
    'Turn DNS support on for vpc-1.',
  ],
  [
    'an endpoint that is being made',
    { endpoints: [interfaceFor('secretsmanager', { available: false })] },
    secret,
    `rtb-1 of subnet-a has no route to secretsmanager in ${region}, and the endpoint vpce-secretsmanager for secretsmanager is not available.`,
    `${addNat}, or make an interface endpoint com.amazonaws.${region}.secretsmanager with private DNS.`,
  ],
  [
    'an endpoint that lets nobody in, though there is NAT',
    { ...routes(natRoute), endpoints: [interfaceFor('secretsmanager')], groups: [group('sg-endpoint')] },
    secret,
    'sg-endpoint lets no TCP 443 in from the task (10.1.1.0/27).',
    'Allow TCP 443 in from the task in sg-endpoint.',
  ],
  [
    'an endpoint that lets port 80 in',
    {
      endpoints: [interfaceFor('secretsmanager')],
      groups: [group('sg-endpoint', { inward: [rule({ cidr: '10.1.0.0/16' }, 80)] })],
    },
    secret,
    'sg-endpoint lets no TCP 443 in from the task (10.1.1.0/27).',
    'Allow TCP 443 in from the task in sg-endpoint.',
  ],
  [
    'a task that may reach its VPC alone',
    {
      ...routes(s3Route),
      endpoints: [s3Gateway],
      groups: [group('sg-task', { outward: [rule({ cidr: '10.1.0.0/16' })] })],
    },
    file,
    `sg-task lets no TCP 443 out to s3 in ${region}`,
    `Allow TCP 443 out to s3 in ${region} in sg-task.`,
  ],
  [
    'an ACL that keeps the answers out',
    {
      ...routes(natRoute),
      own: { acl: 'acl-1' },
      acls: [{ id: 'acl-1', rules: [{ ...everything, outward: true, protocol: 'tcp', from: 443, to: 443 }] }],
    },
    publicImage,
    'The ACL acl-1 of subnet-a refuses TCP 32768-60999 in from',
    'Allow TCP 32768-60999 in from',
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
    { ...routes({ ...s3Route, blackhole: true }), endpoints: [s3Gateway] },
    file,
    'The route of rtb-1 to pl-5 leads to vpce-s3, which is gone',
    'Lead the route to a gateway that is there',
  ],
]

test.each(cut)('cut off by %s', (_, changes, target, why, fix) => {
  expect(wayTo(isolated(changes), target)).toEqual({
    reachable: false,
    why: expect.stringContaining(why),
    fix: expect.stringContaining(fix),
  })
})

const open: readonly (readonly [...Case, why: RegExp])[] = [
  ['a transit gateway', routes({ to: '0.0.0.0/0', by: 'tgw-1' }), publicImage, /tgw-1/],
  ['routes that are not known', { routes: 'unknown' }, file, /routes of subnet-a are not known/],
  [
    'endpoints that are not known',
    { vpc: { namesKnown: false } },
    secret,
    /no route .*; whether vpc-1 has an endpoint for secretsmanager is not known/,
  ],
  [
    'endpoints that are not known, where there is NAT: one may take the name and refuse',
    { ...routes(natRoute), vpc: { namesKnown: false } },
    secret,
    /hether vpc-1 has an endpoint for secretsmanager is not known/,
  ],
  [
    'a route to one half of the internet',
    routes({ ...natRoute, to: '0.0.0.0/1' }),
    file,
    /only a part of the internet/,
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
    /conditions/,
  ],
  ['a policy that is not JSON', { ...routes(s3Route), endpoints: [{ ...s3Gateway, policy: '{' }] }, file, /conditions/],
  [
    'a group that names a part of the internet',
    { ...routes(natRoute), groups: [group('sg-task', { outward: [rule({ cidr: '52.0.0.0/8' })] })] },
    publicImage,
    /a part of the addresses/,
  ],
  [
    'a group that could not be read',
    { ...routes(natRoute), groups: [group('sg-task', { outward: [], known: false })] },
    publicImage,
    /rules of sg-task are not known/,
  ],
]

test.each(open)('not known: %s', (_, changes, target, why) => {
  expect(wayTo(isolated(changes), target)).toEqual({ reachable: 'unknown', why: expect.stringMatching(why) })
})

test('a public image is known to be cut off even where endpoints are not known', () => {
  expect(wayTo(isolated({ vpc: { namesKnown: false } }), publicImage).reachable).toBe(false)
})
