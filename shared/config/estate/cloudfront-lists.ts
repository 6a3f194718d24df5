import { problem } from '../explain.ts'
import { field } from '../references.ts'

/**
 * AWS's prefix list of the addresses from which CloudFront calls origins (`com.amazonaws.global.cloudfront.origin-facing`), by region. An id
 * cannot be asked for at a synthesis without an account. It weighs 55 of the 60 rules that a security group may have.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html#managed-prefix-list
 */
const lists: Readonly<Record<string, string>> = {
  'us-east-1': 'pl-3b927c52',
  'us-east-2': 'pl-b6a144df',
  'us-west-1': 'pl-4ea04527',
  'us-west-2': 'pl-82a045eb',
  'ap-northeast-1': 'pl-58a04531',
  'ap-northeast-2': 'pl-22a6434b',
  'ap-northeast-3': 'pl-31a14458',
  'ap-south-1': 'pl-9aa247f3',
  'ap-southeast-1': 'pl-31a34658',
  'ap-southeast-2': 'pl-b8a742d1',
  'ca-central-1': 'pl-38a64351',
  'eu-central-1': 'pl-a3a144ca',
  'eu-north-1': 'pl-fab65393',
  'eu-west-1': 'pl-4fa04526',
  'eu-west-2': 'pl-93a247fa',
  'eu-west-3': 'pl-75b1541c',
  'sa-east-1': 'pl-5da64334',
}

export const cloudFrontLists: readonly string[] = Object.values(lists)

/** The id of CloudFront's list in a region. @throws RangeError where none is known, which the config refuses before */
export const cloudFrontList = (region: string): string => {
  const id = lists[region]
  if (id === undefined) throw new RangeError(`No prefix list of CloudFront is known in ${region}`)
  return id
}

/** A balancer behind CloudFront in a region whose list is not known, in a config as it was written. */
export const cloudFrontProblems = (config: unknown): string[] => {
  const [from, region] = [field(field(field(config, 'estate'), 'web'), 'from'), field(config, 'region')]
  if (from !== 'cloudfront' || typeof region !== 'string' || Object.hasOwn(lists, region)) return []
  return [
    problem(
      ['estate', 'web', 'from'],
      from,
      `'everyone': the id of CloudFront's prefix list is known only in ${Object.keys(lists).join(', ')}`,
    ),
  ]
}
