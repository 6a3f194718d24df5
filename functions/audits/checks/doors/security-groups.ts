import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  type IpPermission,
  type SecurityGroup,
} from '@aws-sdk/client-ec2'
import { type Finding, findingId, type Severity } from '../../../../shared/audits/finding.ts'
import type { Access, Look } from '../check.ts'
import { allPages } from '../pages.ts'
import { ownerOf } from '../tags.ts'

/** Ports of shells, desktops, databases and control planes, which nobody opens to the world on purpose. */
const gravePorts = [
  22, 23, 135, 445, 1433, 1521, 2375, 2379, 3306, 3389, 5432, 5601, 5900, 6379, 6443, 9200, 11211, 27017,
]

/** The whole internet, also in halves: a rule of /0 is refused by some policies, and two of /1 mean the same. */
const isWorld = (range: string | undefined): boolean => {
  const [, bits] = (range ?? '').split('/')
  return bits !== undefined && Number(bits) <= 1
}

const openRanges = ({ IpRanges = [], Ipv6Ranges = [] }: IpPermission): string[] =>
  [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)].filter(
    (range): range is string => isWorld(range),
  )

interface Opening {
  readonly protocol: string
  readonly from: number
  readonly to: number
}

/** What a rule opens, where that is TCP or UDP; ping is no door. */
const openingOf = ({ IpProtocol, FromPort = 0, ToPort = 65_535 }: IpPermission): Opening | undefined => {
  if (IpProtocol === '-1') return { protocol: 'everything', from: 0, to: 65_535 }
  if (IpProtocol === 'tcp' || IpProtocol === '6') return { protocol: 'TCP', from: FromPort, to: ToPort }
  if (IpProtocol === 'udp' || IpProtocol === '17') return { protocol: 'UDP', from: FromPort, to: ToPort }
  return undefined
}

const isAllowed = ({ from, to, protocol }: Opening, ports: readonly number[]): boolean => {
  if (protocol === 'everything' || to - from >= ports.length) return false
  for (let port = from; port <= to; port += 1) if (!ports.includes(port)) return false
  return true
}

const textOf = ({ protocol, from, to }: Opening): string => {
  if (protocol === 'everything') return 'every port'
  return `${protocol} ${from === to ? from : `${from} to ${to}`}`
}

const severityOf = (opening: Opening, isUsed: boolean): Severity => {
  if (!isUsed) return 'note'
  return gravePorts.some((port) => port >= opening.from && port <= opening.to) ? 'urgent' : 'warning'
}

const findingsOf = (
  { GroupId = '', GroupName = '', IpPermissions = [], Tags }: SecurityGroup,
  isUsed: boolean,
  region: string,
  ports: readonly number[],
  ownerTag: string,
): Finding[] =>
  IpPermissions.flatMap((permission): Finding[] => {
    const opening = openingOf(permission)
    const ranges = openRanges(permission)
    if (!opening || ranges.length === 0 || isAllowed(opening, ports)) return []
    const { IpProtocol = '', FromPort, ToPort } = permission
    const range = FromPort === undefined ? '' : ` --port ${FromPort === ToPort ? FromPort : `${FromPort}-${ToPort}`}`
    return [
      {
        id: findingId('doors', 'group-open', region, GroupId, IpProtocol, `${FromPort}`, `${ToPort}`),
        audit: 'doors',
        kind: 'group-open',
        severity: severityOf(opening, isUsed),
        resource: GroupId,
        title: `Security group ${GroupId} (${GroupName}) lets the world in on ${textOf(opening)}`,
        reason: `It allows ${ranges.join(' and ')}. ${isUsed ? 'Something uses it.' : 'No network interface uses it now.'}`,
        advice: ranges
          .map((cidr) =>
            cidr.includes(':')
              ? `aws ec2 revoke-security-group-ingress --region ${region} --group-id ${GroupId} --ip-permissions '[{"IpProtocol":"${IpProtocol}",${FromPort === undefined ? '' : `"FromPort":${FromPort},"ToPort":${ToPort},`}"Ipv6Ranges":[{"CidrIpv6":"${cidr}"}]}]'`
              : `aws ec2 revoke-security-group-ingress --region ${region} --group-id ${GroupId} --protocol ${IpProtocol}${range} --cidr ${cidr}`,
          )
          .join('; '),
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
  const used = await usedGroups(access)
  return {
    findings: groups.flatMap((group) =>
      findingsOf(group, used.has(group.GroupId ?? ''), access.region, doors.ports, ownerTag),
    ),
  }
}
