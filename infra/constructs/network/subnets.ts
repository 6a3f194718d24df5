import { Tags } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { NewNetwork } from '../../../shared/config/estate/network-schema.ts'

/** The subnets of a network by kind, each list in the order of the zones. */
export interface Subnets {
  readonly public: readonly ec2.PublicSubnet[]
  readonly app: readonly ec2.PrivateSubnet[]
  readonly database: readonly ec2.PrivateSubnet[]
}

/** What CDK calls the kinds in its tags, by which others find them. */
const cdkTypes = { public: 'Public', private: 'Private', isolated: 'Isolated' } as const

const tag = (subnet: ec2.Subnet, kind: keyof Subnets, type: keyof typeof cdkTypes): void => {
  for (const [key, value] of [
    ['aws-cdk:subnet-name', kind],
    ['aws-cdk:subnet-type', cdkTypes[type]],
  ] as const)
    Tags.of(subnet).add(key, value, { includeResourceTypes: [ec2.CfnSubnet.CFN_RESOURCE_TYPE_NAME] })
}

/**
 * Makes the subnets of a config in a VPC that has none, the first of each kind in the first zone: however many there are of each kind, which
 * CDK's own layouts cannot. They have the ids that CDK would give them, so that a network of before keeps its own.
 */
export const makeSubnets = (vpc: ec2.Vpc, config: NewNetwork, zones: readonly string[]): Subnets => {
  const propsOf = (cidrBlock: string, index: number): ec2.SubnetProps => {
    const availabilityZone = zones[index]
    if (availabilityZone === undefined) throw new RangeError(`There is no zone for ${cidrBlock}`)
    return { vpcId: vpc.vpcId, availabilityZone, cidrBlock, mapPublicIpOnLaunch: false }
  }
  // Tasks ask for a public address where they need one; nothing else gets one by accident.
  const publicSubnets = config.public.map((cidr, index) => {
    const subnet = new ec2.PublicSubnet(vpc, `publicSubnet${index + 1}`, propsOf(cidr, index))
    tag(subnet, 'public', 'public')
    vpc.publicSubnets.push(subnet)
    return subnet
  })
  const within = (kind: 'app' | 'database', type: 'private' | 'isolated') =>
    config[kind].map((cidr, index) => {
      const subnet = new ec2.PrivateSubnet(vpc, `${kind}Subnet${index + 1}`, propsOf(cidr, index))
      tag(subnet, kind, type)
      const list = type === 'private' ? vpc.privateSubnets : vpc.isolatedSubnets
      list.push(subnet)
      return subnet
    })
  return {
    public: publicSubnets,
    app: within('app', config.nat === 'none' ? 'isolated' : 'private'),
    database: within('database', 'isolated'),
  }
}
