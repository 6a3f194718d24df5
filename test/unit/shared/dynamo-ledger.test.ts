import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
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
const pauses: number[] = []
const ledger = dynamoLedger('ledger', undefined, async (milliseconds) => pauses.push(milliseconds))
beforeEach(() => {
  sent.reset()
  pauses.length = 0
})

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

  test.each([
    ['TransactionConflict', 4, 350],
    ['ThrottlingError', 12, 18_600],
    ['ProvisionedThroughputExceeded', 12, 18_600],
  ])(
    '%s that does not end is a TransientError after %d tries and %d milliseconds at most',
    async (code, tries, milliseconds) => {
      sent.on(TransactWriteCommand).rejects(cancelled('None', code))
      await expect(commit()).rejects.toMatchObject({
        name: 'TransientError',
        message: `The ledger asks to try again: ${code}`,
      })
      expect(sent.calls()).toHaveLength(tries)
      expect(pauses.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(milliseconds)
    },
  )

  test('a table that takes no more for seconds takes the write when it can, however often others were met meanwhile', async () => {
    let calls = 0
    sent.on(TransactWriteCommand).callsFake(() => {
      calls += 1
      if (calls <= 8) throw cancelled('ThrottlingError', calls % 4 === 0 ? 'TransactionConflict' : 'None')
      return {}
    })
    await commit()
    expect(calls).toBe(9)
  })

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

describe('a single item that may be written again', () => {
  const put = (expect: 'absent' | number = 'absent') =>
    ledger.commit([{ item: item('1'), expect, repeatable: true }], now)
  const answers = (name: string) => Object.assign(new Error(name), { name })

  test('is put on the same condition, without a transaction, which would cost twice', async () => {
    sent.on(PutCommand).resolves({})
    await put(3)
    const [call] = sent.commandCalls(PutCommand)
    expect(call?.args[0].input).toMatchObject({
      TableName: 'ledger',
      Item: { pk: 'a', sk: '1', version: 4 },
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': 3 },
    })
    expect(sent.commandCalls(TransactWriteCommand)).toHaveLength(0)
  })

  test('of which there is more than one is a transaction', async () => {
    sent.on(TransactWriteCommand).resolves({})
    const write = (sk: string) => ({ item: item(sk), expect: 'absent', repeatable: true }) as const
    await ledger.commit([write('1'), write('2')], now)
    expect(sent.commandCalls(TransactWriteCommand)).toHaveLength(1)
  })

  test('is a conflict where another was there before', async () => {
    sent.on(PutCommand).rejects(answers('ConditionalCheckFailedException'))
    await expect(put()).rejects.toMatchObject({ name: 'ConflictError', message: 'Changed by another writer: a/1' })
  })

  test.each([
    ['TransactionConflictException', 4],
    ['ThrottlingException', 12],
    ['ProvisionedThroughputExceededException', 12],
  ])('%s is tried again, and then transient', async (name, tries) => {
    sent.on(PutCommand).rejects(answers(name))
    await expect(put()).rejects.toMatchObject({ name: 'TransientError' })
    expect(sent.calls()).toHaveLength(tries)
  })

  test('a refusal of the whole call goes through as it is', async () => {
    sent.on(PutCommand).rejects(answers('AccessDeniedException'))
    await expect(put()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})
