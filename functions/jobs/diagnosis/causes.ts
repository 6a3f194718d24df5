import { type CauseName, causeNames } from '../../../shared/jobs/cause-names.ts'
import { terminal } from '../../../shared/terminal.ts'

export type { CauseName }

export interface Cause {
  /** What happened: the first sentence of the explanation. */
  readonly what: string
  /** What a person can do, where ECS's own words say nothing more exact. */
  readonly advice: string
  /** Whether another attempt may help: as often as the job allows, one time, or not before something is changed. */
  readonly retry: 'yes' | 'once' | 'no'
  /** Whether the job's command may have run: then only its owner knows whether it may run again. */
  readonly ranCommand: boolean
}

const notStarted = (what: string, advice: string, retry: Cause['retry'] = 'no'): Cause => ({
  what,
  advice,
  retry,
  ranCommand: false,
})
const ran = (what: string, advice: string, retry: Cause['retry'] = 'no'): Cause => ({
  what,
  advice,
  retry,
  ranCommand: true,
})

/** What each cause means. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html */
export const causes: Readonly<Record<CauseName, Cause>> = {
  succeeded: ran('It exited with 0.', 'Nothing.'),

  'image-not-found': notStarted(
    'The image or its tag does not exist in the registry.',
    'Push it again, or correct the image and tag of the job.',
  ),
  'image-pull-network': notStarted(
    'The image registry could not be reached.',
    'Give the subnet a way out: NAT, a public address, or for ECR the endpoints ecr.api, ecr.dkr and s3; the security group needs port 443 outwards.',
    'yes',
  ),
  'image-pull-denied': notStarted(
    'The registry refused to hand out the image.',
    'Allow the pull in the execution role and in the policy of the repository, and check that the repository exists.',
  ),
  'image-pull-rate-limit': notStarted(
    'The registry limits how often images are pulled.',
    'Try later, sign in to the registry, or mirror the image to ECR.',
    'yes',
  ),
  'image-platform-mismatch': notStarted(
    'The image is not built for the CPU architecture of the task.',
    'Build it for that architecture (docker buildx build --platform).',
  ),
  'secrets-network': notStarted(
    'Secrets or the login of the registry could not be fetched: their service could not be reached.',
    'Give the subnet NAT or an endpoint for the service; its security group needs port 443 from the task, and the VPC needs DNS.',
    'once',
  ),
  'secrets-denied': notStarted(
    'The execution role may not read a secret of the task.',
    'Allow the execution role to read the secret, and to use its KMS key.',
  ),
  'secret-not-found': notStarted(
    'A secret or parameter of the task does not exist, or lacks the field that is asked for.',
    'Create it in the region of the task, or correct its ARN or field in the job.',
  ),
  'env-file-network': notStarted(
    'The environment file could not be fetched: S3 could not be reached.',
    'Give the subnet an S3 gateway endpoint in its route table, or NAT.',
    'once',
  ),
  'env-file-denied': notStarted(
    'The execution role may not read the environment file in S3.',
    'Allow the execution role s3:GetObject on the file and s3:GetBucketLocation on its bucket. S3 refuses a file that is not there in the same way.',
  ),
  'env-file-not-found': notStarted(
    'The environment file is not in S3.',
    'Upload it, or correct its address in the job; the bucket must be in the region of the task.',
  ),
  'log-driver': notStarted(
    'The container could not be given a log.',
    'Create the log group, and allow the execution role logs:CreateLogStream and logs:PutLogEvents on it.',
  ),
  'efs-mount': notStarted(
    'The EFS file system could not be mounted.',
    'Check that it has a mount target in the zone of the subnet, that port 2049 is open between the two, and that the directory exists.',
    'once',
  ),
  'eni-provisioning': notStarted(
    'AWS could not give the task a network interface.',
    'Check that the subnet has free addresses; use more subnets.',
    'yes',
  ),
  'ephemeral-storage': notStarted('AWS could not give the task its storage.', 'Try again.', 'yes'),
  capacity: notStarted(
    'AWS has no room for the task at the moment.',
    'Try later, use subnets in more zones, or another size.',
    'yes',
  ),
  agent: notStarted('The container agent on the machine is not connected.', 'Try again; look at the instance.', 'yes'),
  'runtime-error': notStarted(
    'The container runtime could not create or start the container.',
    'Try again; if it happens each time, look at the volumes, devices and user of the task definition.',
    'once',
  ),
  'never-started': ran(
    'The container never ran, or nobody knows how it ended.',
    'Look at what ECS says of the other containers of the task, and start it again.',
    'once',
  ),
  'role-cannot-be-assumed': notStarted(
    'ECS cannot take on a role of the task.',
    'Check that the role exists, that its trust policy names ecs-tasks.amazonaws.com, and that Nightshift may hand it over (iam:PassRole).',
  ),
  'task-definition-inactive': notStarted(
    'The task definition does not exist, is inactive or cannot be used here.',
    'Deploy again, or name one that is active.',
  ),
  'cluster-inactive': notStarted('The cluster does not exist or is inactive.', 'Deploy again.'),

  'application-error': ran("The job's own command failed.", 'Its log says why.'),
  // A shell ends with 126 or 127 too where its last command cannot be executed, after the ones before it.
  'bad-command': ran(
    'The command cannot be executed.',
    'Check the command of the job against the image: its path, its mode, its architecture; each argument is an item of its own.',
  ),
  'out-of-memory': ran('The container used more memory than it has.', 'Give the job the next size up.'),
  segfault: ran('The process crashed with a memory fault.', 'Did the image, a library or the CPU architecture change?'),
  aborted: ran(
    'The process aborted itself.',
    'Its log says why. Did the image, a library or the CPU architecture change?',
  ),

  sigterm: ran('The process ended on SIGTERM.', 'Find out who stopped the task.'),
  'killed-by-stop': ran(
    'The task was stopped and did not end within its grace period, so it was killed. This is not a lack of memory.',
    'Let the process end on SIGTERM, or give it a longer stopTimeout.',
  ),
  'user-stopped': ran('Somebody stopped the task.', 'CloudTrail shows who called StopTask.'),
  deployment: ran('A service or a deployment stopped the task.', 'A job should not belong to a service.'),
  'health-check-failed': ran(
    'The task did not pass its health check.',
    'Correct the check or take it out: a job needs none.',
  ),
  'host-terminated': ran('AWS ended the machine under the task.', 'Run it again if it may run twice.', 'yes'),
  'spot-interruption': ran(
    'AWS took the Spot capacity back.',
    'Run it again if it may run twice, or use capacity that is not Spot.',
    'yes',
  ),

  missed: notStarted(
    'No task was started in time.',
    'See whether the schedule is paused, or the function that starts jobs throttled or broken.',
  ),
  skipped: notStarted('A newer firing took its place, or the catch-up policy left it out.', 'Nothing.'),
  suspended: notStarted('The job is suspended.', `Resume it: ${terminal} jobs resume.`),
  forbidden: notStarted(
    'An earlier run was not over, and runs must not overlap.',
    'Nothing, unless runs take longer than they should.',
  ),
  holiday: notStarted('The calendar of its job leaves it out.', 'Nothing.'),
  'pool-full': notStarted(
    'Too many runs waited for a place in its pool already.',
    'Give the pool more places, or let its jobs fire at other times.',
  ),
  predecessor: notStarted(
    'What it comes after did not succeed in time, or was left out.',
    'See the runs of the jobs that it names (after), and try it again when they have succeeded.',
  ),
  'run-timeout': ran(
    'It ran longer than it may (runTimeout) and was stopped.',
    'Its log says what it was doing; give it more time or make it faster.',
  ),
  'start-timeout': ran(
    'It did not start within its time (startTimeout) and was stopped.',
    'Look at the image, the network and the capacity.',
    'once',
  ),
  cancelled: ran('Somebody cancelled the run.', 'Nothing.'),
  replaced: ran('A newer run replaced it.', 'Nothing.'),
  unknown: ran('ECS does not say why.', 'Look at the task and its log.'),
}

/** The causes after which a job is tried again unless it says otherwise: the command surely never ran, and another try may help. */
export const worthRetrying: ReadonlySet<CauseName> = new Set(
  causeNames.filter((name) => causes[name].retry !== 'no' && !causes[name].ranCommand),
)
