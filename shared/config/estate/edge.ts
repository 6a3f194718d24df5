import { covers } from '../../wildcards.ts'
import { problem } from '../explain.ts'
import { field, list, texts } from '../references.ts'
import type { Config } from '../schema.ts'
import { webPathsOf } from './edge-schema.ts'
import { circlesAt, coversHost, type WebRules, webRulesSchema } from './web-rules.ts'

const at = (...rest: readonly PropertyKey[]) => ['estate', 'edge', ...rest]

/** The first of a list that stands in it before. */
const repeated = (key: 'domains' | 'web' | 'cached', all: readonly string[], expected: string): string[] => {
  const twice = all.findIndex((each, index) => all.indexOf(each) < index)
  return twice === -1 ? [] : [problem(at(key, twice), all[twice], expected)]
}

/** A domain is in a zone where it is the zone's name, or ends in it. */
const isIn = (domain: string, zone: string): boolean => domain === zone || domain.endsWith(`.${zone}`)

/** Domains, their certificate and their zone go together. */
const domainProblems = (edge: object): string[] => {
  const domains = texts(field(edge, 'domains'))
  const [certificate, zone] = [field(edge, 'certificateArn'), field(field(edge, 'zone'), 'name')]
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
    ...repeated('domains', domains, 'each domain once'),
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
    ...repeated('web', own, 'each path once'),
    ...repeated('cached', cached, 'each path once'),
    ...own.flatMap((path, index) => {
      if (cached.includes(path))
        return [
          problem(at('web', index), path, 'in web or in cached: a path that is cached goes to the web service too'),
        ]
      const by = cached.find((each) => covers(each, path))
      const already = `a path that cached does not take already: ${by} comes first, without cookies and for GET alone`
      return by === undefined ? [] : [problem(at('web', index), path, already)]
    }),
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

/** Whether a rule of the load balancer may be about what CloudFront forwards. */
const isForwarded = (edge: object, { paths, hosts }: WebRules[string]): boolean => {
  const [domains, site, web] = [texts(field(edge, 'domains')), field(edge, 'site'), field(edge, 'web')]
  const named = web === undefined ? {} : { web: [...texts(web)] }
  const forwarded =
    site === undefined
      ? ['/*']
      : [...webPathsOf({ site: { singlePage: false }, ...named }, true), ...texts(field(edge, 'cached'))]
  const meet = (ones: readonly string[], others: readonly string[], takesAll: typeof covers): boolean =>
    ones.some((one) => others.some((other) => takesAll(one, other) || takesAll(other, one)))
  return (
    (paths.length === 0 || meet(paths, forwarded, covers)) && (hosts.length === 0 || meet(hosts, domains, coversHost))
  )
}

/** Redirects to HTTPS behind CloudFront, which has done that already and asks the load balancer by HTTP. */
const circleProblems = (edge: object, web: unknown): string[] => {
  const rules = webRulesSchema.safeParse(field(web, 'rules')).data
  if (rules === undefined || field(web, 'certificateArn') !== undefined) return []
  return Object.entries(rules).flatMap(([name, rule]) =>
    circlesAt(rule, 'https') && isForwarded(edge, rule)
      ? [
          problem(
            ['estate', 'web', 'rules', name, 'redirect'],
            field(field(field(web, 'rules'), name), 'redirect'),
            'no redirect to https: CloudFront does that, asks a load balancer without a certificate by http, and browsers would go round in a circle',
          ),
        ]
      : [],
  )
}

/** What is wrong with the edge of a config as it was written. */
export const edgeProblems = (config: unknown): string[] => {
  const estate = field(config, 'estate')
  const [edge, web] = [field(estate, 'edge'), field(estate, 'web')]
  if (typeof edge !== 'object' || edge === null) return []
  return [
    ...domainProblems(edge),
    ...servedProblems(edge, web),
    ...originProblems(edge, web),
    ...circleProblems(edge, web),
  ]
}

/** What is possible, and likely not meant. */
export const edgeWarnings = ({ estate }: Pick<Config, 'estate'>): string[] => {
  const { edge, web } = estate ?? {}
  if (!edge || !web) return []
  return [
    ...(web.from === 'cloudfront'
      ? []
      : [
          "estate.web.from: 'everyone' reaches the load balancer past CloudFront, past its countries and its web ACL; 'cloudfront' lets in CloudFront alone",
        ]),
    ...(edge.site && [...webPathsOf(edge, true), ...edge.cached].includes('/*')
      ? ['estate.edge.site: never shown, as /* goes to the web service; name narrower paths, or take site out']
      : []),
  ]
}
