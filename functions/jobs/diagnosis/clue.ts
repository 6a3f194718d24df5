import { type Fault, faults, hints } from './faults.ts'
import type { Stage } from './stages/stage.ts'
import { stages } from './stages.ts'
import { endsWithBeginningOf, type Said } from './text.ts'

/** What a message of ECS gives away: where it failed, how, and on what. */
export interface Clue {
  readonly stage: Stage
  /** Whether ECS names the stage in words that were not cut off. */
  readonly stageSaid: boolean
  readonly fault?: Fault | undefined
  /** Whether ECS names the fault, in words that were not cut off. */
  readonly said: boolean
  readonly tries?: number | undefined
  /** The IAM action that was refused. */
  readonly action?: string | undefined
  /** What it failed on: an ARN, an image, a file, a host. */
  readonly target?: string | undefined
  readonly words: string
}

const whole =
  (words: string) =>
  ([, phrases, pattern]: readonly [unknown, readonly string[], RegExp?]): boolean =>
    phrases.some((phrase) => words.includes(phrase)) || (pattern?.test(words) ?? false)

const begun =
  (tails: readonly string[]) =>
  ([, phrases]: readonly [unknown, readonly string[], RegExp?]): boolean =>
    phrases.some((phrase) => tails.some((tail) => endsWithBeginningOf(tail, phrase)))

/** Roles and sessions are who asked, not what for. */
const isCaller = (name: string): boolean => /:(assumed-role|user|role)\//.test(name)

const targetOf = ({ names }: Said): string | undefined =>
  names.findLast((name) => name.startsWith('arn:') && !isCaller(name)) ??
  names.find((name) => !isCaller(name) && !name.startsWith('sha256:'))

/** The clue in a message, or nothing where it names no stage that we know. */
export const clueOf = (said: Said): Clue | undefined => {
  const { words, tails, action, tries } = said
  const namedStage = stages.find(whole(words))
  const stage = namedStage ?? stages.find(begun(tails))
  if (!stage) return undefined
  const named = faults.find(whole(words))
  const fault = named ?? faults.find(begun(tails)) ?? hints.find(whole(words))
  return {
    stage: stage[0],
    stageSaid: namedStage !== undefined,
    fault: fault?.[0],
    said: named !== undefined,
    tries,
    action,
    target: targetOf(said),
    words,
  }
}
