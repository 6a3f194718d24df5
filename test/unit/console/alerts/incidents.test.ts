import { guardOf, madeConsole } from '../console.ts'
import { incident } from '../records.ts'

const ids = ['00000000000000aa', '00000000000000bb', '00000000000000cc'] as const
const records = [
  incident({ id: ids[0], alarm: 'shop-checkout', openedAt: '2026-11-30T02:00:00.000Z' }),
  incident({
    id: ids[1],
    alarm: 'shop-stock',
    severity: 'warning',
    state: 'acknowledged',
    acknowledgedBy: 'mina',
    acknowledgedAt: '2026-11-29T10:05:00.000Z',
    openedAt: '2026-11-29T10:00:00.000Z',
  }),
  incident({
    id: ids[2],
    alarm: 'database-cpu',
    severity: 'info',
    state: 'resolved',
    openedAt: '2026-11-20T10:00:00.000Z',
    closedAt: '2026-11-20T11:00:00.000Z',
  }),
]

const opened = async (path: string, made: Parameters<typeof madeConsole>[0] = {}) => {
  const console = madeConsole({ records, ...made })
  const cookie = await console.signIn()
  const answer = await console.ask(path, {}, cookie)
  return { console, cookie, answer, page: await answer.text() }
}

const listed = (page: string): string[] => ids.filter((id) => page.includes(`/incidents/${id}"`))

describe('the list of incidents', () => {
  test.each([
    ['', [ids[0], ids[1], ids[2]]],
    ['?open=1', [ids[0], ids[1]]],
    ['?mine=1', [ids[1]]],
    ['?severity=info', [ids[2]]],
    ['?severity=nonsense', [ids[0], ids[1], ids[2]]],
    ['?alarm=shop-*', [ids[0], ids[1]]],
    ['?search=CHECKOUT', [ids[0]]],
    ['?since=2026-11-29', [ids[0], ids[1]]],
    ['?until=2026-11-29', [ids[1], ids[2]]],
    ['?since=2026-11-20&until=2026-11-20', [ids[2]]],
    ['?before=2026-11-29T10:00:00.000Z', [ids[2]]],
    ['?open=1&severity=warning&mine=1', [ids[1]]],
  ])('%s shows those that fit', async (query, expected) => {
    const { answer, page } = await opened(`/incidents${query}`)
    expect(answer.status).toBe(200)
    expect(listed(page)).toEqual(expected)
  })

  test('days are those of the reader’s zone', async () => {
    const late = incident({ id: ids[0], openedAt: '2026-11-29T16:00:00.000Z' })
    const console = madeConsole({ records: [late] })
    const cookie = await console.signIn()
    const ask = async (day: string): Promise<string> =>
      (
        await console.ask(`/incidents?since=${day}&until=${day}`, {
          headers: { cookie: `__Host-nightshift-session=${cookie}; nightshift-zone=Asia/Seoul` },
        })
      ).text()
    expect(listed(await ask('2026-11-30'))).toEqual([ids[0]])
    expect(listed(await ask('2026-11-29'))).toEqual([])
  })

  test('a date that is none is said, and is a page of its own', async () => {
    const { answer, page } = await opened('/incidents?since=30-11-2026')
    expect(answer.status).toBe(400)
    expect(page).toContain('is not a time')
  })

  test('what was asked for stands in the form, escaped', async () => {
    const { page } = await opened(`/incidents?search=${encodeURIComponent('"><script>alert(1)</script>')}`)
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(1)')
  })

  test('fifty to a page, with a way to the older ones', async () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      incident({
        id: index.toString(16).padStart(16, '0'),
        state: 'resolved',
        openedAt: new Date(Date.parse('2026-11-01T00:00:00Z') + index * 3_600_000).toISOString(),
      }),
    )
    const { console, cookie, page } = await opened('/incidents', { records: many })
    expect(page.match(/class="need-title"/g)).toHaveLength(50)
    const older = /href="([^"]*before=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const next = await console.read(older, cookie)
    expect(next.match(/class="need-title"/g)).toHaveLength(10)
    expect(next).not.toContain('Older ones')
  })

  test('a name that is markup stays a name', async () => {
    const evil = '<img src=x onerror=alert(1)>\u202e'
    const { page } = await opened('/incidents', { records: [incident({ alarm: evil, title: evil })] })
    expect(page).not.toContain('<img')
    expect(page).not.toContain('\u202e')
  })

  test('somebody who may only look gets no boxes and no buttons', async () => {
    const console = madeConsole({ records })
    const page = await console.read('/incidents', await console.signIn({ role: 'read' }))
    expect(listed(page)).toHaveLength(3)
    expect(page).not.toContain('name="incident"')
    expect(page).not.toContain('/incidents/several')
  })
})

describe('several at once', () => {
  const sent = async (fields: readonly (readonly [string, string])[], made: Parameters<typeof madeConsole>[0] = {}) => {
    const { console, cookie, page } = await opened('/incidents?open=1', {
      invoked: (payload) => {
        const { incident: id } = payload as { readonly incident: string }
        return incident({ id, state: 'acknowledged', acknowledgedBy: 'joon' })
      },
      ...made,
    })
    const body = new URLSearchParams(
      [...Object.entries(guardOf(page)), ...fields].map(([name, value]): [string, string] => [name, value]),
    )
    body.set('from', /name="from" value="([^"]*several|[^"]*open=1[^"]*)"/.exec(page)?.[1] ?? '')
    const answer = await console.ask(
      '/incidents/several',
      { method: 'POST', body, headers: { origin: 'https://night.shop.example' } },
      cookie,
    )
    const next = answer.headers.get('location') ?? ''
    return { console, answer, next, page: await console.read(next, cookie) }
  }
  const chosen = [
    ['incident', ids[0]],
    ['incident', ids[1]],
  ] as const

  test.each([
    ['acknowledge', [], { action: 'acknowledge' }, '2 incidents are acknowledged'],
    ['escalate', [], { action: 'escalate' }, 'The next step of 2 incidents is called'],
    ['resolve', [], { action: 'resolve' }, '2 incidents are over'],
    ['hand-over', [['to', 'joon']], { action: 'hand-over', to: 'joon' }, '2 incidents are handed over'],
    [
      'snooze',
      [['minutes', '120']],
      { action: 'snooze', until: '2026-11-30T05:00:00.000Z' },
      '2 incidents are snoozed',
    ],
  ] as const)('%s is handed over for each, and the list stays filtered', async (action, more, expected, said) => {
    const { console, next, page } = await sent([...chosen, ['do', action], ...more])
    expect(console.handedOver).toEqual([
      expect.objectContaining({ ...expected, incident: ids[0], by: 'mina' }),
      expect.objectContaining({ ...expected, incident: ids[1], by: 'mina' }),
    ])
    expect(next).toMatch(/^\/incidents\?open=1&pressed=/)
    expect(page).toContain(said)
  })

  test.each([
    ['nothing chosen', [['do', 'acknowledge']], 'No incident is chosen'],
    ['no such action', [...chosen, ['do', 'delete']], 'not something to do'],
    ['nobody to hand over to', [...chosen, ['do', 'hand-over'], ['to', '']], 'Nobody is chosen'],
    ['somebody unknown', [...chosen, ['do', 'hand-over'], ['to', 'constructor']], 'Nobody is chosen'],
    ['no time to snooze', [...chosen, ['do', 'snooze'], ['minutes', '7']], 'for how long'],
    [
      'an id that is none',
      [
        ['incident', '../../etc'],
        ['do', 'acknowledge'],
      ],
      'No incident is chosen',
    ],
    [
      'an id of nobody',
      [
        ['incident', 'ffffffffffffffff'],
        ['do', 'acknowledge'],
      ],
      'There is no incident',
    ],
  ] as const)('%s: refused, said, and nothing is handed over', async (_, fields, said) => {
    const { console, page } = await sent(fields)
    expect(console.handedOver).toEqual([])
    expect(page).toContain(said)
    expect(page).toContain('Nothing was changed')
  })

  test('one that is refused keeps no other from it, and is named', async () => {
    const { console, page } = await sent([...chosen, ['incident', 'ffffffffffffffff'], ['do', 'acknowledge']])
    expect(console.handedOver).toHaveLength(2)
    expect(page).toContain('2 incidents are acknowledged')
    expect(page).toContain('ffffffffffffffff: There is no incident')
  })

  test('where one does not answer it is not claimed to be unchanged', async () => {
    const { page } = await sent([...chosen, ['do', 'resolve']], {
      invoked: (payload) => {
        const { incident: id } = payload as { readonly incident: string }
        if (id === ids[0]) throw new Error('timed out')
        return incident({ id, state: 'resolved' })
      },
    })
    expect(page).toContain('1 incident is over')
    expect(page).toContain(`It is not known whether ${ids[0]} was changed`)
    expect(page).not.toContain('Nothing was changed')
  })
})
