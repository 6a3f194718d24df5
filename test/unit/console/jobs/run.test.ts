import { madeConsole } from '../console.ts'
import { run } from '../records.ts'

const at = '2026-11-30T02:00:00.000Z'
const path = `/jobs/sync-stock/runs/${encodeURIComponent(at)}`
const taskArn = 'arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/0123456789abcdef'
const said = (...messages: string[]) => ({
  events: messages.map((message, index) => ({ message, timestamp: Date.parse(at) + index * 1_000 })),
})

const shown = async (made: Parameters<typeof madeConsole>[0], query = '', role: 'read' | 'act' = 'act') => {
  const console = madeConsole(made)
  const answer = await console.ask(`${path}${query}`, {}, await console.signIn({ role }))
  return { status: answer.status, text: await answer.text() }
}

describe('one run', () => {
  test('while it goes on its page looks again every three seconds, follows the log, and can be cancelled', async () => {
    const asked: unknown[] = []
    const { text } = await shown({
      records: [run({ state: 'running', stoppedAt: undefined, taskArn })],
      aws: (input) => {
        asked.push(input)
        return said('first', 'second')
      },
    })
    expect(text).toContain('data-refresh="3"')
    expect(asked).toEqual([
      {
        logGroupName: '/nightshift/jobs/corner-shop-sync-stock',
        logStreamName: 'sync-stock/main/0123456789abcdef',
        limit: 200,
        startFromHead: false,
      },
    ])
    expect(text).toMatch(/02:00:00<\/span> first\n.*02:00:01<\/span> second/)
    expect(text).toContain('/jobs/sync-stock/cancel')
    expect(text).toContain('SIGTERM')
    expect(text).not.toContain('/jobs/sync-stock/retry')
  })

  test('markup, escape sequences, progress bars, and numbers and addresses of people in a log come to nothing', async () => {
    const { text } = await shown({
      records: [run({ taskArn })],
      aws: () =>
        said(
          '<script>alert(1)</script>',
          '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
          '10 %\r55 %\r100 %',
          'called +1 202-555-0101 and wrote to mina@corner-shop.example',
          'turned \u202e around',
          '',
        ),
    })
    expect(text).not.toMatch(/<script>alert/)
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(text).not.toContain('\u001b')
    expect(text).not.toContain('\u0007')
    expect(text).toContain('</span> red link\n')
    expect(text).toContain('</span> 100 %\n')
    // In whole: a page's random tokens may have 555 in them.
    expect(text).toContain('called +… and wrote to …@…\n')
    expect(text).not.toMatch(/555-0101|mina@/)
    expect(text).not.toContain('\u202e')
  })

  test('what was kept of the log is shown where CloudWatch does not answer, and why it does not', async () => {
    const { text, status } = await shown({
      records: [
        run({
          state: 'failed',
          cause: 'application-error',
          explanation: 'It ended with 1.',
          taskArn,
          logTail: ['the <last> line'],
        }),
      ],
      aws: () => Promise.reject(Object.assign(new Error('is not authorized'), { name: 'AccessDeniedException' })),
    })
    expect(status).toBe(200)
    expect(text).toContain('the &lt;last&gt; line')
    expect(text).toContain('The log could not be read just now: AccessDeniedException')
    expect(text).toContain('It ended with 1.')
    expect(text).toContain('Runs it again for the same time, as try 2.')
  })

  test('a stream that is not there yet is a log without lines', async () => {
    const none = () => Promise.reject(Object.assign(new Error('none'), { name: 'ResourceNotFoundException' }))
    const going = await shown({ records: [run({ state: 'running', stoppedAt: undefined, taskArn })], aws: none })
    expect(going.text).toContain('Nothing has been written yet.')
    const over = await shown({ records: [run({ taskArn })], aws: none })
    expect(over.text).toContain('Nothing was written, or the log is gone.')
  })

  test('attempts stand one below the other, each with its own log; values of variables are not shown', async () => {
    const first = { attempt: 1, taskArn: `${taskArn}-1`, cause: 'capacity', explanation: 'No capacity.', exitCode: 3 }
    const record = run({
      attempt: 2,
      taskArn,
      earlier: [first],
      cpu: 1_024,
      memory: 2_048,
      requestedBy: '<joon>',
      command: ['sh', '-c', 'echo "<hi>"'],
      environment: { TOKEN: 'hunter2' },
    })
    const streams: unknown[] = []
    const aws = ({ logStreamName }: Readonly<Record<string, unknown>>) => {
      streams.push(logStreamName)
      return said('a line')
    }
    const { text } = await shown({ records: [record], aws }, '?attempt=1')
    expect(streams).toEqual(['sync-stock/main/0123456789abcdef-1'])
    expect(text).toContain('The end of the log of try 1')
    expect(text).toContain('No capacity.')
    expect(text).toContain('1 vCPU, 2,048 MiB (for this run alone)')
    expect(text).toContain('&lt;joon&gt;')
    expect(text).toContain('echo &quot;&lt;hi&gt;&quot;')
    expect(text).toContain('TOKEN')
    expect(text).not.toContain('hunter2')
    const odd = await shown({ records: [record], aws }, '?attempt=99')
    expect(odd.text).toContain('The end of its log')
  })

  test('a run that waits says for what, and one that never had a task has no log', async () => {
    const waiting = await shown({
      records: [
        run({
          state: 'waiting',
          waitsFor: 'retry',
          dueAt: '2026-11-30T03:05:00.000Z',
          startedAt: undefined,
          stoppedAt: undefined,
        }),
      ],
    })
    expect(waiting.text).toContain('It waits for its next try, at 03:05:00.')
    expect(waiting.text).toContain('It had no task, so there is no log.')
    expect(waiting.text).toContain('It has no task yet: it ends as failed')
  })

  test('whoever may only look sees the run and no button', async () => {
    const { text } = await shown({ records: [run({ state: 'failed', cause: 'sigterm' })] }, '', 'read')
    expect(text).toContain('sigterm')
    expect(text).not.toMatch(/action="\/jobs\//)
  })

  test.each(['2026-11-30T02:01:00.000Z', 'yesterday', '<b>', '__proto__'])('a run of %s is not found', async (odd) => {
    const console = madeConsole({ records: [run()] })
    const answer = await console.ask(`/jobs/sync-stock/runs/${encodeURIComponent(odd)}`, {}, await console.signIn())
    expect(answer.status).toBe(404)
    expect(await answer.text()).not.toContain('<b>')
  })
})
