import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { actOnIncident, commandIncident, findIncident, readIncident, readIncidents } from '../../../api/alerts.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { overText, toldText } from '../../../cli/incidents.ts'
import { localTime } from '../../../cli/print.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'

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

const makeDeployment = () =>
  fakeDeployment({
    ledger: memoryLedger([first, second, third, page].map((item) => ({ ...item, version: 1 }))),
    outputs: { AlertsFunction: 'alerts' },
  })

describe('reading incidents', () => {
  test('newest first, each with its messages, and the token of nobody’s page', async () => {
    const rows = await readIncidents(makeDeployment())
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
    const rows = await readIncidents(makeDeployment(), { open: true, limit: 1 })
    expect(rows.map(({ id }) => id)).toEqual([third.id])
  })
})

test.each<[Partial<NotificationRecord>, string]>([
  [{}, 'mina sms'],
  [{ purpose: 'recovery' }, 'mina sms (recovery)'],
  [{ purpose: 'hand-over' }, 'mina sms (hand-over)'],
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

test('only those about one alarm, however many others came since, and only from a time on', async () => {
  const others = Array.from({ length: 30 }, (_, index) =>
    incident(`cccc0000000000${10 + index}`, `2026-11-21T03:${10 + index}:00.000Z`, { alarm: 'noise' }),
  )
  const ledger = memoryLedger([first, third, ...others].map((item) => ({ ...item, version: 1 })))
  const read = async (filter: object) =>
    (await readIncidents(fakeDeployment({ ledger }), { alarm: 'checkout-errors', ...filter })).map(({ id }) => id)
  expect(await read({ limit: 5 })).toEqual([third.id, first.id])
  expect(await read({ limit: 1 })).toEqual([third.id])
  expect(await read({ since: '2026-11-21T01:00:00.000Z' })).toEqual([third.id])
  expect(await read({ since: '2026-11-21T01:00:00.000Z', open: true })).toEqual([third.id])
})

test('one of a full id is read with its messages, and there may be none', async () => {
  expect((await readIncident(makeDeployment(), first.id))?.notifications).toHaveLength(1)
  expect(await readIncident(makeDeployment(), 'dddd000000000004')).toBeUndefined()
})

describe('finding an incident', () => {
  test.each([
    ['bbbb000000000003', third.id],
    ['bb', third.id],
    ['BBBB', third.id],
    ['aaaa000000000002', second.id],
  ])('%s is %s', async (typed, id) => {
    expect((await findIncident(makeDeployment(), typed)).id).toBe(id)
  })

  test.each([
    ['aaaa', /several: aaaa000000000001, aaaa000000000002|several: aaaa000000000002/],
    ['cccc', /There is no incident cccc/],
    ['aaaa0000000000011', /is not an incident: an id has 16/],
    ['', /is not an incident/],
    ['job/nightly', /is not an incident/],
  ])('"%s" is refused', async (typed, message) => {
    const found = findIncident(makeDeployment(), typed)
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
    expect(await actOnIncident(makeDeployment(), command)).toMatchObject({ id: first.id })
    const [call] = lambda.commandCalls(InvokeCommand)
    expect(call?.args[0].input.FunctionName).toBe('alerts')
    expect(call?.args[0].input.InvocationType).toBeUndefined()
    expect(JSON.parse(String(call?.args[0].input.Payload))).toEqual({ source: 'nightshift.command', ...command })
  })

  test('an incident that the function does not know is bad use', async () => {
    lambda.on(InvokeCommand).resolves({ Payload: answer(null) })
    await expect(actOnIncident(makeDeployment(), command)).rejects.toThrow(UsageError)
  })

  test('says what the function said when it failed', async () => {
    lambda.on(InvokeCommand).resolves({ FunctionError: 'Unhandled', Payload: answer({ errorMessage: 'no ledger' }) })
    await expect(actOnIncident(makeDeployment(), command)).rejects.toThrow('It could not be done: no ledger')
  })
})

test('who acts on what is over hears since when, and that nothing was changed', async () => {
  const closedAt = '2026-11-21T01:30:00.000Z'
  const over = { ...second, closedAt }
  const lambda = mockClient(LambdaClient)
  lambda.on(InvokeCommand).resolves({ Payload: new TextEncoder().encode(JSON.stringify(over)) as never })
  const ledger = memoryLedger([{ ...over, version: 1 }])
  const deployment = fakeDeployment({ ledger, outputs: { AlertsFunction: 'alerts' } })
  const answer = await commandIncident(deployment, { action: 'acknowledge', id: over.id, by: 'mina' })
  expect(answer.row).toMatchObject({ id: over.id, state: 'resolved' })
  expect(overText(answer)).toBe(`It was over already, since ${localTime(closedAt)}: nothing was changed.`)
  expect(overText({})).toBeUndefined()
})
