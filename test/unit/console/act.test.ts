import { keys, type PressRecord } from '../../../shared/ledger/records.ts'
import { guardOf, madeConsole } from './console.ts'
import { incident } from './records.ts'

const id = '0123456789abcdef'
const path = `/incidents/${id}/acknowledge`
const taken = incident({ state: 'acknowledged', acknowledgedBy: 'mina', acknowledgedAt: '2026-11-30T03:00:00.000Z' })
const made = (more: Parameters<typeof madeConsole>[0] = {}) =>
  madeConsole({ records: [incident()], invoked: () => taken, ...more })

const presses = async ({ ledger }: ReturnType<typeof madeConsole>): Promise<PressRecord[]> =>
  ledger.list<PressRecord>('press')

describe('acting', () => {
  test('a press is handed over in the name of whoever is signed in, recorded, and said on the next page', async () => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    const answer = await console.send(path, { ...guard, from: '/' }, cookie)
    expect(answer.status).toBe(303)
    expect(console.handedOver).toEqual([expect.objectContaining({ action: 'acknowledge', incident: id, by: 'mina' })])
    expect(await presses(console)).toEqual([expect.objectContaining({ by: 'mina', action: path, outcome: 'done' })])
    const next = answer.headers.get('location') ?? ''
    expect(await console.read(next, cookie)).toContain('is acknowledged: nobody else is notified')
  })

  test('the same form sent twice counts once and leads to the same page', async () => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    const [one, two] = [await console.send(path, guard, cookie), await console.send(path, guard, cookie)]
    expect(console.handedOver).toHaveLength(1)
    expect(two.headers.get('location')).toBe(one.headers.get('location'))
  })

  test.each([
    ['from another site', { origin: 'https://evil.example' }, {}, 403],
    ['from nowhere', { origin: 'null' }, {}, 403],
    ['across sites', { 'sec-fetch-site': 'cross-site' }, {}, 403],
    ['without its token', {}, { form: '' }, 403],
    ['with a made-up token', {}, { form: 'f'.repeat(64) }, 403],
    ['without its number', {}, { once: '' }, 400],
  ])('a form %s changes nothing', async (_, headers, fields, status) => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    const answer = await console.send(path, { ...guard, ...fields }, cookie, headers)
    expect(answer.status).toBe(status)
    expect(console.handedOver).toEqual([])
    expect(await presses(console)).toEqual([])
  })

  test('the token of another session does not do', async () => {
    const console = made()
    const [mine, other] = [await console.signIn(), await console.signIn({ by: 'joon' })]
    const guard = guardOf(await console.read('/', other))
    expect((await console.send(path, guard, mine)).status).toBe(403)
    expect(console.handedOver).toEqual([])
  })

  test('whoever may only look sees no button, and is refused', async () => {
    const console = made()
    const cookie = await console.signIn({ role: 'read' })
    const page = await console.read('/', cookie)
    expect(page).toContain('checkout-errors')
    expect(page).not.toContain('/acknowledge')
    expect((await console.send(path, guardOf(page), cookie)).status).toBe(403)
    expect(console.handedOver).toEqual([])
  })

  test('a session that ends before the press: nothing is done, and the page says so', async () => {
    const console = made()
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    console.wait(12 * 3_600)
    const answer = await console.send(path, guard, cookie)
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('Nothing was changed')
    expect(console.handedOver).toEqual([])
  })

  test('what the function refuses is said, and recorded as refused', async () => {
    const console = made({ invoked: () => ({ refused: 'It may not be.' }) })
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    const answer = await console.send(path, { ...guard, from: '/incidents' }, cookie)
    expect(answer.headers.get('location')).toMatch(/^\/incidents\?pressed=/)
    expect(await console.read(answer.headers.get('location') ?? '', cookie)).toContain('It may not be.')
    expect(await presses(console)).toEqual([expect.objectContaining({ outcome: 'refused' })])
  })

  test('a function that dies: it is not known whether it was done, and the record says so', async () => {
    const console = made({ invoked: () => Promise.reject(new Error('timed out')) })
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    expect((await console.send(path, guard, cookie)).status).toBe(503)
    expect(await presses(console)).toEqual([expect.objectContaining({ outcome: 'failed' })])
  })

  test('a record stands before anything is done', async () => {
    const console = made()
    const ledger = {
      ...console.ledger,
      commit: async () => Promise.reject(new Error('no answer')),
    }
    const broken = made({ ledger })
    const cookie = await console.signIn()
    const guard = guardOf(await console.read('/', cookie))
    expect((await broken.send(path, guard, cookie)).status).toBe(503)
    expect(broken.handedOver).toEqual([])
    expect(keys.press('a', 'b').pk).toBe('console#a')
  })
})
