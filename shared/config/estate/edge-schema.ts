import * as z from 'zod'
import { isCountry, offerCountry } from '../offers/countries.ts'
import { domainPattern, offerDomain } from '../offers/names.ts'
import { expected } from '../values.ts'

/** CloudFront takes what ACM holds in us-east-1, and nothing from another region. */
const certificateSchema = z
  .string()
  .regex(
    /^arn:aws[\w-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
    'the ARN of an ACM certificate in us-east-1, the only region that CloudFront takes them from',
  )

const domainSchema = z
  .string()
  .regex(domainPattern, { error: expected('a domain such as www.corner-shop.example', offerDomain) })

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern */
const pathPatternSchema = z
  .string()
  .regex(
    /^\/[\w\-.*$/~"'@:+&?]{0,254}$/,
    'a path that starts with a slash, such as /api/* or /*.css: at most 255 of A–Z a–z 0–9 _ - . * ? $ / ~ " \' @ : + &',
  )

const countrySchema = z.string().refine(isCountry, {
  error: expected('the two capital letters of a country (ISO 3166-1), such as KR or DE', offerCountry),
})

const pathsSchema = z.array(pathPatternSchema).max(70, 'at most 70 paths: CloudFront takes 75 of a distribution')

/** CloudFront before the web service, before a site of files, or before both. */
export const edgeSchema = z.strictObject({
  /** Names under which it answers, each in the certificate. Default none: it has an address of cloudfront.net. */
  domains: z.array(domainSchema).max(100, 'at most 100 domains, which CloudFront takes of a distribution').default([]),
  /** ARN of the ACM certificate of the domains, in us-east-1. */
  certificateArn: certificateSchema.exactOptional(),
  /** The hosted zone of Route 53 in which the domains are to lead here. Left out: you make the records yourself. */
  zone: z
    .strictObject({
      /** Its id, as Route 53 shows it. */
      id: z.string().regex(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone, such as Z0123456789ABCDEFGHIJ'),
      /** Its name. */
      name: domainSchema,
    })
    .exactOptional(),
  /** A site of files in a bucket of its own, which nobody else can read. With it the paths of `web` alone go to the web service. Default none. */
  site: z
    .strictObject({
      /** Whether the page decides itself what a path means: whatever has no ending gets `/index.html`. Default false: a folder gets its own `index.html`. */
      singlePage: z.boolean().default(false),
      /** What is shown with 404 instead of S3's own words; only where nothing goes to the web service. */
      notFound: z.string().startsWith('/', 'a path that starts with a slash, such as /404.html').exactOptional(),
    })
    .exactOptional(),
  /** Paths beside a site that the web service answers. Default `['/api/*']` where there are both; without a site all go there. */
  web: pathsSchema.exactOptional(),
  /** Paths of the web service whose answers are kept as long as their `Cache-Control` says, for everybody alike: without cookies. Default none. */
  cached: pathsSchema.default([]),
  /** Who is served, by country: these alone, or all but these. Default everybody. */
  countries: z
    .union([
      z.strictObject({ only: z.array(countrySchema).min(1) }),
      z.strictObject({ except: z.array(countrySchema).min(1) }),
    ])
    .exactOptional(),
  /** From where it is served: `'all'` is fastest; `'200'` leaves out South America and Oceania; `'100'` is North America and Europe alone, and cheapest. Default `'all'`. */
  priceClass: z.enum(['100', '200', 'all']).default('all'),
})

export type EdgeConfig = z.output<typeof edgeSchema>

/** The paths that the web service answers beside a site. */
export const webPathsOf = (
  { site, web = ['/api/*'] }: Pick<EdgeConfig, 'site' | 'web'>,
  hasWeb: boolean,
): readonly string[] => (site && hasWeb ? web : [])
