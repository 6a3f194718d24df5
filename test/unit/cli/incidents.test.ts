import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { UsageError } from '../../../cli/deployment.ts'
import { actOnIncident, findIncident, overText, readIncidents, toldText } from '../../../cli/incidents.ts'
import { localTime } from '../../../cli/print.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../../shared/ledger/records.ts'

const incident = (id: string, openedAt: string, more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  ...keys.incident(id),
  kind: 'incident',
  at: openedAt,
  open: 'incident',
  id,
  alarmKey: 'checkout-errors',
  alarm: 'checkout-errors',
  severity: 'critical',
  state: 'open',
  openedAt,
  reason: 'Threshold crossed',
  title: 'checkout-errors',
  policy: 'shop',
  steps: 1,
  basis: { event: {}, config: 'c0ffee' },
  ...more,
})

const page: NotificationRecord = {
  ...keys.notification('aaaa000000000001', 'page', 1, 'mina', 'sms'),
  kind: 'notification',
  at: '2026-11-21T00:00:01.000Z',
  incident: 'aaaa000000000001',
  to: 'mina',
  channel: 'sms',
  purpose: 'page',
  step: 1,
  outcome: 'accepted',
  link: 'abcdefghijklmnop',
  attempts: 1,
}

const first = incident('aaaa000000000001', '2026-11-21T00:00:00.000Z')
const second = incident('aaaa000000000002', '2026-11-21T01:00:00.000Z', { open: undefined, state: 'resolved' })
const third = incident('bbbb000000000003', '2026-11-21T02:00:00.000Z')

const makeLedger = () => memoryLedger([first, second, third, page].map((item) => ({ ...item, version: 1 })))

describe('reading incidents', () => {
  test('newest first, each with its messages, and the token of nobody’s page', async () => {
    const rows = await readIncidents(makeLedger())
    expect(rows.map(({ id }) => id)).toEqual([third.id, second.id, first.id])
    expect(rows[2]?.notifications).toEqual([
      expect.objectContaining({
        to: 'mina',
        channel: 'sms',
        at: page.at,
        outcome: 'accepted',
        purpose: 'page',
        step: 1,
      }),
    ])
    expect(JSON.stringify(rows)).not.toContain(page.link)
  })

  test('--open leaves out what is over, and keeps the order', async () => {
    const rows = await readIncidents(makeLedger(), { open: true, limit: 1 })
    expect(rows.map(({ id }) => id)).toEqual([third.id])
  })
})

test.each<[Partial<NotificationRecord>, string]>([
  [{}, 'mina sms'],
  [{ purpose: 'recovery' }, 'mina sms (recovery)'],
  [{ outcome: 'failed' }, 'mina sms failed'],
  [{ outcome: 'planned' }, 'mina sms planned'],
  [{ outcome: 'planned', digest: true }, 'mina sms waits for the digest'],
  [
    { outcome: 'planned', digest: true, notBefore: '2026-11-21T07:00:00.000Z' },
    `mina sms waits until ${localTime('2026-11-21T07:00:00.000Z')}`,
  ],
])('of a message it says what it waits for: %j', (more, text) => {
  expect(toldText({ notifications: [{ ...page, ...more }] })).toBe(text)
})

describe('finding an incident', () => {
  test.each([
    ['bbbb000000000003', third.id],
    ['bb', third.id],
    ['BBBB', third.id],
    ['aaaa000000000002', second.id],
  ])('%s is %s', async (typed, id) => {
    expect((await findIncident(makeLedger(), typed)).id).toBe(id)
  })

  test.each([
    ['aaaa', /several: aaaa000000000001, aaaa000000000002|several: aaaa000000000002/],
    ['cccc', /There is no incident cccc/],
    ['aaaa0000000000011', /no incident: an id has 16/],
    ['', /no incident/],
    ['job/nightly', /no incident/],
  ])('"%s" is refused', async (typed, message) => {
    const found = findIncident(makeLedger(), typed)
    await expect(found).rejects.toThrow(UsageError)
    await expect(found).rejects.toThrow(message)
  })
})

describe('doing something about an incident', () => {
  const lambda = mockClient(LambdaClient)
  const command = { action: 'acknowledge', incident: first.id, by: 'mina' } as const
  const answer = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)) as never
  beforeEach(() => lambda.reset())

  test('calls the deployed function and waits for its answer', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: answer(first) })
    expect(await actOnIncident('alerts', command)).toMatchObject({ id: first.id })
    const [call] = lambda.commandCalls(InvokeCommand)
    expect(call?.args[0].input.FunctionName).toBe('alerts')
    expect(call?.args[0].input.InvocationType).toBeUndefined()
    expect(JSON.parse(String(call?.args[0].input.Payload))).toEqual({ source: 'nightshift.command', ...command })
  })

  test('an incident that the function does not know is bad use', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: answer(null) })
    await expect(actOnIncident('alerts', command)).rejects.toThrow(UsageError)
  })

  test('says what the function said when it failed', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: answer({ errorMessage: 'no ledger' }) })
    await expect(actOnIncident('alerts', command)).rejects.toThrow('It could not be done: no ledger')
  })
})

test('who acts on what is over hears since when, and that nothing was changed', () => {
  const closedAt = '2026-11-21T01:30:00.000Z'
  expect(overText({ ...second, closedAt })).toBe(
    `It was over already, since ${localTime(closedAt)}: nothing was changed.`,
  )
  expect(overText(first)).toBeUndefined()
})
