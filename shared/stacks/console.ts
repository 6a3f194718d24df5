import type { StacksOf } from './stack.ts'

/** The web page: a stack of its own, so that what a deployment may have of jobs and targets is not less by it. */
export const consoleStacks: StacksOf = ({ name, region, console: page }) => [
  { part: 'console', name: `${name}-console`, region, wanted: page.enabled },
]
