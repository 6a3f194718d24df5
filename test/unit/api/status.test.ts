import type { DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { mockClient } from 'aws-sdk-client-mock'
import { readStatus } from '../../../api/status.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { fakeDeployment, standstill } from './deployment.ts'
import { stateOf } from './firewall-scene.ts'
import { lookOf } from './hours-scene.ts'

const cloudWatch = mockClient(CloudWatchClient)
const looked = memoryLedger()
beforeAll(() =>
  looked.commit(
    [lookOf({ seenTo: standstill.toISOString() }), stateOf({ passedAt: standstill.toISOString() })].map((item) => ({
      item,
      expect: 'absent',
    })),
    standstill,
  ),
)
beforeEach(() => {
  cloudWatch.reset()
  cloudWatch.on(GetMetricDataCommand).resolves({})
})

const wanted = [
  'AlarmTopicArn',
  'UploadsBucket',
  'ClusterName',
  'LifecycleFunction',
  'CollectorFunction',
  'HoursFunction',
  'FirewallFunction',
  'FirewallLogsBucket',
  'AuditsFunction',
  'BackupsFunction',
]
/** No stack is there that the config does not have. */
const clients = {
  CloudFormationClient: {
    send: async () => {
      throw new Error('Stack with id corner-shop-firewall-edge does not exist')
    },
  },
}
const whole = Object.fromEntries(wanted.map((name) => [name, 'there']))

test('each capability adds what it looks at, and all is well', async () => {
  cloudWatch.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [] })
  expect(await readStatus(fakeDeployment({ outputs: whole, ledger: looked, clients }))).toEqual([
    { what: 'deployment', state: 'ok', detail: 'corner-shop' },
    { what: 'stacks', state: 'ok', detail: 'none is there that the config does not have' },
    { what: 'incidents', state: 'ok', detail: 'none is open' },
    { what: 'alarms', state: 'ok', detail: 'none is set off' },
    { what: 'jobs', state: 'ok', detail: 'the last run of each that ended was good' },
    { what: 'hours', state: 'ok', detail: 'every target is as its calendar wants it, or on its way' },
    {
      what: 'firewall',
      state: 'ok',
      detail: 'logs come, and its sets are as they should be; only counted, blocking nobody: scrapers',
    },
    { what: 'audits', state: 'ok', detail: 'nothing urgent is found that nobody has accepted' },
    { what: 'backups', state: 'ok', detail: 'every backup is as new as its plan wants it, and every process gets on' },
    { what: 'dead letters', state: 'ok', detail: 'none' },
  ])
})

test.each(wanted)('an output that the config needs and nobody has deployed is named: %s', async (name) => {
  const { [name]: _, ...rest } = whole
  const [deployment] = await readStatus(fakeDeployment({ outputs: rest, clients }))
  expect(deployment).toEqual({ what: 'deployment', state: 'wrong', detail: `not deployed: ${name}` })
})

test('what a config does not ask for needs no output', async () => {
  const config = {
    thumbnails: undefined,
    jobs: undefined,
    lifecycle: undefined,
    hours: undefined,
    firewall: undefined,
    audits: undefined,
    backups: undefined,
  }
  const outputs = { AlarmTopicArn: 'there', CollectorFunction: 'there' }
  expect((await readStatus(fakeDeployment({ config, outputs })))[0]).toMatchObject({ state: 'ok' })
})

test('what cannot be looked at is not well, and hides nothing else', async () => {
  cloudWatch.on(DescribeAlarmsCommand).rejects(new Error('no permission'))
  const here = { what: 'processes', look: async () => ['the emulator has died'], fine: 'all run' }
  const rows = await readStatus(fakeDeployment({ outputs: whole, ledger: looked, clients }), [here])
  expect(rows.filter(({ state }) => state === 'wrong')).toEqual([
    { what: 'processes', state: 'wrong', detail: 'the emulator has died' },
    { what: 'alarms', state: 'wrong', detail: 'no permission' },
  ])
})

test('a stack that the config has no more, and that nobody has deleted, is named', async () => {
  const { estate, ...config } = parseConfig(written, new Date('2026-11-21T00:00:00Z'))
  if (!estate) throw new Error('The example has lost its estate')
  const { web, database, ...network } = estate
  const cloudFormation = {
    send: async (command: unknown) => {
      const { StackName } = (command as DescribeStacksCommand).input
      // Those of the example without its database.
      if (!/-(firewall|network|web|operations|console|queries)$/.test(StackName ?? ''))
        throw new Error(`Stack with id ${StackName} does not exist`)
      return { Stacks: [{ StackName, StackStatus: 'CREATE_COMPLETE' }] }
    },
  }
  const stacksOf = async (changes: object) => {
    const deployment = fakeDeployment({
      config: { ...config, ...changes },
      outputs: whole,
      clients: { CloudFormationClient: cloudFormation },
    })
    return (await readStatus(deployment)).find(({ what }) => what === 'stacks')
  }
  expect(await stacksOf({ estate })).toMatchObject({ state: 'ok' })
  const left = await stacksOf({ estate: network })
  expect(left).toMatchObject({ state: 'wrong', detail: expect.stringMatching(/^corner-shop-web is no longer in/) })
  expect(left?.detail).not.toContain('corner-shop-data')
  const all = await stacksOf({ estate: undefined })
  expect(all?.detail).toMatch(/corner-shop-network is no longer .*; corner-shop-web is no longer/)
})

test('a console that is deployed is asked whether it answers', async () => {
  const answers = [new Response('', { status: 200 }), new Response('', { status: 502 })]
  const asked: string[] = []
  const before = globalThis.fetch
  globalThis.fetch = async (address) => {
    asked.push(String(address))
    return answers.shift() ?? Response.error()
  }
  try {
    const outputs = { ...whole, ConsoleUrl: 'https://night.shop.example' }
    const rowOf = async () =>
      (await readStatus(fakeDeployment({ outputs, ledger: looked, clients }))).find(({ what }) => what === 'console')
    expect(await rowOf()).toEqual({ what: 'console', state: 'ok', detail: 'https://night.shop.example' })
    expect(await rowOf()).toMatchObject({ state: 'wrong', detail: 'https://night.shop.example answers 502' })
    expect(asked).toEqual(Array(2).fill('https://night.shop.example/sign-in'))
  } finally {
    globalThis.fetch = before
  }
})
