import { isIP } from 'node:net'
import * as z from 'zod'
import { isPrivateAddress } from '../../webhook/private-address.ts'
import { faultless, type SsmValue, ssmSchema } from '../values.ts'

/** What is wrong with the address of a webhook; where its name leads is looked at with each delivery. */
const addressFault = (text: string): string | undefined => {
  const example = 'an https address, such as https://shop.example/hooks/thumbnails'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'https:') return `${example}, or ssm('/name') of a parameter that holds one`
  if (url.username !== '' || url.password !== '') return `${example}, without a password: what comes is signed`
  if (url.hash !== '') return `${example}, without a #`
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 ? isPrivateAddress(host) : !host.includes('.') || /\.(local|localhost|internal)$/.test(host))
    return `${example}, on the internet: nothing is delivered into a private network`
  return undefined
}

const secretIn =
  "ssm('/name') of a parameter of at least 16 characters: whoever has it can sign, so that it does not stand in this file"

const webhookSchema = z.strictObject({
  /** Where it is posted to. As `ssm('/name')` where the address itself holds a token. */
  address: z.union([faultless(z.string(), addressFault), ssmSchema], {
    error: ({ input }) => (typeof input === 'string' ? addressFault(input) : "an https address, or ssm('/name')"),
  }),
  /** What it is signed with, as `ssm('/name')`. */
  secret: z
    .custom<SsmValue>((value) => typeof value === 'object', { error: secretIn, params: { secret: true } })
    .pipe(ssmSchema),
})

export type WebhookConfig = z.output<typeof webhookSchema>

const oneOf =
  "one of { bus: 'default' }, { bus: 'name' }, { queue: 'name' } and { webhook: { address, secret } }; a queue is a standard one"

/**
 * Where the team's own application hears of thumbnails that were made: a bus of EventBridge or a queue of SQS, by its name, in the account and region of
 * the deployment; or an address of its own.
 */
export const madeSchema = z
  .strictObject(
    {
      /** `default` is the account's own. */
      bus: z
        .string()
        .regex(/^[\w./-]{1,256}$/, 'the name of a bus, such as default')
        .exactOptional(),
      queue: z
        .string()
        .regex(
          /^[\w-]{1,80}$/,
          'the name of a standard queue, such as shop-pictures: a FIFO queue would hold all back behind one',
        )
        .exactOptional(),
      /** Posted to, signed, until it answers 2xx. */
      webhook: webhookSchema.exactOptional(),
    },
    { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : oneOf) },
  )
  .refine((made) => Object.keys(made).length === 1, { error: oneOf, params: { secret: true } })

export type MadeConfig = z.output<typeof madeSchema>
