import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId, type Severity } from '../../../../shared/audits/finding.ts'
import type { Access, Look } from '../check.ts'
import { ownerOf } from '../tags.ts'
import { type PrefixLists, prefixListsOf } from './prefix-lists.ts'
import { worldRanges } from './world-ranges.ts'

/** Ports of shells, desktops, databases and control planes, which nobody opens to the world on purpose. */
const gravePorts = [
  22, 23, 135, 445, 1433, 1521, 2375, 2379, 3306, 3389, 5432, 5601, 5900, 6379, 6443, 9200, 11211, 27017,
]

interface Openness {
  /** What is allowed to everybody, as ranges or, where a prefix list holds them, by its id. */
  readonly ranges: readonly string[]
  readonly lists: readonly string[]
}

const opennessOf = (
  { IpRanges = [], Ipv6Ranges = [], PrefixListIds = [] }: IpPermission,
  lists: PrefixLists,
): Openness => {
  const own = [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].flatMap(
    (range) => range ?? [],
  )
  return {
    ranges: worldRanges(own),
    lists: PrefixListIds.flatMap(({ PrefixListId: id = '' }) =>
      worldRanges(lists.get(id) ?? []).length > 0 ? id : [],
    ),
  }
}

interface Opening {
  readonly protocol: string
  readonly from: number
  readonly to: number
}

/** Ping and its like: no door. */
const harmless: readonly string[] = ['icmp', 'icmpv6', '1', '58']

/** What a rule opens. Of a protocol other than TCP, UDP and ICMP EC2 lets everything through. */
const openingOf = ({ IpProtocol = '', FromPort = 0, ToPort = 65_535 }: IpPermission): Opening | undefined => {
  if (IpProtocol === '-1') return { protocol: 'everything', from: 0, to: 65_535 }
  if (IpProtocol === 'tcp' || IpProtocol === '6') return { protocol: 'TCP', from: FromPort, to: ToPort }
  if (IpProtocol === 'udp' || IpProtocol === '17') return { protocol: 'UDP', from: FromPort, to: ToPort }
  return harmless.includes(IpProtocol) ? undefined : { protocol: `protocol ${IpProtocol}`, from: 0, to: 65_535 }
}

const hasPorts = ({ protocol }: Opening): boolean => protocol === 'TCP' || protocol === 'UDP'

const isAllowed = (opening: Opening, ports: readonly number[]): boolean => {
  const { from, to } = opening
  if (!hasPorts(opening) || to - from >= ports.length) return false
  for (let port = from; port <= to; port += 1) if (!ports.includes(port)) return false
  return true
}

const textOf = (opening: Opening): string => {
  const { protocol, from, to } = opening
  if (protocol === 'everything') return 'every port'
  if (!hasPorts(opening)) return protocol
  return `${protocol} ${from === to ? from : `${from} to ${to}`}`
}

const severityOf = (opening: Opening, isUsed: boolean): Severity => {
  if (!isUsed) return 'note'
  const isGrave = opening.protocol === 'everything' || hasPorts(opening)
  return isGrave && gravePorts.some((port) => port >= opening.from && port <= opening.to) ? 'urgent' : 'warning'
}

/** The command that takes exactly these ranges out of a rule. */
const revokes = (
  { IpProtocol = '', FromPort, ToPort }: IpPermission,
  { ranges, lists }: Openness,
  group: string,
): string[] => {
  const command = `aws ec2 revoke-security-group-ingress ${group}`
  const ports = FromPort === undefined ? '' : `"FromPort":${FromPort},"ToPort":${ToPort},`
  const whole = (what: string): string =>
    `${command} --ip-permissions '[{"IpProtocol":"${IpProtocol}",${ports}${what}}]'`
  const port = FromPort === undefined ? '' : ` --port ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`
  return [
    ...ranges.map((cidr) =>
      cidr.includes(':')
        ? whole(`"Ipv6Ranges":[{"CidrIpv6":"${cidr}"}]`)
        : `${command} --protocol ${IpProtocol}${port} --cidr ${cidr}`,
    ),
    ...lists.map((id) => whole(`"PrefixListIds":[{"PrefixListId":"${id}"}]`)),
  ]
}

interface Judging {
  readonly used: ReadonlySet<string>
  readonly lists: PrefixLists
  readonly region: string
  readonly ports: readonly number[]
  readonly ownerTag: string
}

const findingsOf = (
  { GroupId = '', GroupName = '', IpPermissions = [], Tags }: SecurityGroup,
  { used, lists, region, ports, ownerTag }: Judging,
): Finding[] =>
  IpPermissions.flatMap((permission): Finding[] => {
    const opening = openingOf(permission)
    const open = opennessOf(permission, lists)
    const what = [...open.ranges, ...open.lists.map((id) => `the prefix list ${id}`)]
    if (!opening || what.length === 0 || isAllowed(opening, ports)) return []
    const { IpProtocol = '', FromPort, ToPort } = permission
    const isUsed = used.has(GroupId)
    return [
      {
        id: findingId('doors', 'group-open', region, GroupId, IpProtocol, `${FromPort}`, `${ToPort}`),
        audit: 'doors',
        kind: 'group-open',
        severity: severityOf(opening, isUsed),
        resource: GroupId,
        title: `Security group ${GroupId} (${GroupName}) lets the world in on ${textOf(opening)}`,
        reason: `It allows ${what.join(' and ')}. ${isUsed ? 'Something uses it.' : 'No network interface uses it now.'}`,
        advice: revokes(permission, open, `--region ${region} --group-id ${GroupId}`).join('; '),
        ...ownerOf(Tags, ownerTag),
      },
    ]
  })

const usedGroups = async ({ client }: Access): Promise<Set<string>> => {
  const ec2 = client(EC2Client)
  const interfaces = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeNetworkInterfacesCommand({ MaxResults: 1_000, ...(NextToken === undefined ? {} : { NextToken }) }),
    )
    return { items: answer.NetworkInterfaces, next: answer.NextToken }
  })
  return new Set(interfaces.flatMap(({ Groups = [] }) => Groups.flatMap(({ GroupId }) => GroupId ?? [])))
}

/** Security groups that let the whole internet in on other ports than the config allows. */
export const lookAtSecurityGroups: Look = async (access, { doors, ownerTag }) => {
  const ec2 = access.client(EC2Client)
  const groups = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeSecurityGroupsCommand({ MaxResults: 1_000, ...(NextToken === undefined ? {} : { NextToken }) }),
    )
    return { items: answer.SecurityGroups, next: answer.NextToken }
  })
  const [used, { lists, problems, unread }] = await Promise.all([usedGroups(access), prefixListsOf(groups, access)])
  const judging = { used, lists, region: access.region, ports: doors.ports, ownerTag }
  return {
    findings: groups.flatMap((group) => findingsOf(group, judging)),
    problems,
    unseen: groups.flatMap(({ GroupId = '', IpPermissions = [] }) =>
      IpPermissions.some(({ PrefixListIds = [] }) =>
        PrefixListIds.some(({ PrefixListId = '' }) => unread.has(PrefixListId)),
      )
        ? [GroupId]
        : [],
    ),
  }
}
