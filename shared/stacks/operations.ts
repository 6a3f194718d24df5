import type { StacksOf } from './stack.ts'

/** The night shift itself: the functions of every capability, and what they stand on. */
export const operationsStacks: StacksOf = ({ name, region }) => [
  { part: 'operations', name: `${name}-operations`, region, wanted: 'always' },
]
