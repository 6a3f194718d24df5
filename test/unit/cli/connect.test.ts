import { jest } from '@jest/globals'
import { Command } from 'commander'
import type { OpenConnection } from '../../../api/connect.ts'
import { registerConnect } from '../../../cli/connect.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { fakeDeployment } from '../api/deployment.ts'

const taskArn = 'arn:aws:ecs:ap-northeast-2:123456789012:task/shop-access/0123456789abcdef'
const ready = {
  taskArn,
  containers: [{ runtimeId: 'c-1', managedAgents: [{ name: 'ExecuteCommandAgent', lastStatus: 'RUNNING' }] }],
}
const answers: Readonly<Record<string, object>> = {
  DescribeServicesCommand: { services: [{ taskDefinition: 'shop-access:3' }] },
  RunTaskCommand: { tasks: [{ taskArn }] },
}

/** Somebody types; ECS has the task ready at the second look. */
const type = async (words: readonly string[], { minutes = 45, run = async () => undefined as unknown } = {}) => {
  const complaints: string[] = []
  const asked: string[] = []
  const opened: { connection: OpenConnection; region: string; whileOpen: number }[] = []
  const waited: number[] = []
  let looks = 0
  const ecs = async (command: unknown) => {
    const { name } = (command as object).constructor
    asked.push(name)
    if (name === 'DescribeTasksCommand') return { tasks: [looks++ === 0 ? { taskArn } : ready] }
    return answers[name] ?? {}
  }
  const deployment = fakeDeployment({
    config: parseConfig(
      { ...example, estate: { ...example.estate, network: {}, access: { connect: true, minutes } } },
      new Date('2026-11-30T00:00:00Z'),
    ),
    outputs: { ConnectCluster: 'shop-access', ConnectService: 'shop-access', ConnectHost: 'db.example' },
    clients: { ECSClient: { send: ecs }, SSMClient: { send: async () => ({ SessionId: 's-1' }) } },
  })
  const before = process.listenerCount('SIGINT')
  const said = jest.spyOn(console, 'error').mockImplementation((text) => void complaints.push(String(text)))
  const program = new Command('nightshift').exitOverride()
  registerConnect(
    program,
    async () => deployment,
    async (connection, region) => {
      opened.push({ connection, region, whileOpen: process.listenerCount('SIGINT') - before })
      await run()
    },
    async (ms) => waited.push(ms),
  )
  for (const each of program.commands)
    each.exitOverride().configureOutput({ writeErr: (text) => void complaints.push(text) })
  try {
    const failed = await program.parseAsync(['connect', ...words], { from: 'user' }).then(
      () => undefined,
      (error: unknown) => error as Error,
    )
    return { complaints, asked, opened, waited, failed, left: process.listenerCount('SIGINT') - before }
  } finally {
    said.mockRestore()
  }
}

test('the words decide the target and the port of this machine; the plugin gets the session in the region of the deployment', async () => {
  const { opened, complaints, waited } = await type(['database', '--port', '15432'])
  expect(opened).toMatchObject([
    {
      region: example.region,
      connection: {
        session: { SessionId: 's-1' },
        request: { Parameters: { host: ['db.example'], portNumber: ['5432'], localPortNumber: ['15432'] } },
      },
    },
  ])
  expect(complaints).toEqual(['localhost:15432 leads to the database for at most 45 minutes; end it with Ctrl-C.'])
  expect(waited).toEqual([3_000])
})

test('without a port it is that of the database', async () => {
  const { opened } = await type(['database'])
  expect(opened[0]?.connection.request.Parameters.localPortNumber).toEqual(['5432'])
})

test('Ctrl-C is left to the plugin while it runs, and to nobody afterwards; the task is ended in any case', async () => {
  const well = await type(['database'])
  expect([well.opened[0]?.whileOpen, well.left]).toEqual([1, 0])
  expect(well.asked.at(-1)).toBe('StopTaskCommand')
  const lost = await type(['database'], { run: () => Promise.reject(new Error('no plugin')) })
  expect(lost.failed?.message).toBe('no plugin')
  expect([lost.asked.at(-1), lost.left]).toEqual(['StopTaskCommand', 0])
})

test.each([
  [[], "missing required argument 'target'"],
  [['cache'], "command-argument value 'cache' is invalid for argument 'target'. Allowed choices are database."],
  [['database', '--port', '0'], "option '--port <number>' argument '0' is invalid"],
  [['database', '--port', '65536'], "option '--port <number>' argument '65536' is invalid"],
  [['database', '--port', 'x'], "option '--port <number>' argument 'x' is invalid"],
])('nothing is started by %j', async (words, complaint) => {
  const { complaints, asked, failed } = await type(words)
  expect(complaints.join('')).toContain(complaint)
  expect(asked).toEqual([])
  expect(failed).toBeDefined()
})
