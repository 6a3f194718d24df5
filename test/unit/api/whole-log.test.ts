import { plainLines, readWholeLog, type WholeLogLine } from '../../../api/jobs/whole-log.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

const at = '2026-11-21T02:30:00Z'
const arn = (attempt: number) => `arn:aws:ecs:eu-west-1:123456789012:task/jobs/task-${attempt}`
const run = (more: Partial<RunRecord>): RunRecord => ({
  ...keys.run('report', at),
  kind: 'run',
  at,
  job: 'report',
  scheduledAt: at,
  attempt: 1,
  state: 'running',
  taskArn: arn(1),
  basis: { event: {}, config: 'c0ffee' },
  ...more,
})

/** CloudWatch with pages of two events, an empty page in between, and a token that stays at the end. */
const logs = (streams: Record<string, string[]>) => ({
  send: async ({ input }: { input: { logStreamName: string; nextToken?: string } }) => {
    const lines = streams[input.logStreamName.split('/').at(-1) ?? '']
    if (!lines) throw Object.assign(new Error('no stream'), { name: 'ResourceNotFoundException' })
    const [from = 0, seen = 0] = (input.nextToken ?? '').split('/').map(Number)
    // An empty page that is not the end.
    if (from === 2 && seen === 2 && !input.nextToken?.endsWith('/e')) return { events: [], nextForwardToken: '2/2/e' }
    const events = lines.slice(from, from + 2).map((message, index) => ({ message, timestamp: from + index }))
    const next = from + events.length
    return { events, nextForwardToken: events.length === 0 ? (input.nextToken ?? '0/0') : `${next}/${next}` }
  },
})

const made = (first: RunRecord, streams: Record<string, string[]>, later: readonly (() => void)[] = []) => {
  const ledger = memoryLedger([{ ...first, version: 1 }])
  const config = {
    name: 'shop',
    jobs: { report: {}, foreign: { taskDefinition: { family: 'x', container: 'app', roles: [] } } },
  }
  const deployment = { ...fakeDeployment({ ledger }), config, connect: () => logs(streams) } as never
  const lines: WholeLogLine[] = []
  let waits = 0
  const ask = (more: object = {}) =>
    readWholeLog(deployment, {
      job: 'report',
      ...more,
      write: (line) => lines.push(line),
      wait: async (milliseconds) => {
        expect(milliseconds).toBeLessThanOrEqual(1_000)
        later[waits]?.()
        waits += 1
        if (waits > 50) throw new Error('it never ends')
      },
    })
  return { ask, ledger, texts: () => lines.map(({ text }) => text), lines, waited: () => waits }
}

const change = async (ledger: ReturnType<typeof memoryLedger>, item: RunRecord): Promise<void> => {
  const before = await ledger.get<RunRecord>(keys.run('report', at))
  await ledger.commit([{ item, expect: before?.version ?? 'absent' }], new Date(at))
}

test('every page is read, also after an empty one', async () => {
  const lines = ['one', 'two', 'three', 'four', 'five']
  const { ask, texts } = made(run({ state: 'succeeded' }), { 'task-1': lines })
  await ask()
  expect(texts()).toEqual(lines)
})

test('it is followed while it runs, and through the next attempt, until the run is over and the last lines have come', async () => {
  const streams: Record<string, string[]> = {}
  const steps: (() => void)[] = []
  const { ask, lines, ledger } = made(run({}), streams, steps)
  steps.push(
    () => (streams['task-1'] = ['a']),
    () => streams['task-1']?.push('b', 'c'),
    () =>
      void change(
        ledger,
        run({ attempt: 2, taskArn: arn(2), earlier: [{ attempt: 1, taskArn: arn(1), cause: 'x', explanation: '' }] }),
      ),
    () => streams['task-1']?.push('d'),
    () => (streams['task-2'] = ['e']),
    () => undefined,
    () => undefined,
    () => void change(ledger, run({ attempt: 2, taskArn: arn(2), state: 'succeeded' })),
    () => streams['task-2']?.push('f'),
  )
  await ask({ follow: true })
  expect(lines.map(({ attempt, text }) => `${attempt}${text}`)).toEqual(['1a', '1b', '1c', '1d', '2e', '2f'])
})

test('where CloudWatch is too busy a page is asked for again, and no line comes twice or is lost', async () => {
  const lines = ['one', 'two', 'three']
  const { send } = logs({ 'task-1': lines })
  let calls = 0
  const busy = {
    send: async (command: Parameters<typeof send>[0]) => {
      calls += 1
      if (calls % 3 !== 0) throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' })
      return send(command)
    },
  }
  const ledger = memoryLedger([{ ...run({ state: 'succeeded' }), version: 1 }])
  const deployment = {
    ...fakeDeployment({ ledger }),
    config: { name: 'shop', jobs: { report: {} } },
    connect: () => busy,
  }
  const read: string[] = []
  const ask = (wait = async (): Promise<void> => undefined) =>
    readWholeLog(deployment as never, { job: 'report', write: ({ text }) => read.push(text), wait })
  await ask()
  expect(read).toEqual(lines)
  calls = Number.NaN
  await expect(ask()).rejects.toThrow('slow down')
})

test('an earlier attempt is asked for by number; what is not there is said', async () => {
  const first = run({
    attempt: 2,
    taskArn: arn(2),
    state: 'failed',
    earlier: [{ attempt: 1, taskArn: arn(1), cause: 'x', explanation: '' }],
  })
  const { ask, texts } = made(first, { 'task-1': ['old'], 'task-2': ['new'] })
  await ask({ attempt: 1 })
  await ask()
  expect(texts()).toEqual(['old', 'new'])
  await expect(ask({ attempt: 3 })).rejects.toThrow('has no attempt 3; it has 2')
  await expect(ask({ job: 'foreign' })).rejects.toThrow('taskDefinition.log')
  await expect(ask({ job: 'ghost' })).rejects.toThrow('There is no job')
  await expect(made(run({ taskArn: undefined, attempt: 0, state: 'missed' }), {}).ask()).rejects.toThrow('had no task')
})

test('a run that waits for its next attempt has the log of the last one, and of each before', async () => {
  const earlier = [1, 2].map((attempt) => ({ attempt, taskArn: arn(attempt), cause: 'x', explanation: '' }))
  const waiting = run({ attempt: 2, taskArn: undefined, state: 'waiting', waitsFor: 'retry', earlier })
  const { ask, texts } = made(waiting, { 'task-1': ['first'], 'task-2': ['second'] })
  await ask()
  await ask({ attempt: 2 })
  await ask({ attempt: 1 })
  expect(texts()).toEqual(['second', 'second', 'first'])
})

test('without a time it is of the newest run that had a task, and says which', async () => {
  const older = run({ state: 'succeeded' })
  const { ask, texts, ledger } = made(older, { 'task-1': ['line'] })
  const time = '2026-11-21T03:30:00Z'
  const newer = { ...run({ ...keys.run('report', time), at: time, scheduledAt: time, taskArn: undefined }), attempt: 0 }
  await ledger.commit([{ item: { ...newer, state: 'suppressed' } as RunRecord, expect: 'absent' }], new Date(time))
  const notes: string[] = []
  const note = (text: string) => notes.push(text)
  await ask({ note })
  expect(texts()).toEqual(['line'])
  expect(notes).toEqual([
    'The newest run, of 2026-11-21T03:30:00Z, had no task (suppressed). This is the log of the run of 2026-11-21T02:30:00Z.',
  ])
  await expect(ask({ time: '2026-11-21T03:30:00Z' })).rejects.toThrow('The run of 2026-11-21T03:30:00Z had no task')
})

test('that nothing was written is said, and no more than that', async () => {
  const notes: string[] = []
  const note = (text: string) => notes.push(text)
  // No stream, and one without a line.
  await made(run({ state: 'succeeded' }), {}).ask({ note })
  await made(run({}), { 'task-1': [] }).ask({ note })
  expect(notes).toEqual([
    'The run of 2026-11-21T02:30:00Z has written nothing to its log.',
    'The run of 2026-11-21T02:30:00Z has written nothing to its log yet.',
  ])
})

test('a terminal gets no escape sequences, and of progress what was drawn last', () => {
  expect(plainLines('\u001b[31mred\u001b[0m\n')).toEqual(['red'])
  expect(plainLines('10 %\r20 %\r100 %\nnext\u0007')).toEqual(['100 %', 'next '])
  expect(plainLines('\u001b]8;;http://x\u0007link\u001b]8;;\u0007')).toEqual(['link'])
  expect(plainLines('')).toEqual([''])
})
