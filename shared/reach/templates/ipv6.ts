import type { ReadResource } from './resolve.ts'
import type { Shelf } from './shelf.ts'

const isTrue = (value: unknown): boolean => value === true || value === 'true'

/** The nth VPC of the stacks. */
const numberOf = (shelf: Shelf, vpc: string): number => shelf.of('AWS::EC2::VPC').findIndex(({ id }) => id === vpc)

/**
 * A range in place of the one that AWS gives a VPC when it is made: which one it will be changes nothing for who reaches whom.
 * @returns nothing for a VPC that asks for none
 */
export const vpcIpv6 = (shelf: Shelf, vpc: string): string | undefined =>
  shelf.about('AWS::EC2::VPCCidrBlock', 'VpcId', vpc).some((block) => isTrue(block.raw('AmazonProvidedIpv6CidrBlock')))
    ? `2600:1f18:${numberOf(shelf, vpc).toString(16)}::/56`
    : undefined

/** The range of a subnet of such a VPC: the nth of /64. */
export const subnetIpv6 = (shelf: Shelf, subnet: ReadResource): string | undefined => {
  const vpc = subnet.text('VpcId') ?? ''
  const select = (subnet.raw('Ipv6CidrBlock') as { readonly 'Fn::Select'?: readonly unknown[] } | undefined)?.[
    'Fn::Select'
  ]
  if (select === undefined || vpcIpv6(shelf, vpc) === undefined) return undefined
  return `2600:1f18:${numberOf(shelf, vpc).toString(16)}:${Number(select[0]).toString(16)}::/64`
}
