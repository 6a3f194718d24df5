import * as z from 'zod'
import { imageSchema } from '../values.ts'

export const cidr = z.cidrv4('an IPv4 range such as 10.1.0.0/16')
const twoOf = (kind: string) => z.tuple([cidr, cidr], `two ranges for the ${kind} subnets, one a zone`)
const vpcPart = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `an id that starts with ${prefix}-`)

/** The ranges of a new network where the config has none. */
export const networkDefaults = {
  cidr: '10.1.0.0/16',
  public: ['10.1.1.0/26', '10.1.1.64/26'],
  app: ['10.1.1.128/27', '10.1.1.160/27'],
  database: ['10.1.1.192/27', '10.1.1.224/27'],
} satisfies { readonly cidr: string } & Readonly<Record<'public' | 'app' | 'database', [string, string]>>

const newNetworkSchema = z.strictObject({
  /** Range of the VPC. Default `'10.1.0.0/16'`. */
  cidr: cidr.default(networkDefaults.cidr),
  /** Ranges of the public subnets. Default 10.1.1.0/26 and 10.1.1.64/26. */
  public: twoOf('public').default(networkDefaults.public),
  /** Ranges of the subnets for applications and jobs. Default 10.1.1.128/27 and 10.1.1.160/27. */
  app: twoOf('app').default(networkDefaults.app),
  /** Ranges of the database subnets, which have no way out. Default 10.1.1.192/27 and 10.1.1.224/27. */
  database: twoOf('database').default(networkDefaults.database),
  /**
   * How app subnets reach the internet: `'none'` (free; jobs then run in the public subnets with a public address),
   * `'one'` gateway for both zones, or one `'per-zone'`. Default `'none'`.
   */
  nat: z.enum(['none', 'one', 'per-zone']).default('none'),
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

const webSchema = z
  .strictObject({
    /** Container image of the web service, with its tag. */
    image: imageSchema,
    /** Port on which the container listens. Default 8080. */
    port: z.int().min(1).max(65_535).default(8080),
    /** Path that answers 200 when the service is well. Default `'/'`. */
    healthPath: z.string().startsWith('/', 'a path that starts with a slash, such as /health').default('/'),
    /** ARN of an ACM certificate. With it the load balancer speaks HTTPS and redirects HTTP to it. */
    certificateArn: z
      .string()
      .regex(/^arn:aws[\w-]*:acm:/, 'the ARN of an ACM certificate')
      .optional(),
    /** Fewest tasks. Default 1; with none there would be no load to measure, and so never a second one. */
    min: z.int().min(1).max(100).default(1),
    /** Most tasks; more are added while CPU is over 70 %. Default 4. */
    max: z.int().min(1).max(100).default(4),
    /** Environment variables; no secrets here. */
    environment: z.record(z.string(), z.string('a text; numbers in quotes')).default({}),
  })
  .superRefine(({ min, max }, context) => {
    if (min > max) context.addIssue({ code: 'custom', path: ['max'], message: `at least min, which is ${min}` })
  })

const databaseSchema = z
  .strictObject({
    /** Name of the first database. Default `'app'`. */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, 'a PostgreSQL name of lower-case letters, digits and _')
      .default('app'),
    /** PostgreSQL's major version. Default `'17'`. */
    version: z.enum(['15', '16', '17']).default('17'),
    /** Instance class without `db.`. Default `'t4g.micro'`. */
    instance: z
      .string()
      .regex(/^[a-z0-9]+\.[a-z0-9]+$/, 'an instance class such as t4g.micro')
      .default('t4g.micro'),
    /** GiB at the start. Default 20. */
    storage: z.int().min(20).max(65_536).default(20),
    /** GiB up to which storage grows by itself. Default 100. */
    maxStorage: z.int().min(20).max(65_536).default(100),
    /** A standby in the other zone. Default true. */
    multiAz: z.boolean().default(true),
    /** Days for which backups are kept, 1 to 35. Default 14. */
    backupDays: z.int().min(1).max(35).default(14),
  })
  .superRefine(({ storage, maxStorage }, context) => {
    // RDS refuses a limit that leaves less than a tenth to grow; the same number means that it never grows.
    if (maxStorage !== storage && maxStorage < storage * 1.1)
      context.addIssue({
        code: 'custom',
        path: ['maxStorage'],
        message: `storage (${storage}), or at least a tenth more`,
      })
  })

const reachSchema = z.strictObject({
  /** Where it begins: `internet`, `balancer`, `web`, `database`, `jobs`, or a range such as `203.0.113.0/24`. */
  from: z.string('a part of the network, or a range'),
  /** Where it ends: the same, or a service of AWS such as `service:s3`. */
  to: z.string('a part of the network, a range, or a service such as service:s3'),
  /** Default: each port that `to` listens on; in `never` every port. */
  port: z.int().min(0).max(65_535).optional(),
  /** Default `'tcp'`; in `never` every protocol. */
  protocol: z.enum(['tcp', 'udp', 'icmp', 'all']).optional(),
})

export const estateSchema = z.strictObject({
  /** A new VPC over two zones, or one that you have (`vpcId` and its subnets). */
  network: z.xor([newNetworkSchema, existingNetworkSchema]),
  /** A service on Fargate behind a load balancer. */
  web: webSchema.optional(),
  /** PostgreSQL on RDS. */
  database: databaseSchema.optional(),
  /** Who must, or must never, reach whom, beside what follows from the rest: proven at every synthesis. `nightshift reach` lists all. */
  reach: z
    .strictObject({ must: z.array(reachSchema).default([]), never: z.array(reachSchema).default([]) })
    .default({ must: [], never: [] }),
})

export type ReachNeed = z.output<typeof reachSchema>
export type EstateConfig = z.output<typeof estateSchema>
export type NetworkConfig = EstateConfig['network']
export type NewNetwork = z.output<typeof newNetworkSchema>
export type ExistingNetwork = z.output<typeof existingNetworkSchema>
export type WebConfig = z.output<typeof webSchema>
export type DatabaseConfig = z.output<typeof databaseSchema>
