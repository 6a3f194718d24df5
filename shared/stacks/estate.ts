import type { StacksOf } from './stack.ts'

/** The estate, a stack each for what changes and fails apart. */
export const estateStacks: StacksOf = ({ name, region, estate }) => [
  { part: 'network', name: `${name}-network`, region, wanted: estate !== undefined },
  { part: 'data', name: `${name}-data`, region, wanted: estate?.database !== undefined },
  { part: 'web', name: `${name}-web`, region, wanted: estate?.web !== undefined },
]
