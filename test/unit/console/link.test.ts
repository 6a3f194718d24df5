import { callerOf } from '../../../functions/console/server/sign-in/callers.ts'
import { answerWithLink } from '../../../functions/console/server/sign-in/link.ts'
import type { ConsoleConfig } from '../../../shared/config/console/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { madeConsole } from './console.ts'

const now = new Date('2026-11-30T03:00:00Z')
const arn = 'arn:aws:sts::123456789012:assumed-role/on-call/mina'
const event = (userArn?: string, headers = {}) => ({
  headers,
  requestContext: { http: { method: 'POST' }, ...(userArn ? { authorizer: { iam: { userArn } } } : {}) },
})
const world = (more = {}) => ({
  config: { roles: [] },
  ledger: memoryLedger([], { now: () => now }),
  address: 'https://night.shop.example',
  laptop: false,
  ...more,
})

describe('who calls', () => {
  const roles: ConsoleConfig['roles'] = [
    { arn: 'arn:aws:sts::123456789012:assumed-role/on-call/mina', role: 'act', responder: 'mina-k' },
    { arn: 'arn:aws:sts::123456789012:assumed-role/on-call/*', role: 'act' },
    { arn: 'arn:aws:sts::*:assumed-role/reader.*/*', role: 'read' },
  ]
  test.each([
    [arn, { by: 'mina-k', role: 'act' }],
    ['arn:aws:sts::123456789012:assumed-role/on-call/joon@shop.example', { by: 'joon', role: 'act' }],
    ['arn:aws:sts::111122223333:assumed-role/reader.eu/alex', { by: 'alex', role: 'read' }],
    ['arn:aws:sts::111122223333:assumed-role/readerXeu/alex', undefined],
    ['arn:aws:sts::111122223333:assumed-role/on-call/mina', undefined],
    ['arn:aws:iam::123456789012:user/mina', undefined],
    [`x${arn}`, undefined],
  ])('%s', (caller, is) => expect(callerOf({ roles }, caller)).toEqual(is))

  test('without entries whoever IAM lets call acts', () =>
    expect(callerOf({ roles: [] }, arn)).toEqual({ by: 'mina', role: 'act' }))
})

test('a signed caller gets a link that signs in, by the name that AWS gives, whatever the caller says', async () => {
  const console = madeConsole({ now })
  const answer = await answerWithLink(event(arn, { 'x-nightshift-by': 'root' }), world({ ledger: console.ledger }), now)
  const { link, by, role, seconds } = JSON.parse(answer.body)
  expect([answer.statusCode, by, role, seconds]).toEqual([200, 'mina', 'act', 60])
  const { pathname, search, origin } = new URL(link)
  expect(origin).toBe('https://night.shop.example')
  expect((await console.ask(`${pathname}${search}`)).status).toBe(303)
  expect(await console.ledger.list('session')).toEqual([
    expect.objectContaining({ by: 'mina', caller: arn, way: 'link' }),
  ])
})

test('nothing that opens the page is in the ledger', async () => {
  const ledger = memoryLedger([], { now: () => now })
  const { body } = await answerWithLink(event(arn), world({ ledger }), now)
  const token = new URL(JSON.parse(body).link).searchParams.get('token') ?? ''
  expect(token).toHaveLength(43)
  expect(JSON.stringify(await ledger.all('login'))).not.toContain(token)
})

test('a caller whom AWS does not name, and one whom no entry fits, gets nothing on AWS', async () => {
  const roles = [{ arn: 'arn:aws:iam::123456789012:user/mina', role: 'act' }] as const
  const ledger = memoryLedger([], { now: () => now })
  for (const [asked, config] of [
    [event(), { roles: [] }],
    [event(undefined, { 'x-nightshift-by': 'mina' }), { roles: [] }],
    [event(arn), { roles }],
    [undefined, { roles: [] }],
    ['nonsense', { roles: [] }],
  ] as const) {
    const { statusCode } = await answerWithLink(asked, world({ ledger, config }), now)
    expect(statusCode).toBe(403)
  }
  expect(await ledger.all('login')).toEqual([])
})

test('on the laptop the caller says who it is', async () => {
  const { body } = await answerWithLink(
    event(undefined, { 'x-nightshift-by': 'joon<script>' }),
    world({ laptop: true }),
    now,
  )
  expect(JSON.parse(body)).toMatchObject({ by: 'joonscript', role: 'act' })
})
