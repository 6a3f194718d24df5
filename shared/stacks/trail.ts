import type { StacksOf } from './stack.ts'

const stackName = (deployment: string): string => `${deployment}-audit`

/** The name of a deployment's trail: CloudTrail takes none in which hyphens follow one another. */
export const trailName = (deployment: string): string => stackName(deployment).replaceAll(/-{2,}/g, '-')

/** What keeps the record of the account: it stands for itself, and stays whatever becomes of the rest. */
export const trailStacks: StacksOf = ({ name, region, trail }) => [
  { part: 'audit', name: stackName(name), region, wanted: trail !== undefined },
]
