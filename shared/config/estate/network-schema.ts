import * as z from 'zod'
import { endpointServices } from './endpoint-services.ts'
import { peersSchema } from './peers-schema.ts'
import { vpnSchema } from './vpn-schema.ts'

export const cidr = z.cidrv4('an IPv4 range such as 10.1.0.0/16')
const rangesOf = (kind: string) =>
  z
    .array(cidr, `the ranges of the ${kind} subnets, one a zone`)
    .max(6, `the ranges of the ${kind} subnets, one a zone: at most 6`)
const zone = z
  .string()
  .regex(/^([a-z]{2}(-[a-z]+)+-\d)?[a-z]$/, 'an availability zone: its letter, such as a, or ap-northeast-2a')
const vpcPart = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id that starts with ${prefix}-`)

export const subnetKinds = ['public', 'app', 'database'] as const
export type SubnetKind = (typeof subnetKinds)[number]

/** The ranges of a new network where the config has none. */
export const networkDefaults = {
  cidr: '10.1.0.0/16',
  public: ['10.1.1.0/26', '10.1.1.64/26'],
  app: ['10.1.1.128/27', '10.1.1.160/27'],
  database: ['10.1.1.192/27', '10.1.1.224/27'],
} satisfies { readonly cidr: string } & Readonly<Record<SubnetKind, string[]>>

const newNetworkSchema = z.strictObject({
  /** Range of the VPC. Default `'10.1.0.0/16'`. */
  cidr: cidr.default(networkDefaults.cidr),
  /** Ranges of the public subnets, the first in the first zone. Default 10.1.1.0/26 and 10.1.1.64/26. */
  public: rangesOf('public').default(networkDefaults.public),
  /** Ranges of the subnets for applications and jobs. Default 10.1.1.128/27 and 10.1.1.160/27. */
  app: rangesOf('app').default(networkDefaults.app),
  /** Ranges of the database subnets, which have no way out. Default 10.1.1.192/27 and 10.1.1.224/27. */
  database: rangesOf('database').default(networkDefaults.database),
  /**
   * Availability zones in the order of the ranges: letters (`['a', 'c']`) or whole names. Default: the first that the account has. To
   * name others later would replace subnets that are in use, which AWS refuses.
   */
  zones: z.array(zone, 'a list of availability zones, such as a and c').min(1).optional(),
  /**
   * How app subnets reach the internet: `'none'` (free; tasks then run in the public subnets with a public address),
   * `'one'` gateway for all zones, one `'per-zone'`, or a `'regional'` one, which AWS spreads over the zones in use. Default `'none'`.
   */
  nat: z.enum(['none', 'one', 'per-zone', 'regional']).default('none'),
  /**
   * IPv6 beside IPv4, with a range of AWS's: in and out in the public subnets and the load balancer, out only in the app subnets (an
   * egress-only internet gateway, which is free), neither in the database subnets. Default false.
   */
  ipv6: z.boolean().default(false),
  /**
   * Interface endpoints, by which tasks reach AWS without the internet: `'fargate'` for all that the config's tasks need, or a list of services.
   * With them and without NAT, tasks run in the app subnets, and only images of ECR in this region can be pulled. Default none.
   */
  endpoints: z.union([z.literal('fargate'), z.array(z.enum(endpointServices)).max(20)]).default([]),
  /**
   * Network ACLs beside the security groups: `'database'` lets nothing into the database subnets but the database's port from the app subnets, and
   * nothing out but its answers. Default `'none'`: each subnet has AWS's default ACL, which lets everything pass.
   */
  acls: z.enum(['none', 'database']).default('none'),
  /** Flow logs in S3 beside those in CloudWatch Logs, with a table and saved queries for Athena. Default: none there. */
  flowLogs: z
    .strictObject({
      /** Whether they go to a bucket as well. Default false. */
      s3: z.boolean().default(false),
      /** Days for which they are kept there. Default 90. */
      days: z.int().min(1).max(3650).default(90),
    })
    .prefault({}),
  /**
   * VPCs that this one is connected with: `{ tokyo: { deployment: 'shop-tokyo', region: 'ap-northeast-1', cidr: '192.168.10.0/24' } }` makes the
   * connection, the routes in every table of both sides, and private names over it. Default none.
   */
  peers: peersSchema,
  /** Ways in from elsewhere: Client VPN and site-to-site VPN. Default none. */
  access: vpnSchema,
})

const existingNetworkSchema = z.strictObject({
  /** Id of a VPC that you have. */
  vpcId: vpcPart('vpc'),
  /** Range of that VPC. */
  cidr,
  /** Availability zones, in the order of the subnets. */
  zones: z.array(z.string('an availability zone, such as ap-northeast-2a')).min(2),
  /** Ids of its public subnets, one a zone. */
  publicSubnetIds: z.array(vpcPart('subnet')).min(2),
  /** Ids of its subnets for applications and jobs, one a zone. They must reach the internet by themselves. */
  appSubnetIds: z.array(vpcPart('subnet')).min(2),
  /** Ids of its database subnets, one a zone. */
  databaseSubnetIds: z.array(vpcPart('subnet')).min(2),
})

export const networkSchema = z.xor([newNetworkSchema, existingNetworkSchema])

export type NetworkConfig = z.output<typeof networkSchema>
export type NewNetwork = z.output<typeof newNetworkSchema>
export type ExistingNetwork = z.output<typeof existingNetworkSchema>
