import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation'
import { LambdaClient } from '@aws-sdk/client-lambda'
import { callFunction } from '../../api/call.ts'
import { examine, isWell } from '../../api/doctor.ts'
import { readAssembly } from '../../local/assembly.ts'
import { bringUp } from '../../local/bring-up.ts'
import { type Emulator, emulatorAccount, installEmulator } from '../../local/emulator.ts'
import { type Fargate, startFargate } from '../../local/fargate.ts'
import { lostAnswer } from '../../local/faults/any-service.ts'
import { throughputExceeded } from '../../local/faults/dynamodb.ts'
import { ecsAsOnAws } from '../../local/faults/ecs.ts'
import { type FaultLayer, startFaultLayer } from '../../local/faults/proxy.ts'
import type { RecordedCall } from '../../local/faults/recorder.ts'
import { routeFunctions } from '../../local/faults/route-functions.ts'
import { times } from '../../local/faults/rule.ts'
import { slowDown } from '../../local/faults/s3.ts'
import { isExplained, isMeantDenial, staleExplanations } from '../../local/iam/explained.ts'
import { judge } from '../../local/iam/judge.ts'
import type { DeployedStack, Where } from '../../local/iam/resolve.ts'
import { unusedGrants } from '../../local/iam/unused.ts'
import { type Guide, makeGuide } from '../../local/tour/guide.ts'
import { stopsOf } from '../../local/tour/tour.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'

// The whole deployment with IAM enforced: a function that its role does not allow something fails here.
const config = parseConfig(written, new Date())
const directory = mkdtempSync(join(tmpdir(), 'nightshift-tour-'))
let emulator: Emulator | undefined
let fargate: Fargate | undefined
let guide: Guide | undefined
let layer: FaultLayer | undefined
let functions: readonly string[] = []
let where: Where | undefined

/** What may happen on AWS at any time, and nobody is to notice: the clients try five times. */
const passing = [
  times(1, lostAnswer({ service: 'ecs', action: 'RunTask' })),
  times(2, throughputExceeded({ action: 'TransactWriteItems' })),
  times(2, slowDown({ action: 'GetObject' })),
]

const client = (endpoint: string) => ({
  endpoint,
  region: config.region,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
})

/** The stacks as AWS would get them, with the names that the emulator gave to what is in them. */
const readStacks = async (endpoint: string): Promise<readonly DeployedStack[]> => {
  const { stacks } = readAssembly(join(directory, 'cdk.out'), { account: emulatorAccount, region: config.region })
  const cloudFormation = new CloudFormationClient(client(endpoint))
  return Promise.all(
    stacks.map(async ({ name, template }) => {
      const physicalIds: Record<string, string> = {}
      for await (const { StackResourceSummaries = [] } of paginateListStackResources(
        { client: cloudFormation },
        { StackName: name },
      ))
        for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries)
          physicalIds[LogicalResourceId] = PhysicalResourceId
      return { name, template, physicalIds }
    }),
  )
}

beforeAll(async () => {
  const { endpoint, outputs } = await bringUp({
    config,
    installed: await installEmulator(() => {}),
    directory,
    enforceIam: true,
    onEmulator: (started) => {
      emulator = started
    },
    report: () => {},
    step: (_title, work) => work(),
  })
  const output = (name: string): string => outputs[name] ?? ''
  fargate = await startFargate({
    endpoint,
    region: config.region,
    clusters: [output('ClusterName'), output('ProofClusterName')].filter((cluster) => cluster !== ''),
    vpcId: output('VpcId'),
    queueUrl: output('TaskChangesQueueUrl'),
  })
  layer = await startFaultLayer({ endpoint, account: emulatorAccount, rules: [...passing, ...ecsAsOnAws()] })
  functions = await routeFunctions(new LambdaClient(client(endpoint)), layer, { endpoint, prefix: `${config.name}-` })
  guide = makeGuide({ endpoint, config, outputs })
}, 180_000)

afterAll(async () => {
  await fargate?.stop()
  await layer?.stop()
  await emulator?.stop()
  rmSync(directory, { recursive: true, force: true })
}, 30_000)

test.each(stopsOf(config).map((stop) => [stop.title, stop] as const))(
  '%s',
  async (_title, stop) => {
    if (!guide) throw new Error('Nothing is deployed')
    expect(await stop.visit(guide)).not.toHaveLength(0)
  },
  180_000,
)

test('the doctor finds the stacks and the page well, and calls nothing well that the laptop cannot know', async () => {
  if (!guide) throw new Error('Nothing is deployed')
  const get = async (address: string) => {
    const answer = await fetch(address)
    return { status: answer.status, body: await answer.text() }
  }
  const rows = await examine({ ...guide, get })
  expect(rows.filter((row) => !isWell(row))).toEqual([])
  const well = rows.filter(({ state }) => state === 'ok').map(({ check }) => check)
  expect(new Set(well)).toEqual(new Set(['stacks', 'sms-region', 'acknowledge-link']))
}, 60_000)

// The emulator widens what it judges otherwise than AWS (local/gaps/iam.ts): here the templates are held as they are.
test('AWS would allow every call that the functions made on the tour', async () => {
  if (!layer || !guide) throw new Error('Nothing is deployed')
  // What is called each minute may not have had its turn yet.
  for (const name of functions.filter((each) => each.endsWith('-on-minute'))) await callFunction(guide, name, {})
  const { calls } = layer.recorder
  where = { region: config.region, account: emulatorAccount, stacks: await readStacks(guide.endpoint) }
  const callers = new Set(calls.flatMap(({ caller }) => caller ?? []))
  const met = new Set(calls.flatMap(({ rule }) => rule ?? []))
  expect([...met].toSorted()).toEqual([...passing.map(({ name }) => name), 'ecs: client tokens'].toSorted())
  // Each function is called on the tour, and its calls go through the layer.
  expect([...callers].toSorted()).toEqual(functions.filter((name) => !name.includes('EmulatorGap')).toSorted())
  expect(judge(calls, where).filter((denial) => !isMeantDenial(denial))).toEqual([])
}, 60_000)

test('a role allows nothing that is neither asked for on the tour nor explained, and nothing is explained in vain', () => {
  if (!layer || !where) throw new Error('Nothing is deployed')
  const unused = (calls: readonly RecordedCall[], deployed: Where) =>
    unusedGrants(calls, deployed)
      .filter(({ caller }) => !caller.includes('EmulatorGap'))
      .map(({ caller, action }) => ({ caller: caller.replace(`${config.name}-`, ''), action }))
  expect(unused(layer.recorder.calls, where).filter((grant) => !isExplained(grant))).toEqual([])
  expect(staleExplanations(unused([], where))).toEqual([])
})
