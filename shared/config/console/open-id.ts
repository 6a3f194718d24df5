import * as z from 'zod'
import { nameSchema, ssmSchema } from '../values.ts'

/** What somebody may do in the console: `read` looks, `act` also presses buttons. */
export const consoleRoles = ['read', 'act'] as const

const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/

/** What is wrong with the address of an issuer, as what is expected instead; nothing where nothing is. */
const issuerFault = (text: string): string | undefined => {
  const url = URL.parse(text)
  if (!url) return 'the address of an OpenID provider, such as https://accounts.google.com'
  if (url.protocol !== 'https:' && !loopback.test(text))
    return 'an address that begins with https:// (http:// only for a provider on this machine, such as http://localhost:8080)'
  if (url.username !== '' || url.password !== '') return 'an address without a user name and password'
  if (url.pathname.includes('/.well-known/'))
    return `the issuer itself, without /.well-known/…: ${text.slice(0, text.indexOf('/.well-known/'))}`
  if (url.search !== '' || url.hash !== '') return 'an issuer without ? and #'
  if (url.host === 'login.microsoftonline.com' && /^\/(common|organizations|consumers)(\/|$)/.test(url.pathname))
    return 'the issuer of your own tenant, https://login.microsoftonline.com/<tenant id>/v2.0: that one takes people of every tenant'
  return undefined
}

const issuerSchema = z
  .string('the address of an OpenID provider, such as https://accounts.google.com')
  .superRefine((text, context) => {
    const message = issuerFault(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

const addressSchema = z
  .string('the email address of one person')
  .regex(
    /^[^*]*$/,
    'the email address of one person: a pattern would let in everybody whom that domain gives an address; name a group of the provider instead, as { group: … }',
  )
  .regex(
    /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@([A-Za-z0-9-]+\.)+[A-Za-z]{2,63}$/,
    'an email address, such as mina@shop.example',
  )
  .transform((address) => address.toLowerCase())

const secretNameSchema = z.strictObject({
  secret: z
    .string()
    .regex(/^[\w/+=.@-]{1,512}$/, 'the name of a secret in Secrets Manager, such as nightshift/console, and no ARN'),
})

const role = z.enum(consoleRoles)

/** Short name under which their actions are recorded. */
const responder = nameSchema.optional()

/** One person, by the address that the provider has verified, or everybody in a group of the provider's. */
const allowedSchema = z.union([
  z.strictObject({
    /** Email address, in any case. It counts only where the provider says that it is verified. */
    address: addressSchema,
    role,
    /** Default: what stands before the `@`. */
    responder,
  }),
  z.strictObject({
    /** Name or id of a group, exactly as the provider writes it into the token. */
    group: z
      .string()
      .regex(/^[^*]{1,256}$/, 'the whole name or id of one group, as the provider writes it; no pattern'),
    role,
    /** The one responder whom everybody in the group acts as. Default: each is the responder who has their address, or themselves. */
    responder,
  }),
])

export const openIdSchema = z.strictObject({
  /** Address of the provider, exactly as it names itself, such as `https://accounts.google.com`. */
  issuer: issuerSchema,
  /** What the provider calls Nightshift there. */
  clientId: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'the client id that the provider has given you'),
  /**
   * Where the client's secret is kept: `ssm('/name')`, or `{ secret: 'name in Secrets Manager' }`; never the secret itself. Default:
   * none, for a public client, which PKCE protects.
   */
  clientSecret: z
    .custom<z.output<typeof ssmSchema> | z.output<typeof secretNameSchema>>(
      (value) => ssmSchema.safeParse(value).success || secretNameSchema.safeParse(value).success,
      {
        params: { secret: true },
        message:
          "where the secret is kept, as ssm('/shop/console/secret') or { secret: 'shop/console' } with its name in Secrets Manager, and never the secret itself",
      },
    )
    .optional(),
  /** Scopes to ask for beside `openid` and `email`, where the provider gives groups only then. Default none. */
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/, 'a scope without spaces')).default([]),
  /** Claim of the token that lists groups: `cognito:groups` for Cognito. Default `'groups'`. */
  groupsClaim: z.string().min(1).max(128).default('groups'),
  /** Who may sign in, and what for. The first that fits counts; whoever none fits is refused. */
  people: z
    .array(allowedSchema)
    .refine(
      (people) => people.length > 0,
      "at least one person or group, such as { address: 'mina@shop.example', role: 'act' }: nobody else gets in",
    ),
})

export type OpenIdConfig = z.output<typeof openIdSchema>
