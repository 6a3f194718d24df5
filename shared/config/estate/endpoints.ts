import { ecrParts } from '../../ecr-image.ts'
import { problem } from '../explain.ts'
import { entries, field, list, namesIn } from '../references.ts'
import { type EndpointService, regionsWith } from './endpoint-services.ts'
import type { NewNetwork } from './network-schema.ts'

/** A need of one endpoint: the service, and what in the config asks for it. */
interface EndpointNeed {
  readonly service: EndpointService
  readonly what: string
}

const needs = (what: string, ...services: readonly EndpointService[]): EndpointNeed[] =>
  services.map((service) => ({ service, what }))

/** Any container of ours: its image, and its log. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html */
const ofContainer = (what: string): EndpointNeed[] => needs(what, 'ecr.api', 'ecr.dkr', 'logs')

/** Jobs that run in the network of the config. */
const ownJobs = (config: unknown) =>
  entries(field(config, 'jobs') as Readonly<Record<string, unknown>> | undefined).filter(
    ([, job]) => field(job, 'network') === undefined && field(job, 'image') !== undefined,
  )

/** What a task fetches before its container starts, by the words of the config. Files come by the gateway endpoint of S3. */
const ofFetched = (what: string, task: unknown): EndpointNeed[] => {
  const secrets = field(task, 'secrets')
  const kinds = namesIn(secrets).map((key) => field(secrets, key))
  return [
    ...(kinds.some((each) => field(each, 'secret') !== undefined)
      ? needs(`the secrets of ${what}`, 'secretsmanager')
      : []),
    ...(kinds.some((each) => field(each, 'ssm') !== undefined) ? needs(`the parameters of ${what}`, 'ssm') : []),
    ...(list(field(task, 'kmsKeys')).length > 0 ? needs(`the keys of ${what}`, 'kms') : []),
  ]
}

const ofJobs = (config: unknown): EndpointNeed[] =>
  ownJobs(config).flatMap(([name, job]) => [
    ...ofContainer(`jobs.${name}`),
    ...ofFetched(`jobs.${name}`, job),
    ...list(field(job, 'uses')).flatMap((part) =>
      needs(`the ${String(part)}'s password of jobs.${name}`, 'secretsmanager'),
    ),
  ])

const isConnecting = (estate: unknown): boolean => field(field(estate, 'access'), 'connect') === true

/** What a task without a NAT gateway needs, by the config, which may be as it was written. */
const endpointNeeds = (config: unknown): EndpointNeed[] => {
  const estate = field(config, 'estate')
  const web = field(estate, 'web')
  const hasWeb = web !== undefined
  const hasDatabase = field(estate, 'database') !== undefined
  const hasCache = field(estate, 'cache') !== undefined
  return [
    ...(hasWeb ? ofContainer('estate.web') : []),
    ...(hasWeb && hasDatabase ? needs("the database's password of estate.web", 'secretsmanager') : []),
    ...(hasWeb && hasCache ? needs("the cache's password of estate.web", 'secretsmanager') : []),
    ...ofFetched('estate.web', web),
    ...(isConnecting(estate)
      ? [...ofContainer('estate.access'), ...needs('the sessions of estate.access', 'ssmmessages')]
      : []),
    ...ofJobs(config),
  ]
}

const basic: readonly EndpointService[] = ['ecr.api', 'ecr.dkr', 'logs']

/** The interface endpoints of a network: those that the config names, or all that its tasks need. */
export const endpointsOf = (
  { endpoints }: Pick<NewNetwork, 'endpoints'>,
  config: unknown,
): readonly EndpointService[] =>
  endpoints === 'fargate'
    ? [...new Set([...basic, ...endpointNeeds(config).map(({ service }) => service)])].toSorted()
    : endpoints

/** Whether tasks run in the app subnets, without an address on the internet. */
export const tasksAreInside = ({ nat, endpoints }: Pick<NewNetwork, 'nat' | 'endpoints'>): boolean =>
  nat !== 'none' || endpoints.length > 0

const path = ['estate', 'network', 'endpoints']

const regionProblems = (written: readonly unknown[], region: unknown): string[] =>
  written.flatMap((service, index) => {
    if (typeof service !== 'string' || typeof region !== 'string') return []
    const regions = regionsWith(service)
    return regions === undefined || regions.includes(region)
      ? []
      : [
          problem(
            [...path, index],
            service,
            `a service that ${region} has an endpoint of; this one is in ${regions.join(', ')}`,
          ),
        ]
  })

/** Images that no endpoint leads to: those of other registries, and of ECR in another region. */
const imageProblems = (config: unknown): string[] => {
  const region = field(config, 'region')
  const web = field(field(config, 'estate'), 'web')
  const images = [
    ...(web === undefined ? [] : [{ at: ['estate', 'web', 'image'], image: field(web, 'image') }]),
    ...(isConnecting(field(config, 'estate'))
      ? [
          {
            at: ['estate', 'access', 'image'],
            image: field(field(field(config, 'estate'), 'access'), 'image') ?? 'public.ecr.aws',
          },
        ]
      : []),
    ...ownJobs(config).map(([name, job]) => ({ at: ['jobs', name, 'image'], image: field(job, 'image') })),
  ]
  return images.flatMap(({ at, image }) =>
    typeof image !== 'string' || ecrParts(image)?.region === region
      ? []
      : [
          problem(
            at,
            image,
            `a private ECR image in ${String(region)}: without a NAT gateway nothing else can be pulled (estate.network.endpoints). Copy it there, or set estate.network.nat`,
          ),
        ],
  )
}

/** Endpoints that are missing for what runs without a NAT gateway, or that the region lacks, in a config as it was written. */
export const endpointProblems = (network: object, config: unknown): string[] => {
  const written = field(network, 'endpoints')
  const named = list(written)
  const isWithoutNat = (field(network, 'nat') ?? 'none') === 'none'
  const has = written === 'fargate' || named.length > 0
  const missing =
    written === 'fargate' || !isWithoutNat || !has
      ? []
      : [
          ...Map.groupBy(
            endpointNeeds(config).filter(({ service }) => !named.includes(service)),
            ({ service }) => service,
          ),
        ]
  const wanted = missing.map(([service, [first]]) => `${service} (${first?.what})`).join(', ')
  return [
    ...regionProblems(named, field(config, 'region')),
    ...(missing.length > 0
      ? [
          problem(
            path,
            written,
            `beside them ${wanted}, without which tasks cannot start where there is no NAT gateway; or 'fargate', which is all that they need`,
          ),
        ]
      : []),
    ...(has && isWithoutNat ? imageProblems(config) : []),
  ]
}
