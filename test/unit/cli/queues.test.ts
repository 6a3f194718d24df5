import { jest } from '@jest/globals'
import { Command } from 'commander'
import { registerQueues } from '../../../cli/queues.ts'
import { fakeDeployment } from '../api/deployment.ts'

const event = {
  Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'up' }, object: { key: 'a+b.jpg' } } }],
}

/** A queue with as many messages as bodies, and one that SQS has counted beside them where it says so. */
const run = async (bodies: readonly string[], more: number, ...words: string[]) => {
  const printed: string[] = []
  const complaints: string[] = []
  jest.spyOn(console, 'log').mockImplementation((line) => void printed.push(String(line)))
  jest.spyOn(console, 'error').mockImplementation((line) => void complaints.push(String(line)))
  const given: string[] = []
  let left = [...bodies]
  const send = async (command: unknown): Promise<unknown> => {
    const { name } = (command as object).constructor
    if (name === 'GetQueueAttributesCommand')
      return { Attributes: { ApproximateNumberOfMessages: String(bodies.length + more) } }
    if (name === 'ChangeMessageVisibilityBatchCommand') {
      given.push(
        ...(command as { input: { Entries: { ReceiptHandle: string }[] } }).input.Entries.map(
          (each) => each.ReceiptHandle,
        ),
      )
      return {}
    }
    const Messages = left.map((Body, index) => ({
      MessageId: `m-${index}`,
      ReceiptHandle: `r-${index}`,
      Body,
      Attributes: { SentTimestamp: String(Date.UTC(2026, 10, 30, 12, index)) },
    }))
    left = []
    return { Messages }
  }
  const program = new Command('nightshift').enablePositionalOptions().exitOverride()
  registerQueues(program, async () =>
    fakeDeployment({
      outputs: { UploadsDeadLettersQueueUrl: 'https://sqs.test/1/uploads-dead' },
      clients: { SQSClient: { send } },
    }),
  )
  process.exitCode = undefined
  await program.parseAsync(['queues', 'show', ...words], { from: 'user' })
  const { exitCode } = process
  process.exitCode = undefined
  return { printed: printed.join('\n'), complaints, given, exitCode }
}

afterEach(() => jest.restoreAllMocks())

test('what is kept and whom it is for; all of it is given back, and it exits 1', async () => {
  const { printed, given, exitCode, complaints } = await run(
    [JSON.stringify(event), '\u001b[2J'],
    0,
    'UploadsDeadLetters',
  )
  for (const text of ['file', 'bucket up, key a b.jpg', 'unreadable', 'nobody: it cannot be read'])
    expect(printed).toContain(text)
  expect(printed).not.toContain('\u001b[2J')
  expect(given).toEqual(['r-0', 'r-1'])
  expect(complaints).toEqual([])
  expect(exitCode).toBe(1)
})

test('how many there are where not all are shown', async () => {
  expect((await run([JSON.stringify(event)], 70, 'UploadsDeadLetters')).complaints).toEqual([
    '1 of about 71 messages are shown.',
  ])
})

test('an empty one, and --json', async () => {
  expect(await run([], 0, 'UploadsDeadLetters')).toMatchObject({
    printed: 'UploadsDeadLetters is empty.',
    exitCode: undefined,
  })
  expect(JSON.parse((await run([JSON.stringify(event)], 0, 'UploadsDeadLetters', '--json')).printed)).toEqual([
    expect.objectContaining({ id: 'm-0', sentAt: '2026-11-30T12:00:00.000Z', kind: 'file' }),
  ])
})

test('a queue that there is not', async () => {
  await expect(run([], 0, 'Uploads')).rejects.toThrow(/UploadsDeadLetters/)
})
