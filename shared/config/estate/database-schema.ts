import * as z from 'zod'

const instanceSchema = z.string().regex(/^[a-z0-9]+\.[a-z0-9]+$/, 'an instance class such as t4g.micro')

/** RDS takes at most 15 of PostgreSQL, in one region. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.html */
const countSchema = z.int().min(1).max(15)

const replicasSchema = z.strictObject({
  /** How many, 1 to 15. Default 1. */
  count: countSchema.default(1),
  /** Instance class without `db.`. Default: the database's. */
  instance: instanceSchema.optional(),
  /** Whether each has a standby of its own in another zone. Default false. */
  multiAz: z.boolean().default(false),
})

export const databaseSchema = z
  .strictObject({
    /** Name of the first database. Default `'app'`. */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,62}$/, 'a PostgreSQL name of lower-case letters, digits and _')
      .default('app'),
    /** PostgreSQL's major version. Default `'17'`. */
    version: z.enum(['15', '16', '17']).default('17'),
    /** Instance class without `db.`. Default `'t4g.micro'`. */
    instance: instanceSchema.default('t4g.micro'),
    /** GiB at the start. Default 20. */
    storage: z.int().min(20).max(65_536).default(20),
    /** GiB up to which storage grows by itself. Default 100. */
    maxStorage: z.int().min(20).max(65_536).default(100),
    /** A standby in the other zone. Default true. */
    multiAz: z.boolean().default(true),
    /** Days for which backups are kept, 1 to 35. Default 14. */
    backupDays: z.int().min(1).max(35).default(14),
    /** Copies that may be read, in the same region: how many, or `{ count, instance, multiAz }`. Default none. */
    replicas: z.union([countSchema, replicasSchema]).optional(),
    /**
     * Key of your own in KMS that encrypts storage, backups, replicas and Performance Insights: its ARN, or an alias such as `alias/shop`, of the database's
     * region. It can be chosen when the database is made, and not changed afterwards. Default: AWS's key for RDS.
     */
    key: z
      .string()
      .regex(
        /^(arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:(key\/[\w-]{1,128}|alias\/[\w/-]{1,250})|alias\/[\w/-]{1,250})$/,
        'the ARN of a key or of an alias, or an alias such as alias/shop',
      )
      .optional(),
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

export type DatabaseConfig = z.output<typeof databaseSchema>

/** What a database's replicas are, where it has any: of what class each is, and whether it has a standby. */
export const replicasOf = ({
  replicas,
  instance,
}: Pick<DatabaseConfig, 'replicas' | 'instance'>): {
  readonly count: number
  readonly instance: string
  readonly multiAz: boolean
} => {
  if (typeof replicas !== 'object') return { count: replicas ?? 0, instance, multiAz: false }
  const { count, multiAz } = replicas
  return { count, instance: replicas.instance ?? instance, multiAz }
}
