import { calendarText } from '../../../api/alerts/calendar-text.ts'
import { calendarFor, calendarOf, makeCalendar, revokeCalendars } from '../../../api/alerts.ts'
import { doRequest } from '../../../functions/alerts/engine/request.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { ask, at } from '../alerts/run-time-scene.ts'
import { later, makeConfig, makeWorld } from '../alerts/scene.ts'
import { fakeDeployment } from './deployment.ts'

const alerts = makeConfig({
  responders: {
    mina: { sms: '+12025550101' },
    joon: { sms: '+12025550102' },
    ada: { email: 'ada@corner-shop.example' },
  },
  rotations: {
    primary: { zone: 'Europe/Berlin', every: 'day', from: '2026-01-05', responders: ['mina', 'joon'] },
    office: { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', responders: ['mina'], only: { days: ['monday'] } },
  },
})

const makeScene = (now = later(0)) => {
  const scene = makeWorld({ config: alerts })
  const send = async (command: unknown) => {
    const { Payload } = (command as { readonly input: { readonly Payload: string } }).input
    return { Payload: Buffer.from(JSON.stringify(await doRequest(JSON.parse(Payload), scene.world(now)))) }
  }
  const deployment = fakeDeployment({
    config: { alerts } as Partial<Config>,
    ledger: scene.ledger,
    outputs: { AlertsFunction: 'alerts', ConsoleUrl: 'https://console.example/' },
    clients: { LambdaClient: { send } },
    now,
  })
  return { scene, deployment }
}

/** A calendar as a reader takes it apart: lines that were folded are one again. */
const read = (text: string) => {
  const lines = text.replaceAll(/\r\n[ \t]/g, '').split('\r\n')
  const events = lines.join('\n').split('BEGIN:VEVENT\n').slice(1)
  const field = (event: string, name: string): string | undefined =>
    event
      .split('\n')
      .find((line) => line.split(/[:;]/)[0] === name)
      ?.replace(/^[^:]*:/, '')
  return {
    lines,
    events: events.map((event) => ({
      uid: field(event, 'UID') ?? '',
      start: field(event, 'DTSTART'),
      end: field(event, 'DTEND'),
      summary: field(event, 'SUMMARY'),
      transparency: field(event, 'TRANSP'),
      busy: field(event, 'X-MICROSOFT-CDO-BUSYSTATUS'),
      description: field(event, 'DESCRIPTION'),
    })),
  }
}

const state = { alerts, overrides: [] }
const textOf = (name: string, of: 'responder' | 'rotation', now = later(0)) => calendarText(state, { name, of }, now)

describe('the text', () => {
  test('is what readers expect: a header, lines of 75 bytes with CRLF, each event with an own UID', () => {
    const text = textOf('primary', 'rotation')
    const { lines, events } = read(text)
    expect(lines.slice(0, 4)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      expect.stringContaining('PRODID:'),
      'METHOD:PUBLISH',
    ])
    expect(lines).toContain('X-WR-CALNAME:On call: primary')
    expect(lines).toContain('REFRESH-INTERVAL;VALUE=DURATION:PT1H')
    expect(lines.filter((line) => line !== '').at(-1)).toBe('END:VCALENDAR')
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length)
    expect(events.length).toBeGreaterThanOrEqual(27 * 7)
    expect(new Set(events.map(({ transparency, busy }) => `${transparency} ${busy}`))).toEqual(
      new Set(['TRANSPARENT FREE']),
    )
  })

  test('of a person has their turns of all rotations, of a rotation those of everybody', () => {
    const summaries = (...args: Parameters<typeof textOf>) =>
      new Set(read(textOf(...args)).events.map(({ summary }) => summary))
    expect(summaries('mina', 'responder')).toEqual(new Set(['On call: primary', 'On call: office']))
    expect(summaries('joon', 'responder')).toEqual(new Set(['On call: primary']))
    expect(summaries('primary', 'rotation')).toEqual(new Set(['mina (primary)', 'joon (primary)']))
    expect(read(textOf('ada', 'responder')).events).toEqual([])
  })

  test('reaches 26 weeks ahead, over a change of DST to the hour', () => {
    const { events } = read(textOf('primary', 'rotation'))
    const around = events.filter(({ start }) => start?.startsWith('2027032'))
    // Nine o’clock in Berlin: 08:00 in UTC until the 28th of March, 07:00 after it.
    expect(around.slice(6, 9).map(({ start, end }) => [start, end])).toEqual([
      ['20270326T080000Z', '20270327T080000Z'],
      ['20270327T080000Z', '20270328T070000Z'],
      ['20270328T070000Z', '20270329T070000Z'],
    ])
    expect(events.at(-1)?.start?.slice(0, 8)).toBe('20270528')
  })

  test('the same turn has the same UID and the same times whenever it is asked for, in the middle of it too', () => {
    const first = read(textOf('primary', 'rotation')).events
    const second = read(textOf('primary', 'rotation', later(5 * 86_400 + 7_777))).events
    const known = new Map(first.map(({ uid, start, end }) => [uid, `${start} ${end}`]))
    const common = second.filter(({ uid }) => known.has(uid))
    expect(common.length).toBeGreaterThan(180)
    for (const { uid, start, end } of common) expect(`${start} ${end}`).toBe(known.get(uid))
  })

  test('an override made at run time is in it at once, and the rest of the turn keeps its UID', async () => {
    const { scene, deployment } = makeScene()
    const before = read((await calendarOf(deployment, 'primary')).text).events
    await ask(scene, 'override', { rotation: 'primary', who: 'ada', from: at(3_600), until: at(7_200) })
    const after = read((await calendarOf(deployment, 'primary')).text).events
    const old = new Set(before.map(({ uid }) => uid))
    expect(after.filter(({ uid }) => !old.has(uid))).toMatchObject([
      { summary: 'ada (primary)', start: '20261128T010000Z', end: '20261128T020000Z', description: 'By an override.' },
      { start: '20261128T020000Z', end: '20261128T080000Z' },
    ])
    expect(before.length - after.filter(({ uid }) => old.has(uid)).length).toBe(0)
    expect(read((await calendarOf(deployment, 'ada')).text).events).toHaveLength(1)
  })
})

describe('an address', () => {
  test('is made with a token that only its owner has, answers, and is one of several', async () => {
    const { scene, deployment } = makeScene()
    const { url } = await makeCalendar(deployment, { name: 'mina', by: 'boss' })
    const [, token = ''] = /^https:\/\/console\.example\/calendar\/([\w-]{32})\.ics$/.exec(url) ?? []
    expect(await calendarFor(deployment, token)).toEqual({
      name: 'mina',
      text: expect.stringContaining('BEGIN:VEVENT'),
    })
    const stored = await scene.ledger.children('calendar')
    expect(stored).toMatchObject([{ kind: 'calendar', name: 'mina', of: 'responder', by: 'boss' }])
    expect(JSON.stringify([stored, await scene.ledger.list('change')])).not.toContain(token)
    const other = await makeCalendar(deployment, { name: 'mina', by: 'mina' })
    expect(other.url).not.toBe(url)
  })

  test('revoked answers no more, as if it had never been; those of others do', async () => {
    const { deployment } = makeScene()
    const tokenOf = async (name: string) =>
      /([\w-]{32})\.ics$/.exec((await makeCalendar(deployment, { name, by: 'boss' })).url)?.[1] ?? ''
    const tokens = [await tokenOf('mina'), await tokenOf('mina')]
    const others = await tokenOf('primary')
    expect(await revokeCalendars(deployment, { name: 'mina', by: 'boss' })).toEqual({ name: 'mina', revoked: 2 })
    for (const token of tokens) expect(await calendarFor(deployment, token)).toBeUndefined()
    expect(await calendarFor(deployment, others)).toMatchObject({ name: 'primary' })
    expect(await revokeCalendars(deployment, { name: 'mina', by: 'boss' })).toEqual({ name: 'mina', revoked: 0 })
  })

  test.each(['', 'x', '../../status', 'a'.repeat(31), 'a'.repeat(33), `${'a'.repeat(31)}/`])(
    'the token %j asks nobody',
    async (token) => {
      const { deployment } = makeScene()
      const ledger = (): never => {
        throw new Error('asked the ledger')
      }
      expect(await calendarFor({ ...deployment, ledger }, token)).toBeUndefined()
    },
  )

  test('a token that nobody has answers nothing', async () => {
    expect(await calendarFor(makeScene().deployment, 'a'.repeat(32))).toBeUndefined()
  })

  test('of a name that there is not, a tenth and more, or where no page is served, is refused', async () => {
    const { deployment } = makeScene()
    await expect(makeCalendar(deployment, { name: 'mino', by: 'boss' })).rejects.toThrow('did you mean "mina"?')
    await expect(calendarOf(deployment, 'mino')).rejects.toThrow('did you mean "mina"?')
    for (let count = 0; count < 10; count += 1) await makeCalendar(deployment, { name: 'mina', by: 'boss' })
    await expect(makeCalendar(deployment, { name: 'mina', by: 'boss' })).rejects.toThrow('10 addresses already')
    const bare = fakeDeployment({ outputs: { AlertsFunction: 'alerts' } })
    await expect(makeCalendar(bare, { name: 'mina', by: 'boss' })).rejects.toThrow('no ConsoleUrl')
  })

  test('of somebody who is no longer in the config is empty', async () => {
    const { deployment } = makeScene()
    const { url } = await makeCalendar(deployment, { name: 'joon', by: 'boss' })
    const token = /([\w-]{32})\.ics$/.exec(url)?.[1] ?? ''
    const rotations = { office: alerts.rotations.office }
    const gone = {
      ...deployment,
      config: { ...deployment.config, alerts: makeConfig({ rotations, onCall: 'office' }) },
    }
    expect(read((await calendarFor(gone, token))?.text ?? '').events).toEqual([])
  })
})
