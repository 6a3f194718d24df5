import * as z from 'zod'
import { imageSchema } from '../values.ts'
import { cacheSchema } from './cache-schema.ts'
import { databaseSchema } from './database-schema.ts'
import { edgeSchema } from './edge-schema.ts'
import { networkSchema } from './network-schema.ts'
import { webSchema } from './web-schema.ts'

const accessSchema = z.strictObject({
  /** Whether `nightshift connect database` works: a task that forwards a port by Session Manager and ends by itself. Default false. */
  connect: z.boolean().default(false),
  /** Its image, which has `sleep`. Default busybox of the public ECR; without NAT one of ECR in this region. */
  image: imageSchema.default('public.ecr.aws/docker/library/busybox:1.37'),
  /** Minutes after which the task ends, in use or not, 5 to 720. Default 60. */
  minutes: z.int().min(5).max(720).default(60),
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
  /** A new VPC over two zones or more, or one that you have (`vpcId` and its subnets). */
  network: networkSchema,
  /** A service on Fargate behind a load balancer. */
  web: webSchema.optional(),
  /** PostgreSQL on RDS. */
  database: databaseSchema.optional(),
  /** CloudFront before the web service, or before a site of files. */
  edge: edgeSchema.exactOptional(),
  /** Valkey or Redis OSS on ElastiCache. */
  cache: cacheSchema.optional(),
  /** How people get in, without an open port. */
  access: accessSchema.prefault({}),
  /** Who must, or must never, reach whom, beside what follows from the rest: proven at every synthesis. `nightshift reach` lists all. */
  reach: z
    .strictObject({ must: z.array(reachSchema).default([]), never: z.array(reachSchema).default([]) })
    .default({ must: [], never: [] }),
})

export type ReachNeed = z.output<typeof reachSchema>
export type AccessConfig = z.output<typeof accessSchema>
export type EstateConfig = z.output<typeof estateSchema>
export type { DatabaseConfig } from './database-schema.ts'
export type { ExistingNetwork, NetworkConfig, NewNetwork } from './network-schema.ts'
export type { WebConfig } from './web-schema.ts'
