import { readFileSync } from 'node:fs'
import { causes, worthRetrying } from '../../../functions/jobs/diagnosis/causes.ts'
import {
  diagnose,
  diagnoseFailure,
  diagnoseRefusal,
  type StoppedTask,
} from '../../../functions/jobs/diagnosis/diagnosis.ts'
import { signalOf } from '../../../functions/jobs/diagnosis/exit-codes.ts'
import { type CauseName, causeNames } from '../../../shared/jobs/cause-names.ts'

const cause = (task: Omit<StoppedTask, 'containers'>, exitCode?: number, reason?: string): string =>
  diagnose({ ...task, containers: [{ name: 'main', exitCode, reason }] }, 'main').cause

const pull = 'CannotPullContainerError: '
const init = 'ResourceInitializationError: '
const secrets = `${init}unable to pull secrets or registry auth: execution resource retrieval failed: `

describe('a task that never ran', () => {
  test.each([
    [
      'image-not-found',
      `${pull}ref pull has been retried 1 time(s): failed to resolve reference "x/shop:9": x/shop:9: not found`,
    ],
    ['image-not-found', `${pull}manifest for x/network-platform@sha256:4290403404 not found`],
    ['image-pull-network', `${pull}Error response: dial tcp 192.0.2.10:443: i/o timeout`],
    ['image-pull-network', `${pull}The task can't pull the image. Check your network configuration.`],
    ['image-pull-denied', `${pull}pull access denied for shop, repository does not exist or may require login`],
    ['image-pull-denied', `${pull}unexpected status code 403 Forbidden, on resource: arn:aws:ecr:x`],
    ['image-pull-rate-limit', `${pull}toomanyrequests: You have reached your pull rate limit`],
    ['image-platform-mismatch', `${pull}image Manifest does not contain descriptor matching platform 'linux/arm64'`],
    ['secrets-network', `${secrets}RequestError: send request failed: dial tcp 192.0.2.10:443: i/o timeout`],
    ['secrets-network', `${secrets}There is a connection issue between the task and AWS Secrets Manager.`],
    [
      'secrets-denied',
      `${secrets}AccessDeniedException: not authorized to perform secretsmanager:GetSecretValue on resource: prod/s3-efs`,
    ],
    ['secret-not-found', `${secrets}ResourceNotFoundException: Secrets Manager can't find the specified secret.`],
    ['secret-not-found', `${secrets}invalid ssm parameters: /shop/key`],
    ['env-file-network', `${init}failed to download env files: RequestCanceled: context deadline exceeded`],
    ['env-file-denied', `${init}failed to download env files: AccessDenied: status code: 403`],
    ['env-file-not-found', `${init}failed to download env files: NoSuchKey: 404`],
    ['log-driver', `${init}failed to validate logger args: create stream: The specified log group does not exist.`],
    ['log-driver', `${init}failed to validate logger args: AccessDeniedException on resource log-group:/shop`],
    ['efs-mount', `${init}failed to invoke EFS utils commands to set up EFS volumes: timed out`],
    ['eni-provisioning', 'Timeout waiting for network interface provisioning to complete.'],
    ['ephemeral-storage', 'Timeout waiting for EphemeralStorage provisioning to complete.'],
    ['capacity', 'Capacity is unavailable at this time. Please try again later or in a different availability zone'],
    ['role-cannot-be-assumed', "ECS was unable to assume the role 'arn:aws:iam::000000000000:role/x'"],
    ['bad-command', 'CannotStartContainerError: exec: "reprot": executable file not found in $PATH'],
    ['image-platform-mismatch', 'CannotStartContainerError: exec /bin/sh: exec format error'],
    ['bad-command', 'CannotStartContainerError: exec: "sh -c run": stat sh -c run: no such file or directory'],
    ['bad-command', 'CannotStartContainerError: unable to start container process: exec: "./run": permission denied'],
    ['bad-command', 'CannotStartContainerError: exec /run.sh: no such file or directory'],
    ['runtime-error', 'CannotStartContainerError: rootfs_linux.go: mounting "/x": no such file or directory'],
    ['image-pull-denied', `${pull}denied: Your authorization token has expired`],
    ['ephemeral-storage', 'Timed out waiting for Amazon EBS volume attachment to start running on your Task.'],
    ['image-pull-denied', `${pull}unexpected status from HEAD request: 401`],
    ['image-pull-denied', `${pull}unexpected status from HEAD request: 403`],
    ['image-not-found', `${pull}unexpected status from HEAD request: 404`],
    ['image-pull-rate-limit', `${pull}unexpected status from HEAD request: 429`],
    ['image-pull-network', `${pull}unexpected status from HEAD request: 502`],
    ['image-platform-mismatch', `${pull}failed to find a descriptor for platform {linux/amd64}`],
    ['image-platform-mismatch', `${pull}unsupported media type application/vnd.in-toto+json`],
    ['image-platform-mismatch', `${pull}number of layers and diffIDs don't match: 3 != 15`],
    ['image-pull-network', `${pull}error pulling image configuration`],
    ['runtime-error', `${pull}failed to register layer: devicemapper: Error running deviceResume`],
    ['image-pull-denied', `${secrets}unable to retrieve ecr registry auth: AccessDeniedException: not authorized`],
    ['secrets-network', `${secrets}unable to retrieve ecr registry auth: dial tcp: i/o timeout`],
    ['secret-not-found', `${secrets}unable to get registry auth from asm: AuthorizationData is malformed, empty field`],
    ['env-file-denied', `${init}environment file resource: unable to find execution role credentials`],
    ['env-file-not-found', 'unable to parse bucket and key from s3 ARN specified in environmentFile arn:aws:s3:::shop'],
    ['bad-command', 'CannotStartContainerError: starting container process caused "exec: "apt-get upd'],
    ['runtime-error', 'HostConfigError: Unable to resolve volume mounts'],
    ['task-definition-inactive', 'The selected task definition is not compatible with the selected compute strategy'],
    ['runtime-error', 'CannotCreateContainerError: Could not transition to created'],
    ['runtime-error', 'ContainerRuntimeTimeoutError: Could not transition to running; timed out'],
    ['never-started', ''],
    ['never-started', 'Essential container in task exited'],
  ])('is %s: %s', (expected, text) => {
    const verdict = diagnose(
      { stopCode: 'TaskFailedToStart', stoppedReason: text, containers: [{ name: 'main' }] },
      'main',
    )
    expect(verdict).toMatchObject({ state: 'failed', cause: expected })
    expect(cause({ stopCode: 'TaskFailedToStart' }, undefined, text)).toBe(expected)
  })

  test.each([
    ['create stream: The specified log group does not exist.', /log group does not exist/, /Create it/],
    [
      'AccessDeniedException on resource log-group:/shop',
      /may not write/,
      /logs:CreateLogStream and logs:PutLogEvents/,
    ],
    ['not authorized to perform: logs:CreateLogGroup', /may not write/, /logs:CreateLogGroup, or create the log group/],
    ['RequestError: dial tcp 192.0.2.10:443: i/o timeout', /could not be reached/, /NAT or the endpoint logs/],
  ])('says what is wrong with its log: %s', (text, what, advice) => {
    const stoppedReason = `${init}failed to validate logger args: ${text}`
    const verdict = diagnose({ stopCode: 'TaskFailedToStart', stoppedReason, containers: [] }, 'main')
    expect(verdict).toMatchObject({ cause: 'log-driver', certainty: 'certain' })
    expect(`${verdict.explanation}`).toMatch(what)
    expect(JSON.stringify(verdict)).toMatch(advice)
  })

  test.each(['3 time(s): ', '1 time(s): prefix: '])(
    'is found behind the prefix "%s", cut, and over several lines',
    (prefix) => {
      const text = `${prefix}CannotPullContainerError: pull image manifest has been retried:\nfailed to do request:\ndial tcp: i/o time`
      expect(cause({ stoppedReason: text.replace('i/o time', 'i/o timeout\n…') })).toBe('image-pull-network')
      expect(cause({ stoppedReason: text })).toBe('image-pull-network')
    },
  )

  test('is stopped by somebody', () => {
    expect(cause({ stopCode: 'UserInitiated', stoppedReason: 'Task stopped by user' })).toBe('user-stopped')
  })
})

describe('a task that ran', () => {
  test.each([
    [1, 'application-error'],
    [3, 'application-error'],
    [255, 'application-error'],
    [126, 'bad-command'],
    [127, 'bad-command'],
    [134, 'aborted'],
    [139, 'segfault'],
    [143, 'sigterm'],
  ])('and exits with %d failed by %s', (exitCode, expected) => {
    const task = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
    expect(cause(task, exitCode)).toBe(expected)
    expect(diagnose({ ...task, containers: [{ name: 'main', exitCode }] }, 'main')).toMatchObject({ exitCode })
  })

  test('137 is memory only where ECS says so, a stop only where somebody stopped it', () => {
    const exited = { stopCode: 'EssentialContainerExited' }
    expect(cause(exited, 137, 'OutOfMemoryError: Container killed due to memory usage')).toBe('out-of-memory')
    expect(cause({ stopCode: 'UserInitiated' }, 137)).toBe('killed-by-stop')
    expect(cause(exited, 137)).toBe('unknown')
  })
})

describe('success', () => {
  test.each([
    [{ stopCode: 'EssentialContainerExited' }, undefined],
    [{ stopCode: 'TaskFailedToStart', stoppedReason: 'Task failed to start' }, undefined],
    [{ stopCode: 'EssentialContainerExited' }, 'OutOfMemoryError: container killed due to memory usage'],
  ])('is an exit code of 0: %j %s', (task, reason) => {
    expect(cause(task, 0, reason)).toBe('succeeded')
  })

  test.each([
    [{ stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' }, 'spot-interruption'],
    [{ stopCode: 'TerminationNotice' }, 'host-terminated'],
    [{ stoppedReason: 'Host EC2 (instance i-0123456789) terminated.' }, 'host-terminated'],
    [{ stoppedReason: 'Task failed container health checks' }, 'health-check-failed'],
    [
      { stoppedReason: 'Timeout waiting for network interface provisioning\nTask failed container health checks' },
      'health-check-failed',
    ],
  ])('is not when AWS took the task away: %j', (task, expected) => {
    expect(cause(task, 0)).toBe(expected)
  })

  test.each([
    [{ stopCode: 'UserInitiated', stoppedReason: 'no longer needed' }, 'user-stopped'],
    [{ stopCode: 'UserInitiated' }, 'user-stopped'],
    [{ stoppedReason: 'Task stopped by user' }, 'user-stopped'],
    [{ stopCode: 'ServiceSchedulerInitiated' }, 'deployment'],
    [
      { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Scaling activity initiated by (deployment ecs-svc/1)' },
      'deployment',
    ],
    [{ stoppedReason: 'Service scheduler initiated action by (deployment ecs-svc/1)' }, 'deployment'],
  ])('is not when somebody else ended the task, whatever it made of SIGTERM: %j', (task, expected) => {
    const verdict = diagnose({ ...task, containers: [{ name: 'main', exitCode: 0 }] }, 'main')
    expect(verdict).toMatchObject({ state: 'failed', cause: expected, exitCode: 0, retry: 'no' })
    expect(verdict.explanation).toContain('exit code 0')
  })

  test('is where it ended by itself before anybody could stop it', () => {
    const task = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
    expect(cause(task, 0)).toBe('succeeded')
    expect(cause({}, 0)).toBe('succeeded')
  })

  test('is never a missing exit code, and never the exit code of another container', () => {
    expect(cause({ stopCode: 'EssentialContainerExited' })).toBe('never-started')
    const containers = [{ name: 'aws-guardduty-agent', exitCode: 0 }, { name: 'main' }]
    expect(diagnose({ containers }, 'main').state).toBe('failed')
    expect(diagnose({ containers: [...containers].reverse() }, 'main').state).toBe('failed')
    expect(diagnose({ containers: containers.slice(0, 1).concat({ name: 'x', exitCode: 0 }) }, 'main').state).toBe(
      'failed',
    )
    expect(diagnose({ containers: [] }, 'main').state).toBe('failed')
  })
})

describe('no task', () => {
  test.each([
    ['capacity', 'RESOURCE:MEMORY', undefined],
    ['capacity', 'Capacity is unavailable at this time.', undefined],
    ['agent', 'AGENT', undefined],
    ['task-definition-inactive', 'INACTIVE', undefined],
    ['task-definition-inactive', 'MISSING', 'x'],
    ['capacity', 'ATTRIBUTE', 'arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/1'],
    ['capacity', 'LOCATION', undefined],
    ['cluster-inactive', 'MISSING', 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop'],
    ['agent', 'INACTIVE', 'arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/1'],
    ['image-pull-network', 'CannotPullContainerError: i/o timeout', undefined],
    ['unknown', 'SOMETHING', 'x'],
  ])('%s: %s', (expected, reason, detail) => {
    expect(diagnoseFailure(reason, detail)).toMatchObject({ state: 'failed', cause: expected })
  })

  test.each([
    ['cluster-inactive', 'ClusterNotFoundException', 'Cluster not found.'],
    ['task-definition-inactive', 'ClientException', 'TaskDefinition is inactive'],
    ['role-cannot-be-assumed', 'ClientException', 'ECS was unable to assume the role arn:aws:iam::000000000000:role/x'],
    ['role-cannot-be-assumed', 'AccessDeniedException', 'not authorized to perform: iam:PassRole on resource: x'],
    ['role-cannot-be-assumed', 'InvalidParameterException', 'Unable to assume the service linked role.'],
    [
      'task-definition-inactive',
      'InvalidParameterException',
      'The container main does not exist in the task definition.',
    ],
    ['capacity', 'ThrottlingException', 'Rate exceeded'],
    ['capacity', 'InvalidParameterException', 'No Container Instances were found in your cluster.'],
    ['unknown', 'InvalidParameterException', 'subnet-0 does not exist'],
    ['unknown', 'InvalidParameterException', 'Unsupported resource type: cluster'],
    ['task-definition-inactive', 'UnsupportedFeatureException', "The specified task isn't supported in this Region."],
    ['unknown', 'BlockedException', 'Your account is blocked.'],
  ])('%s: %s', (expected, name, message) => {
    expect(diagnoseRefusal(name, message)).toMatchObject({ state: 'failed', cause: expected })
  })
})

const said = (text: string, more: Partial<StoppedTask> = {}): ReturnType<typeof diagnose> =>
  diagnose({ stopCode: 'TaskFailedToStart', stoppedReason: text, containers: [{ name: 'main' }], ...more }, 'main')

describe('the advice', () => {
  test.each([
    [
      `${secrets}unable to retrieve secret from asm: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/run/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf because no identity-based policy allows it`,
      'Allow the execution role secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-west-1:111122223333:secret:key-AbCdEf.',
    ],
    [
      `${secrets}unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed`,
      'Allow the execution role kms:Decrypt on the key of the secret.',
    ],
    [`${secrets}The task cannot pull registry auth from Amazon ECR: dial tcp: i/o timeout`, 'ecr.api, ecr.dkr and s3'],
    [`${secrets}unable to retrieve secrets from ssm: context deadline exceeded`, 'the endpoint ssm'],
    [`${init}failed to download env files: i/o timeout`, 'S3 gateway endpoint'],
    [
      `${init}failed to validate logger args: There is a connection issue between the task and CloudWatch.`,
      'the endpoint logs',
    ],
    [
      `${init}failed to validate logger args: AccessDeniedException: is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:111122223333:log-group:shop`,
      'Allow it logs:CreateLogGroup on arn:aws:logs:eu-west-1:111122223333:log-group:shop, or create the log group.',
    ],
    [`${pull}write /var/lib/x: no space left on device`, 'ephemeral storage'],
    [
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'x': InsufficientFreeAddressesInSubnet",
      'larger subnets',
    ],
  ])('for %s says %s', (text, advice) => {
    expect(said(text).advice).toContain(advice)
    expect(said(text).explanation).toContain(advice)
  })

  test.each([
    ['mount.nfs4: mounting 192.0.2.10:/shop failed, reason given by server: No such file or directory', 'no', true],
    ['mount.nfs4: access denied by server while mounting 192.0.2.10:/shop', 'no', true],
    ['mount.efs: the role is unauthorized', 'no', false],
    ['mount.nfs4: timed out', 'once', false],
  ])('for a file system that cannot be mounted: %s', (text, retry, isOfDirectory) => {
    const verdict = said(`${init}failed to invoke EFS utils commands to set up EFS volumes: ${text}`)
    expect(verdict).toMatchObject({ cause: 'efs-mount', certainty: 'certain', retry })
    expect(verdict.advice.startsWith('Check that the directory exists')).toBe(isOfDirectory)
  })

  test('of a lack of memory is the next size up that Fargate has', () => {
    const oom = { name: 'main', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }
    const advice = (size: Partial<StoppedTask>): string => diagnose({ containers: [oom], ...size }, 'main').explanation
    expect(advice({})).toContain('Give the job the next size up.')
    expect(advice({ memory: 512 })).toContain('more than the 512 MiB')
    expect(advice({ cpu: 256, memory: 512 })).toContain('Give it 1024 MiB: memory: 1024.')
    expect(advice({ cpu: 256, memory: 2048 })).toContain('Give it 3072 MiB: cpu: 512, memory: 3072.')
    expect(advice({ cpu: 4096, memory: 30_720 })).toContain('Give it 32768 MiB: cpu: 8192, memory: 32768.')
    expect(advice({ cpu: 16_384, memory: 122_880 })).toContain('the largest size')
  })
})

describe('the explanation', () => {
  test('quotes ECS at most 300 characters long, without addresses of people and signatures of S3', () => {
    const { explanation } = said(
      `${pull}mail ops@shop.example or call +12025550100: Get "https://bucket.s3.amazonaws.com/l?X-Amz-Security-Token=abc": dial tcp: i/o timeout ${'x'.repeat(500)}`,
    )
    expect(explanation).not.toMatch(/ops@|2025550100|Token=abc/)
    expect(explanation.split(' ECS says: ').at(1)).toHaveLength(300)
  })

  test('says that it is a guess', () => {
    expect(said(`${pull}ref pull has been retried 5 time(s): failed to resolve ref`)).toMatchObject({
      cause: 'image-pull-network',
      certainty: 'guess',
      explanation: expect.stringMatching(/^Probably: /),
    })
    expect(said(`${secrets}service call has been retried 1 time(s): failed to fe`).cause).toBe('secrets-denied')
    expect(said(`${secrets}service call has been retried 5 time(s): failed to fe`).cause).toBe('secrets-network')
  })

  test('is likely only where the text is cut in the words that matter', () => {
    expect(said(`${pull}dial: i/o timeout`).certainty).toBe('certain')
    expect(said(`${secrets}unable to retrieve secrets from ssm: context deadli...`)).toMatchObject({
      cause: 'secrets-network',
      certainty: 'likely',
    })
    expect(said('Could not trans...')).toMatchObject({ cause: 'runtime-error', certainty: 'likely' })
    expect(said('Could not transition to running').certainty).toBe('certain')
  })
})

describe('whether to try again', () => {
  test.each([
    ['yes', `${pull}i/o timeout`],
    ['yes', 'Timeout waiting for network interface provisioning to complete.'],
    ['once', `${init}failed to download env files: i/o timeout`],
    ['once', 'CannotCreateContainerError: API error (500)'],
    ['no', `${pull}x not found`],
    ['no', 'Unexpected EC2 error while attempting to tag the network interface: TagPolicyViolation'],
    ['no', `${pull}no space left on device`],
    ['no', 'CannotStopContainerError: failed sending SIGTERM'],
  ])('%s: %s', (retry, text) => {
    expect(said(text).retry).toBe(retry)
  })

  test('is no where the container ran, whatever the text says', () => {
    const container = { name: 'main', exitCode: 128, reason: 'CannotStartContainerError: API error (404)' }
    expect(diagnose({ containers: [container] }, 'main')).toMatchObject({ cause: 'runtime-error', retry: 'no' })
  })

  test('by default after causes that need no change and by which the command surely never ran', () => {
    expect([...worthRetrying].sort()).toEqual(
      [
        'agent',
        'capacity',
        'efs-mount',
        'env-file-network',
        'ephemeral-storage',
        'eni-provisioning',
        'image-pull-network',
        'image-pull-rate-limit',
        'runtime-error',
        'secrets-network',
      ].sort(),
    )
  })
})

describe('a throttle is not a quota', () => {
  test.each([
    'ThrottlingException: Rate exceeded',
    'Task failed to start: Rate limit exceeded',
    'Unable to launch: RequestLimitExceeded: Request limit exceeded.',
    'TooManyRequestsException: Too many concurrent attempts to launch tasks, capacity provider busy',
  ])('%s', (text) => {
    for (const verdict of [diagnoseRefusal('ClientException', text), diagnoseFailure(text)]) {
      expect(verdict).toMatchObject({ cause: 'capacity', certainty: 'likely', retry: 'yes' })
      expect(verdict.explanation).toMatch(/throttled/)
      expect(verdict.explanation).not.toMatch(/quota/)
    }
  })

  test.each([
    "You've reached the limit on the number of tasks you can run concurrently",
    "You've reached the limit on the number of vCPUs you can run concurrently",
  ])('%s', (text) => {
    expect(diagnoseRefusal('ClientException', text)).toMatchObject({
      cause: 'capacity',
      certainty: 'certain',
      explanation: expect.stringContaining('quota'),
    })
  })
})

describe('a network that there is not', () => {
  test.each([
    [
      "Error retrieving subnet information for [subnet-0123456789abcdef0]: The subnet ID 'subnet-0123456789abcdef0' does not exist (ErrorCode: InvalidSubnetID.NotFound)",
      'The subnet subnet-0123456789abcdef0 of the task does not exist.',
    ],
    [
      "Error retrieving security group information for [sg-0123456789abcdef0]: The security group 'sg-0123456789abcdef0' does not exist (ErrorCode: InvalidGroup.NotFound)",
      'The security group sg-0123456789abcdef0 of the task does not exist.',
    ],
    ["The subnet ID 'subnet-9' does not exist", 'The subnet subnet-9 of the task does not exist.'],
    ["The subnet ID 'shop' does not exist", 'The subnet of the task does not exist.'],
  ])('%s', (text, what) => {
    expect(diagnoseRefusal('InvalidParameterException', text)).toMatchObject({
      cause: 'eni-provisioning',
      certainty: 'certain',
      retry: 'no',
      explanation: expect.stringContaining(what),
    })
  })
})

describe('several containers', () => {
  const main = { name: 'main' }

  test('that AWS adds are no cause', () => {
    const guard = { name: 'aws-guardduty-agent-x', reason: `${pull}i/o timeout` }
    expect(diagnose({ containers: [{ ...main, exitCode: 1 }, guard] }, 'main').cause).toBe('application-error')
    expect(diagnose({ containers: [main, guard] }, 'main').cause).toBe('never-started')
  })

  test('whose image is missing keep the main one from starting', () => {
    const sidecar = { name: 'proxy', reason: `${pull}proxy:1 not found` }
    expect(diagnose({ containers: [main, sidecar] }, 'main').cause).toBe('image-not-found')
    expect(diagnose({ containers: [{ ...main, exitCode: 2 }, sidecar] }, 'main').cause).toBe('application-error')
    expect(diagnose({ containers: [{ ...main, exitCode: 0 }, sidecar] }, 'main').state).toBe('succeeded')
  })

  test('are none where there is one: it counts under any name', () => {
    const alone = { name: 'app', exitCode: 3 }
    expect(diagnose({ containers: [alone] }, 'main')).toMatchObject({ cause: 'application-error', exitCode: 3 })
    expect(diagnose({ containers: [alone, { name: 'proxy' }] }, 'main')).toMatchObject({ exitCode: undefined })
  })

  test('that end with 0 take nothing with them, and with 1 they do', () => {
    const beside = (exitCode: number) =>
      diagnose(
        {
          containers: [
            { ...main, exitCode: 143 },
            { name: 'proxy', exitCode },
          ],
        },
        'main',
      )
    expect(beside(0).cause).toBe('sigterm')
    expect(beside(1)).toMatchObject({ cause: 'application-error', certainty: 'likely' })
    const reason = 'Cannot do as it is told'
    const asked = { name: 'proxy', exitCode: 128, reason }
    expect(diagnose({ containers: [{ ...main, exitCode: 143 }, asked] }, 'main').cause).toBe('runtime-error')
  })

  test('that end first are named, whether the main one ran or not', () => {
    const explanation = (exitCode?: number) =>
      diagnose(
        {
          containers: [
            { ...main, exitCode },
            { name: 'proxy', exitCode: 3 },
          ],
        },
        'main',
      ).explanation
    expect(explanation()).toContain('The container never ran: another one of the task, proxy (exit code 3)')
    expect(explanation(137)).toContain('proxy (exit code 3), ended first, and ECS stopped this one (exit code 137)')
  })

  test('that end first take the main one with them', () => {
    const exited = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
    const fell = diagnose(
      {
        ...exited,
        containers: [
          { ...main, exitCode: 137 },
          { name: 'proxy', exitCode: 3 },
        ],
      },
      'main',
    )
    expect(fell).toMatchObject({
      cause: 'application-error',
      exitCode: 137,
      explanation: expect.stringContaining('proxy (exit code 3)'),
    })
    const crashed = { name: 'proxy', exitCode: 139 }
    for (const exitCode of [137, 143])
      expect(diagnose({ ...exited, containers: [{ ...main, exitCode }, crashed] }, 'main').cause).toBe('segfault')
    expect(diagnose({ ...exited, containers: [main, { name: 'migrate', exitCode: 127 }] }, 'main').cause).toBe(
      'bad-command',
    )
    const byHand = { stopCode: 'UserInitiated', stoppedReason: 'enough' }
    expect(diagnose({ ...byHand, containers: [{ ...main, exitCode: 143 }, crashed] }, 'main').cause).toBe(
      'user-stopped',
    )
    const oom = { name: 'proxy', exitCode: 137, reason: 'OutOfMemoryError' }
    expect(diagnose({ ...exited, containers: [{ ...main, exitCode: 143 }, oom] }, 'main').cause).toBe('out-of-memory')
    const stopped = { name: 'proxy', exitCode: 143 }
    expect(diagnose({ ...exited, containers: [{ ...main, exitCode: 137 }, stopped] }, 'main').cause).toBe('unknown')
  })
})

describe('of several things that ECS says', () => {
  test('what comes before a start explains no exit code, unless the task is said to have failed to start', () => {
    const ran = { stopCode: 'EssentialContainerExited', stoppedReason: `${pull}agent:1 not found` }
    expect(cause(ran, 3)).toBe('application-error')
    expect(cause({ ...ran, stopCode: 'TaskFailedToStart' }, 3)).toBe('image-not-found')
    expect(cause({ ...ran, stoppedReason: 'OutOfMemoryError: killed' }, 137)).toBe('out-of-memory')
    expect(cause({ ...ran, stopCode: undefined }, 3)).toBe('image-not-found')
    expect(cause(ran)).toBe('image-not-found')
  })

  test('128 is what the runtime gives a container that it could not start, where ECS has its words', () => {
    const exited = { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' }
    expect(cause(exited, 128, 'Cannot do as it is told')).toBe('runtime-error')
    expect(cause(exited, 128)).toBe('application-error')
  })

  test("the words of a person who stopped the task are not taken for ECS's", () => {
    const byHand = { stopCode: 'UserInitiated', stoppedReason: 'looks like OutOfMemory, or a failed health check' }
    expect(cause(byHand)).toBe('user-stopped')
    expect(cause(byHand, 137)).toBe('killed-by-stop')
    expect(cause(byHand, 143)).toBe('user-stopped')
    expect(cause(byHand, 1)).toBe('user-stopped')
    expect(cause(byHand, 0)).toBe('user-stopped')
    expect(cause({ ...byHand, stoppedReason: 'Your Spot Task was interrupted.' }, 143)).toBe('spot-interruption')
    expect(cause({ ...byHand, stoppedReason: 'Host EC2 (instance i-0123) terminated.' }, 143)).toBe('host-terminated')
  })

  test('where nothing is said, only a stop code says that something stopped the task', () => {
    expect(cause({}, 137)).toBe('unknown')
    expect(diagnose({ stopCode: 'TaskFailedToStart', containers: [{ name: 'main' }] }, 'main').certainty).toBe('likely')
    expect(diagnose({ containers: [{ name: 'main' }] }, 'main')).toMatchObject({
      cause: 'never-started',
      certainty: 'guess',
    })
  })

  test('the words on the task are quoted where nothing is known of the container', () => {
    const stoppedReason = 'Essential container in task exited'
    const explanation = (exitCode?: number) =>
      diagnose({ stoppedReason, containers: [{ name: 'main', exitCode }] }, 'main').explanation
    expect(explanation()).toContain(`ECS says: ${stoppedReason}`)
    expect(explanation(3)).not.toContain('ECS says')
  })

  test('those words are quoted, without numbers and addresses of people', () => {
    const stoppedReason = 'disk full, asked mina@corner-shop.example first'
    const { explanation } = diagnose(
      { stopCode: 'UserInitiated', stoppedReason, containers: [{ name: 'main', exitCode: 143 }] },
      'main',
    )
    expect(explanation).toContain('disk full, asked')
    expect(explanation).not.toContain('mina')
  })

  test('the text is more exact than the stop code', () => {
    const code = 'ServiceSchedulerInitiated'
    expect(cause({ stopCode: code }, 143)).toBe('deployment')
    expect(cause({ stopCode: code, stoppedReason: 'Task failed ELB health checks in (elb x)' }, 143)).toBe(
      'health-check-failed',
    )
    expect(cause({ stopCode: 'TerminationNotice', stoppedReason: 'Your Spot Task was interrupted.' }, 0)).toBe(
      'spot-interruption',
    )
  })

  test('a stop by somebody is known by the text alone', () => {
    expect(cause({ stoppedReason: 'Task stopped by user' })).toBe('user-stopped')
    expect(cause({ stoppedReason: 'Task stopped by user' }, 137)).toBe('killed-by-stop')
  })

  test('names are no words', () => {
    expect(cause({ stoppedReason: `${pull}cloudwatch-agent:latest not found` })).toBe('image-not-found')
    expect(
      cause({ stoppedReason: `${secrets}unable to retrieve secrets from ssm: prod-env-files-denied: i/o timeout` }),
    ).toBe('secrets-network')
    expect(
      cause({
        stoppedReason: `${pull}failed to resolve ref 111122223333.dkr.ecr.eu-west-1.amazonaws.com/denied/429-out-of-memory:env-file: not found`,
      }),
    ).toBe('image-not-found')
    expect(
      cause({
        stoppedReason: `${secrets}unable to retrieve secret from asm: arn:aws:secretsmanager:eu-west-1:111122223333:secret:/env-file/accessdenied-AbCdEf: context deadline exceeded`,
      }),
    ).toBe('secrets-network')
  })
})

test.each([
  [130, 'application-error', 'SIGINT'],
  [132, 'application-error', 'SIGILL'],
  [3221225786, 'application-error', '3221225786'],
  [-1, 'application-error', '-1'],
])('exit code %d is %s and named %s', (exitCode, expected, name) => {
  const verdict = diagnose({ containers: [{ name: 'main', exitCode }] }, 'main')
  expect(verdict).toMatchObject({ cause: expected, explanation: expect.stringContaining(name) })
})

test('the documentation has a row for each cause', () => {
  const page = readFileSync(new URL('../../../docs/jobs.md', import.meta.url), 'utf8')
  const again = (name: CauseName): string =>
    worthRetrying.has(name) ? causes[name].retry : causes[name].retry === 'no' ? 'no' : 'if named'
  for (const name of causeNames) {
    const { what, advice } = causes[name]
    expect(page).toContain(`| \`${name}\` | ${what} | ${advice} | ${again(name)} |`)
  }
})

test.each([
  [129, 'SIGHUP'],
  [130, 'SIGINT'],
  [131, 'SIGQUIT'],
  [132, 'SIGILL'],
  [133, 'SIGTRAP'],
  [134, 'SIGABRT'],
  [135, 'SIGBUS'],
  [136, 'SIGFPE'],
  [137, 'SIGKILL'],
  [138, undefined],
  [139, 'SIGSEGV'],
  [140, undefined],
  [141, 'SIGPIPE'],
  [142, 'SIGALRM'],
  [143, 'SIGTERM'],
  [144, undefined],
  [128, undefined],
  [1, undefined],
])('the exit code %d means the signal %s', (exitCode, signal) => {
  expect(signalOf(exitCode)).toBe(signal)
})
