import * as z from 'zod'
import { fargateMemory, usualSize } from '../jobs/fargate-sizes.ts'
import { didYouMean } from './offers/did-you-mean.ts'
import { offerVariable } from './offers/names.ts'
import { nearestOf, offerCpu, offerMemory } from './offers/scalars.ts'
import { expected, kmsKeySchema } from './values.ts'

const cpuSizes = [256, 512, 1024, 2048, 4096, 8192, 16_384] as const

/** CPU units of a task on Fargate, 1,024 to a vCPU. */
export const cpuSchema = z.literal(cpuSizes, {
  error: expected(`one of ${cpuSizes.join(', ')}`, (cpu) => offerCpu(cpu, cpuSizes)),
})

/** MiB of a task on Fargate. Which there are depends on the CPU: `memoryFault`. */
export const memorySchema = z.int({ error: expected('MiB as a whole number, such as 512', offerMemory) })

/** What is expected instead of a memory that Fargate does not offer with that CPU; nothing where it does. */
export const memoryFault = ({
  cpu = usualSize.cpu,
  memory = usualSize.memory,
}: {
  readonly cpu?: number | undefined
  readonly memory?: number | undefined
}): string | undefined => {
  const allowed = fargateMemory.get(cpu) ?? []
  return allowed.includes(memory)
    ? undefined
    : `with cpu ${cpu} one of ${allowed.join(', ')}${didYouMean(nearestOf(allowed, memory))}`
}

/** What an image is built for. */
export const architectureSchema = z.enum(['x86_64', 'arm64'])

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

/** Variables that ECS fills from Secrets Manager or SSM. */
export const secretsSchema = z.record(variableSchema, secretSchema)

/** Files of variables in S3. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html */
export const environmentFilesSchema = z
  .array(
    z
      .string()
      .regex(
        /^s3:\/\/(?![^/]*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s*?]+\.env$/,
        'an S3 address that ends in .env, such as s3://shop-config/report.env',
      ),
  )
  .max(10)

/** Keys in KMS under which secrets and files are encrypted. */
export const kmsKeysSchema = z.array(kmsKeySchema).max(10)

/** What a task fetches before its container starts. */
export interface Fetched {
  readonly secrets: Readonly<Record<string, z.output<typeof secretSchema>>>
  readonly environmentFiles: readonly string[]
  readonly kmsKeys: readonly string[]
}
