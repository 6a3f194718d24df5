import { BlockList, isIP } from 'node:net'

// What an address of the internet never is: the machine itself (in Lambda its runtime answers there), networks of one's own,
// link-local ones (where clouds keep their credentials), tunnels that lead to any of these, and what is reserved.
// https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
const ipv4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
]
const ipv6 = [
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/9',
  'ff00::/8',
]

const blocked = new BlockList()
for (const [family, ranges] of [
  ['ipv4', ipv4],
  ['ipv6', ipv6],
] as const)
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    blocked.addSubnet(network, Number(bits), family)
  }

/** Whether an IP address, also an IPv4 one written as IPv6, is none of the internet's. What is not an IP address is taken for one that is not. */
export const isPrivateAddress = (address: string): boolean => {
  const family = isIP(address)
  return family === 0 || blocked.check(address, family === 6 ? 'ipv6' : 'ipv4')
}
