import { monthHours, networkDollars, pricesOf } from '../../prices.ts'
import { tasksAreInside } from './endpoints.ts'
import type { NewNetwork } from './network-schema.ts'

const { natHour, natGigabyte, addressHour, endpointHour, endpointGigabyte, clientVpnHour, clientHour, siteVpnHour } =
  networkDollars

const dollarsText = (amount: number): string => `$${amount.toFixed(0)}`

/** NAT gateways, or of a regional one the zones that it is in. */
export const natCount = ({ nat, app }: Pick<NewNetwork, 'nat' | 'app'>): number =>
  ({ none: 0, one: 1, 'per-zone': app.length, regional: app.length })[nat]

/** What the NAT gateways of a network cost a month while nothing goes through them, each with its public address. */
export const natMonth = (network: Pick<NewNetwork, 'nat' | 'app'>): number =>
  natCount(network) * (natHour + addressHour) * monthHours

/** What stops working when a zone is lost, or an attacker looks for a way in, by the choice of `nat`. */
const natFailures = {
  none: 'Tasks run in the public subnets, each with a public address ($3.65 a month); when a zone is lost, the others are not touched.',
  one: 'When its zone is lost, the tasks in every zone lose the internet, AWS services without an endpoint among it.',
  'per-zone': 'When a zone is lost, the others are not touched.',
  regional:
    'AWS spreads it over the zones in which something runs, and takes up to an hour for a new one, whose traffic crosses zones until then; when a zone is lost, the others are not touched.',
} as const

const failureOf = (network: NewNetwork): string =>
  network.nat === 'none' && tasksAreInside(network)
    ? 'Tasks run in the app subnets and have no way to the internet; when a zone is lost, the others are not touched.'
    : natFailures[network.nat]

const natNote = (network: NewNetwork): string => {
  const count = natCount(network)
  const what = network.nat === 'regional' ? 'a regional NAT gateway in' : 'NAT gateways in'
  const price =
    count === 0
      ? 'no NAT gateway, which costs nothing.'
      : `${network.nat === 'one' ? 'one NAT gateway' : `${what} ${count} zones`} with ${count === 1 ? 'its public address' : 'their public addresses'}, about ${dollarsText(natMonth(network))} a month and $${natGigabyte} for each GB (us-east-1, ${pricesOf}).`
  return `estate.network.nat: "${network.nat}": ${price} ${failureOf(network)}`
}

const ipv6Note =
  'estate.network.ipv6: costs nothing. Services without an IPv6 address are reached by IPv4 as before; tasks get an IPv6 address where the account setting dualStackIPv6 of ECS is on.'

/** What interface endpoints cost a month while nothing goes through them: each is one in every zone of the app subnets. */
export const endpointsMonth = (count: number, zones: number): number => count * zones * endpointHour * monthHours

const endpointsNote = ({ app, nat }: NewNetwork, endpoints: readonly string[]): string => {
  const month = dollarsText(endpointsMonth(endpoints.length, app.length))
  const besides = dollarsText(natMonth({ nat: 'one', app }))
  const inside =
    nat === 'none' ? ' Tasks reach nothing else: no other registry, no API outside of AWS, no other region.' : ''
  return `estate.network.endpoints: ${endpoints.join(', ')} in ${app.length} zones, about ${month} a month and $${endpointGigabyte} for each GB; one NAT gateway is about ${besides} (us-east-1, ${pricesOf}).${inside}`
}

const clientsNote = ({ app }: NewNetwork): string =>
  `estate.network.access.clients: an endpoint in ${app.length} zones, about ${dollarsText(app.length * clientVpnHour * monthHours)} a month and $${clientHour} for each hour of each client (us-east-1, ${pricesOf}). When a zone is lost, its clients connect again by another.`

const sitesNote = ({ access: { sites } }: NewNetwork): string => {
  const count = Object.keys(sites).length
  return `estate.network.access.sites: ${count} VPN ${count === 1 ? 'connection' : 'connections'}, about ${dollarsText(count * siteVpnHour * monthHours)} a month, and what goes out by the GB (us-east-1, ${pricesOf}). Each has two tunnels: the device should use both, since AWS takes one down to maintain it.`
}

/** What the choices of a network cost, and what fails with them. @param endpoints its interface endpoints */
export const networkNotes = (network: NewNetwork, endpoints: readonly string[]): string[] => [
  natNote(network),
  ...(endpoints.length > 0 ? [endpointsNote(network, endpoints)] : []),
  ...(network.ipv6 ? [ipv6Note] : []),
  ...(network.access.clients ? [clientsNote(network)] : []),
  ...(Object.keys(network.access.sites).length > 0 ? [sitesNote(network)] : []),
]
