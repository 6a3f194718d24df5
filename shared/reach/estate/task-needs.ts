import { usesPart } from '../../config/estate/uses.ts'
import type { Config } from '../../config/schema.ts'
import type { Fetched } from '../../config/task-parts.ts'
import { ecrParts } from '../../ecr-image.ts'
import { objectArn } from '../../object-arn.ts'
import type { End } from '../question.ts'
import type { NamedEnd } from './ends.ts'
import { must, mustReach, type Need } from './need.ts'

/** What a container has to fetch before its command can run. https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html */
const imageNeeds = (from: NamedEnd, image: string): Need[] => {
  const parts = ecrParts(image)
  if (!parts) return [must(from, 'the internet, for its image', { internet: true }, 443)]
  const { region } = parts
  const layers = `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`
  return [
    must(from, 'ecr.api', { service: 'ecr.api', region }, 443),
    must(from, 'ecr.dkr', { service: 'ecr.dkr', region }, 443),
    must(
      from,
      's3, for the layers of its image',
      { service: 's3', region, asks: { action: 's3:GetObject', resource: layers, isPresigned: true } },
      443,
    ),
  ]
}

const service = (name: string, region: string): End => ({ service: name, region })

const regionOf = (arn: string, region: string): string => arn.split(':')[3] ?? region

/** What a task fetches before its command can run, by the words of the config. A bucket is taken to lie in the region of the task. */
const fetchNeeds = (
  from: NamedEnd,
  { secrets = {}, environmentFiles = [], kmsKeys = [] }: Partial<Fetched>,
  region: string,
): Need[] => {
  const keyRegions = [...new Set(kmsKeys.map((key) => regionOf(key, region)))]
  const where = (name: string, there: string): Need =>
    must(from, there === region ? name : `${name} in ${there}`, service(name, there), 443)
  return [
    ...Object.values(secrets).map((each) =>
      'secret' in each ? where('secretsmanager', regionOf(each.secret, region)) : where('ssm', region),
    ),
    ...keyRegions.map((there, index) =>
      must(from, index === 0 ? 'kms' : `kms in ${there}`, service('kms', there), 443),
    ),
    ...environmentFiles.map((address) =>
      must(
        from,
        `s3, for ${address}`,
        { service: 's3', region, asks: { action: 's3:GetObject', resource: objectArn(address, region) } },
        443,
      ),
    ),
  ]
}

/** Databases as a service calls them: through their proxy, where one stands before them. */
const calledDatabases = (ends: readonly NamedEnd[]): readonly NamedEnd[] => {
  const behind = new Set(ends.flatMap((end) => end.behind ?? []))
  return ends.filter(
    ({ sort, resource }) =>
      sort === 'proxy' || (sort === 'database' && !(resource !== undefined && behind.has(resource))),
  )
}

/** The web service: what it fetches, the data that it uses, and file systems that it mounts. */
export const webNeeds = (web: NamedEnd, ends: readonly NamedEnd[], { estate, region }: Config): Need[] => {
  const databases = calledDatabases(ends)
  const others = ends.filter(
    ({ sort, resource }) =>
      sort === 'cache' || (sort === 'files' && resource !== undefined && web.task?.files.includes(resource)),
  )
  return [
    ...imageNeeds(web, estate?.web?.image ?? ''),
    must(web, 'logs', service('logs', region), 443),
    ...(databases.length > 0 || estate?.cache
      ? [must(web, 'secretsmanager', service('secretsmanager', region), 443)]
      : []),
    ...(estate?.web ? fetchNeeds(web, estate.web, region) : []),
    ...mustReach(web, [...databases, ...others]),
    ...(web.task?.exec ? [must(web, 'ssmmessages, for ECS Exec', service('ssmmessages', region), 443)] : []),
  ]
}

/** The task of `nightshift connect`: its image, its session, and the database. */
export const connectNeeds = (connect: NamedEnd, ends: readonly NamedEnd[], { estate, region }: Config): Need[] => [
  ...imageNeeds(connect, estate?.access.image ?? ''),
  must(connect, 'logs', service('logs', region), 443),
  must(connect, 'ssmmessages', service('ssmmessages', region), 443),
  ...mustReach(
    connect,
    ends.filter(({ sort }) => sort === 'database'),
  ),
]

/** The jobs in the estate's own network. They share a group: what one of them may reach, all may. */
export const jobsNeeds = (from: NamedEnd, ends: readonly NamedEnd[], { jobs = {}, region }: Config): Need[] => {
  const own = Object.values(jobs).filter(({ network }) => network === undefined)
  const images = new Set(own.flatMap(({ image }) => image ?? []))
  const files = ends.filter(
    ({ sort, resource }) =>
      sort === 'files' &&
      own.some(({ volumes }) => Object.values(volumes).some((each) => each.fileSystem === resource)),
  )
  const databases = usesPart(jobs, 'database') ? calledDatabases(ends) : []
  const caches = usesPart(jobs, 'cache') ? ends.filter(({ sort }) => sort === 'cache') : []
  return [
    ...[...images].flatMap((image) => imageNeeds(from, image)),
    ...(images.size > 0 ? [must(from, 'logs', service('logs', region), 443)] : []),
    ...mustReach(from, [...databases, ...caches]),
    ...(databases.length + caches.length > 0
      ? [must(from, 'secretsmanager', service('secretsmanager', region), 443)]
      : []),
    ...own.flatMap(({ secrets, environmentFiles }) => fetchNeeds(from, { secrets, environmentFiles }, region)),
    ...fetchNeeds(from, { kmsKeys: own.flatMap(({ kmsKeys = [] }) => kmsKeys) }, region),
    ...mustReach(from, files),
  ]
}
