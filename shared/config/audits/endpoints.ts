/** An endpoint that is asked by TLS. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

const shape = /^([a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)+)(?::(\d{1,5}))?$/i

/** What is wrong with a text that should be `host` or `host:port`, or nothing. */
export const endpointFault = (text: string): string | undefined => {
  const [, host, port = '443'] = shape.exec(text) ?? []
  if (host === undefined)
    return 'a host name such as shop.example, or with a port: shop.example:8443, without https:// and path'
  return Number(port) >= 1 && Number(port) <= 65_535 ? undefined : 'a port from 1 to 65535'
}

/** Reads what {@link endpointFault} finds no fault with. */
export const endpointOf = (text: string): Endpoint => {
  const [, host = text, port = '443'] = shape.exec(text) ?? []
  return { host, port: Number(port) }
}
