import * as z from 'zod'
import {
  architectureSchema,
  cpuSchema,
  environmentFilesSchema,
  kmsKeysSchema,
  memoryFault,
  memorySchema,
  roleSchema,
  secretsSchema,
} from '../task-parts.ts'
import { durationFrom, imageSchema } from '../values.ts'
import { testListenerSchema } from './test-listener.ts'
import { circlesAt, webRulesSchema } from './web-rules.ts'
import { webScalingSchema } from './web-scaling.ts'

export const webSchema = z
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
    /**
     * Who reaches the load balancer: `'everyone'`, or `'cloudfront'` alone, of which AWS keeps a list of addresses; on 443 with a certificate, else on 80.
     * Default `'everyone'`.
     */
    from: z.enum(['everyone', 'cloudfront']).default('everyone'),
    /**
     * Rules of the load balancer by name, for some paths or hosts: redirects, and answers of its own. What none of them is about goes to the service.
     * Default none.
     */
    rules: webRulesSchema.default({}),
    /** A second listener that forwards to the service without rules, open to the named ranges alone. Default none. */
    testListener: testListenerSchema.optional(),
    /** How long people stay on the task that answered them first, by a cookie: from 1 second to 7 days. Default: any task answers. */
    stickiness: durationFrom('1 second', '7 days').optional(),
    /** How long a task that is taken away may finish what it is at: from 1 second to 1 hour. Default `'30 seconds'`. */
    deregistrationDelay: durationFrom('1 second', '1 hour').default('30 seconds'),
    /** Fewest tasks. Default 1; with none there would be no load to measure, and so never a second one. */
    min: z.int().min(1).max(100).default(1),
    /** Most tasks; more are added while CPU is over 70 %, or as `scaling` says. Default 4. */
    max: z.int().min(1).max(100).default(4),
    /** What the number of tasks follows between `min` and `max`. By the clock is what `hours` does. Default: CPU at 70 %. */
    scaling: webScalingSchema.optional(),
    /** CPU units of a task, 1,024 to a vCPU. Default 256. */
    cpu: cpuSchema.optional(),
    /** MiB of a task. Default 512. */
    memory: memorySchema.optional(),
    /** What the image is built for. Default `'x86_64'`. */
    architecture: architectureSchema.optional(),
    /** Environment variables; no secrets here. */
    environment: z.record(z.string(), z.string('a text; numbers in quotes')).default({}),
    /**
     * Variables that ECS fills from Secrets Manager or SSM when a task starts. One of a name that the database gives, such as `DATABASE_PASSWORD`, takes its place.
     * Default none.
     */
    secrets: secretsSchema.default({}),
    /** Files of variables in S3, `s3://bucket/path/name.env`. At most ten. Default none. */
    environmentFiles: environmentFilesSchema.default([]),
    /** Keys of your own in KMS, by ARN, with which those secrets and files are encrypted. An AWS managed key needs no entry. Default none. */
    kmsKeys: kmsKeysSchema.default([]),
    /** Role that the service's own code has, by its ARN. Default: one that may do nothing. */
    role: roleSchema.optional(),
  })
  .superRefine((web, context) => {
    const { min, max } = web
    if (min > max) context.addIssue({ code: 'custom', path: ['max'], message: `at least min, which is ${min}` })
    const wrongMemory = memoryFault(web)
    if (wrongMemory !== undefined) context.addIssue({ code: 'custom', path: ['memory'], message: wrongMemory })
    const asked = web.certificateArn === undefined ? 'http' : 'https'
    for (const [name, rule] of Object.entries(web.rules)) {
      // https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RedirectActionConfig.html
      if (asked === 'https' && rule.redirect?.protocol === 'http')
        context.addIssue({
          code: 'custom',
          path: ['rules', name, 'redirect', 'protocol'],
          message:
            "'https', or none: with certificateArn people ask by https, and a load balancer redirects nobody from https to http",
        })
      if (circlesAt(rule, asked))
        context.addIssue({
          code: 'custom',
          path: ['rules', name, 'redirect'],
          message: `a redirect to elsewhere: people ask by ${asked} already, and browsers would go round in a circle`,
        })
    }
    for (const name of Object.keys(web.secrets))
      if (Object.hasOwn(web.environment, name))
        context.addIssue({
          code: 'custom',
          path: ['environment', name],
          message: 'no variable that secrets has too: ECS takes one of them',
          params: { secret: true },
        })
  })

export type WebConfig = z.output<typeof webSchema>
