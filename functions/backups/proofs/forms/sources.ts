import type { Restorable } from '../../../../shared/backups/targets.ts'
import type { ProofConfig } from '../../../../shared/config/backups/proofs.ts'
import type { SeenSnapshot } from '../../databases/choose.ts'
import { isAurora } from '../../databases/engine.ts'
import {
  clusterSnapshots,
  instanceSnapshots,
  offeredClasses,
  readCluster,
  readInstance,
  vpcOfSubnetGroup,
} from '../../databases/read.ts'
import { seenClusterSnapshot, seenInstanceSnapshot, without } from '../../databases/seen-snapshots.ts'
import type { Parts, ProofPlace } from '../../kinds/kind.ts'
import { smallestClass } from '../smallest-class.ts'
import type { ReadSource } from './form.ts'
import { instanceImages, typeOfInstance } from './machines.ts'
import { volumeSnapshots, zoneForVolume } from './volumes.ts'

/** The class that a copy gets: the config's, else the smallest that fits, else the original's own. */
const classOf = async (
  { engine = '', engineVersion, encrypted, storageType }: SeenSnapshot,
  { class: wanted }: ProofConfig,
  own: string | undefined,
  { client }: Parts,
): Promise<string | undefined> => {
  if (wanted !== undefined) return wanted
  const offered = await offeredClasses(client, engine, engineVersion)
  return smallestClass(offered, { storageType, encrypted }) ?? own
}

/**
 * The subnets that a copy stands in: those that the config names, else the original's. They must be in the VPC in which the isolated
 * security group is, because RDS takes no group of another.
 */
const subnetsOf = async (
  { of, subnetGroup: wanted }: ProofConfig,
  own: string | undefined,
  place: ProofPlace | undefined,
  { client }: Parts,
): Promise<{ readonly subnetGroup: string; readonly securityGroup: string } | { readonly refused: string }> => {
  const subnetGroup = wanted ?? own
  if (subnetGroup === undefined)
    return {
      refused: `${of} does not exist any more, so it does not say in which subnets its copy belongs. Name a DB subnet group in the proof: subnetGroup.`,
    }
  if (!place) return { refused: 'The deployment has no isolated security group for copies. Deploy the current stack.' }
  const vpc = await vpcOfSubnetGroup(client, subnetGroup)
  if (vpc !== place.vpc)
    return {
      refused: `The DB subnet group ${subnetGroup} is in ${vpc ?? 'no VPC'}, and the isolated security group in ${place.vpc}. Name the database's VPC, and subnets of it for the check, in the proof: network.`,
    }
  return { subnetGroup, securityGroup: place.databaseGroup }
}

/** Option groups of one's own hold what a restore needs, such as encryption by Oracle; RDS's defaults need not be named. */
const ownGroup = (name: string | undefined): string | undefined => (name?.startsWith('default:') ? undefined : name)

/** Instances, and what their snapshots are restored as. */
const readInstanceSource: ReadSource = async (name, config, place, parts) => {
  const [original, snapshots] = await Promise.all([
    readInstance(parts.client, name),
    instanceSnapshots(parts.client, name),
  ])
  return {
    snapshots: snapshots.map(seenInstanceSnapshot),
    planOf: async (snapshot) => {
      const subnets = await subnetsOf(config, original?.DBSubnetGroup?.DBSubnetGroupName, place, parts)
      if ('refused' in subnets) return subnets
      return {
        form: 'instance',
        plan: without({
          ...subnets,
          class: await classOf(snapshot, config, original?.DBInstanceClass, parts),
          optionGroup: ownGroup(original?.OptionGroupMemberships?.[0]?.OptionGroupName),
        }),
      }
    },
  }
}

/**
 * Clusters. A Multi-AZ cluster's snapshot is restored as a single instance, which is a third of its price.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromMultiAZDBClusterSnapshot.SingleAZ.html
 */
const readClusterSource: ReadSource = async (name, config, place, parts) => {
  const [original, snapshots] = await Promise.all([
    readCluster(parts.client, name),
    clusterSnapshots(parts.client, name),
  ])
  return {
    snapshots: snapshots.map(seenClusterSnapshot),
    planOf: async (snapshot) => {
      if (original?.EngineMode === 'serverless')
        return { refused: `${config.of} is Aurora Serverless v1, which cannot be restored for a proof. Move it to v2.` }
      const subnets = await subnetsOf(config, original?.DBSubnetGroup, place, parts)
      if ('refused' in subnets) return subnets
      const aurora = isAurora(snapshot.engine)
      const own = aurora ? undefined : original?.DBClusterInstanceClass
      const chosen = await classOf(snapshot, config, own, parts)
      return {
        form: aurora ? 'cluster' : 'instance',
        plan: without({
          ...subnets,
          class: chosen,
          ...(aurora
            ? {
                engine: snapshot.engine,
                engineVersion: snapshot.engineVersion,
                serverless: chosen === 'db.serverless' || undefined,
              }
            : { fromCluster: true as const, storageType: snapshot.storageType === 'gp3' ? 'gp3' : undefined }),
        }),
      }
    },
  }
}

const readVolumeSource: ReadSource = async (name, _, __, { client }) => {
  const [snapshots, zone] = await Promise.all([volumeSnapshots(client, name), zoneForVolume(client, name)])
  return {
    snapshots,
    planOf: async () => ({ form: 'volume', plan: { zone } }),
  }
}

/** The smallest types that start what has an architecture, where the original no longer says its own. */
const smallestTypes: Readonly<Record<string, string>> = { arm64: 't4g.small', x86_64: 't3.small', i386: 't3.small' }

/** Instances of EC2: their AMIs are launched, in the isolated group of the proof's place. */
const readMachineSource: ReadSource = async (name, config, place, { client }) => {
  const [snapshots, own] = await Promise.all([instanceImages(client, name), typeOfInstance(client, name)])
  return {
    snapshots,
    planOf: async ({ id }) => {
      const { architecture = '', devices } = snapshots.find((each) => each.id === id) ?? {}
      const [subnet] = place?.subnets ?? []
      if (!place || subnet === undefined)
        return { refused: 'The deployment has no isolated security group for copies. Deploy the current stack.' }
      const machineType = config.instanceType ?? own ?? smallestTypes[architecture]
      if (machineType === undefined)
        return {
          refused: `${config.of} does not exist any more, and its AMI is for ${architecture}: name a type for it in the proof: instanceType.`,
        }
      return { form: 'machine', plan: without({ machineType, subnet, securityGroup: place.databaseGroup, devices }) }
    },
  }
}

export const sources: Readonly<Record<Restorable, ReadSource>> = {
  'rds-instance': readInstanceSource,
  'rds-cluster': readClusterSource,
  'ebs-volume': readVolumeSource,
  'ec2-instance': readMachineSource,
}
