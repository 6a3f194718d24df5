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

// A selector is what its own kind takes; that the two belong together is lost in the union of all.
const entries = Object.entries(kinds) as unknown as readonly (readonly [string, TargetKind])[]

/** The kinds by their key, for the engine. */
export const kindsByName: ReadonlyMap<string, TargetKind> = new Map(entries)

/** The kind of a key, or of what a stack holds; nothing for a key that is none. */
export const kindOf = (key: string): TargetKind | undefined => kindsByName.get(key)
