import { cloudFrontLists } from '../../config/estate/cloudfront-lists.ts'
import type { GroupRule, PrefixList, SecurityGroup } from '../model.ts'
import type { ReadResource } from './resolve.ts'
import type { Shelf } from './shelf.ts'
import { defined, protocolOf } from './values.ts'

const peerOf = (rule: ReadResource, outward: boolean): GroupRule['peer'] => {
  const group = rule.text(outward ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId')
  const prefixList = rule.text(outward ? 'DestinationPrefixListId' : 'SourcePrefixListId')
  const cidr = rule.text('CidrIp') ?? rule.text('CidrIpv6')
  if (group !== undefined) return { group }
  if (prefixList !== undefined) return { prefixList }
  // What only AWS knows lets nobody pass for certain.
  return cidr === undefined ? { prefixList: 'addresses that are not known' } : { cidr }
}

const ruleOf =
  (outward: boolean) =>
  (rule: ReadResource): GroupRule =>
    defined({
      protocol: protocolOf(rule.text('IpProtocol')),
      from: rule.number('FromPort'),
      to: rule.number('ToPort'),
      peer: peerOf(rule, outward),
      resource: rule.id,
    })

/** A group with its rules, wherever they are written. */
export const groupOf =
  (shelf: Shelf) =>
  (group: ReadResource): SecurityGroup => {
    const inward = [
      ...group.items('SecurityGroupIngress'),
      ...shelf.about('AWS::EC2::SecurityGroupIngress', 'GroupId', group.id),
    ]
    const outward = [
      ...group.items('SecurityGroupEgress'),
      ...shelf.about('AWS::EC2::SecurityGroupEgress', 'GroupId', group.id),
    ]
    return {
      id: group.id,
      vpc: group.text('VpcId') ?? '',
      inward: inward.map(ruleOf(false)),
      // A rule of its own takes the one away that lets everything out: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupegress.html
      ...(outward.length > 0 ? { outward: outward.map(ruleOf(true)) } : {}),
    }
  }

/**
 * Groups that no stack here makes and that one adds a rule to: what that lets in is certain, the rest of their rules is not known.
 * @param made ids of those that are made here
 */
export const strangeGroupsOf = (shelf: Shelf, made: ReadonlySet<string>): SecurityGroup[] => {
  const ingress = shelf.of('AWS::EC2::SecurityGroupIngress')
  const named = new Set(ingress.flatMap((rule) => rule.text('GroupId') ?? []))
  return [...named]
    .filter((id) => !made.has(id))
    .map((id) => ({
      id,
      vpc: '',
      inward: shelf.about('AWS::EC2::SecurityGroupIngress', 'GroupId', id).map(ruleOf(false)),
      outward: [],
      known: false,
    }))
}

/** The group that every VPC comes with: it lets itself in, and everything out. */
export const defaultGroupOf =
  (shelf: Shelf) =>
  (vpc: ReadResource): SecurityGroup => {
    const id = `${vpc.id}.DefaultSecurityGroup`
    const inward = shelf.about('AWS::EC2::SecurityGroupIngress', 'GroupId', id).map(ruleOf(false))
    return { id, vpc: vpc.id, inward: [{ protocol: 'all', peer: { group: id } }, ...inward] }
  }

/** Managed prefix lists that the stacks make. */
export const prefixListOf = (list: ReadResource): PrefixList => {
  const cidrs = list.items('Entries').map((each) => each.text('Cidr'))
  return { id: list.id, ...(cidrs.includes(undefined) ? {} : { cidrs: cidrs.filter((each) => each !== undefined) }) }
}

/** Lists of AWS's own that have one id in each region: CloudFront's, which faces origins. */
export const listsOfAws: readonly PrefixList[] = cloudFrontLists.map((id) => ({ id, service: 'cloudfront' }))
