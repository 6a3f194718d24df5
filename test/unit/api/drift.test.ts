import fc from 'fast-check'
import { decidedBy } from '../../../api/drift/elsewhere.ts'
import { driftRows } from '../../../api/drift/rows.ts'
import { detectDrift, isWell } from '../../../api/drift.ts'
import { stacksOf } from '../../../shared/stacks/index.ts'
import { fakeDeployment } from './deployment.ts'

const place = fakeDeployment()
const { config } = place
const where = { stack: 'shop-operations', region: 'ap-northeast-2' }
const drift = (more: object) => ({
  StackId: 'arn',
  LogicalResourceId: 'Function',
  ResourceType: 'AWS::Lambda::Function',
  PhysicalResourceId: 'shop-on-alarm',
  Timestamp: new Date(0),
  StackResourceDriftStatus: 'MODIFIED' as const,
  ...more,
})
const difference = (PropertyPath: string, ExpectedValue: string, ActualValue: string) => ({
  PropertyPath,
  ExpectedValue,
  ActualValue,
  DifferenceType: 'NOT_EQUAL' as const,
})

describe('what a drift means', () => {
  test('a row for each property that somebody changed', () => {
    const differences = [difference('/Timeout', '30', '60'), difference('/MemorySize', '512', '128')]
    expect(driftRows(place, where, [drift({ PropertyDifferences: differences })], [])).toEqual(
      [
        { property: '/Timeout', expected: '30', actual: '60' },
        { property: '/MemorySize', expected: '512', actual: '128' },
      ].map((each) => ({
        ...where,
        state: 'changed',
        resource: 'Function',
        type: 'AWS::Lambda::Function',
        id: 'shop-on-alarm',
        ...each,
      })),
    )
  })

  test('what is gone, what could not be looked at, what CloudFormation does not look at', () => {
    const rows = driftRows(
      place,
      where,
      [
        drift({ LogicalResourceId: 'A', StackResourceDriftStatus: 'IN_SYNC' }),
        drift({ LogicalResourceId: 'B', StackResourceDriftStatus: 'NOT_CHECKED' }),
        drift({ LogicalResourceId: 'C', StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason: 'AccessDenied' }),
        drift({ LogicalResourceId: 'D', StackResourceDriftStatus: 'DELETED' }),
      ],
      ['A', 'B', 'C', 'D', 'E'].map((LogicalResourceId) => ({
        LogicalResourceId,
        ResourceType: 'AWS::Lambda::Permission',
        ResourceStatus: 'CREATE_COMPLETE' as const,
        LastUpdatedTimestamp: new Date(0),
      })),
    )
    expect(rows.map(({ resource, state }) => [resource, state])).toEqual([
      ['D', 'deleted'],
      ['C', 'unknown'],
      ['B', 'not-checked'],
      ['E', 'not-checked'],
    ])
    expect(rows[1]?.why).toMatch(/AccessDenied/)
    expect(rows.map(isWell)).toEqual([false, false, true, true])
  })

  test.each([
    ['AWS::WAFv2::IPSet', '/Addresses/0', '', '203.0.113.7/32', /firewall/],
    ['AWS::WAFv2::IPSet', '/Description', 'a', 'b', undefined],
    ['AWS::ECS::Service', '/DesiredCount', '1', '4', /scaling/],
    ['AWS::ECS::Service', '/TaskDefinition', 'a:1', 'a:2', undefined],
    ['AWS::RDS::DBInstance', '/AllocatedStorage', '20', '100', /enlarges/],
    ['AWS::RDS::DBInstance', '/AllocatedStorage', '100', '20', undefined],
    ['AWS::RDS::DBInstance', '/EngineVersion', '16', '16.9', /minor/],
    ['AWS::RDS::DBInstance', '/EngineVersion', '16', '17.1', undefined],
    ['AWS::RDS::DBInstance', '/EngineVersion', '1', '16', undefined],
    ['AWS::RDS::DBInstance', '/PubliclyAccessible', 'false', 'true', undefined],
    ['AWS::EC2::SecurityGroup', '/SecurityGroupIngress/0/CidrIp', '10.1.0.0/16', '0.0.0.0/0', undefined],
    ['AWS::S3::Bucket', '/LifecycleConfiguration/Rules/0', '{}', '', /lifecycle/],
    ['AWS::S3::Bucket', '/PublicAccessBlockConfiguration/BlockPublicAcls', 'true', 'false', undefined],
  ])('%s %s from %j to %j is decided by %s', (type, path, expected, actual, by) => {
    const found = decidedBy(place, type, { path, expected, actual })
    if (by === undefined) expect(found).toBeUndefined()
    else expect(found).toMatch(by)
  })

  test('where the config has no such capability, it is somebody who changed it', () => {
    const without = { local: false, config: { ...config, hours: undefined, lifecycle: undefined } }
    const about = { path: '/MinCapacity', expected: '1', actual: '0' }
    const type = 'AWS::ApplicationAutoScaling::ScalableTarget'
    expect(decidedBy(place, type, about)).toBe('a calendar of hours')
    expect(decidedBy(without, type, about)).toBeUndefined()
  })

  test('no resource is left out, and none is there twice without a reason', () => {
    const status = fc.constantFrom('IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED', 'UNKNOWN', undefined)
    fc.assert(
      fc.property(fc.array(status, { maxLength: 20 }), (statuses) => {
        const name = (index: number) => `R${index}`
        const rows = driftRows(
          place,
          where,
          statuses.flatMap((StackResourceDriftStatus, index) =>
            StackResourceDriftStatus === undefined
              ? []
              : [
                  drift({
                    LogicalResourceId: name(index),
                    StackResourceDriftStatus,
                    PropertyDifferences: [difference('/Timeout', '1', '2')],
                  }),
                ],
          ),
          statuses.map((_, index) => ({
            LogicalResourceId: name(index),
            ResourceType: 'AWS::Lambda::Function',
            ResourceStatus: 'CREATE_COMPLETE' as const,
            LastUpdatedTimestamp: new Date(0),
          })),
        )
        const told = statuses.flatMap((each, index) => (each === 'IN_SYNC' ? [] : [name(index)]))
        expect(rows.map(({ resource }) => resource).sort()).toEqual(told.sort())
      }),
    )
  })
})

describe('a detection', () => {
  const operations = stacksOf(config).find(({ wanted }) => wanted === 'always')?.name ?? ''

  /** CloudFormation with one stack, whose detection ends with the given statuses, one a look. */
  const run = async (
    looks: readonly object[],
    { busy = 0, fault }: { readonly busy?: number; readonly fault?: Error } = {},
  ) => {
    const [asked, waited]: [string[], number[]] = [[], []]
    let [look, refused] = [0, 0]
    const send = async (command: unknown): Promise<unknown> => {
      const { input } = command as { readonly input: Record<string, string> }
      const { name } = (command as object).constructor
      if (input.StackName !== undefined && input.StackName !== operations)
        throw new Error(`Stack [${input.StackName}] does not exist`)
      asked.push(name)
      switch (name) {
        case 'DetectStackDriftCommand':
          if (fault) throw fault
          refused += 1
          if (refused <= busy) throw new Error('Drift detection is already in progress for stack')
          return { StackDriftDetectionId: 'd-1' }
        case 'DescribeStackDriftDetectionStatusCommand': {
          look += 1
          return looks[Math.min(look, looks.length) - 1]
        }
        case 'DescribeStackResourceDriftsCommand':
          return input.NextToken === undefined
            ? { StackResourceDrifts: [drift({ StackResourceDriftStatus: 'IN_SYNC' })], NextToken: 'more' }
            : { StackResourceDrifts: [drift({ LogicalResourceId: 'Gone', StackResourceDriftStatus: 'DELETED' })] }
        default:
          return { StackResourceSummaries: [] }
      }
    }
    const deployment = fakeDeployment({ clients: { CloudFormationClient: { send } } })
    const rows = await detectDrift(deployment, async (ms) => waited.push(ms))
    return { rows, asked, waited }
  }
  const [going, done] = [{ DetectionStatus: 'DETECTION_IN_PROGRESS' }, { DetectionStatus: 'DETECTION_COMPLETE' }]

  test('is waited for, and all pages are read', async () => {
    const { rows, waited } = await run([going, going, done])
    expect(rows.map(({ stack, resource, state }) => [stack, resource, state])).toEqual([
      [operations, 'Gone', 'deleted'],
    ])
    expect(waited).toEqual([5_000, 5_000])
  })

  test("somebody else's detection is waited for", async () => {
    const { asked, waited } = await run([done], { busy: 2 })
    expect(asked.filter((name) => name === 'DetectStackDriftCommand')).toHaveLength(3)
    expect(waited).toHaveLength(2)
  })

  test('one that fails for some resources says so, and tells the others', async () => {
    const { rows } = await run([{ DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'No rds:Describe…' }])
    expect(rows.map(({ state, why = '' }) => [state, why.includes('No rds:Describe…')])).toEqual([
      ['unknown', true],
      ['deleted', false],
    ])
  })

  test('one that never ends is given up after ten minutes', async () => {
    const { rows, waited } = await run([going])
    expect(rows).toEqual([expect.objectContaining({ stack: operations, state: 'unknown' })])
    expect(rows[0]?.why).toContain('did not end within ten minutes')
    expect(waited.reduce((sum, each) => sum + each, 0)).toBe(600_000)
  })

  test('a stack that is being updated, or that may not be looked at, is told', async () => {
    const { rows } = await run([done], { fault: new Error('Stack is in UPDATE_IN_PROGRESS state') })
    expect(rows).toEqual([
      {
        stack: operations,
        region: config.region,
        state: 'unknown',
        why: expect.stringContaining('UPDATE_IN_PROGRESS'),
      },
    ])
  })

  test('where nothing is deployed, that is the error', async () => {
    const fault = new Error('Stack [x] does not exist')
    await expect(run([done], { fault })).rejects.toThrow('Nothing of this config is deployed')
  })
})
