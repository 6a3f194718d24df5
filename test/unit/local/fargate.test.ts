import type { Task, TaskDefinition } from '@aws-sdk/client-ecs'
import { taskStateChange } from '../../../local/fargate/event.ts'
import { runCommand } from '../../../local/fargate/run.ts'
import { type Services, stoppedStatus, superviseTask } from '../../../local/fargate/supervise.ts'
import { commandOf } from '../../../local/fargate/task.ts'
import { identifyProcess } from '../../../local/processes.ts'

const task: Task = {
  taskArn: 'arn:aws:ecs:ap-northeast-2:000000000000:task/jobs/0123abcd',
  clusterArn: 'arn:aws:ecs:ap-northeast-2:000000000000:cluster/jobs',
  taskDefinitionArn: 'arn:aws:ecs:ap-northeast-2:000000000000:task-definition/report:7',
  startedBy: 'nightshift/report',
  createdAt: new Date('2026-11-21T00:00:00Z'),
  containers: [{ name: 'main' }, { name: 'sidecar' }],
}
const now = new Date('2026-11-21T00:00:05Z')

const definition: TaskDefinition = {
  containerDefinitions: [
    { name: 'sidecar', essential: false, command: ['tail'] },
    {
      name: 'main',
      entryPoint: ['sh', '-c'],
      command: ['echo default'],
      environment: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
      secrets: [{ name: 'KEY', valueFrom: 'arn:aws:ssm:ap-northeast-2:000000000000:parameter/key' }],
      environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::shop/a.env' }],
      stopTimeout: 5,
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/jobs', 'awslogs-stream-prefix': 'report' },
      },
    },
  ],
}

describe('the command of a task', () => {
  test('is the essential container’s, with its log', () => {
    expect(commandOf(task, definition)).toEqual({
      container: 'main',
      command: ['sh', '-c', 'echo default'],
      environment: { A: '1', B: '2' },
      secrets: { KEY: 'arn:aws:ssm:ap-northeast-2:000000000000:parameter/key' },
      environmentFiles: ['arn:aws:s3:::shop/a.env'],
      stopTimeout: 5,
      log: { group: '/jobs', stream: 'report/main/0123abcd' },
    })
  })

  test('yields to the overrides, which leave the entry point', () => {
    const environment = [{ name: 'B', value: 'two' }]
    const overrides = { containerOverrides: [{ name: 'main', command: ['exit 3'], environment }] }
    expect(commandOf({ ...task, overrides }, definition)).toMatchObject({
      command: ['sh', '-c', 'exit 3'],
      environment: { A: '1', B: 'two' },
    })
  })

  test('is unknown when the definition leaves it to the image', () => {
    expect(commandOf(task, { containerDefinitions: [{ name: 'main', image: 'nginx' }] })).toBeUndefined()
  })
})

describe('the end of a task', () => {
  test('has the exit code on the container that ran', () => {
    const status = stoppedStatus('main', { kind: 'exited', exitCode: 3 }, undefined)
    const { detail } = taskStateChange(task, status, { stoppedAt: now }, now)
    expect(detail).toMatchObject({
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      stoppedAt: '2026-11-21T00:00:05.000Z',
      group: 'family:report',
      containers: [{ name: 'main', exitCode: 3 }, { name: 'sidecar' }],
    })
    expect(detail.containers[1]).not.toHaveProperty('exitCode')
    expect(detail).not.toHaveProperty('tags')
  })

  test('has no exit code when the command could not be started', () => {
    const status = stoppedStatus('main', { kind: 'not-started', message: 'exec: "x": not found' }, undefined)
    expect(status).toEqual({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'CannotStartContainerError: exec: "x": not found',
      container: 'main',
      reason: 'CannotStartContainerError: exec: "x": not found',
    })
  })

  test('names who asked for it, whether the command ran or not', () => {
    const asked = { stopCode: 'UserInitiated', stoppedReason: 'enough' }
    expect(stoppedStatus('main', { kind: 'exited', exitCode: 143 }, 'enough')).toMatchObject({
      ...asked,
      exitCode: 143,
    })
    expect(stoppedStatus('main', { kind: 'skipped' }, 'enough')).toMatchObject(asked)
    const refused = stoppedStatus('main', { kind: 'refused', reason: 'ResourceInitializationError: x' }, undefined)
    expect(refused).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: 'ResourceInitializationError: x' })
    expect(refused).not.toHaveProperty('exitCode')
  })

  test('has a higher version than what came before', () => {
    const versionOf = (lastStatus: 'PENDING' | 'RUNNING') =>
      taskStateChange(task, { lastStatus }, {}, now).detail.version
    const stopped = taskStateChange(task, stoppedStatus('main', { kind: 'exited', exitCode: 0 }, undefined), {}, now)
    expect([versionOf('PENDING'), versionOf('RUNNING'), stopped.detail.version]).toEqual([2, 3, 6])
  })
})

describe('a command', () => {
  const run = (...command: string[]) => {
    const lines: string[] = []
    const running = runCommand({ command, environment: { WHO: 'shop' }, stopTimeout: 1 }, (line) => lines.push(line))
    return { running, lines }
  }

  test('has only PATH and its own environment, in an empty directory', async () => {
    const { running, lines } = run(
      'sh',
      '-c',
      'env | cut -d= -f1 | grep -v -e PWD -e OLDPWD -e "^_$" -e SHLVL | sort; ls -A',
    )
    await running.ended
    expect(lines).toEqual(['PATH', 'WHO'])
  })

  test('tells its exit code, and as one the signal that ended it', async () => {
    expect(await run('sh', '-c', 'exit 3').running.ended).toEqual({ kind: 'exited', exitCode: 3 })
    expect(await run('sh', '-c', 'kill -KILL $$').running.ended).toEqual({ kind: 'exited', exitCode: 137 })
  })

  test('that does not exist was never started', async () => {
    const { running } = run('no-such-command')
    expect(await running.started).toBe(false)
    expect(await running.ended).toMatchObject({ kind: 'not-started' })
  })

  test.each([[['']], [['no\0program']], [['echo', 'a\0b']]])(
    'that cannot be one was never started: %j',
    async (command) => {
      const { running } = run(...command)
      expect(await running.started).toBe(false)
      expect(await running.ended).toMatchObject({ kind: 'not-started', message: expect.stringMatching(/^exec: /) })
      await running.stop()
    },
  )

  test('that ignores SIGTERM is ended all the same, with what it has started', async () => {
    const { running, lines } = run('sh', '-c', 'trap "" TERM; sleep 60 & echo $!; wait; wait')
    while (lines.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await running.stop(50)
    expect(await running.ended).toEqual({ kind: 'exited', exitCode: 137 })
    expect(identifyProcess(Number(lines[0]))).toBeUndefined()
  })
})

test('what is told of a task names its program, not its arguments', async () => {
  const container = {
    name: 'main',
    command: ['echo', 'call +12025550101'],
    environment: [{ name: 'A', value: '+12025550102' }],
  }
  const lines: string[] = []
  const ends = Promise.withResolvers<void>()
  const services = {
    ecs: { send: async () => ({ taskDefinition: { containerDefinitions: [container] } }) },
    stores: {},
    deliver: async () => {},
    report: (text: string) => {
      lines.push(text)
      if (text.includes('ended')) ends.resolve()
    },
  } as unknown as Services
  superviseTask(services, task)
  await ends.promise
  expect(lines).toEqual(['task 0123abcd runs: echo', 'task 0123abcd ended: exit code 0'])
})
