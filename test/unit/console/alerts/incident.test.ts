import { config as example } from '../../../../nightshift.config.ts'
import type { IncidentRecord } from '../../../../shared/ledger/records.ts'
import { guardOf, madeConsole } from '../console.ts'
import { incident, message, note } from '../records.ts'

const id = '0123456789abcdef'
const evil = '"><script>alert(1)</script><a href="javascript:alert(1)">\u202e'
const metric = {
  namespace: 'AWS/SQS',
  name: 'ApproximateAgeOfOldestMessage',
  dimensions: { QueueName: 'orders' },
  statistic: 'Maximum',
  period: 60,
  threshold: 600,
  comparison: '>' as const,
}
const withEvent = (event: object, more: Partial<IncidentRecord> = {}): IncidentRecord =>
  incident({ basis: { config: 'test', event }, ...more })

const points = (count: number) => ({
  MetricDataResults: [
    {
      Timestamps: Array.from(
        { length: count },
        (_, index) => new Date(Date.parse('2026-11-30T01:30:00Z') + index * 60_000),
      ),
      Values: Array.from({ length: count }, (_, index) => index * 20),
    },
  ],
})

const opened = async (made: Parameters<typeof madeConsole>[0] = {}, path = `/incidents/${id}`, headers = {}) => {
  const console = madeConsole({ records: [incident()], ...made })
  const cookie = await console.signIn()
  const answer = await console.ask(path, { headers }, cookie)
  return { console, cookie, answer, page: await answer.text() }
}

describe('one incident', () => {
  test('how many have acknowledged of those who must, until all have', async () => {
    const policies = {
      ...example.alerts.policies,
      shop: { steps: [{ notify: ['primary'] }], acknowledgements: 2 },
    }
    const made = (more: Partial<IncidentRecord>) =>
      opened({ config: { alerts: { ...example.alerts, policies } }, records: [incident({ policy: 'shop', ...more })] })
    expect((await made({})).page).toContain('0 of 2')
    const { page } = await made({ partly: [{ by: 'mina', at: '2026-11-30T02:01:00.000Z' }] })
    expect(page).toMatch(/1 of 2 · <bdi>mina<\/bdi>/)
    const over = { state: 'acknowledged', acknowledgedBy: 'joon', acknowledgedAt: '2026-11-30T02:03:00.000Z' } as const
    expect((await made(over)).page).not.toContain('of 2')
    expect((await opened()).page).not.toContain('0 of')
  })

  test('what, since when, every state, every message with its fate, notes', async () => {
    const { page } = await opened({
      records: [
        incident({
          title: 'Checkout writes errors',
          description: 'Look at the last deployment. https://wiki.example/checkout',
          state: 'acknowledged',
          acknowledgedBy: 'joon',
          acknowledgedAt: '2026-11-30T02:03:00.000Z',
          nextAt: '2026-11-30T06:03:00.000Z',
          history: [
            { at: '2026-11-30T02:00:00.000Z', what: 'step', state: 'open', step: 1, to: ['mina'] },
            { at: '2026-11-30T02:03:00.000Z', what: 'acknowledged', state: 'acknowledged', by: 'joon' },
          ],
        }),
        message(),
        message({ to: 'joon', channel: 'email', outcome: 'failed', detail: 'MessageRejected +12025550102' }),
        message({ to: 'alex', outcome: 'dropped' }),
        message({ to: 'alex', step: 2, outcome: 'planned', notBefore: '2026-11-30T06:00:00.000Z' }),
        note({ text: 'Rolled back.\nWatching.' }),
      ],
    })
    for (const text of [
      'Checkout writes errors',
      'step 1 · called: mina',
      '3 minutes after it opened',
      'failed: MessageRejected',
      'not sent: it was over or acknowledged before',
      'waits until',
      'Rolled back.\nWatching.',
      'href="https://wiki.example/checkout"',
    ])
      expect(page).toContain(text)
    expect(page).not.toContain('2025550102')
  })

  test.each(['javascript:alert(1)', 'data:text/html,x', 'ftp://wiki.example', 'wiki.example'])(
    'a runbook of %s is no link',
    async (runbook) => {
      const { page } = await opened({ records: [withEvent({ tags: { runbook } })] })
      expect(page).not.toContain(`href="${runbook}`)
      expect(page).not.toContain('Runbook')
    },
  )

  test('texts of strangers stay texts, everywhere', async () => {
    const { page, answer } = await opened({
      records: [
        withEvent(
          { metric: { ...metric, namespace: evil, name: evil, dimensions: { [evil]: evil } }, tags: { runbook: evil } },
          {
            alarm: evil,
            title: evil,
            reason: evil,
            description: evil,
            policy: evil,
            acknowledgedBy: evil,
            state: 'acknowledged',
            acknowledgedAt: '2026-11-30T02:03:00.000Z',
            history: [
              { at: '2026-11-30T02:00:00.000Z', what: 'held', state: 'held', by: evil, to: [evil], reason: evil },
            ],
          },
        ),
        message({ to: evil, channel: evil, outcome: 'failed', detail: evil }),
        note({ by: evil, text: evil }),
      ],
      aws: () => points(10),
    })
    expect(answer.status).toBe(200)
    expect(page).not.toMatch(/<script>|<a href="javascript|\u202e/)
  })

  test.each(['ffffffffffffffff', 'zzzz', '..%2F..%2Fetc', '0', 'constructor'])(
    '%s is a page that says there is none',
    async (of) => {
      const { answer, page } = await opened({}, `/incidents/${of}`)
      expect(answer.status).toBe(404)
      expect(page).not.toContain('checkout-errors')
    },
  )

  test('the beginning of an id will do; that of two does not', async () => {
    expect((await opened({}, '/incidents/0123')).answer.status).toBe(200)
    const two = [incident(), incident({ id: '0123000000000000' })]
    const { answer, page } = await opened({ records: two }, '/incidents/0123')
    expect(answer.status).toBe(404)
    expect(page).toContain('beginning of several')
  })

  test('a ledger that does not answer is not a missing incident', async () => {
    const whole = madeConsole({ records: [incident()] })
    const cookie = await whole.signIn()
    const page = madeConsole({
      ledger: { ...whole.ledger, children: () => Promise.reject(new Error('no answer')) },
    })
    expect((await page.ask(`/incidents/${id}`, {}, cookie)).status).toBe(503)
  })

  test('its last ten others, newest first', async () => {
    const others = Array.from({ length: 12 }, (_, index) =>
      incident({
        id: `${index.toString(16)}`.padStart(16, 'e'),
        state: 'resolved',
        openedAt: `2026-11-${String(10 + index)}T00:00:00.000Z`,
        closedAt: `2026-11-${String(10 + index)}T01:00:00.000Z`,
      }),
    )
    const transitions = others.map((each) => ({
      pk: 'alarm#checkout-errors',
      sk: `transition#${each.openedAt}`,
      kind: 'transition',
      at: each.openedAt,
      alarm: 'checkout-errors',
      outcome: 'opened',
      reason: '',
      incident: each.id,
      basis: { event: {}, config: 'test' },
    }))
    const { page } = await opened({ records: [incident(), ...others, ...transitions] })
    const found = others.filter((each) => page.includes(`/incidents/${each.id}"`)).map((each) => each.id)
    expect(found).toEqual(others.slice(2).map((each) => each.id))
  })
})

describe('its plot', () => {
  test('the metric with its threshold, asked of CloudWatch once a minute', async () => {
    const asked: unknown[] = []
    const { console, cookie, page } = await opened({
      records: [withEvent({ metric })],
      aws: (input) => {
        asked.push(input)
        return points(40)
      },
    })
    expect(page).toContain('class="plot-curve"')
    expect(page).toContain('threshold &gt; 600')
    expect(page).toContain('40 values, from 0 to 780')
    await console.ask(`/incidents/${id}`, {}, cookie)
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({
      MetricDataQueries: [{ MetricStat: { Period: 60, Stat: 'Maximum', Metric: { MetricName: metric.name } } }],
    })
    console.wait(61)
    await console.ask(`/incidents/${id}`, {}, cookie)
    expect(asked).toHaveLength(2)
  })

  test('CloudWatch that does not answer is said, and the rest is there', async () => {
    const { answer, page } = await opened({
      records: [withEvent({ metric }), note()],
      aws: () => Promise.reject(new Error('AccessDenied for arn:aws:iam::123456789012:role/x')),
    })
    expect(answer.status).toBe(200)
    expect(page).toContain('CloudWatch does not answer just now')
    expect(page).toContain('Rolled back.')
    expect(page).not.toContain('123456789012')
  })

  test('no value at all, a single one, and holes are drawn as what they are', async () => {
    const empty = await opened({ records: [withEvent({ metric })], aws: () => points(0) })
    expect(empty.page).toContain('CloudWatch has no value of that time')
    const single = await opened({ records: [withEvent({ metric })], aws: () => points(1) })
    expect(single.page).toMatch(/<path d="M[\d. ]+h0.1"/)
    const holed = await opened({
      records: [withEvent({ metric })],
      aws: () => ({
        MetricDataResults: [
          {
            Timestamps: ['01:30', '01:31', '01:50', '01:51'].map((each) => new Date(`2026-11-30T${each}:00Z`)),
            Values: [1, 2, 3, 4],
          },
        ],
      }),
    })
    expect(/<path d="([^"]+)" vector-effect/.exec(holed.page)?.[1]?.match(/M/g)).toHaveLength(2)
  })

  test('an incident without a metric has no plot', async () => {
    expect((await opened()).page).not.toContain('The metric')
  })
})

describe('what can be done', () => {
  const acted = async (
    action: string,
    fields: Record<string, string> = {},
    made: Parameters<typeof madeConsole>[0] = {},
  ) => {
    const { console, cookie, page } = await opened({
      invoked: (payload) => {
        const { action: what, to, by } = payload as Record<string, string>
        if (what === 'note') return { note: { at: '2026-11-30T03:00:00.000Z', by, text: 'x' } }
        if (what === 'silence')
          return { silence: { id: '12345678', match: {}, from: '', until: '', by, at: '', asked: {} }, incidents: [] }
        return incident({ state: 'acknowledged', acknowledgedBy: to ?? by ?? '' })
      },
      ...made,
    })
    const answer = await console.send(
      `/incidents/${id}/${action}`,
      { ...guardOf(page), from: `/incidents/${id}`, ...fields },
      cookie,
    )
    const location = answer.headers.get('location') ?? ''
    return { console, answer, location, said: await console.read(location, cookie) }
  }

  test.each([
    ['acknowledge', {}, { action: 'acknowledge' }, 'is acknowledged: nobody else is notified'],
    ['take-over', {}, { action: 'take-over' }, 'is yours'],
    ['resolve', {}, { action: 'resolve' }, 'is over'],
    ['escalate', {}, { action: 'escalate', steps: 1 }, 'is called within seconds'],
    ['hand-over', { to: 'joon' }, { action: 'hand-over', to: 'joon' }, 'is handed over to joon'],
    ['snooze', { minutes: '60' }, { action: 'snooze', until: '2026-11-30T04:00:00.000Z' }, 'is snoozed until'],
    ['note', { text: 'Seen.\r\nFixed. ' }, { action: 'note', text: 'Seen.\nFixed.' }, 'The note is kept'],
    [
      'silence',
      { minutes: '120', why: 'moving the  database' },
      {
        action: 'silence',
        match: { alarm: 'checkout-errors' },
        until: '2026-11-30T05:00:00.000Z',
        why: 'moving the database',
      },
      'calls nobody until',
    ],
  ])('%s is handed over in the name of whoever is signed in, and said', async (action, fields, expected, words) => {
    const { console, location, said } = await acted(action, fields)
    expect(console.handedOver).toEqual([expect.objectContaining({ ...expected, by: 'mina' })])
    expect(location).toMatch(new RegExp(`^/incidents/${id}\\?pressed=`))
    expect(said).toContain(words)
  })

  test('what alarms are asked at run time carries the number of the form, so that it counts once there too', async () => {
    const { console } = await acted('note', { text: 'once' })
    expect(console.handedOver[0]).toMatchObject({ request: expect.stringMatching(/^[0-9a-f]{32}$/) })
  })

  test.each([
    ['hand-over', { to: 'nobody-here' }, 'Nobody is chosen'],
    ['hand-over', {}, 'Nobody is chosen'],
    ['snooze', { minutes: '1' }, 'for how long'],
    ['note', { text: '  \n ' }, 'The note is empty'],
    ['note', { text: 'x'.repeat(2_001) }, '2001 characters'],
    ['silence', { minutes: '60', why: ' ' }, 'Say why'],
    ['silence', { minutes: '60', why: 'x'.repeat(201) }, '201 characters'],
    ['silence', { minutes: '', why: 'x' }, 'for how long'],
  ])('%s with %j is refused, and nothing is handed over', async (action, fields, words) => {
    const { console, said } = await acted(action, fields)
    expect(console.handedOver).toEqual([])
    expect(said).toContain(words)
    expect(said).toContain('Nothing was changed')
  })

  test('what the function of alerts refuses is shown, and nothing was changed', async () => {
    const { said } = await acted(
      'note',
      { text: 'x' },
      { invoked: () => ({ refused: 'It keeps 100 notes, and no more.' }) },
    )
    expect(said).toContain('It keeps 100 notes, and no more.')
    expect(said).toContain('Nothing was changed')
  })

  test('what is over already is said to be so', async () => {
    const over = incident({ state: 'resolved', closedAt: '2026-11-30T02:30:00.000Z' })
    const { said } = await acted('resolve', {}, { records: [over], invoked: () => over })
    expect(said).toContain('was over already')
  })

  test('each button says what will happen: how long, and who is called', async () => {
    const { page } = await opened()
    expect(page).toContain('If it is not over after 4 hours')
    expect(page).toMatch(/Calls (mina|alex)(, (mina|alex))? now: the next step of shop/)
    expect(page).toContain('a new incident opens')
  })

  test('of an incident that is over nothing is left but a silence and a note', async () => {
    const { page } = await opened({ records: [incident({ state: 'resolved', closedAt: '2026-11-30T02:30:00.000Z' })] })
    expect([...page.matchAll(new RegExp(`action="/incidents/${id}/([a-z-]+)"`, 'g'))].map(([, name]) => name)).toEqual([
      'silence',
      'note',
    ])
  })

  test('somebody who may only look has no button, and is refused', async () => {
    const console = madeConsole({ records: [incident()] })
    const cookie = await console.signIn({ role: 'read' })
    const page = await console.read(`/incidents/${id}`, cookie)
    expect(page).not.toContain(`action="/incidents/`)
    for (const action of ['resolve', 'escalate', 'hand-over', 'snooze', 'note', 'silence', 'take-over'])
      expect((await console.send(`/incidents/${id}/${action}`, guardOf(page), cookie)).status).toBe(403)
    expect(console.handedOver).toEqual([])
  })
})

describe('its report', () => {
  test('is a file of Markdown in the reader’s zone, in which texts of strangers format nothing', async () => {
    const { answer, page } = await opened(
      { records: [incident({ title: '# <b>evil</b>' })] },
      `/incidents/${id}/report.md`,
    )
    expect(answer.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="incident-2026-11-30-01234567.md"')
    expect(page).toContain('## Timeline')
    expect(page).not.toContain('<b>')
  })

  test('of an unknown incident is a page that says so', async () => {
    expect((await opened({}, '/incidents/ffffffffffffffff/report.md')).answer.status).toBe(404)
  })
})

describe('times and heartbeats', () => {
  test('means by policy and month', async () => {
    const { page } = await opened(
      {
        records: [
          incident({
            state: 'resolved',
            openedAt: '2026-11-10T00:00:00.000Z',
            acknowledgedAt: '2026-11-10T00:05:00.000Z',
            acknowledgedBy: 'mina',
            closedAt: '2026-11-10T01:00:00.000Z',
          }),
        ],
      },
      '/incidents/times',
    )
    expect(page).toContain('November 2026')
    expect(page).toContain('5 minutes')
    expect(page).toContain('1 hour')
    expect(page).toContain('1 of 1')
  })

  test('nothing in that time is said', async () => {
    expect((await opened({ records: [] }, '/incidents/times?months=13')).page).toContain('No incident in that time')
  })

  test('heartbeats without their addresses', async () => {
    const { alerts } = (await import('../../../../nightshift.config.ts')).config
    const heartbeats = { 'stock-import': { every: '1 hour', grace: '10 minutes' } }
    const beat = {
      pk: 'heartbeat#stock-import',
      sk: 'heartbeat',
      kind: 'heartbeat',
      at: '2026-11-30T00:00:00.000Z',
      name: 'stock-import',
      token: 'secret-token',
      lastAt: '2026-11-30T00:00:00.000Z',
    }
    const { keys } = await import('../../../../shared/ledger/records.ts')
    const { answer, page } = await opened(
      { config: { alerts: { ...alerts, heartbeats } }, records: [{ ...beat, ...keys.heartbeat('stock-import') }] },
      '/heartbeats',
    )
    expect(answer.status).toBe(200)
    expect(page).toContain('stock-import')
    expect(page).toContain('silent')
    expect(page).not.toContain('secret-token')
    const source = {
      ...keys.source('prometheus'),
      kind: 'source',
      at: beat.at,
      name: 'prometheus',
      token: 'secret-token',
    }
    const refused = { since: beat.at, lastAt: beat.at, rate: 3, size: 0 }
    const sources = { prometheus: { kind: 'alertmanager' as const } }
    const { page: withSource } = await opened(
      { config: { alerts: { ...alerts, sources } }, records: [Object.assign(source, { refused })] },
      '/heartbeats',
    )
    expect(withSource).toMatch(/prometheus.*alertmanager.*reports refused \(3\)/s)
    expect(withSource).not.toContain('secret-token')
    expect((await opened({}, '/heartbeats')).page).toContain('The config has no heartbeat')
  })
})
