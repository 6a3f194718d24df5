import { makeLogin } from '../../../functions/console/server/sessions.ts'
import { guardOf, madeConsole } from './console.ts'

const mina = {
  by: 'mina',
  role: 'act',
  way: 'link',
  caller: 'arn:aws:sts::123456789012:assumed-role/ops/mina',
} as const
const cookieOf = (answer: Response): string =>
  /nightshift-session=([^;]*)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? ''

describe('signing in', () => {
  test('nobody sees anything without a session, and learns how to sign in', async () => {
    const { ask } = madeConsole()
    for (const path of ['/', '/incidents', '/sessions', '/incidents/0123456789abcdef']) {
      const answer = await ask(path)
      expect(answer.status).toBe(401)
      expect(await answer.text()).not.toContain('checkout')
    }
    expect(await (await ask('/')).text()).toContain('nightshift -- console')
  })

  test('a link signs in once, within a minute, and the cookie is for this host alone', async () => {
    const { ask, ledger, deployment, wait } = madeConsole()
    const token = await makeLogin(ledger, mina, deployment.now())
    const first = await ask(`/sign-in?token=${token}`)
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe('/')
    expect(first.headers.get('set-cookie')).toMatch(
      /^__Host-nightshift-session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect((await ask('/', {}, cookieOf(first))).status).toBe(200)
    const again = await ask(`/sign-in?token=${token}`)
    expect(again.status).toBe(401)
    expect(again.headers.get('set-cookie')).toBeNull()
    const late = await makeLogin(ledger, mina, deployment.now())
    wait(61)
    expect((await ask(`/sign-in?token=${late}`)).status).toBe(401)
  })

  test('of two browsers with one link one gets in', async () => {
    const { ask, ledger, deployment } = madeConsole()
    const token = await makeLogin(ledger, mina, deployment.now())
    const answers = await Promise.all([ask(`/sign-in?token=${token}`), ask(`/sign-in?token=${token}`)])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 401])
  })

  test('a look without a body does not use a link up', async () => {
    const { ask, ledger, deployment } = madeConsole()
    const token = await makeLogin(ledger, mina, deployment.now())
    await ask(`/sign-in?token=${token}`, { method: 'HEAD' })
    expect((await ask(`/sign-in?token=${token}`)).status).toBe(303)
  })

  test('a session ends after twelve hours, by signing out, and when it is ended from another browser', async () => {
    const { ask, signIn, send, wait } = madeConsole()
    const [one, two] = [await signIn(), await signIn()]
    const page = await (await ask('/sessions', {}, one)).text()
    const other = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? ''
    expect((await send('/sessions/end', { ...guardOf(page), session: other }, one)).status).toBe(303)
    expect((await ask('/', {}, two)).status).toBe(401)
    const third = await signIn()
    await send('/sign-out', guardOf(await (await ask('/', {}, third)).text()), third)
    expect((await ask('/', {}, third)).status).toBe(401)
    expect((await ask('/', {}, one)).status).toBe(200)
    wait(12 * 3_600)
    expect((await ask('/', {}, one)).status).toBe(401)
  })

  test('nobody ends the session of another person', async () => {
    const { ask, signIn, send } = madeConsole()
    const [mine, other] = [await signIn(), await signIn({ by: 'joon' })]
    const joons = /name="session"/.test(await (await ask('/sessions', {}, mine)).text())
    expect(joons).toBe(false)
    const { createHash } = await import('node:crypto')
    const session = createHash('sha256').update(other).digest('hex').slice(0, 16)
    const guard = guardOf(await (await ask('/', {}, mine)).text())
    expect((await send('/sessions/end', { ...guard, session }, mine)).status).toBe(404)
    expect((await ask('/', {}, other)).status).toBe(200)
  })

  test('the laptop has a button, and nothing else has', async () => {
    const laptop = madeConsole({ laptop: true })
    expect(await (await laptop.ask('/sign-in')).text()).toContain('nobody checks who signs in')
    const answer = await laptop.send('/sign-in/laptop', { next: '/jobs' })
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/jobs')
    expect((await laptop.ask('/', {}, cookieOf(answer))).status).toBe(200)
    const aws = madeConsole()
    expect(await (await aws.ask('/sign-in')).text()).not.toContain('laptop')
    expect((await aws.send('/sign-in/laptop', { next: '/' })).status).not.toBe(303)
  })

  test('after many failures an address waits five minutes', async () => {
    const { ask, ledger, deployment, wait } = madeConsole()
    for (let attempt = 0; attempt < 20; attempt += 1)
      expect((await ask(`/sign-in?token=${'a'.repeat(43)}`)).status).toBe(401)
    const token = await makeLogin(ledger, mina, deployment.now())
    expect((await ask(`/sign-in?token=${token}`)).status).toBe(429)
    wait(300)
    const later = await makeLogin(ledger, mina, deployment.now())
    expect((await ask(`/sign-in?token=${later}`)).status).toBe(303)
  })
})
