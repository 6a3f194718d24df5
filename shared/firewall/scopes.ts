import type { Config } from '../config/schema.ts'
import type { FirewallScope } from './sets.ts'

/** Whether the access logs of what is ours are read: the estate's load balancer and its edge, and the thumbnails' view. */
export const ownSources = ({
  firewall,
  estate,
  thumbnails,
}: Pick<Config, 'firewall' | 'estate' | 'thumbnails'>): {
  readonly web: boolean
  readonly edge: boolean
  readonly view: boolean
} => ({
  web: firewall !== undefined && estate?.web !== undefined && firewall.sources.web !== false,
  edge: firewall !== undefined && estate?.edge !== undefined && firewall.sources.edge !== false,
  view: firewall?.sources.view === true && thumbnails?.view !== undefined,
})

/**
 * The scopes in which there is somebody to block. Where nobody is named there is the region's: what is written into the firewall's
 * own bucket is then of whom the team puts behind its web ACL.
 */
export const scopesOf = (config: Pick<Config, 'firewall' | 'estate' | 'thumbnails'>): readonly FirewallScope[] => {
  if (!config.firewall) return []
  const { web, edge: ownEdge, view } = ownSources(config)
  const buckets = config.firewall.sources.buckets.map(({ scope }) => scope)
  const edge = view || ownEdge || buckets.includes('cloudfront')
  const regional = web || buckets.includes('regional') || !edge
  return [...(regional ? (['REGIONAL'] as const) : []), ...(edge ? (['CLOUDFRONT'] as const) : [])]
}

/** In which sets they go who are found in the firewall's own bucket, but for the logs of CloudFront before what is ours. */
export const ownBucketScope = (config: Pick<Config, 'firewall' | 'estate' | 'thumbnails'>): FirewallScope =>
  scopesOf(config)[0] ?? 'REGIONAL'

/** The scope of a web ACL or set by its ARN. */
export const scopeOfArn = (arn: string): FirewallScope => (arn.includes(':global/') ? 'CLOUDFRONT' : 'REGIONAL')
