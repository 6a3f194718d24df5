import { commandOf } from '../../../functions/alerts/rules/command.ts'
import { type IncidentRecord, keys } from '../../../shared/ledger/records.ts'
import { ask, at } from './run-time-scene.ts'
import { alarmOf, later, makeConfig, makeWorld, transition } from './scene.ts'

const hour = 3_600
const two = makeConfig({ policies: { two: { steps: [{ notify: ['mina'] }, { notify: ['joon'] }] } }, onCall: 'two' })

describe('a snooze', () => {
  test('of an open incident keeps it quiet until its time, and then the step comes again', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'snoozed', by: 'mina', until: at(2 * hour) }, later(60))
    expect(await scene.incident()).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'mina',
      nextAt: at(2 * hour),
      snoozedUntil: at(2 * hour),
    })
    scene.sent.length = 0
    await scene.ring(later(600))
    expect(scene.sent).toEqual([])
    await scene.ring(later(2 * hour))
    expect(scene.sent.map(({ to }) => to)).toEqual(['mina', 'mina'])
    expect(await scene.incident()).toMatchObject({
      state: 'open',
      reason: `snoozed by mina until ${at(2 * hour)}, and not over since: it is ALARM`,
    })
    expect((await scene.incident()).snoozedUntil).toBeUndefined()
  })

  test('of one that somebody has acknowledged lasts for as long as it says, not as the policy says', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'acknowledged', by: 'joon' }, later(60))
    await scene.happen(id, { kind: 'snoozed', by: 'joon', until: at(10 * hour) }, later(120))
    expect(await scene.incident()).toMatchObject({ acknowledgedBy: 'joon', nextAt: at(10 * hour) })
    await scene.happen(id, { kind: 'taken-over', by: 'mina' }, later(180))
    const taken = await scene.incident()
    expect(taken).toMatchObject({ acknowledgedBy: 'mina', nextAt: at(4 * hour + 180) })
    expect(taken.snoozedUntil).toBeUndefined()
  })

  test('that is over before its time ends with its incident', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    await scene.happen(id, { kind: 'snoozed', by: 'mina', until: at(hour) }, later(60))
    await scene.call(transition('OK', 120))
    scene.sent.length = 0
    await scene.sweep(later(hour + 60))
    expect(scene.sent).toEqual([])
    expect(await scene.incident()).toMatchObject({ state: 'resolved' })
  })

  test('asked for twice is one; into the past, of what is over, or for more than a month is none', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    const snooze = (until: string, seconds: number) =>
      scene.happen(id, { kind: 'snoozed', by: 'mina', until }, later(seconds))
    await snooze(at(hour), 60)
    const { version } = await scene.incident()
    for (const until of [at(hour), at(60), at(31 * 24 * hour)]) await snooze(until, 61)
    expect(await scene.incident()).toMatchObject({ version })
    await scene.happen(id, { kind: 'resolved', by: 'mina' }, later(70))
    await snooze(at(2 * hour), 80)
    expect(await scene.incident()).toMatchObject({ state: 'resolved' })
  })

  test('is read from what the terminal sends', () => {
    const order = { source: 'nightshift.command', incident: '0123456789abcdef', by: 'mina', action: 'snooze' }
    expect(commandOf({ ...order, until: '2026-11-28T09:00:00+09:00' })?.happening).toEqual({
      kind: 'snoozed',
      by: 'mina',
      until: at(0),
    })
    expect(commandOf(order)).toBeUndefined()
    expect(commandOf({ ...order, until: 'tomorrow' })).toBeUndefined()
  })
})

describe('what is kept of an incident', () => {
  test('every state with who and when, and whom each step called', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    await scene.ring(later(600))
    await scene.happen(id, { kind: 'acknowledged', by: 'joon' }, later(700))
    await scene.happen(id, { kind: 'handed-over', by: 'joon', to: 'mina' }, later(800))
    await scene.happen(id, { kind: 'escalated', by: 'mina' }, later(900))
    await scene.happen(id, { kind: 'taken-over', by: 'joon' }, later(950))
    await scene.call(transition('OK', 1_000))
    expect((await scene.incident()).history).toEqual([
      { at: at(0), what: 'step', state: 'open', step: 1, to: ['mina'] },
      { at: at(600), what: 'step', state: 'open', step: 2, to: ['joon'] },
      { at: at(700), what: 'acknowledged', state: 'acknowledged', by: 'joon' },
      { at: at(800), what: 'handed over', state: 'acknowledged', by: 'joon', to: ['mina'] },
      { at: at(900), what: 'escalated', state: 'open', by: 'mina', step: 3, to: ['mina'] },
      { at: at(950), what: 'taken over', state: 'acknowledged', by: 'joon' },
      { at: at(1_000), what: 'recovered', state: 'resolved', reason: 'it is OK' },
    ])
  })

  test('why it was held, and until when; a look that changes nothing leaves no trace', async () => {
    const silences = [{ match: { alarm: '*' }, reason: 'moving', from: at(-60), until: at(600) }]
    const scene = makeWorld({ config: makeConfig({ silences }) })
    await scene.call(transition('ALARM'))
    await scene.ring(later(300))
    await scene.ring(later(600))
    expect((await scene.incident()).history).toEqual([
      { at: at(0), what: 'held', state: 'held', until: at(600), reason: 'silenced: moving' },
      { at: at(600), what: 'step', state: 'open', step: 1, to: ['mina'] },
    ])
  })

  test('of very much, the first and the newest', async () => {
    const scene = makeWorld({ config: two })
    await scene.call(transition('ALARM'))
    const { id } = await scene.incident()
    for (let count = 0; count < 60; count += 1)
      await scene.happen(id, { kind: 'taken-over', by: `person-${count}` }, later(60 + count))
    const history = (await scene.incident()).history ?? []
    expect(history).toHaveLength(50)
    expect([history[0]?.what, history.at(1)?.by, history.at(10)?.by, history.at(-1)?.by]).toEqual([
      'step',
      'person-0',
      'person-20',
      'person-59',
    ])
  })
})

describe('a note', () => {
  const noted = async () => {
    const scene = makeWorld({ config: two })
    await scene.call(alarmOf('a', 'ALARM'))
    return { scene, incident: (await scene.incident()).id }
  }

  test('is kept with who and when, once for a request, and changes nothing else', async () => {
    const { scene, incident } = await noted()
    const { version } = await scene.incident()
    const note = { incident, text: 'The disk was full.', request: 'abcdef01' }
    for (const seconds of [60, 90]) await ask(scene, 'note', note, seconds)
    await ask(scene, 'note', { incident, text: 'Again.' }, 120)
    const notes = await scene.ledger.children(keys.incident(incident).pk, 'note#')
    expect(notes).toHaveLength(2)
    expect(notes.find(({ sk }) => sk === 'note#abcdef01')).toMatchObject({
      kind: 'incident-note',
      at: at(60),
      by: 'boss',
      text: 'The disk was full.',
      version: 1,
    })
    expect(await scene.ledger.get<IncidentRecord>(keys.incident(incident))).toMatchObject({ version })
  })

  test('of an incident that there is not, or that has a hundred, is refused', async () => {
    const { scene, incident } = await noted()
    expect(await ask(scene, 'note', { incident: 'f'.repeat(16), text: 'x' })).toEqual({
      refused: expect.stringContaining('There is no incident'),
    })
    for (let count = 0; count < 100; count += 1) await ask(scene, 'note', { incident, text: 'x' })
    expect(await ask(scene, 'note', { incident, text: 'x' })).toEqual({ refused: expect.stringContaining('100 notes') })
  })

  test.each([
    ['nothing', ''],
    ['too much', 'x'.repeat(2_001)],
  ])('of %s is malformed', async (_, text) => {
    const { scene, incident } = await noted()
    await expect(ask(scene, 'note', { incident, text })).rejects.toThrow(/^note: text: /)
  })
})
