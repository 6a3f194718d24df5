import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import { clientPool } from '../../../shared/client-pool.ts'
import { connector } from '../../../shared/connect.ts'

describe('a pool of clients', () => {
  test('makes one of each class for each region, and then gives the same', async () => {
    const clientOf = clientPool()
    const [first, second] = [clientOf(SQSClient, 'eu-west-1'), clientOf(SQSClient, 'us-east-1')]
    expect(clientOf(SQSClient, 'eu-west-1')).toBe(first)
    expect(clientOf(SQSClient, 'us-east-1')).toBe(second)
    expect(second).not.toBe(first)
    expect(clientOf(SSMClient, 'eu-west-1')).toBeInstanceOf(SSMClient)
    expect(await first.config.region()).toBe('eu-west-1')
    expect(await second.config.region()).toBe('us-east-1')
  })

  test('has its own options in the place of the usual ones', async () => {
    expect(await clientPool({ maxAttempts: 2 })(SQSClient, 'eu-west-1').config.maxAttempts()).toBe(2)
    expect(await clientPool()(SQSClient, 'eu-west-1').config.maxAttempts()).toBe(5)
  })
})

test('a connector makes one client for a class and its options, and then gives the same', async () => {
  const connect = connector({ region: 'eu-west-1', maxAttempts: 4 })
  const [usual, other] = [connect(SQSClient), connect(SQSClient, { region: 'us-east-1' })]
  expect(connect(SQSClient)).toBe(usual)
  expect(connect(SQSClient, { region: 'us-east-1' })).toBe(other)
  expect(connect(SSMClient)).toBeInstanceOf(SSMClient)
  expect([await usual.config.region(), await other.config.region()]).toEqual(['eu-west-1', 'us-east-1'])
  expect(await other.config.maxAttempts()).toBe(4)
})
