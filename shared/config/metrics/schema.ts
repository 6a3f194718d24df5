import * as z from 'zod'
import { prefixFault } from '../lifecycle/filters.ts'
import { bucketSchema, faultless } from '../values.ts'

const serviceShape = {
  /** Name of the ECS cluster. */
  cluster: z.string().regex(/^[\w-]{1,255}$/, 'the name of an ECS cluster, not its ARN'),
  /** Name of the ECS service. */
  service: z.string().regex(/^[\w-]{1,255}$/, 'the name of an ECS service, not its ARN'),
}

const queueSchema = z.string().regex(/^[\w-]{1,80}(\.fifo)?$/, 'the name of an SQS queue, not its URL')

const certificatePattern = /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/

export const metricsSchema = z.strictObject({
  /** CloudWatch namespace of everything that Nightshift measures. Default `'Nightshift'`. */
  namespace: z
    .string()
    .regex(/^(?!AWS\/)[\w .#:/-]{1,255}$/, 'up to 255 of A-Z a-z 0-9 . _ # : / - and space, not starting with AWS/')
    .default('Nightshift'),
  /** How often the collector looks. Default `'rate(5 minutes)'`. */
  schedule: z.string().default('rate(5 minutes)'),
  /** Queues whose waiting messages are divided by the running tasks of the service that works on them. */
  backlogPerTask: z
    .array(z.strictObject({ queue: queueSchema, ...serviceShape }))
    // Two entries would be mixed in one series.
    .refine((entries) => new Set(entries.map(({ queue }) => queue)).size === entries.length, 'each queue once')
    .default([]),
  /** ECS services whose running tasks are compared with the desired ones. The estate's own is added by itself. */
  services: z.array(z.strictObject(serviceShape)).default([]),
  /** RDS instances whose free storage is measured as a share. The estate's own is added by itself. */
  databases: z
    .array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of an RDS instance, not its ARN'))
    .default([]),
  /** Prefixes under which something new should keep arriving; up to 10,000 objects each. */
  newestObject: z
    .array(z.strictObject({ bucket: bucketSchema, prefix: faultless(z.string(), prefixFault).default('') }))
    .default([]),
  /** ACM certificates, by ARN, whose remaining days are measured. The estate's own is added by itself. */
  certificates: z.array(z.string().regex(certificatePattern, 'the ARN of an ACM certificate')).default([]),
})

export type MetricsConfig = z.output<typeof metricsSchema>
