import type { SubnetKind } from '../../config/estate/network-schema.ts'
import type { Config } from '../../config/schema.ts'
import type { Place } from '../model.ts'
import type { Shelf } from '../templates/shelf.ts'

/** Where the config says that a file system, which is none of ours, can be mounted. */
export interface KnownMounts {
  readonly fileSystem: string
  readonly subnets: SubnetKind
  /** Security groups of its mount targets. */
  readonly groups: readonly string[]
  /** Ids of those subnets, where they are of a VPC that was there before. Left out: the templates make them. */
  readonly subnetIds?: readonly string[]
}

/** The file systems of the jobs in the estate's network of which the config says where their mount targets are, each once. */
export const knownMounts = ({ estate, jobs = {} }: Pick<Config, 'estate' | 'jobs'>): KnownMounts[] => {
  const network = estate?.network
  const ids =
    network && 'vpcId' in network
      ? { public: network.publicSubnetIds, app: network.appSubnetIds, database: network.databaseSubnetIds }
      : undefined
  const all = Object.values(jobs)
    .filter((job) => job.network === undefined)
    .flatMap(({ volumes }) => Object.values(volumes))
    .flatMap(({ fileSystem, mountTargets }) => {
      if (!mountTargets) return []
      const { subnets, securityGroups: groups } = mountTargets
      return [{ fileSystem, subnets, groups, ...(ids ? { subnetIds: ids[subnets] } : {}) }]
    })
  return [...new Map(all.map((each) => [each.fileSystem, each])).values()]
}

/** Subnets of a kind in the VPC in which these are, by the tags that the network gives them. */
const subnetsOf = (shelf: Shelf, kind: SubnetKind, beside: readonly string[]): string[] => {
  const subnets = shelf.of('AWS::EC2::Subnet')
  const vpc = subnets.find(({ id }) => beside.includes(id))?.text('VpcId')
  return subnets.flatMap((subnet) =>
    vpc !== undefined &&
    subnet.text('VpcId') === vpc &&
    subnet.items('Tags').some((tag) => tag.text('Key') === 'aws-cdk:subnet-name' && tag.text('Value') === kind)
      ? [subnet.id]
      : [],
  )
}

/** Where they are, with the file system. @param beside subnets of the VPC in which they are: those of the jobs */
export const placesOfMounts = (
  shelf: Shelf,
  mounts: readonly KnownMounts[],
  beside: readonly string[],
): { readonly resource: string; readonly place: Place }[] =>
  mounts.map(({ fileSystem, subnets, groups, subnetIds }) => ({
    resource: fileSystem,
    place: { subnets: subnetIds ?? subnetsOf(shelf, subnets, beside), groups },
  }))
