type Pattern = readonly [pattern: RegExp, cause: string, advice: string]

/** What keeps a task from starting or ends it from outside, the most telling first. */
export const startPatterns: readonly Pattern[] = [
  [
    /CannotPull.*(toomanyrequests|rate limit|\b429\b)/is,
    'image-pull-rate-limit',
    'The registry limits pulls. Try later, or mirror the image to ECR.',
  ],
  [
    /CannotPull.*(matching platform|for platform|no matching manifest|exec format error)/is,
    'image-platform-mismatch',
    'The image has no build for this CPU architecture.',
  ],
  [
    /CannotPull.*(i\/o timeout|deadline exceeded|connection refused|no such host|dial tcp|network configuration|network is unreachable|request canceled)/is,
    'image-pull-network',
    'The subnet has no way to the registry: NAT, a public address, or the endpoints ecr.api, ecr.dkr and s3.',
  ],
  [
    /CannotPull.*(\b403\b|denied|unauthori[sz]ed|no basic auth)/is,
    'image-pull-denied',
    'The execution role or the repository policy does not allow the pull, or there is no such repository.',
  ],
  [
    /CannotPull.*(not found|manifest|does not exist|\b404\b)/is,
    'image-not-found',
    'The image or its tag does not exist.',
  ],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|from (Amazon )?S3).*(timeout|timed out|deadline|dial tcp|connection issue|no such host)/is,
    'env-file-network',
    'The subnet has no way to S3: add the S3 gateway endpoint, or NAT.',
  ],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|from (Amazon )?S3).*(AccessDenied|denied|\b403\b)/is,
    'env-file-denied',
    'The execution role may not read the environment file in S3.',
  ],
  [
    /ResourceInitializationError.*(env(ironment)? ?file|from (Amazon )?S3).*(NoSuchKey|NoSuchBucket|not found|\b404\b)/is,
    'env-file-not-found',
    'The environment file is not in S3.',
  ],
  [
    /ResourceInitializationError.*(log(ging)? driver|logger args|log[- ](group|stream)|awslogs)/is,
    'log-driver',
    'The log group does not exist, or the execution role may not write to it.',
  ],
  [
    /ResourceInitializationError.*(\bEFS (utils|volume|mount)|mount\.nfs|mount\.efs|file system)/is,
    'efs-mount',
    'The file system cannot be mounted: port 2049, a mount target in the zone.',
  ],
  [
    /ResourceInitializationError.*(timeout|timed out|deadline|dial tcp|no such host|connection issue|request canceled)/is,
    'secrets-network',
    'The subnet has no way to Secrets Manager or SSM: an endpoint, NAT, port 443, DNS of the VPC.',
  ],
  [
    /ResourceInitializationError.*(AccessDenied|denied|not authorized)/is,
    'secrets-denied',
    'The execution role may not read the secret, or its KMS key.',
  ],
  [
    /ResourceInitializationError.*(ResourceNotFound|not found|InvalidParameter|invalid ssm parameters|did not contain json key|can't find)/is,
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
    /Capacity is unavailable|\bRESOURCE:(?!\s)/,
    'capacity',
    'AWS has no room for the task at the moment. Try again, or use more zones.',
  ],
  [/^(\d+ time\(s\): )?AGENT\b/, 'agent', 'The container agent is disconnected.'],
  [/SpotInterruption|Spot Task was interrupted/i, 'spot-interruption', 'AWS took the Spot capacity back.'],
  [
    /TerminationNotice|Host EC2.*terminated|InternalError|performing maintenance|task retirement/i,
    'host-terminated',
    'The machine under the task ended.',
  ],
  [
    /unable to assume .*role/i,
    'role-cannot-be-assumed',
    'ECS may not take on the role of the task: its trust policy must name ecs-tasks.amazonaws.com.',
  ],
  [
    /Scaling activity initiated by|ServiceSchedulerInitiated/i,
    'deployment',
    'A service or a deployment stopped the task.',
  ],
  [/failed .*health ?checks?/i, 'health-check-failed', 'The container did not pass its health check.'],
  [
    /OutOfMemory|OOMKilled/i,
    'out-of-memory',
    'The container used more memory than the job has. Give it the next size up.',
  ],
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

/** Exit codes that say something of their own. */
export const exits: Readonly<Record<number, readonly [cause: string, advice: string]>> = {
  126: ['bad-command', 'The command cannot be executed: its mode, or its architecture.'],
  127: ['bad-command', 'The command does not exist in the image.'],
  134: ['aborted', 'The process aborted. Did the image or the architecture change?'],
  139: ['segfault', 'The process crashed. Did the image or the architecture change?'],
  143: ['sigterm', 'Somebody stopped the task.'],
}
