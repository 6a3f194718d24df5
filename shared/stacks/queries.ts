import type { StacksOf } from './stack.ts'

/** What people ask of the logs: a stack of its own, so that what a deployment may have of jobs and targets is not less by it. */
export const queriesStacks: StacksOf = ({ name, region }) => [
  { part: 'queries', name: `${name}-queries`, region, wanted: true },
]
