import { diagnose, diagnoseFailure, diagnoseRefusal, type StoppedTask } from '../../../functions/jobs/diagnosis.ts'

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
    [{ stopCode: 'UserInitiated' }, undefined],
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
    ['unknown', 'ATTRIBUTE', 'x'],
  ])('%s: %s', (expected, reason, detail) => {
    expect(diagnoseFailure(reason, detail)).toMatchObject({ state: 'failed', cause: expected })
  })

  test.each([
    ['cluster-inactive', 'ClusterNotFoundException', 'Cluster not found.'],
    ['task-definition-inactive', 'ClientException', 'TaskDefinition is inactive'],
    ['role-cannot-be-assumed', 'ClientException', 'ECS was unable to assume the role arn:aws:iam::000000000000:role/x'],
    ['role-cannot-be-assumed', 'AccessDeniedException', 'not authorized to perform: iam:PassRole on resource: x'],
    ['unknown', 'InvalidParameterException', 'subnet-0 does not exist'],
  ])('%s: %s', (expected, name, message) => {
    expect(diagnoseRefusal(name, message)).toMatchObject({ state: 'failed', cause: expected })
  })
})
