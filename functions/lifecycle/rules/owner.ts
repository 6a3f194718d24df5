import type { LifecycleRule } from '@aws-sdk/client-s3'

/** Before they carried their deployment's name, IDs were this and the rule's name. */
const prefix = 'nightshift:'

/** The ID of a deployment's rule: at most 7 + 2 × 41 characters of the 255 that S3 takes. Names have no colon. */
export const ruleId = (deployment: string, name: string): string => `${prefix}${deployment}:${name}`

/** The name in an ID of the older form, without a deployment; undefined for any other ID. */
export const olderName = (id = ''): string | undefined => /^nightshift:([^:]+)$/.exec(id)?.[1]

export interface Owner {
  readonly deployment: string
  /** IDs of the rules that the deployment wants now. */
  readonly wanted: readonly LifecycleRule[]
  /** Its rules as the ledger knows them; none where it knows nothing of the bucket. */
  readonly known: readonly LifecycleRule[]
}

/**
 * Tells a deployment's own rules from all others, which are left alone: those of people, of other tools, and of other
 * deployments of Nightshift. A rule with an ID of the older form is its own where the ledger says that it wrote it, or where
 * it wants one of that name; once it has written IDs of the newer form, what is left of the older belongs to another deployment.
 */
export const ownerOf = ({ deployment, wanted, known }: Owner): ((rule: LifecycleRule) => boolean) => {
  const own = ruleId(deployment, '')
  const migrated = known.some(({ ID = '' }) => ID.startsWith(own))
  const older = new Set([
    ...known.flatMap(({ ID }) => (olderName(ID) === undefined ? [] : [ID])),
    ...wanted.flatMap(({ ID = '' }) => (migrated ? [] : [`${prefix}${ID.slice(own.length)}`])),
  ])
  return ({ ID = '' }) => ID.startsWith(own) || older.has(ID)
}

/** Whose rule it is, by its ID alone. */
export type RuleOwner = 'ours' | 'another deployment' | 'somebody else'

/** Whose rule an ID is of: this deployment's, another deployment's of Nightshift, or a person's or another tool's. */
export const ownerByName = (id: string | undefined, deployment: string): RuleOwner => {
  if (id?.startsWith(ruleId(deployment, ''))) return 'ours'
  return id?.startsWith(prefix) ? 'another deployment' : 'somebody else'
}
