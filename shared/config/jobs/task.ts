import * as z from 'zod'
import { subnetKinds } from '../estate/network-schema.ts'
import { offerVariable } from '../offers/names.ts'
import { expected } from '../values.ts'

const secretArn = /^arn:[\w-]+:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+-[A-Za-z0-9]{6}$/

/** A role by its ARN. */
export const roleSchema = z
  .string()
  .regex(
    /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/,
    'the ARN of a role, such as arn:aws:iam::111122223333:role/report',
  )

/** The name of an environment variable, as every shell can read it. */
export const variableSchema = z
  .string()
  .regex(
    /^(?!NIGHTSHIFT_)/,
    'is reserved: Nightshift sets the variables that start with NIGHTSHIFT_; choose another name',
  )
  .regex(/^[A-Za-z_]\w*$/, {
    error: expected('a variable of letters, digits and _, such as SHOP_KEY', offerVariable),
  })

/** A secret in Secrets Manager or a parameter in SSM. */
export const secretSchema = z.union(
  [
    z.strictObject({ ssm: z.string().regex(/^\/[\w./-]{1,1010}$/, 'an SSM parameter name, such as /shop/key') }),
    z.strictObject({
      secret: z
        .string()
        .regex(
          secretArn,
          'the whole ARN of a secret with its six characters at the end, such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf',
        ),
      /** Key in its JSON, where it holds several values. */
      field: z
        .string()
        .regex(/^[^:]+$/, 'a key of the JSON that the secret holds, without a colon')
        .optional(),
    }),
  ],
  // An object's own faults are reported instead.
  { error: ({ input }) => (typeof input === 'object' ? undefined : "{ ssm: '/shop/key' } or { secret: 'arn:…' }") },
)

/** A task definition that exists already and is maintained elsewhere. */
export const taskDefinitionSchema = z.strictObject({
  /** Family; the newest active revision is started. */
  family: z.string().regex(/^[\w-]{1,255}$/, 'the family of a task definition'),
  /** Its essential container: the one whose exit code counts, and that overrides go to. */
  container: z.string().regex(/^[\w-]{1,255}$/, 'the name of a container, of letters, digits, - and _'),
  /** ARNs of its task role and execution role, which Nightshift has to hand over. */
  roles: z.array(roleSchema).max(2).default([]),
  /** Options `awslogs-group` and `awslogs-stream-prefix` of that container, for the end of its log. */
  log: z
    .strictObject({
      group: z.string().regex(/^[\w./#-]{1,512}$/, 'the name of a log group, such as /shop/report'),
      prefix: z
        .string()
        .regex(/^[^:*\s]{1,200}$/, 'the beginning of the names of log streams, without spaces, : and *'),
    })
    .optional(),
})

/** A file system of EFS in a task. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html */
export const volumeSchema = z.strictObject({
  fileSystem: z.string().regex(/^fs-[0-9a-f]{8,40}$/, 'a file system of EFS, such as fs-0123456789abcdef0'),
  /** Where the container sees it. */
  path: z
    .string()
    .regex(/^\/[\w./-]{1,200}$/, 'a path in the container, such as /data')
    .regex(/^(?!\/)|^(?!.*\/\.{1,2}(\/|$))\/+[\w.-]/, 'a path below /, without . and .., such as /data'),
  /** An access point, which says as which user it is used, and below which directory. Default none. */
  accessPoint: z
    .string()
    .regex(/^fsap-[0-9a-f]{8,40}$/, 'an access point of EFS, such as fsap-0123456789abcdef0')
    .optional(),
  /** Default false. */
  readOnly: z.boolean().default(false),
  /**
   * Where it can be mounted in the estate's network. The jobs are then let in there, by a rule on port 2049 in each of its groups, and the
   * synthesis proves the way. Default: not known, and only `nightshift jobs preflight` looks.
   */
  mountTargets: z
    .strictObject({
      /** Kind of the subnets that they are in, one in each zone. Default `'app'`. */
      subnets: z.enum(subnetKinds).default('app'),
      /** Their security groups, which are maintained elsewhere. */
      securityGroups: z
        .array(z.string().regex(/^sg-[0-9a-f]+$/, 'a security group, such as sg-0123456789abcdef0'))
        .min(1)
        .max(5),
    })
    .optional(),
})
