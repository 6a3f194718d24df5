import { homeIsElsewhere, homeRegion } from '../../../shared/config/alerts/home-events.ts'
import { didYouMean } from '../../../shared/config/offers/did-you-mean.ts'
import { offerRegion } from '../../../shared/config/offers/regions.ts'
import { regionPattern } from '../../../shared/config/region-pattern.ts'
import { UsageError } from '../../usage-error.ts'

/** What is looked for: CloudTrail's index knows one resource by its name, another by its ARN, some by both. */
export interface Wanted {
  /** In the order in which they are looked for. */
  readonly names: readonly string[]
  readonly regions: readonly string[]
}

const longest = 2_048

/** The name in the last part of an ARN, with and without its path: of `role/teams/deploy` teams/deploy and deploy. */
const namesOf = (part: string): string[] => {
  const bare = part.replace(/:\*$/, '')
  const [, path = bare] = /^[a-z][\w-]*[:/](.+)$/i.exec(bare) ?? []
  return [path, path.split('/').at(-1) ?? path]
}

/** @throws UsageError for what cannot be one */
const regionOf = (typed: string): string => {
  if (regionPattern.test(typed)) return typed
  throw new UsageError(
    `"${typed}" is not a region of AWS; expected one such as eu-west-1${didYouMean(offerRegion(typed))}`,
  )
}

/**
 * By which names and in which regions a resource is looked for. What is done to IAM, CloudFront and other global services is in us-east-1 alone.
 * @param typed an id, a name or an ARN
 * @param home the deployment's region
 * @param only the region in which alone to look
 * @throws UsageError where it can be none, or where the history cannot have it
 */
export const wantedOf = (typed: string, home: string, only?: string): Wanted => {
  const text = typed.trim()
  if (text === '' || text.length > longest)
    throw new UsageError(
      `"${typed.slice(0, 40)}" is not a resource: give an id, a name or an ARN, such as i-0123456789abcdef0.`,
    )
  const around = (region: string): string[] => (homeIsElsewhere(region) ? [region, homeRegion] : [region])
  const [prefix, , service, region = '', , ...rest] = text.split(':')
  const asked = only === undefined ? undefined : [regionOf(only)]
  if (prefix !== 'arn') return { names: [text], regions: asked ?? around(home) }
  const part = rest.join(':')
  if (part === '') throw new UsageError(`"${text}" is not an ARN: nothing follows its account.`)
  if (service === 's3' && part.includes('/'))
    throw new UsageError(
      `${text} is an object. CloudTrail's history has what is done to buckets, such as ${part.split('/')[0]}; what is done to objects is in the files of a trail with data events (docs/audits.md).`,
    )
  return {
    names: [...new Set([text.replace(/:\*$/, ''), ...namesOf(part)])],
    regions: asked ?? (region === '' ? around(home) : [regionOf(region)]),
  }
}
