import { addressNumber } from '../../addresses/numbers.ts'

/** An endpoint that is asked by TLS. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

const nameShape = /^([a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+)(?::(\d{1,5}))?$/i

/** An address of IPv6 stands in brackets, as in a URL. */
const addressShape = /^\[([\da-f:.]+)\](?::(\d{1,5}))?$/i

const partsOf = (text: string): readonly [host: string | undefined, port: string] => {
  const [, name, port = '443'] = nameShape.exec(text) ?? []
  if (name !== undefined) return [name, port]
  const [, address, addressPort = '443'] = addressShape.exec(text) ?? []
  return [address !== undefined && addressNumber(address)?.family === 6 ? address : undefined, addressPort]
}

/** What is wrong with a text that should be `host` or `host:port`, or nothing. */
export const endpointFault = (text: string): string | undefined => {
  const [host, port] = partsOf(text)
  if (host === undefined)
    return 'a host name such as shop.example, or with a port: shop.example:8443, without https:// and path; an address of IPv6 in brackets: [2001:db8::1]:8443'
  return Number(port) >= 1 && Number(port) <= 65_535 ? undefined : 'a port from 1 to 65535'
}

/** Reads what {@link endpointFault} finds no fault with. */
export const endpointOf = (text: string): Endpoint => {
  const [host = text, port] = partsOf(text)
  return { host, port: Number(port) }
}

/** An endpoint as it is written, always with its port. */
export const endpointText = ({ host, port }: Endpoint): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
