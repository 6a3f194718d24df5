import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import type { Config } from '../schema.ts'

const at = (...rest: readonly PropertyKey[]) => ['estate', 'edge', ...rest]

const texts = (value: unknown): readonly string[] => list(value).filter((each) => typeof each === 'string')

/** A domain is in a zone where it is the zone's name, or ends in it. */
const isIn = (domain: string, zone: string): boolean => domain === zone || domain.endsWith(`.${zone}`)

/** Domains, their certificate and their zone go together. */
const domainProblems = (edge: object): string[] => {
  const domains = texts(field(edge, 'domains'))
  const [certificate, zone] = [field(edge, 'certificateArn'), field(field(edge, 'zone'), 'name')]
  const twice = domains.findIndex((domain, index) => domains.indexOf(domain) < index)
  return [
    ...(domains.length > 0 && certificate === undefined
      ? [problem(at('certificateArn'), undefined, 'the ARN of a certificate in us-east-1 with these domains in it')]
      : []),
    ...(domains.length === 0 && certificate !== undefined
      ? [problem(at('domains'), undefined, 'the domains that are in the certificate')]
      : []),
    ...(domains.length === 0 && zone !== undefined
      ? [problem(at('domains'), undefined, `the domains that are to lead here, in the zone ${zone}`)]
      : []),
    ...(twice === -1 ? [] : [problem(at('domains', twice), domains[twice], 'each domain once')]),
    ...domains.flatMap((domain, index) =>
      typeof zone !== 'string' || isIn(domain, zone)
        ? []
        : [
            problem(
              at('domains', index),
              domain,
              `a domain in the zone ${zone} (estate.edge.zone); make the records of others yourself and leave zone out`,
            ),
          ],
    ),
  ]
}

/** What is to be served must be there, and each path lead to one place. */
const servedProblems = (edge: object, web: unknown): string[] => {
  const [site, paths, cached] = [field(edge, 'site'), field(edge, 'web'), texts(field(edge, 'cached'))]
  const hasWeb = web !== undefined
  const own = texts(paths)
  const notFound = field(site, 'notFound')
  return [
    ...(site === undefined && !hasWeb
      ? [problem(at('site'), undefined, 'site: {}, or estate.web: there is nothing to serve')]
      : []),
    ...(paths !== undefined && site === undefined
      ? [problem(at('web'), paths, 'nothing here, or site: without a site every path goes to the web service')]
      : []),
    ...(paths !== undefined && site !== undefined && !hasWeb
      ? [problem(at('web'), paths, 'nothing here, or estate.web: there is no web service that could answer')]
      : []),
    ...(cached.length > 0 && !hasWeb
      ? [problem(at('cached'), cached, 'nothing here, or estate.web: a site of files is always cached')]
      : []),
    ...(notFound !== undefined && hasWeb
      ? [
          problem(
            at('site', 'notFound'),
            notFound,
            'nothing here: CloudFront would give that page for the 404s of the web service too',
          ),
        ]
      : []),
    ...(notFound !== undefined && field(site, 'singlePage') === true
      ? [
          problem(
            at('site', 'notFound'),
            notFound,
            'nothing here: the single page is there for every path (singlePage)',
          ),
        ]
      : []),
    ...(['web', 'cached'] as const).flatMap((key) => {
      const all = texts(field(edge, key))
      const twice = all.findIndex((path, index) => all.indexOf(path) < index)
      return twice === -1 ? [] : [problem(at(key, twice), all[twice], 'each path once')]
    }),
    ...own.flatMap((path, index) =>
      cached.includes(path)
        ? [problem(at('web', index), path, 'in web or in cached: a path that is cached goes to the web service too')]
        : [],
    ),
    ...(own.length + cached.length > 74
      ? [
          problem(
            at('cached'),
            cached.length,
            `at most ${74 - own.length} paths beside web: CloudFront takes 75 of a distribution`,
          ),
        ]
      : []),
  ]
}

/** CloudFront must be able to speak to the balancer, and be the only way to it. */
const originProblems = (edge: object, web: unknown): string[] => {
  if (typeof web !== 'object' || web === null) return []
  const isAlone = list(field(edge, 'domains')).length === 0
  return isAlone && field(web, 'certificateArn') !== undefined
    ? [
        problem(
          at('domains'),
          undefined,
          "the domains of the web service's certificate (estate.web.certificateArn): CloudFront compares it with the name that people ask for, and cloudfront.net is not in it",
        ),
      ]
    : []
}

/** What is wrong with the edge of a config as it was written. */
export const edgeProblems = (config: unknown): string[] => {
  const estate = field(config, 'estate')
  const [edge, web] = [field(estate, 'edge'), field(estate, 'web')]
  if (typeof edge !== 'object' || edge === null) return []
  return [...domainProblems(edge), ...servedProblems(edge, web), ...originProblems(edge, web)]
}

/** What is possible, and likely not meant. */
export const edgeWarnings = (config: Pick<Config, 'estate'>): string[] =>
  config.estate?.edge && config.estate.web && config.estate.web.from !== 'cloudfront'
    ? [
        "estate.web.from: 'everyone' reaches the load balancer past CloudFront, past its countries and its web ACL; 'cloudfront' lets in CloudFront alone",
      ]
    : []
