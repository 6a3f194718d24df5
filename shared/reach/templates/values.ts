import type { AddressType, Protocol } from '../model.ts'

/** Without the keys whose value is not known. */
export const defined = <Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>
  }

/** `-1`, `tcp`, `6`. */
export const protocolOf = (text: string | undefined): Protocol => {
  const value = (text ?? '-1').toLowerCase()
  if (value === '-1' || value === 'all') return 'all'
  if (value === 'tcp' || value === 'udp') return value
  // That of IPv4 alone: ICMPv6 has a number of its own.
  if (value === 'icmp') return 1
  if (value === 'icmpv6') return 58
  return Number(value)
}

/** `ipv4` by default, of endpoints and balancers. */
export const addressTypeOf = (text: string | undefined): AddressType =>
  text?.startsWith('dualstack') ? 'dual' : text === 'ipv6' ? 'ipv6' : 'ipv4'
