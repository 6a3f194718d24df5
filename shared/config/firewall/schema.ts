import * as z from 'zod'
import { durationPattern, durationSeconds } from '../../duration.ts'
import { durationSchema, expected, faultless, instantSchema, kmsKeySchema, nameSchema } from '../values.ts'
import { managedSchema } from './managed.ts'
import { fieldSchema, hostSchema, pathSchema, rangeSchema, statusSchema } from './values.ts'

/** A duration within bounds. @param because why no other is allowed */
const between = (least: string, most: string, because = '') =>
  faultless(durationSchema, (text) => {
    if (!durationPattern.test(text)) return undefined
    const seconds = durationSeconds(text)
    return seconds < durationSeconds(least) || seconds > durationSeconds(most)
      ? `a duration from '${least}' to '${most}'${because}`
      : undefined
  })

const windowSchema = faultless(durationSchema, (text) => {
  if (!durationPattern.test(text)) return undefined
  const seconds = durationSeconds(text)
  return seconds % 60 === 0 && seconds <= 86_400 ? undefined : "whole minutes, from '1 minute' to '24 hours'"
})

const escalateSchema = z.strictObject({
  /** Each block is so many times as long as the one before. Default 2. */
  factor: z.number().min(1).max(100).default(2),
  /** No block is longer. Default `'7 days'`, or the rule's `block` where that is longer. */
  most: between('1 minute', '365 days').exactOptional(),
  /** After so long without a block one of the earlier ones is forgotten. Default `'7 days'`. */
  decay: between('1 minute', '365 days').default('7 days'),
})

const ruleShape = {
  /** Only requests to these hosts, with `*` for any text. Default: all. */
  hosts: z.array(hostSchema).min(1).exactOptional(),
  /** Only paths that begin with one of these. Default: all. */
  under: z.array(pathSchema).min(1).exactOptional(),
  /** A client with at least so many in a window is an offender. */
  threshold: z.int().min(1).max(10_000_000),
  /** Minutes in a row, up to 24 hours, by the time of the request. */
  window: windowSchema,
  /** How long the first block lasts, from the last of the requests that made it. */
  block: between('1 minute', '365 days'),
  /**
   * `'count'` is the shadow of a rule: whom it would block is on record, and WAF counts their requests, but nobody is blocked. Default `'count'`;
   * `'block'` once `nightshift firewall replay` or `count` shows only whom you mean.
   */
  mode: z.enum(['count', 'block']).default('count'),
  /** Longer blocks for whoever comes back. Default: always the same. */
  escalate: escalateSchema.exactOptional(),
}

const ruleBranches = [
  z.strictObject({
    /** Answers that are errors: `'404'`, `'4xx'`, `'5xx'`. */
    errors: z.array(statusSchema).min(1),
    ...ruleShape,
  }),
  z.strictObject({
    /** Every request. WAF does plain rates sooner: see `managed`. */
    requests: z.literal(true, 'true: every request counts'),
    ...ruleShape,
  }),
  z.strictObject({
    /** Paths that nobody asks for who means well, such as `'/wp-login.php'`, with `*` for any text. With threshold 1 it is a honeypot. */
    paths: z.array(pathSchema).min(1),
    ...ruleShape,
  }),
  z.strictObject({
    /** User agents with `*` for any text, in any case; `''` is one that says nothing. */
    agents: z.array(z.string('a user agent such as *sqlmap*').max(256)).min(1),
    ...ruleShape,
  }),
] as const

const matchKeys = ['errors', 'requests', 'paths', 'agents'] as const

/** A rule that says two things, or none. */
const mixedText = ({ input }: { readonly input?: unknown }): string | undefined => {
  if (typeof input !== 'object' || input === null)
    return "a rule such as { errors: ['4xx'], threshold: 50, window: '5 minutes', block: '1 hour' }"
  const has = matchKeys.filter((key) => Object.hasOwn(input, key))
  return has.length === 1 ? undefined : `exactly one of ${matchKeys.join(', ')}: each in a rule of its own`
}

export const ruleSchema = z.union(ruleBranches, { error: mixedText })

const whySchema = z.string('a reason of 1 to 200 characters').min(1).max(200)

const listedSchema = z.strictObject({
  /** Address or range. */
  address: rangeSchema,
  /** Until when, an instant with its zone. Default: as long as it stands here. */
  until: instantSchema.exactOptional(),
  /** Why, for anyone who wonders. */
  why: whySchema,
})

const bucketSourceSchema = z.strictObject({
  /** Short name of this source. */
  name: nameSchema,
  /** Name of a bucket that is there. */
  bucket: z
    .string()
    .regex(
      /^(?!.*\.\.)(?!.*(\.-|-\.))(?!\d+\.\d+\.\d+\.\d+$)(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|\.mrap)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      {
        error: expected("an S3 bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens", () => undefined),
      },
    ),
  /** Only objects whose key begins so. Default: all. */
  prefix: z.string('the beginning of keys, such as cdn/').min(1).max(1024).exactOptional(),
  /** Where its offenders are blocked: `'cloudfront'`, or `'regional'` for load balancers in the deployment's region. Default `'cloudfront'`. */
  scope: z.enum(['regional', 'cloudfront']).default('cloudfront'),
  /**
   * ARN of the key of KMS that encrypts its objects, with which they are then decrypted; its policy has to allow that too. Load balancers write
   * access logs only to buckets with S3's own keys. Default: S3's own keys.
   */
  kmsKey: kmsKeySchema.exactOptional(),
  /** Fields and delimiter of CloudFront's plain format, which names none. Default: the format is recognised by content. */
  plain: z
    .strictObject({
      /** Names of the fields in their order, as in the log's configuration. */
      fields: z.array(fieldSchema).min(1).max(100),
      /** Text between two fields. Default a tab. */
      delimiter: z.string('the text between two fields').min(1).max(5).default('\t'),
    })
    .exactOptional(),
})

export const firewallSchema = z.strictObject({
  /** Whose access logs are read. A bucket of the firewall's own is always read too. */
  sources: z
    .strictObject({
      /** The load balancer of `estate.web`. Default: true where there is one. */
      web: z.boolean().exactOptional(),
      /** The distribution of `estate.edge`. Default: true where there is one. */
      edge: z.boolean().exactOptional(),
      /** The distribution of `thumbnails.view`. Default false. */
      view: z.boolean().default(false),
      /** Buckets that are there. Default none. */
      buckets: z.array(bucketSourceSchema).default([]),
    })
    .prefault({}),
  /** Who is an offender, by name. Default none. */
  rules: z.record(nameSchema, ruleSchema).default({}),
  /** Addresses and ranges that are always blocked. Default none. */
  block: z.array(listedSchema).default([]),
  /** Addresses and ranges that are never blocked. Default none. */
  allow: z.array(listedSchema).default([]),
  /** Ranges of your own, such as your office and your NAT gateways, which are never blocked. Default none. */
  own: z.array(rangeSchema).default([]),
  /** Ranges of proxies before the site, whose X-Forwarded-For is believed, and which are never blocked. Default none. */
  proxies: z.array(rangeSchema).default([]),
  /** Paths, with `*`, on which only customers get a 2xx or 3xx: a block of one of them is reported. Default none. */
  customers: z.array(pathSchema).default([]),
  /** 64: whoever has one address of a /64 has them all, and is one client. 128: each address is one. Default 64. */
  ipv6: z.literal([64, 128]).default(64),
  /** Rules of AWS beside these: lists of bad addresses, attacks by content, plain rates. Default none. */
  managed: z.array(managedSchema).default([]),
  /** ARN of a web ACL that is there, for its scope; the sets are then made to be referenced by it. Default: one is made. */
  webAcl: z
    .string()
    .regex(
      /^arn:aws[\w-]*:wafv2:[a-z0-9-]+:\d{12}:(regional|global)\/webacl\/[\w-]{1,128}\/[0-9a-f-]{36}$/,
      'the ARN of a web ACL, such as arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/a1b2c3d4-5678-90ab-cdef-1234567890ab',
    )
    .exactOptional(),
  /** Least time between two changes of one set, from 10 to 45 seconds. Default `'15 seconds'`. */
  interval: between(
    '10 seconds',
    '45 seconds',
    ': WAF allows about one change a second, and a release has to come within a minute of its time',
  ).default('15 seconds'),
  /** How long no rule blocks somebody again who was released by hand. Default `'1 day'`. */
  forgive: between('1 minute', '365 days').default('1 day'),
  /** What the team is notified of. */
  alerts: z
    .strictObject({
      /** Of more new blocks than so many in a time. Default more than 20 in 10 minutes. */
      newBlocks: z
        .strictObject({
          more: z.int().min(1).max(10_000).default(20),
          in: between('1 minute', '24 hours').default('10 minutes'),
        })
        .prefault({}),
      /** Of a set with at least this share of its 10,000 places taken. Default 0.8. */
      setNearlyFull: z.number().min(0.1).max(1).default(0.8),
      /** Of a source without logs for so long, once it had some; false: never. Default `'6 hours'`: CloudFront's may take one. */
      silent: z.union([between('10 minutes', '30 days'), z.literal(false)]).default('6 hours'),
    })
    .prefault({}),
})

export type FirewallConfig = z.output<typeof firewallSchema>
export type FirewallInput = z.input<typeof firewallSchema>
export type FirewallRuleConfig = z.output<typeof ruleSchema>
