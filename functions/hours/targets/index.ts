import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { autoScalingGroups } from './auto-scaling-groups.ts'
import { ec2Instances } from './ec2-instances.ts'
import { ecsServices } from './ecs-services.ts'
import { rdsClusters } from './rds-clusters.ts'
import { rdsInstances } from './rds-instances.ts'
import { stacks } from './stacks.ts'
import type { TargetKind } from './target-kind.ts'

/** The kinds of target, by their key in the config. A new one is a file here and a line below. */
export const kinds = {
  'ec2-instances': ec2Instances,
  'rds-instances': rdsInstances,
  'rds-clusters': rdsClusters,
  'auto-scaling-groups': autoScalingGroups,
  'ecs-services': ecsServices,
  stacks,
} as const

export type KindName = keyof typeof kinds

/** What each kind says of its part of the config: its `kind`, its names, its tag. Each is strict, and can be extended. */
export const selectorSchemas = (kit: SchemaKit) =>
  [
    ec2Instances.schema(kit),
    rdsInstances.schema(kit),
    rdsClusters.schema(kit),
    autoScalingGroups.schema(kit),
    ecsServices.schema(kit),
    stacks.schema(kit),
  ] as const

// A selector is what its own kind takes; that the two belong together is lost in the union of all.
const byKey: Readonly<Record<string, TargetKind | undefined>> = kinds as unknown as Record<string, TargetKind>

/** The kind of a key, or of what a stack holds; nothing for a key that is none. */
export const kindOf = (key: string): TargetKind | undefined => (Object.hasOwn(kinds, key) ? byKey[key] : undefined)
