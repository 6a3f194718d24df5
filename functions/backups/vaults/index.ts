import { type ResourceKind, resourceKinds } from '../../../shared/backups/targets.ts'
import type { Parts } from '../kinds/kind.ts'
import type { VaultAccess } from './access.ts'
import type { Vault } from './vault.ts'

/** A line for each kind of resource. Each loads its part of the SDK when it is first made. */
const makers: Readonly<Record<ResourceKind, (access: VaultAccess) => Promise<Vault>>> = {
  'rds-instances': async (access) => (await import('./rds-instances.ts')).rdsInstances(access),
  'rds-clusters': async (access) => (await import('./rds-clusters.ts')).rdsClusters(access),
  'ebs-volumes': async (access) => (await import('./ebs-volumes.ts')).ebsVolumes(access),
  'ec2-instances': async (access) => (await import('./ec2-instances.ts')).ec2Instances(access),
}

/** Kinds that some plan has. */
export const wantedKinds = ({ plans }: Parts['slice']): ResourceKind[] =>
  resourceKinds.filter((kind) => Object.values(plans).some(({ resources }) => resources[kind] !== undefined))

/** AWS as the snapshots of the plans need it. */
export const awsVaults = async (parts: Parts): Promise<ReadonlyMap<string, Vault>> =>
  new Map(
    await Promise.all(
      wantedKinds(parts.slice).map(async (kind): Promise<[string, Vault]> => [kind, await makers[kind](parts)]),
    ),
  )
