import type { Ports, Protocol } from './model.ts'
import { common, type Family, type Span, withoutAll } from './spans.ts'

/** One protocol, and the ports (of ICMP: the types) at the end that the packet goes to. */
export interface Traffic {
  readonly family: Family
  /** Number of the protocol. */
  readonly protocol: number
  readonly ports: Ports
}

export const tcp = 6
export const udp = 17
const icmp = 1
const icmp6 = 58

/** A protocol without ports, of which no rule speaks by name. */
const another = 253

const everyPort: Ports = { from: 0, to: 65_535 }

/** Echo: what asks and what answers. */
const echo = { [icmp]: { ask: 8, answer: 0 }, [icmp6]: { ask: 128, answer: 129 } } as const

const isIcmp = (protocol: number): protocol is keyof typeof echo => protocol === icmp || protocol === icmp6

const numberOf = (protocol: Exclude<Protocol, 'all'>, family: Family): number => {
  if (protocol === 'tcp') return tcp
  if (protocol === 'udp') return udp
  if (protocol === 'icmp') return family === 'ipv4' ? icmp : icmp6
  return protocol
}

/**
 * What a question asks about, protocol by protocol. ICMP is an echo and its answer; of all protocols, every message of it.
 * @param others protocols that rules single out by their number
 */
export const trafficOf = (
  protocol: Protocol,
  port: number | Ports | undefined,
  family: Family,
  others: readonly number[] = [],
): Traffic[] => {
  const icmpNumber = numberOf('icmp', family)
  const numbers =
    protocol === 'all'
      ? [
          ...new Set([
            tcp,
            udp,
            icmpNumber,
            another,
            ...others.filter((each) => each !== (family === 'ipv4' ? icmp6 : icmp)),
          ]),
        ]
      : [numberOf(protocol, family)]
  const ports = port === undefined ? everyPort : typeof port === 'number' ? { from: port, to: port } : port
  return numbers.map((each) => ({
    family,
    protocol: each,
    ports:
      isIcmp(each) && protocol !== 'all'
        ? { from: echo[each].ask, to: echo[each].ask }
        : each === tcp || each === udp
          ? ports
          : everyPort,
  }))
}

/** The answer to it. @param clientPorts from which it was asked */
export const answerTo = (traffic: Traffic, clientPorts: Ports): Traffic => {
  const { protocol } = traffic
  if (isIcmp(protocol) && traffic.ports.from === echo[protocol].ask)
    return { ...traffic, ports: { from: echo[protocol].answer, to: echo[protocol].answer } }
  return { ...traffic, ports: protocol === tcp || protocol === udp ? clientPorts : everyPort }
}

/** Ports that a rule means, or nothing where it speaks of another protocol. */
export const portsOf = (
  rule: { readonly protocol: Protocol; readonly from?: number | undefined; readonly to?: number | undefined },
  { protocol, family }: Traffic,
): Ports | undefined => {
  if (rule.protocol === 'all') return everyPort
  const number = rule.protocol === 'icmp' && protocol === icmp6 ? icmp6 : numberOf(rule.protocol, family)
  if (number !== protocol) return undefined
  if (protocol !== tcp && protocol !== udp && !isIcmp(protocol)) return everyPort
  if (rule.from === undefined || rule.from < 0) return everyPort
  // Of ICMP the second number is a code.
  return { from: rule.from, to: isIcmp(protocol) ? rule.from : (rule.to ?? rule.from) }
}

/** Addresses and ports of which something is still to be said. */
export interface Piece {
  readonly spans: readonly Span[]
  readonly ports: Ports
}

/** What of a piece these addresses and ports cover, and what is left. */
export const cut = (
  { spans, ports }: Piece,
  other: Piece,
): { readonly covered: readonly Span[]; readonly left: readonly Piece[] } => {
  const [from, to] = [Math.max(ports.from, other.ports.from), Math.min(ports.to, other.ports.to)]
  const covered = from > to ? [] : common(spans, other.spans)
  if (covered.length === 0) return { covered, left: [{ spans, ports }] }
  const rest = withoutAll(spans, other.spans)
  return {
    covered,
    left: [
      ...(ports.from < from ? [{ spans, ports: { from: ports.from, to: from - 1 } }] : []),
      ...(to < ports.to ? [{ spans, ports: { from: to + 1, to: ports.to } }] : []),
      ...(rest.length > 0 ? [{ spans: rest, ports: { from, to } }] : []),
    ],
  }
}

const names: Readonly<Record<number, string>> = { [tcp]: 'TCP', [udp]: 'UDP', [icmp]: 'ICMP', [icmp6]: 'ICMPv6' }

/** For a person: `TCP 443`. */
export const trafficText = ({ protocol, ports }: Traffic): string => {
  const name = names[protocol] ?? (protocol === another ? 'other protocols' : `protocol ${protocol}`)
  if (protocol !== tcp && protocol !== udp) return name
  if (ports.from === 0 && ports.to === 65_535) return `${name} on all ports`
  return ports.from === ports.to ? `${name} ${ports.from}` : `${name} ${ports.from}-${ports.to}`
}
