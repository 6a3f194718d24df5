import { scopesOf } from '../firewall/scopes.ts'
import { edgeRegion } from '../firewall/sets.ts'
import type { StacksOf } from './stack.ts'

/** Sets and web ACL of what is in the deployment's region, and of what CloudFront serves, whose live in us-east-1. */
export const firewallStacks: StacksOf = (config) => [
  {
    part: 'firewall',
    name: `${config.name}-firewall`,
    region: config.region,
    wanted: scopesOf(config).includes('REGIONAL'),
  },
  {
    part: 'firewall-edge',
    name: `${config.name}-firewall-edge`,
    region: edgeRegion,
    wanted: scopesOf(config).includes('CLOUDFRONT'),
  },
]
