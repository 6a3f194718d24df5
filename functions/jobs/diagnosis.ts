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

type Pattern = readonly [pattern: RegExp, cause: string, advice: string]

/** What keeps a task from starting or ends it from outside, the most telling first. */
const startPatterns: readonly Pattern[] = [
  [
    /CannotPull.*(toomanyrequests|rate limit|429)/is,
    'image-pull-rate-limit',
    'The registry limits pulls. Try later, or mirror the image to ECR.',
  ],
  [
    /CannotPull.*(platform|exec format|no match for)/is,
    'image-platform-mismatch',
    'The image has no build for this CPU architecture.',
  ],
  [
    /CannotPull.*(i\/o timeout|deadline exceeded|connection refused|no such host|dial tcp|network)/is,
    'image-pull-network',
    'The subnet has no way to the registry: NAT, a public address, or the endpoints ecr.api, ecr.dkr and s3.',
  ],
  [
    /CannotPull.*(403|denied|unauthori[sz]ed|no basic auth)/is,
    'image-pull-denied',
    'The execution role or the repository policy does not allow the pull.',
  ],
  [/CannotPull.*(not found|manifest|does not exist|404)/is, 'image-not-found', 'The image or its tag does not exist.'],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|s3).*(timeout|timed out|deadline)/is,
    'env-file-network',
    'The subnet has no way to S3: add the S3 gateway endpoint, or NAT.',
  ],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|s3).*(AccessDenied|denied|403)/is,
    'env-file-denied',
    'The execution role may not read the environment file in S3.',
  ],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|s3).*(NoSuchKey|NoSuchBucket|not found|404)/is,
    'env-file-not-found',
    'The environment file is not in S3.',
  ],
  [
    /ResourceInitializationError.*(log(ging)? driver|log group|awslogs)/is,
    'log-driver',
    'The log group does not exist, or the execution role may not write to it.',
  ],
  [
    /ResourceInitializationError.*efs/is,
    'efs-mount',
    'The file system cannot be mounted: port 2049, a mount target in the zone.',
  ],
  [
    /ResourceInitializationError.*(timeout|timed out|deadline|dial tcp|no such host)/is,
    'secrets-network',
    'The subnet has no way to Secrets Manager or SSM: an endpoint, NAT, port 443, DNS of the VPC.',
  ],
  [
    /ResourceInitializationError.*(AccessDenied|denied|not authorized)/is,
    'secrets-denied',
    'The execution role may not read the secret, or its KMS key.',
  ],
  [
    /ResourceInitializationError.*(ResourceNotFound|not found|InvalidParameter)/is,
    'secret-not-found',
    'The secret or parameter does not exist.',
  ],
  [
    /network interface provisioning/i,
    'eni-provisioning',
    'AWS could not give the task a network interface. Are there free addresses in the subnet?',
  ],
  [/EphemeralStorage provisioning/i, 'ephemeral-storage', 'AWS could not give the task its storage. Try again.'],
  [
    /Capacity is unavailable|RESOURCE:/i,
    'capacity',
    'AWS has no room for the task at the moment. Try again, or use more zones.',
  ],
  [/^AGENT/i, 'agent', 'The container agent is disconnected.'],
  [/SpotInterruption/i, 'spot-interruption', 'AWS took the Spot capacity back.'],
  [/TerminationNotice|Host EC2.*terminated|InternalError/i, 'host-terminated', 'The machine under the task ended.'],
  [/failed .*health ?checks?/i, 'health-check-failed', 'The container did not pass its health check.'],
  [/OutOfMemory/i, 'out-of-memory', 'The container used more memory than the job has. Give it the next size up.'],
  [
    /CannotStartContainer.*(exec format|platform)/is,
    'image-platform-mismatch',
    'The image has no build for this CPU architecture.',
  ],
  [
    /CannotStartContainer.*(executable file not found|no such file|not found|permission denied)/is,
    'bad-command',
    'The command does not exist in the image.',
  ],
  [
    /CannotStartContainer|CannotCreateContainer|ContainerRuntime(Timeout)?Error|DockerTimeout/i,
    'runtime-error',
    'The container runtime failed. Try again.',
  ],
]

const exits: Readonly<Record<number, readonly [cause: string, advice: string]>> = {
  126: ['bad-command', 'The command cannot be executed: its mode, or its architecture.'],
  127: ['bad-command', 'The command does not exist in the image.'],
  134: ['aborted', 'The process aborted. Did the image or the architecture change?'],
  139: ['segfault', 'The process crashed. Did the image or the architecture change?'],
  143: ['sigterm', 'Somebody stopped the task.'],
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
  const container = task.containers.find(({ name }) => name === essential) ?? task.containers[0]
  const said = [container?.reason, task.stoppedReason].filter((text) => text !== undefined && text !== '')
  const text = said.join('\n')
  const match = [task.stopCode ?? '', text].flatMap((each) =>
    startPatterns.filter(([pattern]) => pattern.test(each)),
  )[0]
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
    return failed(
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
  if (/^(MISSING|INACTIVE)/.test(reason))
    return failed('task-definition-inactive', `The task definition or the cluster is gone. ECS says: ${text}`)
  return failed('unknown', `ECS did not start the task and says: ${text}`)
}

/** The verdict when RunTask itself was refused for good. */
export const diagnoseRefusal = (name: string, message: string): Verdict => {
  if (/ClusterNotFound|cluster.*(inactive|not found)/i.test(`${name} ${message}`))
    return failed('cluster-inactive', 'The cluster does not exist or is inactive. Deploy again.')
  if (/TaskDefinition/i.test(message))
    return failed('task-definition-inactive', 'The task definition does not exist or is inactive. Deploy again.')
  if (/AccessDenied/i.test(name) && /PassRole/i.test(message))
    return failed('role-cannot-be-assumed', 'Nightshift may not hand the task its role (iam:PassRole).')
  return failed('unknown', `ECS refuses to start the task: ${name}: ${message.slice(0, 300)}`)
}
