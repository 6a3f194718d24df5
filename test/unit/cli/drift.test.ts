import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerDrift } from '../../../cli/drift.ts'
import { fakeDeployment } from '../api/deployment.ts'

const summary = { ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date(0) }

/** Every stack has a permission, of which CloudFormation knows nothing, and what is given. */
const run = async (drifts: readonly object[], ...words: string[]) => {
  const printed: string[] = []
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  const send = async (command: unknown): Promise<unknown> => {
    const { name } = (command as object).constructor
    if (name === 'DetectStackDriftCommand') return { StackDriftDetectionId: 'd-1' }
    if (name === 'DescribeStackDriftDetectionStatusCommand') return { DetectionStatus: 'DETECTION_COMPLETE' }
    if (name === 'DescribeStackResourceDriftsCommand') return { StackResourceDrifts: drifts }
    return { StackResourceSummaries: [{ ...summary, LogicalResourceId: 'P', ResourceType: 'AWS::Lambda::Permission' }] }
  }
  const program = new Command('nightshift').exitOverride()
  registerDrift(
    program,
    async () => fakeDeployment({ clients: { CloudFormationClient: { send } } }),
    async () => undefined,
  )
  process.exitCode = undefined
  await program.parseAsync(['drift', ...words], { from: 'user' })
  const { exitCode } = process
  process.exitCode = undefined
  return { printed: printed.join('\n'), exitCode }
}

afterEach(() => jest.restoreAllMocks())

const changed = {
  LogicalResourceId: 'Door',
  ResourceType: 'AWS::EC2::SecurityGroup',
  StackResourceDriftStatus: 'MODIFIED',
  PropertyDifferences: [
    { PropertyPath: '/SecurityGroupIngress/0/CidrIp', ExpectedValue: '10.1.0.0/16', ActualValue: '0.0.0.0/0' },
  ],
}

test('nothing has changed: it says so, and what nobody looks at', async () => {
  const { printed, exitCode } = await run([])
  expect(printed).toMatch(/^Every resource that CloudFormation looks at is as its template says\./)
  expect(printed).toMatch(/Not looked at, because CloudFormation cannot: AWS::Lambda::Permission \(\d+\)\./)
  expect(exitCode).toBeUndefined()
})

test('a door that somebody opened: what, from, to, and exit 1', async () => {
  const { printed, exitCode } = await run([changed])
  for (const text of ['changed', '/Door', '/SecurityGroupIngress/0/CidrIp', '10.1.0.0/16', '0.0.0.0/0'])
    expect(printed).toContain(text)
  expect(exitCode).toBe(1)
})

test('--json has all rows, those that are not looked at as well', async () => {
  const rows = JSON.parse((await run([changed], '--json')).printed)
  expect(new Set(rows.map(({ state }: { state: string }) => state))).toEqual(new Set(['changed', 'not-checked']))
})
