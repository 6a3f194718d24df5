import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'

const now = new Date('2026-11-21T00:00:00Z')
const item = (sk: string) => ({ pk: 'a', sk, kind: 'note', at: now.toISOString() })
const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({
    message: 'cancelled',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

// DynamoDBDocumentClient.from makes a client of its own, so its class is what can be watched.
const sent = mockClient(DynamoDBDocumentClient)
const ledger = dynamoLedger('ledger')
beforeEach(() => sent.reset())

const commit = () =>
  ledger.commit(
    [
      { item: item('1'), expect: 'absent' },
      { item: item('2'), expect: 3 },
    ],
    now,
  )

describe('what DynamoDB answers to a write', () => {
  test('a write that met another one is tried again at once, without anybody noticing', async () => {
    sent.on(TransactWriteCommand).rejectsOnce(cancelled('TransactionConflict', 'None')).resolves({})
    await commit()
    expect(sent.calls()).toHaveLength(2)
  })

  test.each([['TransactionConflict'], ['ThrottlingError'], ['ProvisionedThroughputExceeded']])(
    '%s that does not end is a TransientError',
    async (code) => {
      sent.on(TransactWriteCommand).rejects(cancelled('None', code))
      await expect(commit()).rejects.toMatchObject({
        name: 'TransientError',
        message: `The ledger asks to try again: ${code}`,
      })
      expect(sent.calls()).toHaveLength(4)
    },
  )

  test('a lost condition is a ConflictError even where another item was busy', async () => {
    sent.on(TransactWriteCommand).rejects(cancelled('TransactionConflict', 'ConditionalCheckFailed'))
    await expect(commit()).rejects.toMatchObject({
      name: 'ConflictError',
      message: 'Changed by another writer: a/2',
    })
    expect(sent.calls()).toHaveLength(1)
  })

  test('an item that the table will never take is not tried again, and says so', async () => {
    sent.on(TransactWriteCommand).rejects(cancelled('ValidationError', 'None'))
    await expect(commit()).rejects.toBeInstanceOf(TransactionCanceledException)
    expect(sent.calls()).toHaveLength(1)
  })

  test('a refusal of the whole call goes through as it is', async () => {
    sent.on(TransactWriteCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
    await expect(commit()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})
