import * as z from 'zod'
import { bucketSchema } from './values.ts'

const serviceShape = {
  /** Name of the ECS cluster. */
  cluster: z.string().min(1),
  /** Name of the ECS service. */
  service: z.string().min(1),
}

export const metricsSchema = z.strictObject({
  /** CloudWatch namespace of everything that Nightshift measures. Default `'Nightshift'`. */
  namespace: z
    .string()
    .regex(/^(?!AWS\/)[\w .#:/-]{1,255}$/, 'up to 255 of A-Z a-z 0-9 . _ # : / - and space, not starting with AWS/')
    .default('Nightshift'),
  /** How often the collector looks. Default `'rate(5 minutes)'`. */
  schedule: z.string().default('rate(5 minutes)'),
  /** Queues whose waiting messages are divided by the running tasks of the service that works on them. */
  backlogPerTask: z.array(z.strictObject({ queue: z.string().min(1), ...serviceShape })).default([]),
  /** ECS services whose running tasks are compared with the desired ones. The estate's own is added by itself. */
  services: z.array(z.strictObject(serviceShape)).default([]),
  /** RDS instances whose free storage is measured as a share. The estate's own is added by itself. */
  databases: z.array(z.string().min(1)).default([]),
  /** Prefixes under which something new should keep arriving. */
  newestObject: z.array(z.strictObject({ bucket: bucketSchema, prefix: z.string().default('') })).default([]),
  /** ACM certificates, by ARN, whose remaining days are measured. The estate's own is added by itself. */
  certificates: z.array(z.string().regex(/^arn:aws[\w-]*:acm:/, 'the ARN of an ACM certificate')).default([]),
})

export type MetricsConfig = z.output<typeof metricsSchema>
