import { exits, startPatterns } from './causes.ts'

/** What ECS says of a stopped task, as far as a verdict needs it. Texts are cut, joined and repeated by ECS. */
export interface StoppedTask {
  readonly stopCode?: string | undefined
  readonly stoppedReason?: string | undefined
  readonly containers: readonly {
    readonly name: string
    readonly exitCode?: number | undefined
    readonly reason?: string | undefined
  }[]
}

export interface Verdict {
  readonly state: 'succeeded' | 'failed' | 'missed'
  /** One word that stays the same over releases. */
  readonly cause: string
  /** What happened and what to do, for a person. */
  readonly explanation: string
  readonly exitCode?: number | undefined
}

/** Causes by which AWS ended the task: then an exit code, even 0, is no success. */
const endedFromOutside = new Set(['spot-interruption', 'host-terminated', 'health-check-failed'])

const failed = (cause: string, explanation: string, exitCode?: number): Verdict => ({
  state: 'failed',
  cause,
  explanation,
  exitCode,
})

/**
 * The verdict on a stopped task.
 * An essential container that exited 0 has succeeded, whatever the stop code says, unless AWS took the task away. A missing
 * exit code is never a success. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 * @param essential name of the essential container, from the task definition
 */
export const diagnose = (task: StoppedTask, essential: string): Verdict => {
  // Fargate may add containers of its own, such as GuardDuty's: of several only the named one counts.
  const alone = task.containers.length === 1 ? task.containers[0] : undefined
  const container = task.containers.find(({ name }) => name === essential) ?? alone
  const said = [container?.reason, task.stoppedReason].filter((text) => text !== undefined && text !== '')
  const text = said.join('\n')
  const matches = [task.stopCode ?? '', text].flatMap((each) => startPatterns.filter(([pattern]) => pattern.test(each)))
  const match = matches.find(([, cause]) => endedFromOutside.has(cause)) ?? matches[0]
  const exitCode = container?.exitCode
  if (exitCode === 0 && !(match && endedFromOutside.has(match[1])))
    return { state: 'succeeded', cause: 'succeeded', explanation: 'It exited with 0.', exitCode }
  const quote = said[0] ? ` ECS says: ${said[0].slice(0, 300)}` : ''
  if (match) return failed(match[1], `${match[2]}${quote}`, exitCode)
  if (exitCode === undefined)
    return task.stopCode === 'UserInitiated'
      ? failed('user-stopped', `Somebody stopped the task before it ended.${quote}`)
      : failed('never-started', `The container never ran, or its exit code is not known.${quote}`)
  if (exitCode === 137)
    return task.stopCode === undefined || task.stopCode === 'EssentialContainerExited'
      ? failed(
          'unknown',
          `It was killed (exit code 137), though nobody stopped the task and ECS speaks of no lack of memory.${quote}`,
          exitCode,
        )
      : failed(
          'killed-by-stop',
          `It was killed (exit code 137) because it did not end in time after a stop. Let it end on SIGTERM.${quote}`,
          exitCode,
        )
  const known = exits[exitCode]
  if (known) return failed(known[0], `Exit code ${exitCode}. ${known[1]}`, exitCode)
  return failed(
    'application-error',
    `The job's own command failed with exit code ${exitCode}. Its log says why.`,
    exitCode,
  )
}

/** The verdict when RunTask answered without a task. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
export const diagnoseFailure = (reason: string, detail = ''): Verdict => {
  const text = `${reason} ${detail}`.trim()
  const match = startPatterns.find(([pattern]) => pattern.test(text))
  if (match) return failed(match[1], `${match[2]} ECS says: ${text}`)
  if (/\b(MISSING|INACTIVE)\b/.test(reason))
    return failed('task-definition-inactive', `The task definition or the cluster is gone. ECS says: ${text}`)
  return failed('unknown', `ECS did not start the task and says: ${text}`)
}

/** The verdict when RunTask itself was refused for good. */
export const diagnoseRefusal = (name: string, message: string): Verdict => {
  if (/ClusterNotFound|cluster.*(inactive|not found)/i.test(`${name} ${message}`))
    return failed('cluster-inactive', 'The cluster does not exist or is inactive. Deploy again.')
  if (/unable to assume/i.test(message))
    return failed(
      'role-cannot-be-assumed',
      `ECS may not take on the role of the task. ECS says: ${message.slice(0, 300)}`,
    )
  if (/Task ?Definition/i.test(message))
    return failed('task-definition-inactive', 'The task definition does not exist or is inactive. Deploy again.')
  if (/AccessDenied/i.test(name) && /PassRole/i.test(message))
    return failed('role-cannot-be-assumed', 'Nightshift may not hand the task its role (iam:PassRole).')
  return failed('unknown', `ECS refuses to start the task: ${name}: ${message.slice(0, 300)}`)
}
