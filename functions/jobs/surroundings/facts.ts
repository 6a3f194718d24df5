import { objectOf } from '../../../shared/object-arn.ts'
import type { Network } from '../rules/job.ts'
import type { Right, TaskNeeds } from './needs.ts'
import type { TaskNetwork } from './task-network.ts'

/** Which task, and where it ran or would run. */
export interface TaskPlace {
  readonly cluster: string
  /** With it the subnet is the task's own, and the revision of its task definition too. */
  readonly taskArn?: string | undefined
  /** Family of its task definition. */
  readonly family: string
  readonly network: Network
}

/** What to look at: the ways out of the subnet, what the execution role is allowed, the environment files. */
export type Look = 'network' | 'rights' | 'files'

export interface RoleRight extends Right {
  readonly decision: 'allowed' | 'denied' | 'not-allowed'
}

export interface FileFacts {
  readonly arn: string
  /** Region of its bucket. */
  readonly region?: string | undefined
  readonly state: 'there' | 'no-object' | 'no-bucket' | 'unknown'
}

/** Where a file system of EFS can be mounted: an interface of its own in a subnet. */
export interface MountTarget {
  readonly fileSystem: string
  readonly subnet: string
  /** Availability Zone, such as `ap-northeast-2a`. */
  readonly zone: string
  readonly groups: readonly string[]
}

/** What was found. What is not there was not asked for, or could not be looked at. */
export interface Facts {
  readonly region: string
  readonly needs?: TaskNeeds | undefined
  /** One for each subnet. */
  readonly networks: readonly TaskNetwork[]
  readonly rights?: readonly RoleRight[] | undefined
  readonly files: readonly FileFacts[]
  /** Of the file systems that it mounts, in the VPC of its subnets. */
  readonly mountTargets?: readonly MountTarget[] | undefined
  /** What could not be looked at, and why: `could not be looked at: the routes of vpc-… (AccessDenied)`. */
  readonly unseen: readonly string[]
}

/** Regions of the buckets that were looked at. */
export const fileRegions = ({ files }: Facts): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(files.map(({ arn, region }) => [objectOf(arn).bucket, region]))

/** What is wrong with rights on one resource that a role does not have, and what mends it. */
export const rightsText = (missing: readonly RoleRight[], role: string) => {
  const [first] = missing
  const actions = missing.map(({ action }) => action).join(', ')
  return first?.decision === 'denied'
    ? {
        why: `The role ${role} is denied ${actions} on ${first.resource}.`,
        fix: `Take out the Deny that covers ${actions}, or the boundary that leaves it out.`,
      }
    : {
        why: `The role ${role} is not allowed ${actions} on ${first?.resource}.`,
        fix: `Allow ${actions} on ${first?.resource} in a policy of that role.`,
      }
}

/** The rights that a role does not have, those on one resource together. */
export const missingRights = (rights: readonly RoleRight[]): RoleRight[][] => [
  ...Map.groupBy(
    rights.filter(({ decision }) => decision !== 'allowed'),
    ({ resource, decision }) => `${resource} ${decision}`,
  ).values(),
]
