import { conclude } from './cause-of.ts'
import { causes } from './causes.ts'
import { type Clue, clueOf } from './clue.ts'
import { codeFinding } from './codes.ts'
import { type FallenContainer, firstToFall, mayHaveFollowed, tellApart } from './containers.ts'
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
  { byUser, said }: { readonly byUser: boolean; readonly said: boolean },
): Finding => {
  if (exitCode === undefined && byUser) return found('user-stopped')
  if (exitCode === undefined) return found('never-started', stopCode === 'TaskFailedToStart' ? 'likely' : 'guess')
  const stopped = byUser || (stopCode !== undefined && stopCode !== 'EssentialContainerExited')
  const finding = exitFinding(exitCode, { stopped, said })
  if ((finding.cause === 'application-error' || finding.cause === 'sigterm') && byUser)
    return found('user-stopped', 'likely', { what: `Somebody stopped the task; it ended with exit code ${exitCode}.` })
  return finding
}

/** The cause is that of the container that fell first and took the main one with it. */
const fallenFinding = (fell: FallenContainer, exitCode: number | undefined): Finding => {
  const { cause, certainty } = exitFinding(fell.exitCode, { stopped: false, said: Boolean(fell.reason) })
  const name = `${fell.name} (exit code ${fell.exitCode})`
  return found(cause, certainty === 'certain' ? 'likely' : certainty, {
    what:
      exitCode === undefined
        ? `The container never ran: another one of the task, ${name}, ended first.`
        : `Another container of the task, ${name}, ended first, and ECS stopped this one (exit code ${exitCode}).`,
    advice: `The log of ${fell.name} says why.`,
  })
}

/** Stop codes of what somebody else ends, and the causes that these are. */
const endedByOthers: Readonly<Record<string, 'user-stopped' | 'deployment'>> = {
  UserInitiated: 'user-stopped',
  ServiceSchedulerInitiated: 'deployment',
}

/** Who ended a task that had not ended by itself; a task that did has a stop code that says so. */
const endedBy = (
  { stopCode = '' }: StoppedTask,
  stage: Stage | undefined,
): 'user-stopped' | 'deployment' | undefined => {
  if (stopCode in endedByOthers) return endedByOthers[stopCode]
  if (stopCode !== '') return undefined
  return stage === 'user' ? 'user-stopped' : stage === 'deployment' ? 'deployment' : undefined
}

/** A process that is told to stop may exit with 0 in the middle of its work: nobody knows whether it was done. */
const cutShort = (by: 'user-stopped' | 'deployment'): Finding =>
  found(by, 'certain', {
    what: `${causes[by].what} It ended with exit code 0; whether it had done its work is not known.`,
    advice: `Its log says how far it got. ${causes[by].advice}`,
  })

/**
 * The verdict on a stopped task. An essential container that exited 0 has succeeded where nobody else ended the task: neither
 * AWS, nor a person, nor a deployment. A missing exit code is never a success.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @param essential name of the essential container, from the task definition
 */
export const diagnose = (task: StoppedTask, essential: string): Verdict => {
  const containers = tellApart(task, essential)
  const exitCode = containers.main?.exitCode
  const [evidence] = gather(task, containers)
  const takenAway = evidence?.stage !== undefined && fromOutside.has(evidence.stage)
  const by = exitCode === 0 && !takenAway ? endedBy(task, evidence?.stage) : undefined
  if (by !== undefined) return failed(cutShort(by), exitCode, task.stoppedReason)
  if (exitCode === 0 && !takenAway) return succeeded
  if (evidence?.finding.cause === 'out-of-memory')
    return failed(outOfMemory(evidence.finding, task), exitCode, evidence.text)
  if (evidence && evidence.stage !== 'user') return failed(evidence.finding, exitCode, evidence.text)
  const fell = firstToFall(containers)
  const byUser = task.stopCode === 'UserInitiated'
  if (fell && !byUser && evidence?.stage !== 'user') return failed(fallenFinding(fell, exitCode), exitCode, fell.reason)
  const finding = withoutReason(task, exitCode, {
    byUser: byUser || evidence?.stage === 'user',
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
