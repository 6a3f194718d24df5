import { jest } from '@jest/globals'
import { keys, type PressRecord } from '../../shared/ledger/records.ts'
import { log } from '../../shared/log.ts'
import { guardOf, madeConsole } from '../unit/console/console.ts'
import { incident } from '../unit/console/records.ts'

const path = '/incidents/0123456789abcdef/acknowledge'

/** A ledger of which one way of asking fails. */
const broken = (made: ReturnType<typeof madeConsole>, name: 'list' | 'open' | 'get' | 'commit', after = 0) => {
  let calls = 0
  const { ledger } = made
  return {
    ...ledger,
    [name]: (...asked: never[]) => {
      calls += 1
      return calls > after
        ? Promise.reject(new Error('mina@corner-shop.example: no answer'))
        : Reflect.apply(ledger[name], ledger, asked)
    },
  }
}

const logged: string[] = []
beforeEach(() => {
  logged.length = 0
  for (const level of ['info', 'warn', 'error'] as const)
    jest.spyOn(log, level).mockImplementation((...said) => void logged.push(JSON.stringify(said)))
})
afterEach(() => jest.restoreAllMocks())

test('a ledger that does not answer: 503, what to do, and nothing of a person in the log', async () => {
  const whole = madeConsole({ records: [incident()] })
  const cookie = await whole.signIn()
  const page = madeConsole({ ledger: broken(whole, 'get') })
  const answer = await page.ask('/', {}, cookie)
  expect(answer.status).toBe(503)
  expect(await answer.text()).toContain('nightshift -- status')
  expect(logged.join('\n')).toContain('page failed')
  expect(logged.join('\n')).not.toContain('mina@')
})

test.each(['list', 'open'] as const)('where %s fails, the capability is named and the rest is shown', async (name) => {
  const whole = madeConsole({ records: [incident()] })
  const cookie = await whole.signIn()
  const page = madeConsole({ ledger: broken(whole, name) })
  const answer = await page.ask('/', {}, cookie)
  expect(answer.status).toBe(200)
  const text = await answer.text()
  expect(text).toContain('Could not be read just now: Incidents')
  expect(text).not.toContain('Quiet.')
  expect(text).not.toContain('Nothing needs a person')
})

test('a record that cannot be written: nothing is done', async () => {
  const whole = madeConsole({ records: [incident()] })
  const cookie = await whole.signIn()
  const guard = guardOf(await (await whole.ask('/', {}, cookie)).text())
  const page = madeConsole({ ledger: broken(whole, 'commit') })
  expect((await page.send(path, guard, cookie)).status).toBe(503)
  expect(page.handedOver).toEqual([])
})

test('dying between the deed and its record: sent again, the form is not done again', async () => {
  const whole = madeConsole({ records: [incident()], invoked: () => incident({ state: 'acknowledged' }) })
  const cookie = await whole.signIn()
  const guard = guardOf(await (await whole.ask('/', {}, cookie)).text())
  const dying = madeConsole({ ledger: broken(whole, 'commit', 1), invoked: () => incident({ state: 'acknowledged' }) })
  expect((await dying.send(path, guard, cookie)).status).toBe(503)
  expect(dying.handedOver).toHaveLength(1)
  const again = await whole.send(path, guard, cookie)
  expect(again.status).toBe(409)
  expect(whole.handedOver).toEqual([])
  const [press] = await whole.ledger.list<PressRecord>('press')
  expect(press).toMatchObject({ outcome: 'asked', by: 'mina' })
  expect(press?.pk.startsWith(keys.press('', '').pk)).toBe(true)
})
