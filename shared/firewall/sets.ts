/** Where a set or web ACL belongs: to load balancers and the like of one region, or to CloudFront, whose live in us-east-1. */
export type FirewallScope = 'REGIONAL' | 'CLOUDFRONT'

/** What a web ACL does with whom a set holds. In the order in which it asks them. */
export const firewallLists = ['allow', 'count', 'block'] as const
export type FirewallList = (typeof firewallLists)[number]

/** A set holds addresses of one family. */
export const addressFamilies = ['ipv4', 'ipv6'] as const
export type AddressFamily = (typeof addressFamilies)[number]

/** A set of AWS WAF: https://docs.aws.amazon.com/waf/latest/APIReference/API_GetIPSet.html wants all three. */
export interface FirewallSet {
  readonly scope: FirewallScope
  readonly list: FirewallList
  readonly family: AddressFamily
  readonly name: string
  readonly id: string
}

/** The region in which CloudFront's sets and web ACLs live, whatever the deployment's. */
export const edgeRegion = 'us-east-1'

/** Region of the API that knows the sets of a scope. */
export const regionOfScope = (scope: FirewallScope, region: string): string =>
  scope === 'CLOUDFRONT' ? edgeRegion : region

/** Name of a set, which is the same in both scopes: `corner-shop-block-ipv4`. */
export const setName = (deployment: string, list: FirewallList, family: AddressFamily): string =>
  `${deployment}-${list}-${family}`

/** Names of all sets of a scope. */
export const setNames = (deployment: string): string[] =>
  firewallLists.flatMap((list) => addressFamilies.map((family) => setName(deployment, list, family)))

/** Ids of the sets of each scope that is deployed, by `<list>-<family>`, as a function finds them in `FIREWALL_SETS`. */
export type SetIds = Readonly<Partial<Record<FirewallScope, Readonly<Record<string, string>>>>>

/**
 * The sets of a deployment, from the text that the function has in `FIREWALL_SETS`.
 * @throws SyntaxError where it is not JSON; RangeError where a scope lacks a set
 */
export const readSets = (deployment: string, text: string): FirewallSet[] =>
  Object.entries(JSON.parse(text) as SetIds).flatMap(([scope, ids = {}]) =>
    firewallLists.flatMap((list) =>
      addressFamilies.map((family) => {
        const id = ids[`${list}-${family}`]
        if (id === undefined) throw new RangeError(`FIREWALL_SETS: ${scope} has no ${list}-${family}`)
        return { scope: scope as FirewallScope, list, family, name: setName(deployment, list, family), id }
      }),
    ),
  )
