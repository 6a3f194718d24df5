import { problem } from '../explain.ts'
import { field, list } from '../references.ts'

/** https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
const mostRateRules = 10

const idOf = (managed: unknown): string | undefined => {
  const group = typeof managed === 'string' ? managed : field(managed, 'group')
  return typeof group === 'string' ? group : undefined
}

const managedProblems = (managed: readonly unknown[]): string[] => {
  const ids = managed.map(idOf)
  const rates = managed.flatMap((each, index) => (field(each, 'rate') === undefined ? [] : [index]))
  return [
    ...ids.flatMap((id, index) =>
      id !== undefined && ids.indexOf(id) < index
        ? [problem(['firewall', 'managed', index], managed[index], `each group once: [${ids.indexOf(id)}] has it`)]
        : [],
    ),
    ...rates
      .slice(mostRateRules)
      .map((index) =>
        problem(
          ['firewall', 'managed', index],
          managed[index],
          `at most ${mostRateRules} rates: WAF allows no more in one web ACL`,
        ),
      ),
  ]
}

const parts = /^arn:aws[\w-]*:wafv2:([a-z0-9-]+):\d{12}:(regional|global)\/webacl\//

/** Whether somebody is blocked in a scope, by a config as it was written: `scopesOf` of shared/firewall/scopes.ts says it of one that is right. */
const isUsed = (config: unknown, scope: 'regional' | 'global'): boolean => {
  const sources = field(field(config, 'firewall'), 'sources')
  const scopes = list(field(sources, 'buckets')).map((each) => field(each, 'scope') ?? 'cloudfront')
  const hasEdge = field(sources, 'edge') !== false && field(field(config, 'estate'), 'edge') !== undefined
  const edge = hasEdge || field(sources, 'view') === true || scopes.includes('cloudfront')
  if (scope === 'global') return edge
  const web = field(sources, 'web') !== false && field(field(config, 'estate'), 'web') !== undefined
  return web || scopes.includes('regional') || !edge
}

const webAclProblems = (config: unknown): string[] => {
  const arn = field(field(config, 'firewall'), 'webAcl')
  const [, region, scope] = typeof arn === 'string' ? (parts.exec(arn) ?? []) : []
  if (region === undefined) return []
  const wrong = (text: string): string[] => [problem(['firewall', 'webAcl'], arn, text)]
  const own = field(config, 'region')
  if (scope === 'global') {
    if (region !== 'us-east-1') return wrong('one in us-east-1: what CloudFront uses lives there')
    return isUsed(config, scope) ? [] : wrong('a regional one (…:regional/webacl/…), as no source is of CloudFront')
  }
  if (region !== own) return wrong(`one in ${String(own)}, the region of this deployment`)
  return isUsed(config, 'regional') ? [] : wrong('one of CloudFront (…:global/webacl/…), as no source is regional')
}

/** Faults of what goes into the web ACL, or of the one that is to be used. */
export const aclProblems = (config: unknown): string[] => [
  ...managedProblems(list(field(field(config, 'firewall'), 'managed'))),
  ...webAclProblems(config),
]
