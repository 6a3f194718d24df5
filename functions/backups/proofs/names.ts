import { deploymentTag, processTag, type Tags } from '../databases/tags.ts'

/** How the names of all restored copies begin. */
export const copyPrefix = 'nightshift-proof-'

/**
 * The name of a process's restored copy. RDS takes letters, digits and single hyphens, a letter first, 63 characters at most.
 * @param id of the process: twelve hexadecimal digits
 */
export const copyName = (id: string): string => `${copyPrefix}${id}`

/** The name of the instance in a restored Aurora cluster, which has no data of its own. */
export const memberName = (id: string): string => `${copyName(id)}-member`

/** The process of a copy's or a member's name, or undefined for a name that is not of ours. */
export const processOfName = (name: string): string | undefined =>
  /^nightshift-proof-([0-9a-f]{12})(?:-member)?$/.exec(name)?.[1]

/** The tags that say of which proof a copy is, and of what. */
export const proofTag = 'nightshift:proof'
export const targetTag = 'nightshift:target'

/** The tags of a copy. */
export const copyTags = (
  deployment: string,
  { proof, target, id }: { readonly proof: string; readonly target: string; readonly id: string },
): Tags => ({
  [deploymentTag]: deployment,
  [processTag]: id,
  [proofTag]: proof,
  [targetTag]: target,
})

/** Whether something is a process's: it bears both of its tags. */
export const isOurs = (tags: Tags, deployment: string, id: string): boolean =>
  tags[deploymentTag] === deployment && tags[processTag] === id
