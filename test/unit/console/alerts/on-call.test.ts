import { config as example } from '../../../../nightshift.config.ts'
import { keys, type OnCallRecord, type OverrideMade, type SilenceMade } from '../../../../shared/ledger/records.ts'
import { guardOf, madeConsole } from '../console.ts'

// 30 November 2026 is a Monday. The example's rotation hands over on Mondays at 09:00 in Seoul; that week is alex's.
const now = new Date('2026-11-30T03:00:00Z')
const evil = '"><script>alert(1)</script>\u202e'

const override = (more: Partial<OverrideMade> = {}): OverrideMade => ({
  id: '3f9a1c02',
  by: 'joon',
  at: '2026-11-30T01:00:00.000Z',
  why: 'a wedding',
  asked: { rotation: 'primary' },
  parts: [
    { rotation: 'primary', responder: 'joon', from: '2026-12-02T00:00:00.000Z', until: '2026-12-03T00:00:00.000Z' },
  ],
  ...more,
})
const silence = (more: Partial<SilenceMade> = {}): SilenceMade => ({
  id: '77aa10ff',
  by: 'mina',
  at: '2026-11-30T02:00:00.000Z',
  why: 'moving the database',
  asked: {},
  match: { alarm: 'database-*' },
  from: '2026-11-30T02:00:00.000Z',
  until: '2026-11-30T05:00:00.000Z',
  ...more,
})
const record = (overrides: readonly OverrideMade[] = [], silences: readonly SilenceMade[] = []): OnCallRecord => ({
  ...keys.onCall(),
  kind: 'on-call',
  at: '2026-11-30T01:00:00.000Z',
  overrides,
  silences,
})

const opened = async (path: string, made: Parameters<typeof madeConsole>[0] = {}, more = '') => {
  const console = madeConsole({ now, ...made })
  const cookie = await console.signIn()
  const answer = await console.ask(path, {
    headers: { cookie: `__Host-nightshift-session=${cookie}; nightshift-zone=Asia/Seoul${more}` },
  })
  return { console, cookie, answer, page: await answer.text() }
}

const titles = (page: string): string[] =>
  [...page.matchAll(/<g><title>([^<]*)<\/title><svg/g)].map(([, title = '']) => title)

describe('who is on call', () => {
  test('who shadows them, and when the next one gets a notice', async () => {
    const layer = { zone: 'Asia/Seoul', every: 'week', from: '2026-01-05', at: '09:00' } as const
    const rotations = {
      primary: {
        layers: [
          { ...layer, responders: ['mina', 'joon', 'alex'] },
          { ...layer, responders: ['joon'], shadow: true as const },
        ],
      },
    }
    const alerts = { ...example.alerts, rotations, shiftNotice: '1 day' }
    const { page } = await opened('/on-call', { config: { alerts } })
    expect(page).toContain('shadowed by joon')
    expect(page).toContain('mina gets a notice at Sun 6 Dec, 09:00')
    const plain = (await opened('/on-call')).page
    expect(plain).not.toContain('shadowed by')
    expect(plain).not.toContain('gets a notice')
  })

  test('now and next, four weeks of bars in the reader’s zone, each with a name and, elsewhere, the person’s own time', async () => {
    const { page } = await opened('/on-call')
    expect(page).toContain('until Mon 7 Dec, 09:00, then mina')
    expect(page.match(/class="roster-days"/g)).toHaveLength(4)
    expect(titles(page)).toContain('mina, Mon 7 Dec, 09:00 – Mon 14 Dec, 09:00')
    expect(titles(page)).toContain(
      'alex, Mon 30 Nov, 09:00 – Mon 7 Dec, 09:00 · in Europe/Berlin: Mon 30 Nov, 01:00 – Mon 7 Dec, 01:00',
    )
    expect(page).toMatch(/class="roster-turn person-2"[\s\S]*class="roster-turn person-0"/)
    expect(page).toContain('class="roster-name"')
  })

  test('an override is striped, and can be cancelled; one of the config cannot', async () => {
    const written = {
      rotation: 'primary',
      responder: 'mina',
      from: '2026-12-05T00:00:00Z',
      until: '2026-12-06T00:00:00Z',
    }
    const { page } = await opened('/on-call', {
      records: [record([override()])],
      config: { alerts: { ...example.alerts, overrides: [written] } },
    })
    expect(titles(page)).toContain('joon, Wed 2 Dec, 09:00 – Thu 3 Dec, 09:00 · by an override')
    expect(page).toContain('fill="url(#light-stripes)"')
    expect(page.match(/action="\/on-call\/overrides\/[^"]+\/cancel"/g)).toEqual([
      'action="/on-call/overrides/3f9a1c02/cancel"',
    ])
    expect(page).toContain('in the config: changed by a deployment')
    expect(page).toContain('a wedding')
  })

  test('a gap is visible, in the picture and as text', async () => {
    const nights = {
      zone: 'Asia/Seoul',
      every: 'week' as const,
      from: '2026-01-05',
      responders: ['mina', 'joon'],
      only: { hours: { from: '22:00', until: '08:00' } },
    }
    const { page } = await opened('/on-call', {
      config: { alerts: { ...example.alerts, rotations: { primary: nights } } },
    })
    expect(titles(page)).toContain('nobody is on call, Mon 30 Nov, 08:00 – Mon 30 Nov, 22:00')
    expect(page).toContain('<span class="fate failed">nobody is on call</span>')
  })

  test('other weeks by the address; a day that is none is said', async () => {
    const { page } = await opened('/on-call?from=2027-01-06')
    expect(page).toContain('Mon 4 Jan')
    expect(page).not.toContain('class="roster-now"')
    expect((await opened('/on-call?from=yesterday')).answer.status).toBe(400)
  })

  test('days are equally wide over a change of clocks', async () => {
    const console = madeConsole({ now: new Date('2026-10-22T00:00:00Z') })
    const cookie = await console.signIn()
    const answer = await console.ask('/on-call', {
      headers: { cookie: `__Host-nightshift-session=${cookie}; nightshift-zone=Europe/Berlin` },
    })
    const page = await answer.text()
    expect(page.match(/class="roster-midnight" x1="14.29%"/g)).toHaveLength(4)
    expect(page).toContain('Mon 26 Oct')
  })

  test('what made at run time is of strangers stays text', async () => {
    const { page } = await opened('/on-call', {
      records: [
        record(
          [override({ by: evil, why: evil })],
          [silence({ by: evil, why: evil, match: { alarm: evil, tags: { [evil]: evil } } })],
        ),
      ],
    })
    expect(page).not.toMatch(/<script>|\u202e/)
  })

  test('somebody who may only look can change nothing', async () => {
    const console = madeConsole({ now, records: [record([override()], [silence()])] })
    const page = await console.read('/on-call', await console.signIn({ role: 'read' }))
    expect(page).not.toMatch(/action="\/on-call/)
  })

  test('a ledger that does not answer is said', async () => {
    const whole = madeConsole({ now })
    const cookie = await whole.signIn()
    const { get } = whole.ledger
    const page = madeConsole({
      now,
      ledger: {
        ...whole.ledger,
        get: (key) => (key.pk === keys.onCall().pk ? Promise.reject(new Error('no answer')) : get(key)),
      },
    })
    expect((await page.ask('/on-call', {}, cookie)).status).toBe(503)
  })
})

describe('a person', () => {
  test('their next turns, and of their contacts no more than is needed to know them by', async () => {
    const { page } = await opened('/on-call/people/joon', { records: [record([override()])] })
    expect(page).toContain('Wed 2 Dec, 09:00')
    expect(page).toContain('+1•••••0102')
    expect(page).toContain('j•••@corner-shop.example')
    expect(page).toContain('22:00 to 07:00')
    expect(page).not.toMatch(/2025550102|joon@corner-shop/)
  })

  test.each(['nobody', 'constructor', '__proto__', '%3Cscript%3E'])('%s is nobody’s page', async (name) => {
    const { answer, page } = await opened(`/on-call/people/${name}`)
    expect(answer.status).toBe(404)
    expect(page).not.toContain('<script>')
  })

  test('no page of alerts has a contact in full', async () => {
    for (const path of ['/on-call', '/on-call/people/mina', '/incidents', '/incidents/times', '/heartbeats'])
      expect((await opened(path)).page).not.toMatch(/20255501|mina@corner-shop/)
  })
})

describe('before anything is changed', () => {
  test('who would be on call, beside who is', async () => {
    const { console, page } = await opened(
      '/on-call/cover?rotation=primary&who=mina&begin=2026-12-01T09:00&end=2026-12-02T09:00&zone=Asia/Seoul&why=a%20wedding',
    )
    expect(page).toMatch(/As it would be[\s\S]*<bdi>mina<\/bdi>[\s\S]*As it is[\s\S]*<bdi>alex<\/bdi>/)
    expect(page).toContain('name="begin" value="2026-12-01T00:00:00.000Z"')
    expect(page).toContain('name="end" value="2026-12-02T00:00:00.000Z"')
    expect(page).toContain('name="why" value="a wedding"')
    expect(console.handedOver).toEqual([])
  })

  test('the address means the same to a reader in another zone', async () => {
    const path = '/on-call/cover?rotation=primary&who=mina&begin=2026-12-01T09:00&end=2026-12-02T09:00&zone=Asia/Seoul'
    const console = madeConsole({ now })
    const page = await console.read(path)
    expect(page).toContain('name="begin" value="2026-12-01T00:00:00.000Z"')
  })

  test('for some hours from now on', async () => {
    const { page } = await opened('/on-call/cover?rotation=primary&who=mina&hours=4')
    expect(page).toContain('name="end" value="2026-11-30T07:00:00.000Z"')
  })

  test.each([
    ['cover?rotation=primary&who=mina', 'Say until when'],
    ['cover?rotation=primary&who=alex&hours=4', 'It would change nothing'],
    ['cover?rotation=nights&who=mina&hours=4', 'is not a rotation'],
    ['cover?rotation=primary&who=__proto__&hours=4', 'is not a responder'],
    ['cover?rotation=primary&who=mina&end=tomorrow', 'is not a time'],
    ['cover?rotation=primary&who=mina&end=2026-11-29T09:00', 'has passed'],
    ['cover?rotation=primary&who=mina&end=2026-02-30T09:00', 'is not a time'],
    ['swap?rotation=primary&who=mina&with=mina', 'cannot swap with themselves'],
    ['swap', 'is not a rotation'],
    [`cover?rotation=${encodeURIComponent(evil)}&who=mina&hours=1`, 'is not a rotation'],
  ])('%s: refused with why, without a button', async (path, why) => {
    const { answer, page } = await opened(`/on-call/${path}`)
    expect(answer.status).toBe(200)
    expect(page).toContain(why)
    expect(page).not.toMatch(/method="post" action="\/on-call|<script>/)
  })

  test('a swap shows the next turn of each', async () => {
    const { page } = await opened('/on-call/swap?rotation=primary&who=mina&with=joon&zone=Asia/Seoul')
    expect(page).toMatch(
      /As it would be[\s\S]*<bdi>joon<\/bdi>[\s\S]*Mon 7 Dec, 09:00[\s\S]*<bdi>mina<\/bdi>[\s\S]*Mon 14 Dec/,
    )
    expect(page).toContain('action="/on-call/swap"')
  })
})

describe('changing it', () => {
  const answers: Readonly<Record<string, unknown>> = {
    override: { override: override(), warnings: ['mina has it twice in a row.'] },
    swap: { override: override(), warnings: [] },
    'cancel-override': { override: override(), warnings: [] },
    silence: { silence: silence(), incidents: [{ id: '0123456789abcdef', alarm: 'database-cpu', state: 'open' }] },
    'end-silence': { silence: silence(), incidents: [] },
    calendar: { token: 'T'.repeat(32) },
    'revoke-calendar': { revoked: 2 },
  }
  const acted = async (path: string, fields: Record<string, string>, made: Parameters<typeof madeConsole>[0] = {}) => {
    const { console, cookie, page } = await opened('/on-call', {
      records: [record([override()], [silence()])],
      invoked: (payload) => answers[(payload as { readonly action: string }).action],
      ...made,
    })
    const guard = guardOf(page)
    const answer = await console.send(path, { ...guard, from: '/on-call', ...fields }, cookie)
    const next = answer.headers.get('location')
    const said = await (next === null ? answer : await console.ask(next, {}, cookie)).text()
    return { console, cookie, guard, answer, said }
  }

  test.each([
    [
      '/on-call/cover',
      { rotation: 'primary', who: 'joon', end: '2026-12-03T00:00:00.000Z', why: ' a  wedding' },
      { action: 'override', rotation: 'primary', who: 'joon', until: '2026-12-03T00:00:00.000Z', why: 'a wedding' },
      'Note: mina has it twice in a row.',
    ],
    [
      '/on-call/swap',
      { rotation: 'primary', who: 'mina', with: 'joon', why: '' },
      { action: 'swap', who: 'mina', with: 'joon' },
      'mina and joon have swapped in primary',
    ],
    ['/on-call/overrides/3f9a1c02/cancel', {}, { action: 'cancel-override', id: '3f9a1c02' }, 'the turns decide again'],
    [
      '/on-call/silences',
      { alarm: 'database-*', minutes: '120', why: 'moving it' },
      {
        action: 'silence',
        match: { alarm: 'database-*' },
        until: '2026-11-30T05:00:00.000Z',
        why: 'moving it',
      },
      '1 open incident calls nobody else meanwhile',
    ],
    ['/on-call/silences/77aa10ff/end', {}, { action: 'end-silence', id: '77aa10ff' }, 'The silence has ended'],
    [
      '/on-call/calendars/revoke',
      { name: 'mina' },
      { action: 'revoke-calendar', name: 'mina' },
      '2 addresses of mina revoked',
    ],
  ])('%s is handed over in the name of whoever is signed in, and said', async (path, fields, expected, words) => {
    const { console, said, guard } = await acted(path, fields as Record<string, string>)
    const request = Buffer.from(guard.once, 'base64url').toString('hex')
    expect(console.handedOver).toEqual([expect.objectContaining({ ...expected, by: 'mina', request })])
    expect(said).toContain(words)
  })

  test('a new address is shown once, stands in no record, and the same form does not make another', async () => {
    const { console, cookie, guard, answer, said } = await acted('/on-call/calendars', { name: 'mina' })
    const url = `https://night.shop.example/calendar/${'T'.repeat(32)}.ics`
    expect(answer.status).toBe(200)
    expect(said).toContain(url)
    expect(said).toContain('shown once')
    const again = await console.send('/on-call/calendars', { ...guard, name: 'mina' }, cookie)
    expect(again.status).toBe(303)
    const after = await console.read(again.headers.get('location') ?? '', cookie)
    expect(after).toContain('The calendar of mina')
    expect(after).not.toContain('TTTT')
    expect(console.handedOver).toHaveLength(1)
    expect(JSON.stringify(await console.ledger.list('press'))).not.toContain('TTTT')
  })

  test.each([
    ['/on-call/cover', { rotation: 'primary', who: 'joon', end: '' }, 'Say until when'],
    ['/on-call/silences', { alarm: ' ', minutes: '60', why: 'x' }, 'which alarm or namespace'],
    ['/on-call/silences', { alarm: 'x', minutes: '60', why: '' }, 'Say why'],
    ['/on-call/silences', { alarm: 'x', minutes: '61', why: 'x' }, 'for how long'],
    ['/on-call/overrides/..%2f/cancel', {}, ''],
  ])('%s with %j is refused, and nothing is handed over', async (path, fields, words) => {
    const { console, said } = await acted(path, fields as Record<string, string>)
    expect(console.handedOver).toEqual([])
    expect(said).toContain(words)
    expect(said).toContain('Nothing was changed')
  })

  test.each([
    ['/on-call/cover', { rotation: 'primary', who: 'alex', end: '2026-12-03T00:00:00.000Z' }],
    ['/on-call/overrides/00000000/cancel', {}],
    ['/on-call/silences/00000000/end', {}],
    ['/on-call/calendars', { name: 'nobody' }],
  ])('what alerts refuses of %s is shown, and nothing was changed', async (path, fields) => {
    const { said } = await acted(path, fields as Record<string, string>, {
      invoked: () => ({ refused: 'It would change nothing.' }),
    })
    expect(said).toContain('It would change nothing.')
    expect(said).toContain('Nothing was changed')
  })

  test('whoever may only look is refused', async () => {
    const console = madeConsole({ now })
    const cookie = await console.signIn({ role: 'read' })
    const guard = guardOf(await console.read('/on-call', cookie))
    for (const path of ['cover', 'swap', 'silences', 'calendars', 'calendars/revoke', 'overrides/3f9a1c02/cancel'])
      expect((await console.send(`/on-call/${path}`, guard, cookie)).status).toBe(403)
    expect(console.handedOver).toEqual([])
  })
})
