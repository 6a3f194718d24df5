import { stagesOfEnd } from './stages/ends.ts'
import type { StagePhrases } from './stages/stage.ts'
import { stagesOfStart } from './stages/start.ts'
import { stagesOfSupplies } from './stages/supplies.ts'

/**
 * How ECS names each stage, the most telling first: messages are nested ("unable to pull secrets or registry auth: unable to
 * retrieve secrets from ssm: …") and joined, and what took the task away explains more than what failed after it.
 */
export const stages: readonly StagePhrases[] = [...stagesOfEnd, ...stagesOfSupplies, ...stagesOfStart]
