import { actOnAddress, readBlocks, readCounted, readOverview, whyAddress } from '../../../api/firewall.ts'
import { firewallStatus } from '../../../api/status/firewall.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from './deployment.ts'
import {
  allowOf,
  blocked,
  blockOf,
  brokenOf,
  config,
  defaults,
  evidence,
  makeScene,
  now,
  setOf,
  stateOf,
} from './firewall-scene.ts'

describe('who is blocked', () => {
  test('those in force, newest first, with their evidence', async () => {
    const rows = await readBlocks((await makeScene()).deployment)
    expect(rows.map(({ address, state }) => [address, state])).toEqual([
      ['2001:db8:1:2::/64', 'blocked'],
      ['203.0.113.7', 'blocked'],
      ['203.0.113.10', 'blocked'],
    ])
    expect(rows[1]).toEqual({
      id: 'b1',
      address: '203.0.113.7',
      state: 'blocked',
      rule: 'scanners',
      mode: 'block',
      scopes: ['REGIONAL'],
      offendedAt: '2026-11-21T12:01:59.000Z',
      from: '2026-11-21T12:03:00.000Z',
      until: '2026-11-21T13:01:59.000Z',
      count: 120,
      threshold: 50,
      windowMinutes: 5,
      level: undefined,
      offences: undefined,
      by: undefined,
      why: undefined,
      seenAt: '2026-11-21T12:03:02.000Z',
      releasedAt: undefined,
      releasedBy: undefined,
      customer: false,
      evidence,
    })
  })

  test('all: what is over and what was only counted too; since, and no more than the limit', async () => {
    const { deployment } = await makeScene()
    const states = async (asked: object) =>
      (await readBlocks(deployment, asked)).map(({ address, state }) => [address, state])
    expect(await states({ all: true })).toEqual(
      expect.arrayContaining([
        ['203.0.113.8', 'counted'],
        ['203.0.113.9', 'released'],
      ]),
    )
    expect(await states({ all: true, since: '2026-11-21T00:00:00.000Z' })).toHaveLength(4)
    expect(await states({ since: '2026-11-21T12:04:00.000Z' })).toEqual([['2001:db8:1:2::/64', 'blocked']])
    expect(await states({ limit: 1 })).toEqual([['2001:db8:1:2::/64', 'blocked']])
  })

  test('without a place, and known too late, are told apart', async () => {
    const late = blockOf({ id: 'l', from: '2026-11-21T12:10:00.000Z' })
    const { deployment } = await makeScene([
      ...blocked('203.0.113.20', blockOf({ cut: true, seenAt: undefined })),
      ...blocked('203.0.113.21', late, { late: true, releasedAt: late.from }),
    ])
    expect((await readBlocks(deployment, { all: true })).map(({ state }) => state)).toEqual(['late', 'cut'])
  })

  test('count: only rules that only count, of the last week unless asked otherwise', async () => {
    const { deployment } = await makeScene([
      ...defaults,
      ...blocked(
        '203.0.113.30',
        blockOf({ id: 'old', mode: 'count', from: '2026-11-10T00:00:00.000Z', until: '2026-11-10T01:00:00.000Z' }),
        { releasedAt: '2026-11-10T01:00:00.000Z' },
      ),
    ])
    expect((await readCounted(deployment)).map(({ address }) => address)).toEqual(['203.0.113.8'])
    const all = await readCounted(deployment, { since: '2026-11-01T00:00:00.000Z' })
    expect(all.map(({ address }) => address)).toEqual(['203.0.113.8', '203.0.113.30'])
  })
})

describe('why', () => {
  test.each([
    [
      '203.0.113.7',
      'blocked',
      'The rule scanners blocks 203.0.113.7 until 2026-11-21T13:01:59.000Z: 120 in 5 minutes, threshold 50.',
    ],
    ['::ffff:203.0.113.7', 'blocked', 'The rule scanners blocks 203.0.113.7 until'],
    ['2001:DB8:1:2:0:0:0:99', 'blocked', 'The rule scanners blocks 2001:db8:1:2::/64'],
    ['203.0.113.10', 'blocked', 'joon has blocked 203.0.113.10 until 2026-11-21T13:01:59.000Z: takes all the stock'],
    ['203.0.113.200', 'blocked', 'The config blocks 203.0.113.128/25: a scraper of last year'],
    [
      '203.0.113.8',
      'counted',
      'The rule probes would block 203.0.113.8 until 2026-11-21T13:01:59.000Z: 4 in 10 minutes, threshold 3',
    ],
    [
      '203.0.113.9',
      'released',
      'It is not blocked. Its last block was by scanners, from 2026-11-20T08:00:00.000Z until 2026-11-20T09:00:04.000Z.',
    ],
    ['198.51.100.3', 'allowed', 'The config allows 198.51.100.0/28 until 2027-01-01T00:00:00'],
    ['198.51.100.77', 'allowed', 'mina has allowed 198.51.100.77 until 2026-11-22T12:00:00.000Z: a partner'],
    ['10.0.0.1', 'never', 'It is never blocked: 10.0.0.0/8 is a reserved range'],
    ['192.0.2.3', 'never', 'It is never blocked: 192.0.2.0/28 is one of your own ranges'],
    ['198.51.100.250', 'never', 'It is never blocked: 198.51.100.250 is one of your proxies'],
    ['203.0.113.99', 'not-known', 'It is not known'],
    // A range is answered by what lies within it.
    ['203.0.113.0/28', 'blocked', '203.0.113.'],
  ])('%s is %s', async (address, state, words) => {
    const row = await whyAddress((await makeScene()).deployment, address)
    expect([row.state, row.words]).toEqual([state, expect.stringContaining(words)])
  })

  test('each block with its evidence, newest first', async () => {
    const older = blockOf({ id: 'b0', from: '2026-11-19T08:00:00.000Z', until: '2026-11-19T09:00:00.000Z' })
    const { deployment } = await makeScene([
      ...defaults,
      ...blocked('203.0.113.7', older, { releasedAt: older.until, releasedBy: 'mina' }),
    ])
    const { blocks, level, until } = await whyAddress(deployment, '203.0.113.7')
    expect(blocks.map(({ from, state }) => [from, state])).toEqual([
      ['2026-11-21T12:03:00.000Z', 'blocked'],
      ['2026-11-19T08:00:00.000Z', 'released'],
    ])
    expect(blocks[0]?.evidence).toEqual(evidence)
    expect([level, until]).toEqual([1, '2026-11-21T13:01:59.000Z'])
  })

  test('released by hand: until when it is left alone', async () => {
    const forgiven = {
      ...keys.firewallOffender('203.0.113.40'),
      kind: 'firewall-offender',
      at: now.toISOString(),
      client: '203.0.113.40',
      level: 2,
      forgivenUntil: '2026-11-22T12:00:00.000Z',
    }
    expect(await whyAddress((await makeScene([forgiven])).deployment, '203.0.113.40')).toMatchObject({
      state: 'forgiven',
      until: '2026-11-22T12:00:00.000Z',
      level: 2,
    })
  })

  test('an allowance that is over does not count', async () => {
    const { deployment } = await makeScene([allowOf('203.0.113.50', { until: '2026-11-21T12:00:00.000Z' })])
    expect(await whyAddress(deployment, '203.0.113.50')).toMatchObject({ state: 'not-known' })
  })
})

describe('an address that is none is refused with the value and the fix', () => {
  test.each([
    ['300.1.2.3', '"300.1.2.3" is not an address; write it like 203.0.113.7, 203.0.113.0/24 or 2001:db8::/64.'],
    ['shop.example', '"shop.example" is not an address'],
    ['', '"" is not an address'],
    ['203.0.113.7:443', 'did you mean "203.0.113.7"?'],
    ['203.0.113.010', '"203.0.113.010" is not an address'],
    ['203.0.113.0/33', '"203.0.113.0/33" is not an address'],
    [
      '203.0.113.7/24',
      'has bits behind its mask: write 203.0.113.0/24 for the network, or 203.0.113.7 for the address alone',
    ],
    ['2001:db8::1/64', 'write 2001:db8::/64 for the network, or 2001:db8::1 for the address alone'],
    ['0.0.0.0/0', '"0.0.0.0/0" is everybody on the internet'],
    ['::/0', 'everybody'],
    ['\u202e7.311.0.302', '"\\u202e7.311.0.302" is not an address'],
  ])('%j', async (address, text) => {
    const { deployment, calls } = await makeScene()
    const asked = whyAddress(deployment, address)
    await expect(asked).rejects.toBeInstanceOf(UsageError)
    await expect(asked).rejects.toThrow(text)
    await expect(actOnAddress(deployment, address, { action: 'release' }, 'mina')).rejects.toThrow(text)
    expect(calls).toEqual([])
  })
})

describe('what a person wants', () => {
  const until = new Date('2026-11-21T14:15:00Z')

  test('the function is asked, with the address in its one form, who and why', async () => {
    const answer = {
      client: '203.0.113.60',
      state: 'blocked',
      until: until.toISOString(),
      seen: true,
      words: 'Blocked.',
    }
    const { deployment, calls } = await makeScene(defaults, { answer })
    const row = await actOnAddress(deployment, '::ffff:203.0.113.60', { action: 'block', until, why: 'a test' }, 'mina')
    expect(calls).toEqual([
      expect.objectContaining({
        action: 'block',
        address: '203.0.113.60',
        until: '2026-11-21T14:15:00.000Z',
        why: 'a test',
        by: 'mina',
      }),
    ])
    expect(row).toEqual({
      address: '203.0.113.60',
      state: 'blocked',
      until: until.toISOString(),
      seen: true,
      words: 'Blocked.',
    })
  })

  test('a refusal is an error with its reason', async () => {
    const words = '10.0.0.0/8 is a reserved range, which no client on the internet has.'
    const answer = { client: '10.1.2.3', state: 'refused', seen: false, words }
    const { deployment } = await makeScene(defaults, { answer })
    const acted = actOnAddress(deployment, '10.1.2.3', { action: 'block', until, why: 'a test' }, 'mina')
    await expect(acted).rejects.toBeInstanceOf(UsageError)
    await expect(acted).rejects.toThrow(words)
  })

  test('a time that has passed is refused before anybody is asked', async () => {
    const { deployment, calls } = await makeScene()
    const past = new Date('2026-11-21T12:14:00Z')
    await expect(
      actOnAddress(deployment, '203.0.113.7', { action: 'block', until: past, why: '' }, 'mina'),
    ).rejects.toThrow('2026-11-21T12:14:00.000Z has passed')
    expect(calls).toEqual([])
  })
})

describe('the overview', () => {
  test('rules with whom they hold, sources, sets as WAF has them', async () => {
    const { rules, manual, listed, sources, sets } = await readOverview((await makeScene()).deployment)
    expect(rules.map(({ rule, mode, offenders }) => [rule, mode, offenders])).toEqual([
      ['scanners', 'block', 2],
      ['probes', 'count', 1],
    ])
    expect([manual, listed]).toEqual([1, { block: 1, allow: 1 }])
    expect(sources).toEqual([
      expect.objectContaining({ source: 'web', scope: 'REGIONAL', lastAt: '2026-11-21T12:10:00.000Z', silent: false }),
      expect.objectContaining({ source: 'logs', lastAt: undefined, silent: false }),
    ])
    expect(sets).toEqual([
      {
        set: 'corner-shop-block-ipv4',
        scope: 'REGIONAL',
        entries: 2,
        ours: 1,
        limit: 10_000,
        share: 0.0002,
        putAt: '2026-11-21T12:03:01.000Z',
        cut: 0,
        refused: undefined,
        staleTokens: 0,
      },
    ])
  })

  test('a source that is reported as silent, and a set that AWS refuses', async () => {
    const { deployment } = await makeScene([
      stateOf({ told: { 'silent#web': { since: '2026-11-21T10:15:00.000Z', said: true } } }),
      setOf('REGIONAL/corner-shop-block-ipv4', { refused: 'denied', cut: 12 }),
    ])
    const { sources, sets } = await readOverview(deployment)
    expect(sources.map(({ silent }) => silent)).toEqual([true, false])
    expect(sets).toMatchObject([{ refused: 'denied', cut: 12 }])
  })

  test('what is ours is known in the spelling of AWS, which writes all digits of IPv6 and each mask', async () => {
    const { deployment } = await makeScene(
      [
        setOf('REGIONAL/corner-shop-block-ipv4', { ours: ['203.0.113.7', '203.0.113.8/32'] }),
        setOf('REGIONAL/corner-shop-block-ipv6', { ours: ['2001:db8:1:2::/64', '2001:db8::7', '2001:db8::9/128'] }),
      ],
      {
        sets: {
          'corner-shop-block-ipv4': ['203.0.113.7/32', '203.0.113.8/32'],
          'corner-shop-block-ipv6': [
            '2001:0db8:0001:0002:0000:0000:0000:0000/64',
            '2001:0db8:0000:0000:0000:0000:0000:0007/128',
            '2001:0DB8:0000:0000:0000:0000:0000:0008/128',
          ],
        },
      },
    )
    const { sets } = await readOverview(deployment)
    expect(sets.map(({ set, entries, ours }) => [set, entries, ours])).toEqual([
      ['corner-shop-block-ipv4', 2, 2],
      ['corner-shop-block-ipv6', 3, 2],
    ])
  })

  test('sets of others are not ours', async () => {
    const { deployment } = await makeScene(defaults, {
      sets: { 'corner-shop-block-ipv4-old': [], 'other-block-ipv4': [] },
    })
    expect((await readOverview(deployment)).sets).toEqual([])
  })

  test('without a firewall it says so', async () => {
    await expect(readOverview(fakeDeployment({ config: { firewall: undefined } }))).rejects.toThrow('has no firewall')
  })
})

describe('status', () => {
  const [check] = firewallStatus.checks ?? []
  const wrong = async (...scene: Parameters<typeof makeScene>) => check?.look((await makeScene(...scene)).deployment)
  const fine = async (...scene: Parameters<typeof makeScene>) =>
    typeof check?.fine === 'function' && (await check.fine((await makeScene(...scene)).deployment))

  test('well; which rules block nobody is said', async () => {
    expect(await wrong()).toEqual([])
    expect(await fine()).toBe('logs come, and its sets are as they should be; only counted, blocking nobody: probes')
  })

  test('after a deployment the first pass is waited for', async () => {
    const { deployment } = await makeScene([])
    const connect = () => ({ send: async () => ({ LastModified: '2026-11-21T12:13:00.000+0000' }) }) as never
    expect(await check?.look({ ...deployment, connect })).toEqual([])
    expect(await fine([])).toContain('waiting for the first pass')
  })

  test('objects that could not be read are said, and nothing is wrong', async () => {
    const records = [
      stateOf(),
      brokenOf('a.txt'),
      brokenOf('b.txt'),
      brokenOf('old.txt', { at: '2026-11-19T12:00:00.000Z' }),
    ]
    expect(await wrong(records)).toEqual([])
    expect(await fine(records)).toContain(
      '; 2 log objects of the last day could not be read (npm run -s nightshift -- firewall logs)',
    )
  })

  test.each([
    ['no pass yet', [], ['no pass has been made yet']],
    ['a pass long ago', [stateOf({ passedAt: '2026-11-21T12:05:00.000Z' })], ['no pass has been made for 10 minutes']],
    [
      'what is reported and not over',
      [
        stateOf({
          told: {
            'silent#web': { since: '2026-11-21T10:15:00.000Z', said: true },
            'unreadable#logs': { since: '2026-11-21T11:15:00.000Z', said: true },
            'set-nearly-full#REGIONAL/corner-shop-block-ipv4': { since: '2026-11-21T12:10:00.000Z', said: true },
            'set-contended#REGIONAL/corner-shop-block-ipv4': { since: '2026-11-21T12:13:00.000Z', said: false },
            'many-blocks#all': {
              since: '2026-11-21T10:00:00.000Z',
              until: '2026-11-21T11:00:00.000Z',
              said: true,
            },
            'broken#web': { since: '2026-11-21T10:00:00.000Z', said: true },
          },
        }),
      ],
      [
        'No access logs from web, for 2 hours',
        expect.stringMatching(/logs.*, for 1 hour$/),
        'The set REGIONAL/corner-shop-block-ipv4 is nearly full, for 5 minutes',
        'Somebody else keeps changing the set REGIONAL/corner-shop-block-ipv4, for 2 minutes',
      ],
    ],
  ])('%s', async (_, records, expected) => {
    expect(await wrong(records)).toEqual(expected)
  })

  test('nothing where the config has no firewall', async () => {
    const without = fakeDeployment({ config: { firewall: undefined } })
    expect(await check?.look(without)).toEqual([])
    expect(firewallStatus.outputs?.(without.config)).toEqual([])
    expect(firewallStatus.outputs?.(config)).toEqual(['FirewallFunction', 'FirewallLogsBucket'])
  })
})
