import * as z from 'zod'
import { durationPattern, durationSeconds } from '../duration.ts'
import { didYouMean } from './offers/did-you-mean.ts'
import { offerDuration } from './offers/durations.ts'
import { offerBucket, offerImage, offerName } from './offers/names.ts'
import { offerDate, offerInstant, offerTimeOfDay } from './offers/times.ts'
import { offerZone } from './offers/zones.ts'

export { durationSeconds }

/** A value kept in SSM Parameter Store, so that the config file can be public. Write it as `ssm('/shop/mina/phone')`. */
export type SsmValue = { readonly ssm: string }

/** A bucket that Nightshift itself makes. Write it as `own('uploads')`. */
export type OwnBucket = { readonly own: 'uploads' | 'thumbnails' }

/** Refers to a parameter in SSM Parameter Store by its full name. It is read when it is needed, not at synth. */
export const ssm = (name: string): SsmValue => ({ ssm: name })

/** Refers to a bucket that Nightshift itself makes, whose name only the deployment knows. */
export const own = (bucket: OwnBucket['own']): OwnBucket => ({ own: bucket })

export const ssmSchema = z.strictObject({
  ssm: z
    .string()
    .regex(/^\/[\w./-]{1,1010}$/, 'an SSM parameter name that starts with a slash, such as /shop/mina/phone'),
})

type Offer = (value: unknown) => string | number | undefined

/** The error of a field: what it expects, and what was likely meant instead of a value that it refuses. */
export const expected =
  (words: string, offer: Offer) =>
  ({ input }: { readonly input?: unknown }): string =>
    `${words}${didYouMean(offer(input))}`

/** A value without a fault: `fault` says what is expected instead where there is one. */
export const faultless = <Schema extends z.ZodType>(
  schema: Schema,
  fault: (value: z.output<Schema>) => string | undefined,
) =>
  schema.refine((value) => fault(value) === undefined, {
    error: ({ input }) => {
      const read = schema.safeParse(input)
      return (read.success ? fault(read.data) : undefined) ?? ''
    },
  })

/** 2 to 40 lower-case letters, digits and hyphens: it becomes part of the names of AWS resources. */
export const nameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,38}[a-z0-9]$/, {
  error: expected('2 to 40 lower-case letters, digits and hyphens, starting with a letter', offerName),
})

export const phoneSchema = z.union([
  z.string().regex(/^\+[1-9]\d{6,14}$/, 'an E.164 number, such as +12025550101, or ssm(…)'),
  ssmSchema,
])

export const emailSchema = z.union([z.email('an email address, or ssm(…)'), ssmSchema])

/** Parts of old names that are written in capitals alone, as in US/Eastern, NZ-CHAT and EST5EDT. */
const initials =
  /^(US|GB|NZ|CHAT|PRC|ROC|ROK|UCT|UTC|GMT0?|W|SU|[CWEM]ET|[EMH]ST|(EST5E|CST6C|MST7M|PST8P)DT|ACT|LHI|NSW|IN)$/

const isWrittenRight = (oldName: string): boolean =>
  oldName
    .split(/[/_+-]/)
    .every((word) => (initials.test(word.toUpperCase()) ? initials.test(word) : /^(\d|([A-Z][a-z]+)+)$/.test(word)))

/** Whether a zone is written as its IANA name is: Intl reads it in any case, EventBridge Scheduler only in the right one. */
const isZone = (zone: string): boolean => {
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone
    if (!/^[A-Z]/.test(zone)) return false
    // An old name, such as US/Eastern, is known by another one.
    return known === zone || (known.toLowerCase() !== zone.toLowerCase() && isWrittenRight(zone))
  } catch {
    return false
  }
}

const imagePattern = /^(?=.{1,255}$)[a-z0-9][\w.-]*(:\d+(?=\/))?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/i

/** A container image: registry, name, tag, digest. https://github.com/distribution/reference */
export const imageSchema = z.string().regex(imagePattern, {
  error: expected('a container image, such as public.ecr.aws/docker/library/busybox:1.37', (image) =>
    offerImage(image, (offered) => imagePattern.test(offered)),
  ),
})

/** An IANA time zone that this Node knows. */
export const zoneSchema = z
  .string()
  .refine(isZone, { error: expected('an IANA time zone, such as Asia/Seoul', offerZone) })

export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: expected('a time of day from 00:00 to 23:59', offerTimeOfDay),
})

export const dateSchema = z.iso.date({ error: expected('a date such as 2026-01-05', offerDate) })

/** An instant with its zone, `2026-12-24T09:00:00+09:00`. */
export const instantSchema = z.iso.datetime({
  offset: true,
  error: expected('an instant with its zone such as 2026-12-24T09:00:00+09:00', offerInstant),
})

/** A duration in words, `'90 seconds'`, `'5 minutes'`, `'1 day'`. */
export const durationSchema = z.string().regex(durationPattern, {
  error: expected("a duration such as '90 seconds', '5 minutes' or '1 day'", offerDuration),
})

/** A duration within bounds, such as one that an engine that looks every minute can keep. */
export const durationFrom = (shortest: string, longest: string) =>
  durationSchema.refine(
    // A format that is wrong has been reported already, and does not keep zod from asking here.
    (text) =>
      !durationSchema.safeParse(text).success ||
      (durationSeconds(text) >= durationSeconds(shortest) && durationSeconds(text) <= durationSeconds(longest)),
    `a duration from '${shortest}' to '${longest}'`,
  )

/** The name of a bucket of S3. */
export const bucketNameSchema = z
  .string()
  .regex(/^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'an S3 bucket name of 3 to 63 characters')

export const bucketSchema = z.union([bucketNameSchema, z.strictObject({ own: z.enum(['uploads', 'thumbnails']) })], {
  error: expected("a bucket's name, own('uploads') or own('thumbnails')", offerBucket),
})

/** An expression of EventBridge Scheduler. When it fires, and whether at all, is checked beside the zone. */
export const scheduleSchema = z.string(
  'a schedule such as cron(30 2 * * ? *), rate(5 minutes) or at(2027-01-01T09:00:00)',
)

/** A key in KMS by its ARN. A role cannot be given access to an alias. */
export const kmsKeySchema = z
  .string()
  .regex(
    /^arn:[\w-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,128}$/,
    'the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  )
