import { parseRange, rangeText } from '../../../shared/addresses/addresses.ts'
import { managedOf } from '../../../shared/config/firewall/managed.ts'
import type { FirewallConfig, FirewallRuleConfig } from '../../../shared/config/firewall/schema.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { ownRuleNames } from '../../../shared/firewall/acl-rules.ts'
import {
  accessLogsBegin,
  edgeLogsPrefix,
  firewallLogsBegin,
  viewLogsPrefix,
} from '../../../shared/firewall/log-buckets.ts'
import { ownBucketScope, ownSources as ownSourcesOf } from '../../../shared/firewall/scopes.ts'
import type { Rule, RuleMatch } from './rule.ts'
import type { FirewallSlice, Listed, Source } from './slice.ts'

/** Places of one set. https://docs.aws.amazon.com/waf/latest/developerguide/limits.html */
export const setLimit = 10_000

const canonical = (text: string): string => {
  const range = parseRange(text)
  return range ? rangeText(range) : text
}

const matchOf = (rule: FirewallRuleConfig): RuleMatch => {
  if ('errors' in rule) return { errors: rule.errors }
  if ('requests' in rule) return { requests: true }
  return 'paths' in rule ? { paths: rule.paths } : { agents: rule.agents }
}

const ruleOf = (name: string, rule: FirewallRuleConfig): Rule => {
  const blockSeconds = durationSeconds(rule.block)
  const { factor = 1, most = '7 days', decay = '7 days' } = rule.escalate ?? {}
  return {
    name,
    match: matchOf(rule),
    ...(rule.hosts && { hosts: rule.hosts }),
    ...(rule.under && { under: rule.under }),
    threshold: rule.threshold,
    windowMinutes: durationSeconds(rule.window) / 60,
    blockSeconds,
    mode: rule.mode,
    escalate: {
      factor,
      mostSeconds: Math.max(blockSeconds, durationSeconds(most)),
      decaySeconds: durationSeconds(decay),
    },
  }
}

/** Rules as they are deployed, in the order of the config. */
export const rulesOf = ({ rules }: Pick<FirewallConfig, 'rules'>): Rule[] =>
  Object.entries(rules).map(([name, rule]) => ruleOf(name, rule))

const listedOf = (entries: FirewallConfig['block']): Listed[] =>
  entries.map(({ address, until, why }) => ({
    address: canonical(address),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
    why,
  }))

/** What of the rest of a config says where logs come from. */
type Deployment = Pick<Config, 'name' | 'estate' | 'thumbnails'>

/** Names of the sources that the config does not name: no bucket of the config may have them. */
export const ownSources = ['web', 'edge', 'view', 'logs'] as const

/**
 * CloudFront's stand first: they are known by their keys, and where the deployment's name is so long that CloudFormation cuts it, the
 * buckets of the balancer and of our own begin alike.
 */
const sourcesOf = (deployment: Deployment, firewall: FirewallConfig): Source[] => {
  const config = { ...deployment, firewall }
  const { web, edge, view } = ownSourcesOf(config)
  const logs = { prefix: firewallLogsBegin(`${deployment.name}-operations`) }
  return [
    ...(view ? [{ name: 'view', bucket: logs, keyPrefix: viewLogsPrefix, scope: 'CLOUDFRONT' as const }] : []),
    ...(edge ? [{ name: 'edge', bucket: logs, keyPrefix: edgeLogsPrefix, scope: 'CLOUDFRONT' as const }] : []),
    ...(web
      ? [{ name: 'web', bucket: { prefix: accessLogsBegin(`${deployment.name}-web`) }, scope: 'REGIONAL' as const }]
      : []),
    { name: 'logs', bucket: logs, scope: ownBucketScope(config) },
    ...firewall.sources.buckets.map(
      ({ name: own, bucket, prefix, scope, plain }): Source => ({
        name: own,
        bucket: { name: bucket },
        ...(prefix !== undefined && { keyPrefix: prefix }),
        ...(plain && { plain }),
        scope: scope === 'regional' ? 'REGIONAL' : 'CLOUDFRONT',
      }),
    ),
  ]
}

/** The part of a config that the firewall's functions have. */
export const sliceOfFirewall = (firewall: FirewallConfig, deployment: Deployment): FirewallSlice => {
  const { newBlocks, setNearlyFull, silent } = firewall.alerts
  return {
    sources: sourcesOf(deployment, firewall),
    rules: rulesOf(firewall),
    block: listedOf(firewall.block),
    allow: listedOf(firewall.allow),
    own: firewall.own.map(canonical),
    proxies: firewall.proxies.map(canonical),
    customers: firewall.customers,
    ipv6: firewall.ipv6,
    ownRules: ownRuleNames(managedOf(firewall.managed)),
    intervalSeconds: durationSeconds(firewall.interval),
    forgiveSeconds: durationSeconds(firewall.forgive),
    alerts: {
      newBlocks: newBlocks.more,
      newBlocksWindowSeconds: durationSeconds(newBlocks.in),
      setNearlyFull,
      ...(silent !== false && { silentSeconds: durationSeconds(silent) }),
    },
    setLimit,
  }
}

/**
 * The part of a config that the firewall's functions have.
 * @throws RangeError where the config has no firewall
 */
export const sliceOf = (config: Config): FirewallSlice => {
  if (!config.firewall) throw new RangeError('The config has no firewall')
  return sliceOfFirewall(config.firewall, config)
}
