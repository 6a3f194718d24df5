import { runbookOf } from '../../../api/alerts/incident-detail.ts'
import { plainMarkdown } from '../../../api/alerts/incident-report.ts'
import { timesRows } from '../../../api/alerts/incident-times.ts'
import { commandIncident, incidentReport, listIncidents, readIncidentTimes, showIncident } from '../../../api/alerts.ts'
import { act } from '../../../functions/alerts/engine/progress.ts'
import { commandOf } from '../../../functions/alerts/rules/command.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { ask, at } from '../alerts/run-time-scene.ts'
import { alarmOf, later, makeConfig, makeWorld } from '../alerts/scene.ts'
import { fakeDeployment } from './deployment.ts'

const config = makeConfig({
  policies: { shop: { steps: [{ notify: ['mina'] }, { notify: ['joon'] }] }, stock: { steps: [{ notify: ['joon'] }] } },
  routes: [{ match: { alarm: 'stock-*' }, to: 'stock', severity: 'warning' }],
  onCall: 'shop',
})

/** A night: an alarm that goes off three times, with somebody who acknowledges, and one of another policy. */
const makeNight = async () => {
  const scene = makeWorld({ config })
  const idOf = async (openedAt: string): Promise<string> =>
    (await scene.incidents()).find((each) => each.openedAt === openedAt)?.id ?? ''
  await scene.call(alarmOf('shop-1', 'ALARM', -7_200))
  await scene.call(alarmOf('shop-1', 'OK', -7_000))
  await scene.call(
    alarmOf('shop-1', 'ALARM', 0, { description: 'See https://wiki.example/shop (first).', tags: { team: 'shop' } }),
  )
  const id = await idOf(at(0))
  await scene.happen(id, { kind: 'acknowledged', by: 'mina' }, later(180))
  await ask(scene, 'note', { incident: id, text: 'The disk was full.\n# Not a heading' }, 240)
  await scene.call(alarmOf('stock-1', 'ALARM', 300, { reason: 'Import of <b>yesterday</b> is missing' }))
  await scene.call(alarmOf('shop-1', 'OK', 600))
  const deployment = fakeDeployment({
    ledger: scene.ledger,
    now: later(3_600),
    outputs: { AlertsFunction: 'alerts' },
    clients: {
      LambdaClient: {
        send: async (command) => {
          const order = commandOf(
            JSON.parse((command as { readonly input: { readonly Payload: string } }).input.Payload),
          )
          const done = order && (await act(order.incident, order.happening, scene.world(later(3_600))))
          return { Payload: Buffer.from(JSON.stringify(done ?? null)) }
        },
      },
    },
  })
  return { scene, deployment, id, idOf }
}

describe('one incident', () => {
  test('what became of it, its messages, notes, its alarm’s other incidents, and where it says what to do', async () => {
    const { deployment, id, idOf } = await makeNight()
    const detail = await showIncident(deployment, id.slice(0, 8))
    expect(detail).toMatchObject({
      id,
      alarm: 'shop-1',
      policy: 'shop',
      state: 'resolved',
      people: ['mina'],
      description: 'See https://wiki.example/shop (first).',
      runbook: 'https://wiki.example/shop',
      notes: [{ at: at(240), by: 'boss', text: 'The disk was full.\n# Not a heading' }],
      secondsToAcknowledge: 180,
      secondsToResolve: 600,
    })
    expect(detail.history.map(({ what, by }) => [what, by])).toEqual([
      ['step', undefined],
      ['acknowledged', 'mina'],
      ['recovered', undefined],
    ])
    expect(detail.notifications.map(({ to, channel, purpose, outcome }) => [to, channel, purpose, outcome])).toEqual([
      ['mina', 'email', 'page', 'accepted'],
      ['mina', 'sms', 'page', 'accepted'],
      ['mina', 'email', 'recovery', 'accepted'],
      ['mina', 'sms', 'recovery', 'accepted'],
    ])
    expect(detail.earlier.map((each) => each.id)).toEqual([await idOf(at(-7_200))])
    expect(JSON.stringify(detail)).not.toMatch(/link|leaseBy|\+1202/)
  })

  test('a record from before its history was kept is told as far as it can be', async () => {
    const old: IncidentRecord = {
      ...keys.incident('aaaa000000000001'),
      kind: 'incident',
      at: at(0),
      id: 'aaaa000000000001',
      alarmKey: 'a',
      alarm: 'a',
      severity: 'critical',
      state: 'resolved',
      openedAt: at(0),
      closedAt: at(600),
      reason: 'it is OK',
      title: 'a',
      policy: 'shop',
      steps: 1,
      acknowledgements: [
        { by: 'mina', at: at(60) },
        { by: 'joon', at: at(120), from: 'mina' },
      ],
      basis: { event: { reason: 'it is ALARM' }, config: 'c0ffee' },
    }
    const deployment = fakeDeployment({ ledger: memoryLedger([{ ...old, version: 1 }]) })
    const { history, secondsToAcknowledge } = await showIncident(deployment, old.id)
    expect(history.map((each) => [each.what, each.by, each.to])).toEqual([
      ['step', undefined, undefined],
      ['acknowledged', 'mina', undefined],
      ['handed over', 'mina', ['joon']],
      ['recovered', undefined, undefined],
    ])
    expect(secondsToAcknowledge).toBe(60)
  })

  test.each([
    ['a tag', { RunBook: 'https://wiki.example/tag' }, 'https://wiki.example/other', 'https://wiki.example/tag'],
    ['its note', {}, 'look at https://wiki.example/a?b=c#d, then call', 'https://wiki.example/a?b=c#d'],
    ['no address of https', {}, 'javascript:alert(1) http://wiki.example', undefined],
    ['a tag that is none', { runbook: 'javascript:alert(1)' }, '', undefined],
    ['an address in markup', {}, '<a href="https://wiki.example/x">', 'https://wiki.example/x'],
  ])('where %s says what to do', (_, tags, description, address) => {
    expect(runbookOf({ tags: tags as Record<string, string> }, description)).toBe(address)
  })
})

describe('the report', () => {
  test('has what is known, in the reader’s zone, and places for what only people know', async () => {
    const { deployment, id } = await makeNight()
    const report = incidentReport(await showIncident(deployment, id), { zone: 'Asia/Seoul' })
    expect(report).toContain('# shop-1\n')
    expect(report).toContain('| Opened | 2026-11-28 09:00 |')
    expect(report).toContain('| Until somebody acknowledged | 3 minutes |')
    expect(report).toContain('| Until it was over | 10 minutes |')
    expect(report).toContain('- **2026-11-28 09:00** step 1: mina was called')
    expect(report).toContain('- **2026-11-28 09:03** acknowledged by mina')
    expect(report).toContain('- **2026-11-28 09:04** note by boss: The disk was full. \\# Not a heading')
    expect(report).toContain('Runbook: <https://wiki.example/shop>')
    expect(report).toMatch(/## What we change\n\n_To be written\._\n$/)
  })

  test('lets no text of a stranger format, link, mention or begin anything', async () => {
    const { deployment, scene } = await makeNight()
    const stock = (await scene.incidents()).find(({ alarm }) => alarm === 'stock-1')
    const report = incidentReport(await showIncident(deployment, stock?.id ?? ''), { zone: 'UTC' })
    expect(report).toContain('Import of \\<b\\>yesterday\\</b\\> is missing')
    expect(report).not.toContain('<b>')
    expect(plainMarkdown('a\n\n# b | c [x](https://evil.example) @team `d` ![i](y)\u202e')).toBe(
      'a \\# b \\| c \\[x\\]\\(https\\://evil.example\\) \\@team \\`d\\` \\!\\[i\\]\\(y\\)',
    )
  })
})

describe('a list', () => {
  const found = async (filter: object) => {
    const { deployment } = await makeNight()
    return (await listIncidents(deployment, filter)).rows.map(
      ({ alarm, openedAt }) => `${alarm} ${openedAt.slice(11, 16)}`,
    )
  }
  const all = ['stock-1 00:05', 'shop-1 00:00', 'shop-1 22:00']

  test.each([
    [{}, all],
    [{ open: true }, all.slice(0, 1)],
    [{ severity: 'critical' }, all.slice(1)],
    [{ alarm: 'shop-*' }, all.slice(1)],
    [{ alarm: '*-1', policy: 'stock' }, all.slice(0, 1)],
    [{ mine: 'joon' }, all.slice(0, 1)],
    [{ mine: 'mina' }, all.slice(1)],
    [{ mine: 'boss' }, []],
    [{ state: 'resolved' }, all.slice(1)],
    [{ since: at(0) }, all.slice(0, 2)],
    [{ until: at(0) }, all.slice(2)],
    [{ search: 'IMPORT' }, all.slice(0, 1)],
    [{ search: 'wiki.example' }, all.slice(1, 2)],
    [{ limit: 1 }, all.slice(0, 1)],
    [{ search: 'shop', limit: 1 }, all.slice(1, 2)],
  ])('of %j', async (filter, rows) => {
    expect(await found(filter)).toEqual(rows)
  })

  test('says whether there are more, and reads no message', async () => {
    const { deployment, scene } = await makeNight()
    const children = async (): Promise<never> => {
      throw new Error('read a message')
    }
    const ledger = () => ({ ...scene.ledger, children })
    expect((await listIncidents({ ...deployment, ledger }, { limit: 2 })).isCut).toBe(true)
    expect((await listIncidents({ ...deployment, ledger }, { limit: 3 })).isCut).toBe(false)
  })
})

describe('times', () => {
  test('means by policy and month, of what somebody was notified of', async () => {
    const { deployment } = await makeNight()
    expect(await readIncidentTimes(deployment)).toEqual({
      rows: [
        {
          month: '2026-11',
          policy: 'shop',
          incidents: 2,
          acknowledged: 1,
          resolved: 2,
          meanAcknowledgeSeconds: 180,
          meanResolveSeconds: 400,
        },
        {
          month: '2026-11',
          policy: 'stock',
          incidents: 1,
          acknowledged: 0,
          resolved: 0,
          meanAcknowledgeSeconds: null,
          meanResolveSeconds: null,
        },
      ],
      isCut: false,
    })
  })

  test('the newest month comes first, and what was over before anybody was notified does not count', () => {
    const one = (openedAt: string, state: IncidentRecord['state']) =>
      ({ openedAt, state, policy: 'shop' }) as IncidentRecord
    const rows = timesRows([
      one('2026-10-31T23:59:59.000Z', 'open'),
      one('2026-11-01T00:00:00.000Z', 'open'),
      one('2026-11-02T00:00:00.000Z', 'suppressed'),
      one('2026-11-02T00:00:00.000Z', 'held'),
    ])
    expect(rows.map(({ month, incidents }) => [month, incidents])).toEqual([
      ['2026-11', 1],
      ['2026-10', 1],
    ])
  })
})

test('snoozed: what is open, not what is unknown, and nothing is changed of what is over or for a time that has passed', async () => {
  const { deployment, id, scene } = await makeNight()
  const stock = (await scene.incidents()).find(({ alarm }) => alarm === 'stock-1')?.id ?? ''
  const snooze = (which: string, until = later(7_200).toISOString()) =>
    commandIncident(deployment, { action: 'snooze', id: which, by: 'joon', until })
  expect(await snooze(stock)).toEqual({
    row: expect.objectContaining({ state: 'acknowledged', acknowledgedBy: 'joon' }),
  })
  await expect(snooze('ffffffffffffffff')).rejects.toThrow('There is no incident')
  expect(await snooze(id)).toEqual({
    row: expect.objectContaining({ state: 'resolved' }),
    wasOver: { since: at(600) },
  })
  await expect(snooze(stock, at(0))).rejects.toThrow(`${at(0)} has passed: it must come back later than now.`)
})
