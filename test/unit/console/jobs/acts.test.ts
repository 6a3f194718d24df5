import { guardOf, madeConsole } from '../console.ts'
import { run } from '../records.ts'

const failed = run({ state: 'failed', cause: 'application-error', explanation: 'It ended with 1.' })
const at = failed.scheduledAt

/** Presses a button of a page, and gives what was handed over and what the next page says. */
const pressed = async (
  path: string,
  fields: Record<string, string> = {},
  made: Parameters<typeof madeConsole>[0] = {},
  language = 'en',
) => {
  const console = madeConsole({ records: [failed], ...made })
  const cookie = await console.signIn()
  const headers = { 'accept-language': language }
  const guard = guardOf(await console.read('/jobs/sync-stock', cookie))
  const answer = await console.send(path, { ...guard, from: '/jobs/sync-stock', ...fields }, cookie, headers)
  expect(answer.status).toBe(303)
  const next = answer.headers.get('location') ?? ''
  const text = await console.read(next, cookie)
  return { handedOver: console.handedOver, next: next.split('?')[0], notice: /<p class="notice.*<\/p>/.exec(text)?.[0] }
}

describe('what can be done about a job', () => {
  test('a run now is asked for by whoever is signed in, and leads to its page', async () => {
    const started = run({ scheduledAt: '2026-11-30T03:00:00.000Z', state: 'starting', requestedBy: 'mina' })
    const { handedOver, next, notice } = await pressed(
      '/jobs/sync-stock/run',
      {},
      { invoked: () => started, records: [started] },
    )
    expect(handedOver).toEqual([{ job: 'sync-stock', requestedBy: 'mina', scheduledAt: '2026-11-30T03:00:00.000Z' }])
    expect(next).toBe('/jobs/sync-stock/runs/2026-11-30T03%3A00%3A00.000Z')
    expect(notice).toContain('A run of sync-stock was asked for: starts.')
  })

  test('a run that is left out says why', async () => {
    const left = run({ state: 'forbidden', explanation: 'The run of 02:00 is not over.' })
    const { notice } = await pressed('/jobs/sync-stock/run', {}, { invoked: () => left })
    expect(notice).toContain('The run of 02:00 is not over.')
  })

  test.each([
    ['starting', undefined, 'A run of sync-stock would start now. Nothing was started.'],
    [
      'forbidden',
      'The run of 02:00 is not over.',
      'left out: the run before was not over, The run of 02:00 is not over.',
    ],
  ] as const)('a dry run says what would become of it: %s', async (state, explanation, words) => {
    const { handedOver, notice } = await pressed(
      '/jobs/sync-stock/rehearse',
      {},
      { invoked: () => run({ state, explanation }) },
    )
    expect(handedOver).toEqual([expect.objectContaining({ job: 'sync-stock', dry: true })])
    expect(notice).toContain(words)
  })

  test.each([
    [{ for: '4h' }, '2026-11-30T07:00:00Z'],
    [{ for: '7d', reason: 'the stock is counted' }, '2026-12-07T03:00:00Z'],
    [{ for: 'resume' }, undefined],
    [{ for: 'until', until: '2026-12-01T09:30' }, '2026-12-01T09:30:00Z'],
    // A time that is filled in counts.
    [{ for: '1h', until: '2026-12-01T09:30' }, '2026-12-01T09:30:00Z'],
  ])('a suspension %j', async (fields, until) => {
    const { handedOver, next } = await pressed('/jobs/sync-stock/suspend', fields as Record<string, string>)
    expect(handedOver).toEqual([
      {
        source: 'nightshift.command',
        action: 'suspend',
        job: 'sync-stock',
        by: 'mina',
        ...(until ? { until } : {}),
        ...('reason' in fields ? { reason: fields.reason } : {}),
      },
    ])
    expect(next).toBe('/jobs/sync-stock')
  })

  test('the end of a suspension is meant in the reader’s zone', async () => {
    const console = madeConsole()
    const cookie = await console.signIn()
    const zone = { cookie: `__Host-nightshift-session=${cookie}; nightshift-zone=Asia%2FSeoul` }
    const guard = guardOf(await (await console.ask('/jobs/sync-stock', { headers: zone })).text())
    await console.send('/jobs/sync-stock/suspend', { ...guard, until: '2026-12-01T09:30' }, undefined, zone)
    expect(console.handedOver).toEqual([expect.objectContaining({ until: '2026-12-01T00:30:00Z' })])
  })

  test.each([
    [{ for: 'until' }, 'Say until when'],
    [{ for: 'constructor' }, 'Say until when'],
    [{ until: 'tomorrow' }, '&quot;tomorrow&quot; is not a time'],
    [{ until: '2026-02-30T09:00' }, 'is not a time'],
    [{ until: '2026-11-29T09:00' }, 'is over already'],
  ])('a suspension %j is refused, and nothing is handed over', async (fields, words) => {
    const { handedOver, notice } = await pressed('/jobs/sync-stock/suspend', fields as Record<string, string>)
    expect(handedOver).toEqual([])
    expect(notice).toContain(words)
    expect(notice).toContain('Nothing was changed.')
  })

  test('resume, cancel and retry are handed over with who asks', async () => {
    expect((await pressed('/jobs/sync-stock/resume')).handedOver).toEqual([
      { source: 'nightshift.command', action: 'resume', job: 'sync-stock', by: 'mina' },
    ])
    const going = run({ state: 'running', stoppedAt: undefined })
    const cancelled = await pressed('/jobs/sync-stock/cancel', { at }, { records: [going], invoked: () => going })
    expect(cancelled.handedOver).toEqual([
      { source: 'nightshift.command', action: 'cancel', job: 'sync-stock', scheduledAt: at, by: 'mina' },
    ])
    expect(cancelled.next).toBe(`/jobs/sync-stock/runs/${encodeURIComponent(at)}`)
    const retried = await pressed('/jobs/sync-stock/retry', { at }, { invoked: () => failed })
    expect(retried.handedOver).toEqual([
      { source: 'nightshift.command', action: 'retry', job: 'sync-stock', scheduledAt: at, by: 'mina' },
    ])
    expect(retried.notice).toContain('A new try of sync-stock was asked for.')
  })

  test('a job of others is refused by its name', async () => {
    const { handedOver, notice } = await pressed('/jobs/nobody/run')
    expect(handedOver).toEqual([])
    expect(notice).toContain('There is no job &quot;nobody&quot;')
  })
})
