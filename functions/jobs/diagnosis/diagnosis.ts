import { conclude } from './cause-of.ts'
import { type Clue, clueOf } from './clue.ts'
import { codeFinding } from './codes.ts'
import { firstToFall, mayHaveFollowed, tellApart } from './containers.ts'
import { exitFinding } from './exit-codes.ts'
import { type Finding, found } from './finding.ts'
import { outOfMemory } from './memory.ts'
import type { Stage } from './stages/stage.ts'
import type { StoppedTask } from './task.ts'
import { readText } from './text.ts'
import { failed, type Verdict } from './verdict.ts'

export { diagnoseFailure, diagnoseRefusal } from './refusals.ts'
export type { StoppedTask, Verdict }

/** Ends from outside, the most telling first: an exit code, even 0, says nothing of the job then. */
const fromOutside: ReadonlySet<Stage> = new Set(['spot', 'host', 'health'])
/** What can befall a container that ran; the other stages come before that. */
const whileRunning: ReadonlySet<Stage> = new Set(['memory', 'deployment', 'user', ...fromOutside])

interface Evidence {
  readonly text: string
  readonly stage?: Stage | undefined
  readonly finding: Finding
}

const evidenceIn = (text: string | undefined, counts: (clue: Clue) => boolean): Evidence | undefined => {
  if (text === undefined || text === '') return undefined
  const clue = clueOf(readText(text))
  if (clue && counts(clue)) return { text, stage: clue.stage, finding: conclude(clue) }
  const finding = clue ? undefined : codeFinding(text)
  return finding && { text, finding }
}

/**
 * What ECS says of the end, the most telling first. The reason of the task speaks of any of its containers: where the main one
 * has an exit code and the task is not said to have failed to start, what comes before a start cannot be its cause. Of a task
 * that somebody stopped, the reason is what that person wrote.
 */
const gather = (task: StoppedTask, { main, others }: ReturnType<typeof tellApart>): readonly Evidence[] => {
  const { stopCode, stoppedReason } = task
  const hasRun = main?.exitCode !== undefined && stopCode !== undefined && stopCode !== 'TaskFailedToStart'
  const ofTask = ({ stage }: Clue): boolean => {
    if (stopCode === 'UserInitiated') return stage === 'spot' || stage === 'host'
    return !hasRun || whileRunning.has(stage)
  }
  const ofOthers = mayHaveFollowed(main) ? others : []
  const all = [
    evidenceIn(main?.reason, () => true),
    evidenceIn(stoppedReason, ofTask),
    ...ofOthers.map(({ reason }) => evidenceIn(reason, ({ stage }) => stage !== 'user')),
    evidenceIn(stopCode, () => true),
  ].filter((each) => each !== undefined)
  // A machine of Spot capacity that is taken back is also one that ends.
  const outside = [...fromOutside].flatMap((stage) => all.filter((each) => each.stage === stage))
  return [...outside, ...all.filter((each) => !outside.includes(each))]
}

/** What is left to say of a task that ECS gives no reason for, or that somebody stopped. */
const withoutReason = (
  { stopCode }: StoppedTask,
  exitCode: number | undefined,
  { byUser, fell, said }: { readonly byUser: boolean; readonly fell: string | undefined; readonly said: boolean },
): Finding => {
  if (exitCode === undefined && byUser) return found('user-stopped')
  if (exitCode === undefined)
    return found('never-started', stopCode === 'TaskFailedToStart' ? 'likely' : 'guess', {
      what: fell && `The container never ran: another one of the task, ${fell}, ended first.`,
    })
  const stopped = byUser || fell !== undefined || (stopCode !== undefined && stopCode !== 'EssentialContainerExited')
  const finding = exitFinding(exitCode, { stopped, said })
  if (fell)
    return {
      ...finding,
      what: `Another container of the task, ${fell}, ended first, and ECS stopped this one (exit code ${exitCode}).`,
    }
  if ((finding.cause === 'application-error' || finding.cause === 'sigterm') && byUser)
    return found('user-stopped', 'likely', { what: `Somebody stopped the task; it ended with exit code ${exitCode}.` })
  return finding
}

/**
 * The verdict on a stopped task. An essential container that exited 0 has succeeded, whatever the stop code says, unless AWS
 * took the task away. A missing exit code is never a success.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @param essential name of the essential container, from the task definition
 */
export const diagnose = (task: StoppedTask, essential: string): Verdict => {
  const containers = tellApart(task, essential)
  const exitCode = containers.main?.exitCode
  const [evidence] = gather(task, containers)
  const takenAway = evidence?.stage !== undefined && fromOutside.has(evidence.stage)
  if (exitCode === 0 && !takenAway) return succeeded
  if (evidence?.finding.cause === 'out-of-memory')
    return failed(outOfMemory(evidence.finding, task), exitCode, evidence.text)
  if (evidence && evidence.stage !== 'user') return failed(evidence.finding, exitCode, evidence.text)
  const fell = firstToFall(containers)
  const byUser = task.stopCode === 'UserInitiated'
  const finding = withoutReason(task, exitCode, {
    byUser: byUser || evidence?.stage === 'user',
    fell: fell && `${fell.name} (exit code ${fell.exitCode})`,
    said: Boolean(containers.main?.reason),
  })
  const words = exitCode === undefined || byUser ? task.stoppedReason : undefined
  return failed(finding, exitCode, containers.main?.reason ?? words)
}

const succeeded: Verdict = {
  state: 'succeeded',
  cause: 'succeeded',
  explanation: 'It exited with 0.',
  exitCode: 0,
  certainty: 'certain',
  retry: 'no',
  advice: '',
}
