import { jest } from '@jest/globals'
import { maskedAddress, withoutAddresses } from '../../../functions/console/view/client-address.ts'
import {
  type FirewallBlock,
  type FirewallBlockRecord,
  type FirewallOffenderRecord,
  type FirewallStateRecord,
  keys,
  type PressRecord,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { guardOf, madeConsole } from './console.ts'

const now = new Date('2026-11-30T03:00:00Z')
const client = '203.0.113.77'
const id = 'a1b2c3d4e5f6a7b8c9d0'

const block = (more: Partial<FirewallBlock> = {}): FirewallBlock => ({
  id,
  rule: 'scanners',
  mode: 'block',
  scopes: ['REGIONAL'],
  offendedAt: '2026-11-30T01:59:00.000Z',
  from: '2026-11-30T02:00:00.000Z',
  until: '2026-11-30T04:00:00.000Z',
  count: 1_240,
  threshold: 50,
  windowMinutes: 5,
  seenAt: '2026-11-30T02:00:03.000Z',
  ...more,
})

const basis = { event: {}, config: '1' }
const line = {
  at: '2026-11-30T01:59:00.000Z',
  method: 'GET',
  host: 'shop.example',
  path: '/"><svg onload=alert(1)>',
  status: 404,
  agent: '</title><script>alert(2)</script>\u202egnp',
  line: 7,
}

const records = (each: FirewallBlock = block(), who = client) => {
  const offender: FirewallOffenderRecord = {
    ...keys.firewallOffender(who),
    kind: 'firewall-offender',
    at: each.from,
    open: 'firewall-offender',
    client: who,
    level: 1,
    block: each,
  }
  const record: FirewallBlockRecord = {
    ...keys.firewallBlock(who, each.id),
    kind: 'firewall-block',
    at: each.from,
    client: who,
    ...each,
    evidence: { bucket: 'corner-shop-logs', key: 'AWSLogs/<img src=x onerror=alert(3)>.gz', first: line, last: line },
    basis,
  }
  return [offender, record]
}

const state = (more: Partial<FirewallStateRecord> = {}): FirewallStateRecord => ({
  ...keys.firewallState(),
  kind: 'firewall-state',
  at: now.toISOString(),
  generation: 1,
  sources: {},
  passedAt: '2026-11-30T02:59:30.000Z',
  told: {},
  basis,
  ...more,
})

const made = (more: Parameters<typeof madeConsole>[0] = {}) =>
  madeConsole({
    records: [...records(), state()],
    now,
    invoked: () => ({ client, state: 'released', seen: true, words: `${client} is released` }),
    ...more,
  })

const text = async (console: ReturnType<typeof made>, path: string, cookie: string): Promise<string> =>
  console.read(path, cookie)

const follow = async (console: ReturnType<typeof made>, sent: Response, cookie: string): Promise<string> =>
  text(console, sent.headers.get('location') ?? '', cookie)

describe('who is blocked, in the console', () => {
  test('offenders with why, since when, and over time', async () => {
    const console = made()
    const page = await text(console, '/firewall', await console.signIn())
    expect(page).toContain(client)
    expect(page).toContain('1,240 in 5 minutes, threshold 50')
    expect(page).toContain('1 new blocks; most, 1')
    expect(page).toContain('Blocked now (1)')
  })

  test('whoever may only look sees half of each address, no line of the log, and no button', async () => {
    const console = made()
    const cookie = await console.signIn({ role: 'read' })
    for (const path of ['/', '/firewall', `/firewall/blocks/${id}`]) {
      const page = await text(console, path, cookie)
      expect(page).not.toContain(client)
      expect(page).not.toContain('/firewall/release')
      expect(page).not.toContain('svg onload')
    }
    expect(await text(console, '/firewall', cookie)).toContain('203.0.•.•')
  })

  test('one block: its rule, its lines, its history; texts of strangers are text', async () => {
    const console = made()
    const page = await text(console, `/firewall/blocks/${id}`, await console.signIn())
    expect(page).toContain('AWSLogs/&lt;img src=x')
    expect(page).toContain('&lt;svg onload')
    for (const raw of ['<svg onload', '<script>alert', '<img src', '\u202e']) expect(page).not.toContain(raw)
  })

  test('release: by the function of the firewall, and no address in what is kept or logged', async () => {
    const lines: string[] = []
    const spy = jest.spyOn(log, 'info').mockImplementation((...all: unknown[]) => {
      lines.push(JSON.stringify(all))
    })
    const console = made()
    const cookie = await console.signIn()
    const page = await text(console, '/firewall', cookie)
    const sent = await console.send('/firewall/release', { ...guardOf(page), block: id }, cookie)
    expect(console.handedOver).toEqual([{ action: 'release', address: client, why: '', by: 'mina' }])
    expect(await follow(console, sent, cookie)).toContain('a read of the sets has proven it')
    const presses = await console.ledger.list<PressRecord>('press')
    expect(presses).toEqual([expect.objectContaining({ action: '/firewall/release', outcome: 'done' })])
    expect(JSON.stringify([presses, lines, sent.headers.get('location')])).not.toContain('203.0')
    spy.mockRestore()
  })

  test.each([['0123456789abcdef0123'], ['../../x'], [''], ['<b>']])(
    'block %p is not held: nothing is handed over',
    async (block) => {
      const console = made()
      const cookie = await console.signIn()
      const sent = await console.send(
        '/firewall/release',
        { ...guardOf(await text(console, '/firewall', cookie)), block },
        cookie,
      )
      expect(console.handedOver).toEqual([])
      expect(await follow(console, sent, cookie)).toContain('not blocked any more')
    },
  )

  test('by hand: block and allow for some hours, with why', async () => {
    const console = made({
      invoked: () => ({
        client: '198.51.100.9',
        state: 'allowed',
        until: '2026-12-01T03:00:00.000Z',
        seen: false,
        words: '',
      }),
    })
    const cookie = await console.signIn()
    const fields = { address: '198.51.100.9', what: 'allow', hours: '24', why: 'the auditors' }
    const sent = await console.send(
      '/firewall/set',
      { ...guardOf(await text(console, '/firewall', cookie)), ...fields },
      cookie,
    )
    expect(console.handedOver).toEqual([
      { action: 'allow', address: '198.51.100.9', until: '2026-12-01T03:00:00.000Z', why: 'the auditors', by: 'mina' },
    ])
    expect(await follow(console, sent, cookie)).toContain('It is allowed until')
  })

  test.each([
    [{ address: 'x' }, 'That is not an address'],
    [{ hours: '0' }, 'is not a number of hours from 1 to 8760'],
    [{ hours: '' }, 'is not a number of hours'],
    [{ why: ' ' }, 'Say why'],
  ])('by hand, wrong: %p', async (wrong, said) => {
    const console = made()
    const cookie = await console.signIn()
    const fields = { address: '198.51.100.9', what: 'block', hours: '24', why: 'x', ...wrong }
    const sent = await console.send(
      '/firewall/set',
      { ...guardOf(await text(console, '/firewall', cookie)), ...fields },
      cookie,
    )
    expect(console.handedOver).toEqual([])
    expect(await follow(console, sent, cookie)).toContain(said)
  })

  test('what the function refuses is said without the address', async () => {
    const console = made({
      invoked: () => ({
        client: '10.0.0.1',
        state: 'refused',
        seen: false,
        words: '10.0.0.1 is not blocked: 10.0.0.0/8 is reserved.',
      }),
    })
    const cookie = await console.signIn()
    const fields = { address: '10.0.0.1', what: 'block', hours: '1', why: 'x' }
    const sent = await console.send(
      '/firewall/set',
      { ...guardOf(await text(console, '/firewall', cookie)), ...fields },
      cookie,
    )
    expect(await follow(console, sent, cookie)).toContain('••• is not blocked')
    expect(JSON.stringify(await console.ledger.list('press'))).not.toContain('10.0.0')
  })

  test('why an address: it leads to its block, and says what is known of one without', async () => {
    const console = made()
    const cookie = await console.signIn()
    const asked = async (address: string) =>
      console.send('/firewall/why', { ...guardOf(await text(console, '/firewall', cookie)), address }, cookie)
    expect((await asked(client)).headers.get('location')).toContain(`/firewall/blocks/${id}`)
    expect(await follow(console, await asked('10.0.0.1'), cookie)).toContain('It is never blocked')
    expect(await follow(console, await asked('8.8.8.8'), cookie)).toContain('It is not known')
    expect(JSON.stringify(await console.ledger.list('press'))).not.toMatch(/8\.8\.8\.8|203\.0/)
  })

  test('a block that is not on record', async () => {
    const console = made()
    const cookie = await console.signIn()
    for (const name of ['0123456789abcdef0123', 'x', '__proto__'])
      expect((await console.ask(`/firewall/blocks/${name}`, {}, cookie)).status).toBe(404)
  })

  test('the night: a lane by rule, how many, what is wrong, and silence', async () => {
    const told = { 'set-full#corner-shop-block-v4': { since: '2026-11-30T01:00:00.000Z', said: true } }
    const console = made({
      records: [...records(block({ customer: true })), state({ told, passedAt: '2026-11-30T02:40:00.000Z' })],
    })
    const page = await text(console, '/', await console.signIn())
    expect(page).toContain('One address was newly blocked, one of them a customer.')
    expect(page).toContain('The set corner-shop-block-v4 is full')
    expect(page).toContain('No pass of the firewall has been made')
  })
})

describe('addresses of people', () => {
  test.each([
    ['203.0.113.77', '203.0.•.•'],
    ['203.0.113.0/24', '203.0.•.•'],
    ['2001:db8:1:2::/64', '2001:db8:•'],
    ['::1', ':•'],
  ])('%s is shown as %s', (address, shown) => expect(maskedAddress(address).replace(/^:+/, ':')).toBe(shown))

  test.each([
    ['203.0.113.7 is yours.', '••• is yours.'],
    ['It is 203.0.113.7.', 'It is •••.'],
    ['2001:db8::/64, at 2026-11-30T02:00:00.000Z', '•••, at 2026-11-30T02:00:00.000Z'],
    ['"203.0.113.0/24" has bits', '"•••" has bits'],
    ['add a bad cafe', 'add a bad cafe'],
  ])('%s is kept as %s', (said, kept) => expect(withoutAddresses(said)).toBe(kept))
})
