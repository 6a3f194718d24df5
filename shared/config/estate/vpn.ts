import { reservedRanges } from '../../addresses/reserved.ts'
import { contains, overlaps, rangeOf } from '../../cidr.ts'
import { problem } from '../explain.ts'
import { entries, field, list } from '../references.ts'
import { networkDefaults } from './network-schema.ts'
import { partProblems, rangeText } from './open-parts.ts'

const at = (...rest: readonly PropertyKey[]) => ['estate', 'network', 'access', ...rest]

interface Named {
  readonly path: readonly PropertyKey[]
  readonly name: string
  readonly text: string
}

/** The network, its peers, the clients and the sites: no two of them may have an address in common. */
const rangesOf = (network: object): readonly Named[] => {
  const access = field(network, 'access')
  const written = field(network, 'cidr')
  const own = rangeText(written === undefined ? networkDefaults.cidr : written)
  const named = (path: readonly PropertyKey[], name: string, value: unknown): Named[] => {
    const text = rangeText(value)
    return text === undefined ? [] : [{ path, name, text }]
  }
  const peers = entries(field(network, 'peers') as Readonly<Record<string, unknown>> | undefined)
  const sites = entries(field(access, 'sites') as Readonly<Record<string, unknown>> | undefined)
  return [
    ...(own === undefined ? [] : [{ path: ['estate', 'network', 'cidr'], name: 'this network', text: own }]),
    ...peers.flatMap(([name, peer]) =>
      named(['estate', 'network', 'peers', name, 'cidr'], `the peer ${name}`, field(peer, 'cidr')),
    ),
    ...named(at('clients', 'cidr'), "the VPN's clients", field(field(access, 'clients'), 'cidr')),
    ...sites.flatMap(([name, site]) =>
      list(field(site, 'ranges')).flatMap((each, index) =>
        named(at('sites', name, 'ranges', index), `the site ${name}`, each),
      ),
    ),
  ]
}

const overlapProblems = (network: object): string[] => {
  const all = rangesOf(network)
  return all.flatMap(({ path, text }, index) => {
    if (path[2] !== 'access') return []
    const other = all.slice(0, index).find((each) => overlaps(rangeOf(each.text), rangeOf(text)))
    return other ? [problem(path, text, `a range that does not overlap that of ${other.name} (${other.text})`)] : []
  })
}

const reachProblems = (path: readonly PropertyKey[], parts: unknown, hasDatabase: boolean): string[] =>
  list(parts).flatMap((part, index) => partProblems([...path, index], part, hasDatabase))

const clientProblems = (network: object, config: unknown, hasDatabase: boolean): string[] => {
  const clients = field(field(network, 'access'), 'clients')
  if (typeof clients !== 'object' || clients === null) return []
  const [text, certificate, region] = [
    rangeText(field(clients, 'cidr')),
    field(clients, 'serverCertificateArn'),
    field(config, 'region'),
  ]
  const authentication = field(clients, 'authentication')
  const [client, directory, saml] = ['certificateArn', 'directoryId', 'samlProviderArn'].map((key) =>
    field(authentication, key),
  )
  const hasGroups = directory !== undefined || saml !== undefined
  const bits = text === undefined ? undefined : rangeOf(text).bits
  const inRegion = (path: readonly PropertyKey[], arn: unknown): string[] => {
    const of = typeof arn === 'string' ? arn.split(':')[3] : undefined
    return of === undefined || typeof region !== 'string' || of === region
      ? []
      : [problem(path, arn, `a certificate in ${region}, where the endpoint is`)]
  }
  return [
    ...(bits !== undefined && (bits < 12 || bits > 22)
      ? [problem(at('clients', 'cidr'), text, 'a range from /12 to /22')]
      : []),
    ...inRegion(at('clients', 'serverCertificateArn'), certificate),
    ...inRegion(at('clients', 'authentication', 'certificateArn'), client),
    ...(client === undefined && !hasGroups
      ? [
          problem(
            at('clients', 'authentication'),
            authentication,
            'certificateArn, directoryId or samlProviderArn: who a client is must be proven',
          ),
        ]
      : []),
    ...(directory !== undefined && saml !== undefined
      ? [problem(at('clients', 'authentication', 'samlProviderArn'), saml, 'either directoryId or samlProviderArn')]
      : []),
    ...list(field(clients, 'authorize')).flatMap((rule, index) =>
      field(rule, 'group') !== undefined && !hasGroups
        ? [
            problem(
              at('clients', 'authorize', index, 'group'),
              field(rule, 'group'),
              'no group: certificates have none',
            ),
          ]
        : [],
    ),
    ...reachProblems(at('clients', 'mayReach'), field(clients, 'mayReach'), hasDatabase),
  ]
}

const isPublic = (address: string): boolean =>
  !reservedRanges.some((each) => !each.includes(':') && contains(rangeOf(each), rangeOf(`${address}/32`)))

const siteProblems = (network: object, hasDatabase: boolean): string[] => {
  const access = field(network, 'access')
  const ownAsn = field(access, 'asn') ?? 64_512
  const sites = entries(field(access, 'sites') as Readonly<Record<string, unknown>> | undefined)
  return sites.flatMap(([name, site], index) => {
    const [address, asn] = [field(site, 'address'), field(site, 'asn')]
    const isAddress = typeof address === 'string' && rangeText(`${address}/32`) !== undefined
    const twin = sites.slice(0, index).find(([, other]) => field(other, 'address') === address)
    return [
      ...(isAddress && !isPublic(address)
        ? [problem(at('sites', name, 'address'), address, 'an address on the internet: AWS calls the device there')]
        : []),
      ...(isAddress && twin
        ? [
            problem(
              at('sites', name, 'address'),
              address,
              `another address than that of ${twin[0]}: AWS has one gateway for each`,
            ),
          ]
        : []),
      ...(field(site, 'routing') !== 'static' && (asn ?? 65_000) === ownAsn
        ? [problem(at('sites', name, 'asn'), asn, `another number than that of AWS's side, which is ${String(ownAsn)}`)]
        : []),
      ...reachProblems(at('sites', name, 'mayReach'), field(site, 'mayReach'), hasDatabase),
    ]
  })
}

/** VPNs whose ranges overlap, that nobody could sign in to, or that AWS would refuse: in a config as it was written. */
export const vpnProblems = (network: object, config: unknown): string[] => {
  const hasDatabase = field(field(config, 'estate'), 'database') !== undefined
  return [
    ...overlapProblems(network),
    ...clientProblems(network, config, hasDatabase),
    ...siteProblems(network, hasDatabase),
  ]
}
