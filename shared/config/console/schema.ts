import * as z from 'zod'
import { nameSchema, zoneSchema } from '../values.ts'
import { consoleRoles, openIdSchema } from './open-id.ts'

const domainPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

const callerSchema = z.strictObject({
  /** ARN of a role, a user or a session, as AWS reports the caller; `*` stands for any characters. The first that fits counts. */
  arn: z
    .string("an ARN such as 'arn:aws:sts::123456789012:assumed-role/on-call/*'")
    .regex(
      /^arn:[a-z*-]+:(iam|sts):[^:]*:(\d{12}|\*):\S+$/,
      "an ARN of IAM or STS such as 'arn:aws:sts::123456789012:assumed-role/on-call/*'",
    ),
  /** What the caller may do. */
  role: z.enum(consoleRoles),
  /** Short name of the responder who this is. Default: the name of the caller's session or user. */
  responder: nameSchema.optional(),
})

export const consoleSchema = z.strictObject({
  /** Whether the page is deployed. Default true. */
  enabled: z.boolean().default(true),
  /** Host name of yours that leads to the page, such as `night.corner-shop.example`. Default: the address that AWS makes. */
  domain: z.string().regex(domainPattern, 'a host name such as night.corner-shop.example, without https://').optional(),
  /**
   * Who of those whom IAM lets call the sign-in address may do what. Default: all of them act. Once there is one entry, a caller
   * whom none fits is refused.
   */
  roles: z.array(callerSchema).default([]),
  /** Sign-in by an OpenID Connect provider, such as Cognito, Google, Entra or Keycloak. Default: by the terminal's link alone. */
  openId: openIdSchema.optional(),
  /** IANA zone of times until a reader's browser has named its own. Default `'UTC'`. */
  zone: zoneSchema.default('UTC'),
  /** How many requests the page serves at once; others wait or are refused. Default: what the account has. */
  concurrency: z.int().min(1).max(1_000).optional(),
})

export type ConsoleConfig = z.output<typeof consoleSchema>
export type ConsoleRole = (typeof consoleRoles)[number]
