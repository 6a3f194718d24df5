import { jest } from '@jest/globals'
import { contributions } from '../../functions/console/pages/index.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { PressRecord, SessionRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { guardOf, madeConsole as makeConsole } from '../unit/console/console.ts'
import { finding, incident, run } from '../unit/console/records.ts'

/** With what the example leaves out, so that every action is there. */
const madeConsole = (given: Parameters<typeof makeConsole>[0]) => makeConsole({ ...given, config: { audits: {} } })

const runAt = '2026-11-30T02:00:00.000Z'
const records = [incident(), run({ scheduledAt: runAt, state: 'running', stoppedAt: undefined }), finding()]

/** An action of each route, with what its form is sent with. */
const values: Readonly<Record<string, string>> = {
  id: '0123456789abcdef',
  job: 'sync-stock',
  queue: 'UploadsDeadLetters',
  action: 'extend',
  target: 'rds-instance/corner-shop-data-postgres',
}
const paths = contributions
  .flatMap(({ actions = [] }) => actions.map(({ path }) => path))
  .map((path) => {
    const own = path.startsWith('/audits/') ? { ...values, id: finding().id } : values
    return path.replace(/:(\w+)(\{[^}]*\})?/g, (_, name: string) => own[name] ?? 'abc')
  })
const fields = {
  ids: '0123456789abcdef',
  id: '0123456789abcdef',
  do: 'acknowledge',
  action: 'acknowledge',
  to: 'joon',
  minutes: '60',
  text: 'a note',
  why: 'because',
  rotation: 'primary',
  who: 'joon',
  with: 'mina',
  end: '2026-12-01T03:00:00Z',
  alarm: 'checkout-*',
  name: 'mina',
  at: runAt,
  hours: '2',
  days: '30',
  client: '203.0.113.7',
  address: '203.0.113.7',
  list: 'block',
}

beforeEach(() => {
  for (const level of ['info', 'warn', 'error'] as const) jest.spyOn(log, level).mockImplementation(() => undefined)
})
afterEach(() => jest.restoreAllMocks())

/** A ledger that does not answer one call, counted from the first. */
const failingAt = (ledger: Ledger, place: number): Ledger => {
  let calls = 0
  const mayFail =
    <Asked extends readonly unknown[], Answer>(call: (...asked: Asked) => Promise<Answer>) =>
    (...asked: Asked): Promise<Answer> => {
      calls += 1
      return calls === place ? Promise.reject(new Error('no answer')) : call(...asked)
    }
  return {
    ...ledger,
    get: mayFail(ledger.get) as Ledger['get'],
    commit: mayFail(ledger.commit),
  }
}

/** Actions that came as far as a function: the others were refused for what their form lacks. */
const reached = new Set<string>()

test.each(paths)(
  '%s: whichever call of the ledger fails, a form that is sent again does it once or not at all',
  async (path) => {
    for (let place = 1; place <= 4; place += 1) {
      const whole = madeConsole({ records })
      const cookie = await whole.signIn()
      const guard = guardOf(await whole.read('/sessions', cookie))
      const failing = madeConsole({ ledger: failingAt(whole.ledger, place) })
      const first = await failing.send(path, { ...fields, ...guard }, cookie)
      if (place === 1) {
        expect(first.status).toBe(503)
        expect(await first.text()).toContain('nightshift -- status')
      }
      await whole.send(path, { ...fields, ...guard }, cookie)
      await whole.send(path, { ...fields, ...guard }, cookie)
      const presses = await whole.ledger.list<PressRecord>('press')
      // One press of several incidents asks for each.
      const done = new Set([...failing.handedOver, ...whole.handedOver].map((each) => JSON.stringify(each)))
      if (done.size > 0) reached.add(path)
      expect([place, failing.handedOver.length + whole.handedOver.length]).toEqual([place, done.size])
      expect([place, presses.length]).toEqual([place, 1])
      expect(failing.handedOver.length === 0 || whole.handedOver.length === 0).toBe(true)
    }
  },
)

test('most of these forms are such that something is done', () => {
  expect(reached.size).toBeGreaterThanOrEqual(22)
  expect([...reached]).toEqual(expect.arrayContaining(['/audits/run', `/audits/${finding().id}/accept`]))
})

test('another person sees nothing of a press, also by its id', async () => {
  const made = madeConsole({ records, invoked: () => ({ refused: 'a secret reason' }) })
  const [mine, other] = [await made.signIn(), await made.signIn({ by: 'joon' })]
  const guard = guardOf(await made.read('/sessions', mine))
  const answer = await made.send('/incidents/0123456789abcdef/resolve', guard, mine)
  const next = answer.headers.get('location') ?? ''
  expect(await made.read(next, mine)).toContain('a secret reason')
  expect(await made.read(next, other)).not.toContain('a secret reason')
})

test('the session of somebody else cannot be ended, and goes on', async () => {
  const made = madeConsole({ records })
  const [mine, other] = [await made.signIn(), await made.signIn({ by: 'joon' })]
  const theirs = (await made.ledger.list<SessionRecord>('session')).find(({ by }) => by === 'joon')
  const guard = guardOf(await made.read('/sessions', mine))
  const answer = await made.send('/sessions/end', { ...guard, session: theirs?.hash.slice(0, 16) ?? '' }, mine)
  expect(answer.status).toBe(404)
  expect((await made.ask('/', {}, other)).status).toBe(200)
})
