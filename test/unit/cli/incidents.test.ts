import { jest } from '@jest/globals'
import { Command } from 'commander'
import { UsageError } from '../../../api/usage-error.ts'
import { registerIncidents } from '../../../cli/incidents.ts'
import { act } from '../../../functions/alerts/engine/progress.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import { commandOf } from '../../../functions/alerts/rules/command.ts'
import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { alarmOf, later, makeConfig, makeWorld } from '../alerts/scene.ts'
import { fakeDeployment } from '../api/deployment.ts'

const config = makeConfig({
  policies: {
    shop: { steps: [{ notify: ['mina'] }, { notify: ['joon'] }] },
    stock: { steps: [{ notify: ['joon'] }] },
  },
  routes: [
    { match: { alarm: 'stock-*' }, to: 'stock', severity: 'warning' },
    { match: { alarm: 'shop-*' }, to: 'shop', severity: 'critical' },
  ],
  onCall: 'shop',
})

interface Row {
  readonly id: string
  readonly alarm: string
  readonly state: string
  readonly acknowledgedBy?: string
}

/** Four open incidents and one that is over, and the terminal in front of them: the function behind it is the real one. */
const makeScene = async () => {
  const scene = makeWorld({ config })
  for (const name of ['shop-errors', 'shop-slow', 'stock-import', 'stock-export'])
    await scene.call(alarmOf(name, 'ALARM'))
  await scene.call(alarmOf('shop-gone', 'ALARM'))
  await scene.call(alarmOf('shop-gone', 'OK', 60))
  const asked: string[] = []
  const shown: string[] = []
  const send = async (command: unknown) => {
    const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
    const order = commandOf(JSON.parse(Payload))
    if (!order) {
      const answer = await doRequest(JSON.parse(Payload), scene.world(later(120)))
      return { Payload: new TextEncoder().encode(JSON.stringify(answer)) }
    }
    asked.push(order.incident)
    const done = await act(order.incident, order.happening, scene.world(later(120)))
    return { Payload: new TextEncoder().encode(JSON.stringify(done ?? null)) }
  }
  const deployment = fakeDeployment({
    ledger: scene.ledger,
    outputs: { AlertsFunction: 'alerts' },
    clients: { LambdaClient: { send } },
  })
  const type = async (...args: string[]) => {
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    const complained = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    process.exitCode = 0
    try {
      const program = new Command().enablePositionalOptions()
      registerIncidents(program, async () => deployment)
      const inherit = (each: Command): void => {
        each.exitOverride().configureOutput({ writeErr: () => undefined })
        each.commands.forEach(inherit)
      }
      inherit(program)
      await program.parseAsync(['incidents', ...args], { from: 'user' })
      const out = printed.mock.calls.map(([line]) => String(line)).join('\n')
      const errors = complained.mock.calls.map(([line]) => String(line)).join('\n')
      return { out, errors, exit: process.exitCode }
    } finally {
      shown.push(printed.mock.calls.map(([line]) => String(line)).join('\n'))
      process.exitCode = 0
      printed.mockRestore()
      complained.mockRestore()
    }
  }
  const rows = async (...args: string[]): Promise<Row[]> => JSON.parse((await type(...args, '--json')).out)
  const states = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await scene.ledger.open<IncidentRecord>('incident')).map(({ alarm, state }) => [alarm, state] as const),
    )
  return { scene, asked, shown, type, rows, states }
}

describe('which incidents a verb acts on', () => {
  test.each<[string[], string[]]>([
    [['--alarm', 'shop-errors'], ['shop-errors']],
    [
      ['--alarm', 'shop-*'],
      ['shop-errors', 'shop-slow'],
    ],
    [
      ['--alarm', '*-*port'],
      ['stock-export', 'stock-import'],
    ],
    [
      ['--severity', 'warning'],
      ['stock-export', 'stock-import'],
    ],
    [['--severity', 'critical', '--alarm', '*slow'], ['shop-slow']],
    [
      ['--policy', 'stock'],
      ['stock-export', 'stock-import'],
    ],
    [['--all'], ['shop-errors', 'shop-slow', 'stock-export', 'stock-import']],
    [
      ['--all', '--severity', 'critical'],
      ['shop-errors', 'shop-slow'],
    ],
  ])('ack %j prints what it acknowledged, and nothing else is', async (args, expected) => {
    const { rows, states } = await makeScene()
    const done = await rows('ack', ...args)
    expect(done.map(({ alarm }) => alarm).toSorted()).toEqual(expected)
    expect(new Set(done.map(({ state }) => state))).toEqual(new Set(['acknowledged']))
    const acknowledged = Object.entries(await states()).filter(([, state]) => state === 'acknowledged')
    expect(acknowledged.map(([alarm]) => alarm).toSorted()).toEqual(expected)
  })

  test('an id of its own, or several', async () => {
    const { rows } = await makeScene()
    const open = await rows('--open')
    const ids = open.slice(0, 2).map(({ id }) => id)
    expect((await rows('ack', ...ids.map((id) => id.slice(0, 8)))).map(({ id }) => id)).toEqual(ids)
  })

  test.each([
    [['ack'], /Which incidents\?/],
    [['resolve', '3f9a', '--all'], /not both/],
    [['escalate', '3f9a', '--alarm', 'shop-*'], /not both/],
  ])('%j is bad use, and nothing is done', async (args, message) => {
    const { type, asked } = await makeScene()
    const typed = type(...args)
    await expect(typed).rejects.toThrow(message)
    await expect(typed).rejects.toThrow(UsageError)
    expect(asked).toEqual([])
  })

  test('a severity that does not exist is bad use', async () => {
    const { type, asked } = await makeScene()
    await expect(type('ack', '--severity', 'urgent')).rejects.toThrow(/critical, warning, info/)
    expect(asked).toEqual([])
  })

  test('where nothing matches, it says so and exits with 1', async () => {
    const { type, asked } = await makeScene()
    for (const args of [
      ['--alarm', 'shop-gone'],
      ['--policy', 'night'],
      ['--alarm', 'shop-errors', '--severity', 'info'],
    ]) {
      const { out, errors, exit } = await type('ack', ...args)
      expect({ out, errors, exit }).toEqual({
        out: '',
        errors: expect.stringContaining('See: npm run -s nightshift -- incidents --open'),
        exit: 1,
      })
    }
    expect((await type('ack', '--alarm', 'shop-gone', '--json')).out).toBe('[]')
    expect(asked).toEqual([])
  })
})

describe('what the verbs do', () => {
  test('resolve --policy ends them, and people are told', async () => {
    const { rows, states, scene } = await makeScene()
    expect((await rows('resolve', '--policy', 'stock')).map(({ state }) => state)).toEqual(['resolved', 'resolved'])
    expect(Object.keys(await states()).toSorted()).toEqual(['shop-errors', 'shop-slow'])
    expect(scene.sent.some(({ to, message }) => to === 'joon' && message.subject.includes('OK'))).toBe(true)
  })

  test('escalate --alarm takes the next step of each', async () => {
    const { rows, scene } = await makeScene()
    await rows('escalate', '--alarm', 'shop-*')
    const open = await scene.ledger.open<IncidentRecord>('incident')
    expect(open.filter(({ alarm }) => alarm.startsWith('shop-')).map(({ steps }) => steps)).toEqual([2, 2])
    expect(open.filter(({ alarm }) => alarm.startsWith('stock-')).map(({ steps }) => steps)).toEqual([1, 1])
  })

  test('take-over takes also what somebody else has, with both on record', async () => {
    const { rows, scene } = await makeScene()
    await rows('hand-over', '--all', '--to', 'joon')
    const [row] = await rows('take-over', '--alarm', 'shop-errors')
    expect(row?.acknowledgedBy).not.toBe('joon')
    const open = await scene.ledger.open<IncidentRecord>('incident')
    const taken = open.find(({ alarm }) => alarm === 'shop-errors')
    expect(taken?.acknowledgements?.map(({ by }) => by)).toEqual(['joon', row?.acknowledgedBy])
    expect(open.find(({ alarm }) => alarm === 'shop-slow')?.acknowledgedBy).toBe('joon')
  })

  test('hand-over gives it to a responder, and needs one', async () => {
    const { rows, type } = await makeScene()
    expect(
      (await rows('hand-over', '--severity', 'warning', '--to', 'mina')).map((each) => each.acknowledgedBy),
    ).toEqual(['mina', 'mina'])
    await expect(type('hand-over', '--all')).rejects.toThrow(/--to <responder>/)
    await expect(type('hand-over', '--all', '--to', 'nobody')).rejects.toThrow(/"nobody" is not a responder/)
  })

  test('what was done before one failed is shown all the same', async () => {
    const { type, rows, shown } = await makeScene()
    const [first] = await rows('--open')
    await expect(type('ack', String(first?.id), 'ffffffffffffffff')).rejects.toThrow('There is no incident')
    expect(shown.at(-1)).toContain(first?.id.slice(0, 8))
    expect((await rows('--open')).find(({ id }) => id === first?.id)?.state).toBe('acknowledged')
  })
})

describe('one incident in the terminal', () => {
  const first = async (scene: Awaited<ReturnType<typeof makeScene>>) =>
    (await scene.rows('--alarm', 'shop-errors'))[0]?.id ?? ''

  test('note and show: what became of it, messages, notes; --json has it as one record', async () => {
    const scene = await makeScene()
    const id = await first(scene)
    const note = await scene.type('note', id.slice(0, 8), 'The', 'disk', 'was', 'full.')
    expect(note.out).toContain('The disk was full.')
    const { out } = await scene.type('show', id.slice(0, 8))
    expect(out).toMatch(
      /What became of it[\s\S]*step 1: mina was called[\s\S]*Messages[\s\S]*mina by sms accepted[\s\S]*Notes[\s\S]*The disk was full\.[\s\S]*Earlier/,
    )
    expect(JSON.parse((await scene.type('show', id, '--json')).out)).toMatchObject([
      { id, notes: [{ text: 'The disk was full.' }] },
    ])
  })

  test('report: Markdown, in a zone', async () => {
    const scene = await makeScene()
    const { out } = await scene.type('report', await first(scene), '--zone', 'Asia/Seoul')
    expect(out).toMatch(/^# shop-errors\n[\s\S]*\| Opened \| 2026-11-28 09:00 \|/)
    await expect(scene.type('report', await first(scene), '--zone', 'Seoul')).rejects.toThrow(
      '"Seoul" is not an IANA zone',
    )
  })

  test('snooze: for a span or until a time, several at once', async () => {
    const scene = await makeScene()
    const until = '2026-11-28T12:00:00+09:00'
    const done = await scene
      .type('snooze', '--alarm', 'shop-*', '--until', until)
      .catch((error: Error) => error.message)
    // The fake deployment stands still a week before that.
    expect(done).toMatchObject({ exit: 0 })
    expect(await scene.states()).toMatchObject({
      'shop-errors': 'acknowledged',
      'shop-slow': 'acknowledged',
      'stock-import': 'open',
    })
    await expect(scene.type('snooze', await first(scene))).rejects.toThrow('Write until when it is snoozed')
    await expect(scene.type('snooze', await first(scene), '--for', '2h', '--until', until)).rejects.toThrow(
      'Write until when',
    )
  })

  test('times: by policy and month', async () => {
    const scene = await makeScene()
    expect(JSON.parse((await scene.type('times', '--json')).out)).toMatchObject([
      { month: '2026-11', policy: 'shop', incidents: 3, resolved: 1 },
      { month: '2026-11', policy: 'stock', incidents: 2, resolved: 0 },
    ])
  })

  test('filters of the list', async () => {
    const scene = await makeScene()
    const alarms = async (...args: string[]) => (await scene.rows(...args)).map(({ alarm }) => alarm).sort()
    expect(await alarms('--severity', 'warning')).toEqual(['stock-export', 'stock-import'])
    expect(await alarms('--mine', 'joon')).toEqual(['stock-export', 'stock-import'])
    expect(await alarms('--search', 'SLOW')).toEqual(['shop-slow'])
    expect(await alarms('--open', '--policy', 'shop')).toEqual(['shop-errors', 'shop-slow'])
    expect(await alarms('--until', '2026-11-28T08:59:00+09:00')).toEqual([])
  })
})
