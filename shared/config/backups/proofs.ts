import * as z from 'zod'
import { restorableOf } from '../../backups/targets.ts'
import { durationSchema, faultless, imageSchema, kmsKeySchema, scheduleSchema, zoneSchema } from '../values.ts'

const restorableWords =
  'rds-instance/NAME, rds-cluster/NAME, ebs-volume/vol-… or ec2-instance/i-…, with the name in lower case'

const targetSchema = faultless(z.string(restorableWords), (of) => (restorableOf(of) ? undefined : restorableWords))

/** A name of SQL, with its schema in front or not: letters, digits and underscores, so that it needs no quotes. */
const sqlName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,62}(\.[A-Za-z_][A-Za-z0-9_]{0,62})?$/, 'a name such as orders or shop.orders')

const expectSchema = z
  .strictObject({
    /** The first value of the first row is a number, and at least this. */
    atLeast: z.number().optional(),
    /** It is a number, and at most this. */
    atMost: z.number().optional(),
    /** It is this, as the database's client prints it. */
    equals: z.string('a text, as the client prints the value').optional(),
  })
  .refine(
    (expect) => Object.values(expect).some((each) => each !== undefined),
    'atLeast, atMost or equals: else nothing would be expected',
  )

const checkSchema = z
  .strictObject({
    /** A question that gives one value, such as `select count(*) from orders`. */
    sql: z.string('a question such as select count(*) from orders').min(1).max(4_000).optional(),
    /** What `sql` must give. Default: any value. */
    expect: expectSchema.optional(),
    /** Or: the newest row of a table, by a column of timestamps, is not older than this before the snapshot. */
    newest: z.strictObject({ table: sqlName, column: sqlName, within: durationSchema }).optional(),
    /** Which client asks. Default `'postgres'`. `'mysql'` asks MariaDB, too. */
    client: z.enum(['postgres', 'mysql']).default('postgres'),
    /** Image that has the client: `psql` or `mysql`. Default: the official one. */
    image: imageSchema.optional(),
    /** Database inside the server. Default `'postgres'`, of MySQL none. */
    database: z.string('the name of a database').min(1).max(63).optional(),
    /** Who asks. Default: `username` of `secret`, else `'postgres'` or `'admin'`. */
    user: z.string('the name of a user').min(1).max(63).optional(),
    /** Secret of Secrets Manager with `password` (and `username`), by its ARN: the one that the database's users log in by. Default: no password. */
    secret: z
      .string()
      .regex(
        /^arn:[\w-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:[\w/+=.@-]+-[A-Za-z0-9]{6}$/,
        "the secret's whole ARN, such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf",
      )
      .optional(),
    /** A check that takes longer has failed. Default `'10 minutes'`. */
    within: durationSchema.default('10 minutes'),
  })
  .refine(({ sql, newest }) => (sql === undefined) !== (newest === undefined), 'either sql or newest')
  .refine(({ sql, expect }) => sql !== undefined || expect === undefined, 'expect goes with sql; newest has its within')

export const proofSchema = z.strictObject({
  /** What is restored, under another name: `'rds-instance/shop'`, `'rds-cluster/shop'`, `'ebs-volume/vol-0a1b2c3d4e5f60718'` or, of its AMI, `'ec2-instance/i-0a1b2c3d4e5f60718'`. */
  of: targetSchema,
  /** When. Default `'cron(0 4 ? * SUN *)'`: each Sunday at four. */
  schedule: scheduleSchema.default('cron(0 4 ? * SUN *)'),
  /** IANA zone of the schedule. Default `'UTC'`. */
  zone: zoneSchema.default('UTC'),
  /** Whose snapshots: the newest of all, of Nightshift's plans, of RDS's automatic ones, or of AWS Backup. Default `'newest'`. */
  from: z.enum(['newest', 'nightshift', 'automatic', 'aws-backup']).default('newest'),
  /** What is asked of the restored database. Default: nothing; it is proven by becoming available. */
  check: checkSchema.optional(),
  /** Class of the restored database. Default: the smallest that its engine offers. */
  class: z
    .string()
    .regex(/^db\.[a-z0-9.-]{2,40}$/, 'a class such as db.t4g.medium')
    .optional(),
  /** Type of an instance that is launched of an AMI. Default: the original's; where that is gone the smallest burstable one of its architecture. */
  instanceType: z
    .string()
    .regex(/^[a-z0-9-]{2,20}\.[a-z0-9-]{2,20}$/, 'a type such as t4g.small')
    .optional(),
  /** DB subnet group of the restored database. Default: the original's. */
  subnetGroup: z
    .string()
    .regex(/^[a-zA-Z][\w .-]{0,254}$/, 'the name of a DB subnet group')
    .optional(),
  /** A restore that takes longer has failed. Default `'6 hours'`. */
  within: durationSchema.default('6 hours'),
  /** Without a proven restore for so long, an alarm goes off. Default `'15 days'`. */
  overdueAfter: durationSchema.default('15 days'),
  /** Where the database's subnet group and the check's task are, if not in the estate's network. */
  network: z
    .strictObject({
      vpc: z.string().regex(/^vpc-[0-9a-f]{8,17}$/, 'the id of a VPC'),
      subnets: z
        .array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/, 'the id of a subnet'))
        .min(1)
        .max(16),
      /** Whether the check's task gets a public address, to pull its image by. Default false. */
      assignPublicIp: z.boolean().default(false),
    })
    .optional(),
  /** Keys of your own under which the snapshots are encrypted, by ARN. Default none: AWS's own keys need no permission. */
  kmsKeys: z.array(kmsKeySchema).max(20).default([]),
  /** Policy, or rotation, that a failed proof pages. Default: that of `backups`. */
  policy: z.string('the name of a policy or a rotation').optional(),
})

export type ProofConfig = z.output<typeof proofSchema>
export type ProofCheck = z.output<typeof checkSchema>
