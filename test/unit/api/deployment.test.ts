import { CloudFormationClient, type DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { SQSClient } from '@aws-sdk/client-sqs'
import { readOutputs } from '../../../api/deployment.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { connector } from '../../../shared/connect.ts'
import { fakeDeployment } from './deployment.ts'

const { config } = fakeDeployment()

/** A CloudFormation that knows some stacks, and what it was asked in which region. */
const cloudFormation = (stacks: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const asked: string[] = []
  const connect = (_: unknown, { region }: { readonly region?: string } = {}) => ({
    send: async ({ input: { StackName = '' } }: DescribeStacksCommand) => {
      asked.push(`${StackName} in ${region}`)
      const outputs = stacks[StackName]
      if (!outputs) throw new Error(`Stack with id ${StackName} does not exist`)
      return {
        Stacks: [{ Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })) }],
      }
    },
  })
  return { asked, connect: connect as never }
}

test('the outputs of all stacks that are there are one list, each read in its own region', async () => {
  const { asked, connect } = cloudFormation({
    'corner-shop-operations': { LedgerTable: 'ledger' },
    'corner-shop-web': { WebAddress: 'https://shop.example' },
  })
  expect(await readOutputs(config, connect)).toEqual({ LedgerTable: 'ledger', WebAddress: 'https://shop.example' })
  expect(asked.toSorted()).toEqual(
    [
      ...[
        'access',
        'audit',
        'cache',
        'console',
        'data',
        'drills',
        'edge',
        'firewall',
        'network',
        'operations',
        'queries',
        'web',
      ].map((part) => `corner-shop-${part} in ${config.region}`),
      ...['events', 'firewall-edge'].map((part) => `corner-shop-${part} in us-east-1`),
    ].toSorted(),
  )
})

test('a stack of another region is asked there, as what CloudFront uses lives in us-east-1', async () => {
  const { asked, connect } = cloudFormation({ 'shop-operations': { LedgerTable: 'l' }, 'shop-edge': { WebAcl: 'acl' } })
  const stacks = [
    { part: 'operations', name: 'shop-operations', region: 'ap-northeast-2', wanted: 'always' },
    { part: 'edge', name: 'shop-edge', region: 'us-east-1', wanted: true },
  ] as const
  expect(await readOutputs(config, connect, stacks)).toEqual({ LedgerTable: 'l', WebAcl: 'acl' })
  expect(asked).toEqual(['shop-operations in ap-northeast-2', 'shop-edge in us-east-1'])
})

test('without the stack that every deployment has there is none, and it is said what to do', async () => {
  const found = readOutputs(config, cloudFormation({ 'corner-shop-web': {} }).connect)
  await expect(found).rejects.toThrow(UsageError)
  await expect(found).rejects.toThrow(/corner-shop-operations does not exist.*npm run deploy/)
})

test('an output that is missing is bad use', () => {
  expect(() => fakeDeployment().output('Nothing')).toThrow(UsageError)
  expect(fakeDeployment().output('LedgerTable')).toBe('ledger')
})

test('a client is made once for a class and its options', () => {
  const connect = connector({ region: 'ap-northeast-2' })
  expect(connect(SQSClient)).toBe(connect(SQSClient))
  expect(connect(SQSClient, { region: 'us-east-1' })).not.toBe(connect(SQSClient))
  expect(connect(CloudFormationClient)).toBeInstanceOf(CloudFormationClient)
})
