import { stagesOfEnd } from './stages/ends.ts'
import { stagesOfStart } from './stages/start.ts'
import { stagesOfSupplies } from './stages/supplies.ts'

/** What ECS was doing when it failed, or what ended the task from outside. */
export type Stage =
  | 'spot'
  | 'host'
  | 'health'
  | 'memory'
  | 'deployment'
  | 'user'
  | 'env file'
  | 'log'
  | 'file system'
  | 'storage'
  | 'pull'
  | 'registry login'
  | 'parameter'
  | 'secret'
  | 'network interface'
  | 'role'
  | 'cluster'
  | 'task definition'
  | 'placement'
  | 'agent'
  | 'dependency'
  | 'create'
  | 'start'
  | 'runtime'

export type StagePhrases = readonly [stage: Stage, phrases: readonly string[]]

/**
 * How ECS names each stage, the most telling first: messages are nested ("unable to pull secrets or registry auth: unable to
 * retrieve secrets from ssm: …") and joined, and what took the task away explains more than what failed after it.
 */
export const stages: readonly StagePhrases[] = [...stagesOfEnd, ...stagesOfSupplies, ...stagesOfStart]
