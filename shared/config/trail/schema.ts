import * as z from 'zod'
import { bucketNameSchema, kmsKeySchema } from '../values.ts'

/** Names in one list at most: a trail takes 500 conditions in all. */
const mostNames = 200

/** All of a kind in the account, or those that are named. */
const allOr = <Name extends z.ZodType<string>>(name: Name, words: string) =>
  z.union([z.literal('all'), z.array(name).min(1).max(mostNames)], { error: words })

const functionSchema = z
  .string()
  .regex(
    /^(arn:[\w-]+:lambda:[a-z0-9-]+:\d{12}:function:)?[\w-]{1,64}$/,
    'the name of a function, or its ARN without a version',
  )

export const trailSchema = z.strictObject({
  /** Days for which the files are kept. Default 365. */
  days: z.int().min(1).max(3_650).default(365),
  /** Days after which large files go to Glacier Instant Retrieval, where Athena still reads them. Default never. */
  coldAfterDays: z.int().min(1).max(3_560).optional(),
  /** Days for which nobody deletes or changes a file, unless with `s3:BypassGovernanceRetention`. It cannot be taken back for files that are there. Default none. */
  lockDays: z.int().min(1).max(3_650).optional(),
  /** What is done to objects and functions, for $1 per million events. Default nothing of it. */
  data: z
    .strictObject({
      /** Buckets whose objects are looked at: `'all'`, or their names. Default none. */
      buckets: allOr(bucketNameSchema, "'all', or a list of names of buckets").optional(),
      /** Functions whose calls are looked at: `'all'`, or names (in this region) and ARNs. Default none. */
      functions: allOr(functionSchema, "'all', or a list of names or ARNs of functions").optional(),
      /** Whether objects that are read count too. Default true; without it only what changes them. */
      reads: z.boolean().default(true),
    })
    .prefault({}),
  /** Unusual rates of calls that change something (`call-rate`) and of errors (`error-rate`), for $3.50 per million events that are looked at. Default none. */
  insights: z.array(z.enum(['call-rate', 'error-rate'])).default([]),
  /** Key that encrypts the files: `'own'` makes one ($1 a month), or the ARN of one that lets CloudTrail use it. Default: S3's own encryption. */
  key: z.union([z.literal('own'), kmsKeySchema], { error: "'own', or the ARN of a key of KMS" }).optional(),
  /** Whether events go to CloudWatch Logs too, for a month, where alarms of `alerts.alarms` can search them; $0.50 for each GB. Default false. */
  logs: z.boolean().default(false),
})

export type TrailConfig = z.output<typeof trailSchema>
