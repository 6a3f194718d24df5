import { contains, overlaps, type Range, rangeOf } from '../../../shared/cidr.ts'
import type { Extent } from '../../../shared/reach/policy.ts'
import type { AclRule, Rule } from './reach-facts.ts'

/** Who is at the other end: the internet, or ranges of the VPC; and by which names rules may call it. */
export interface Peer {
  readonly ranges: 'internet' | readonly string[]
  readonly groups?: readonly string[]
  readonly prefixList?: string | undefined
}

const extentOf = (outer: Range, inner: Range): Extent => {
  if (contains(outer, inner)) return 'all'
  return overlaps(outer, inner) ? 'some' : 'none'
}

/** Of nothing nothing can be said: `some`. */
const allOf = (extents: readonly Extent[]): Extent => {
  const [first = 'some'] = extents
  return extents.every((each) => each === first) ? first : 'some'
}

// RFC 1918, RFC 6598 and link-local: nothing on the internet has such an address.
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '169.254.0.0/16']

/** How much of the peer's addresses a range covers. IPv6 is left out: AWS's names have IPv4 addresses everywhere. */
export const coverage = (cidr: string, peer: Peer): Extent => {
  if (cidr.includes(':')) return 'none'
  const covered = rangeOf(cidr)
  if (peer.ranges !== 'internet') return allOf(peer.ranges.map((range) => extentOf(covered, rangeOf(range))))
  if (contains(covered, rangeOf('0.0.0.0/0'))) return 'all'
  return privateRanges.some((range) => contains(rangeOf(range), covered)) ? 'none' : 'some'
}

const httpsPort = 443

const ruleExtent = (rule: Rule, peer: Peer): Extent => {
  if (rule.from > httpsPort || rule.to < httpsPort) return 'none'
  if (rule.groups.some((id) => peer.groups?.includes(id))) return 'all'
  if (peer.prefixList !== undefined && rule.prefixLists.includes(peer.prefixList)) return 'all'
  const extents = rule.cidrs.map((cidr) => coverage(cidr, peer))
  if (extents.includes('all')) return 'all'
  // What another prefix list holds is not known.
  return rule.prefixLists.length > 0 || extents.includes('some') ? 'some' : 'none'
}

/** How far security groups let HTTPS through between the task and a peer. They add up, and answers always return. */
export const opens = (rules: readonly Rule[], peer: Peer): Extent => {
  const extents = rules.map((rule) => ruleExtent(rule, peer))
  return extents.includes('all') ? 'all' : extents.includes('some') ? 'some' : 'none'
}

/** The ports that Linux on Fargate sends from, to which answers return. */
const ephemeral: Range = { from: 32_768, to: 60_999 }

const refuseAll = { allows: false, from: 0, to: 65_535, cidr: '0.0.0.0/0' } as const

/** How far one direction of a network ACL lets packets through. The first rule that matches decides; at the end all is refused. */
const passes = (rules: readonly AclRule[], outward: boolean, peer: Peer): Extent => {
  const ports = outward ? { from: httpsPort, to: httpsPort } : ephemeral
  const inOrder = rules.filter((each) => each.outward === outward).sort((one, other) => one.number - other.number)
  const deciding: boolean[] = []
  for (const { allows, from, to, cidr } of [...inOrder, refuseAll]) {
    const extents = [coverage(cidr, peer), extentOf({ from, to }, ports)]
    if (extents.includes('none')) continue
    deciding.push(allows)
    if (allOf(extents) === 'all') break
  }
  if (deciding.every((allows) => allows)) return 'all'
  return deciding.includes(true) ? 'some' : 'none'
}

/** How far the ACL of the task's subnet lets HTTPS out and the answers in: it keeps no state. */
export const crosses = (rules: readonly AclRule[], peer: Peer): Extent => {
  const both = [passes(rules, true, peer), passes(rules, false, peer)]
  return both.includes('none') ? 'none' : allOf(both)
}
