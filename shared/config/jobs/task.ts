import * as z from 'zod'
import { subnetKinds } from '../estate/network-schema.ts'
import { roleSchema } from '../task-parts.ts'

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
