import { emptyMemory } from '../../../../functions/firewall/engine/memory.ts'
import type { FirewallBlockRecord, FirewallOffenderRecord } from '../../../../shared/ledger/records.ts'
import { lines, makeScene } from './scene.ts'

const attacker = '203.0.113.7'
const later = '2026-11-30T12:00:00.000Z'

describe('block', () => {
  test('is done at once, proven, and on record with who and why', async () => {
    const scene = makeScene()
    expect(await scene.ask({ action: 'block', address: attacker, until: later })).toEqual({
      client: attacker,
      state: 'blocked',
      until: later,
      seen: true,
      words: `${attacker} is blocked until ${later}.`,
    })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    expect(await scene.ledger.list<FirewallBlockRecord>('firewall-block')).toMatchObject([
      { client: attacker, rule: 'manual', by: 'mina', why: 'a test', seenAt: expect.any(String) },
    ])
    const changes = await scene.ledger.all('change')
    expect(changes).toMatchObject([{ capability: 'firewall', by: 'mina', summary: `block by hand until ${later}` }])
    expect(JSON.stringify(changes)).not.toContain(attacker)
    scene.advance(7_200)
    await scene.pass()
    expect(scene.blocked()).toEqual([])
  })

  test('takes ranges, and a single IPv6 address as its /64', async () => {
    const scene = makeScene()
    await scene.ask({ action: 'block', address: '198.51.100.77/24', until: later })
    await scene.ask({ action: 'block', address: '2001:DB8:1:2::7', until: later })
    expect(scene.blocked()).toEqual(['198.51.100.0/24'])
    expect(scene.blocked('ipv6')).toEqual(['2001:0db8:0001:0002:0000:0000:0000:0000/64'])
  })

  test.each([
    ['an address of nobody', { address: '10.0.0.1' }, 'reserved range'],
    ['a range that contains one', { address: '172.0.0.0/8' }, 'reserved range'],
    ['the team’s own', { address: '198.51.100.7' }, 'one of your own ranges'],
    ['who is on the allow list', { address: '192.0.2.5' }, 'on the allow list'],
    ['a range that contains who is', { address: '192.0.2.0/24' }, 'on the allow list'],
    ['half of the internet', { address: '128.0.0.0/1' }, 'too much of the internet'],
    ['everybody', { address: '::/0' }, 'too much of the internet'],
    ['what is not an address', { address: 'example.org' }, 'is not an address'],
    ['no end', { address: attacker, until: undefined }, 'Say until when'],
    ['an end that has passed', { address: attacker, until: '2026-11-30T09:59:59Z' }, 'has passed'],
  ])('refuses %s, with words, and changes nothing', async (_, raw, words) => {
    const scene = makeScene({
      slice: { own: ['198.51.100.0/24'], allow: [{ address: '192.0.2.5', why: 'a partner' }] },
    })
    const answer = await scene.ask({ action: 'block', until: later, ...raw })
    expect(answer).toMatchObject({ state: 'refused', seen: false })
    expect(answer.words).toContain(words)
    expect(await scene.ledger.all('change')).toEqual([])
    expect(scene.wafCalls('UpdateIPSet')).toBe(0)
  })

  test('takes the place of what a rule decided, and may make it shorter', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    const soon = '2026-11-30T10:10:00.000Z'
    expect(await scene.ask({ action: 'block', address: attacker, until: soon })).toMatchObject({
      state: 'blocked',
      seen: true,
    })
    const blocks = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(blocks.map(({ rule, until, releasedBy }) => [rule, until, releasedBy]).toSorted()).toEqual([
      ['errors', '2026-11-30T11:00:00.000Z', 'mina'],
      ['manual', soon, undefined],
    ])
    scene.advance(601)
    await scene.pass()
    expect(scene.blocked()).toEqual([])
  })

  test('needs no pass to be over, within the interval of the last change', async () => {
    const scene = makeScene()
    await scene.ask({ action: 'block', address: attacker, until: later })
    await scene.ask({ action: 'block', address: '203.0.113.8', until: later })
    expect(scene.blocked()).toHaveLength(2)
  })
})

describe('release', () => {
  test('is done at once, forgives, and keeps from blocking again for what came before and for a day', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    scene.advance(60)
    expect(await scene.ask({ action: 'release', address: attacker })).toMatchObject({
      client: attacker,
      state: 'released',
      until: '2026-12-01T10:01:00.000Z',
      seen: true,
    })
    expect(scene.blocked()).toEqual([])
    const [block] = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(block).toMatchObject({ releasedBy: 'mina', releasedAt: '2026-11-30T10:01:00.000Z' })
    scene.advance(600)
    await scene.take(scene.put('b', lines(attacker, 30, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    scene.advance(86_400)
    await scene.take(scene.put('c', lines(attacker, 30, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('of an IPv6 address means its /64', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines('2001:db8:1:2::7', 12, scene.now())))
    await scene.pass()
    expect(scene.blocked('ipv6')).toHaveLength(1)
    expect(await scene.ask({ action: 'release', address: '2001:db8:1:2::99' })).toMatchObject({ seen: true })
    expect(scene.blocked('ipv6')).toEqual([])
  })

  test('of what the config blocks is refused, of what nobody blocks forgives, and a wider range is named', async () => {
    const scene = makeScene({ slice: { block: [{ address: '198.51.100.0/24', why: 'a botnet' }] } })
    expect(await scene.ask({ action: 'release', address: '198.51.100.7' })).toMatchObject({
      state: 'refused',
      words: expect.stringContaining('take 198.51.100.0/24 out of firewall.block'),
    })
    expect((await scene.ask({ action: 'release', address: attacker })).words).toContain('was not blocked')
    await scene.ask({ action: 'block', address: '203.0.113.0/24', until: later })
    expect((await scene.ask({ action: 'release', address: attacker })).words).toContain(
      'still in the range 203.0.113.0/24',
    )
    await scene.ask({ action: 'release', address: '203.0.113.0/24' })
    expect(scene.blocked()).toEqual(['198.51.100.0/24'])
  })
})

describe('allow', () => {
  test('releases a block in force, goes into the allow set, and ends', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(await scene.ask({ action: 'allow', address: attacker, until: later })).toMatchObject({
      state: 'allowed',
      until: later,
      seen: true,
      words: expect.stringContaining('Blocks of it end: 1.'),
    })
    expect(scene.blocked()).toEqual([])
    expect(scene.blocked('ipv4', 'REGIONAL', 'allow')).toEqual([`${attacker}/32`])
    expect((await scene.ledger.list<FirewallBlockRecord>('firewall-block'))[0]?.releasedAt).toBeDefined()
    await scene.take(scene.put('b', lines(attacker, 30, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    scene.advance(7_200)
    await scene.pass()
    expect(scene.blocked('ipv4', 'REGIONAL', 'allow')).toEqual([])
    await scene.take(scene.put('c', lines(attacker, 30, scene.now())))
    scene.advance(60)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('without an end holds until it is taken back by a release', async () => {
    const scene = makeScene()
    expect(await scene.ask({ action: 'allow', address: '198.51.100.0/24' })).not.toHaveProperty(
      'until',
      expect.any(String),
    )
    for (let days = 0; days < 500; days += 20) {
      scene.advance(20 * 86_400)
      await scene.pass()
    }
    expect(scene.blocked('ipv4', 'REGIONAL', 'allow')).toEqual(['198.51.100.0/24'])
    expect((await scene.ask({ action: 'release', address: '198.51.100.0/24' })).words).toContain('no longer allowed')
    expect(scene.blocked('ipv4', 'REGIONAL', 'allow')).toEqual([])
  })

  test('of an address in a blocked range ends that block: it must not stay blocked', async () => {
    const scene = makeScene()
    await scene.ask({ action: 'block', address: '203.0.113.0/24', until: later })
    await scene.ask({ action: 'allow', address: attacker, until: later })
    expect(scene.blocked()).toEqual([])
  })
})

describe('a pass that goes on meanwhile', () => {
  test('is waited for; where it takes too long the request is on record, and the next pass does it', async () => {
    const scene = makeScene()
    const never = new Promise<never>(() => {})
    const world = scene.world()
    await scene.take(scene.put('a', lines('198.51.100.1', 12, scene.now())))
    void scene.pass({ ...world, ipSets: { read: () => never, write: () => never } }, emptyMemory())
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
    expect(await scene.ask({ action: 'block', address: attacker, until: later })).toMatchObject({
      state: 'blocked',
      seen: false,
      words: expect.stringContaining('within a minute'),
    })
    expect(scene.wakes.at(-1)?.at).toBeGreaterThan(scene.now().getTime())
    scene.advance(21)
    await scene.pass()
    expect(scene.blocked().toSorted()).toEqual(['198.51.100.1/32', `${attacker}/32`])
  })

  test('and writes about the same client: what the person wants is done', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    let met = false
    const { ledger } = scene
    const get: typeof ledger.get = async (key) => {
      const read = await ledger.get(key)
      if (!met && key.sk === 'offender') {
        met = true
        await scene.pass()
      }
      return read as never
    }
    expect(await scene.ask({ action: 'release', address: attacker }, { ledger: { ...ledger, get } })).toMatchObject({
      state: 'released',
      seen: true,
    })
    expect(scene.blocked()).toEqual([])
    expect((await scene.ledger.all<FirewallOffenderRecord>('firewall-offender'))[0]?.forgivenUntil).toBeDefined()
  })
})

test.each([
  [{ action: 'ban', address: attacker }, 'action: one of block, allow, release'],
  [{ action: 'block', address: attacker, until: 'tomorrow' }, 'until: a time in ISO 8601'],
  [{ action: 'block', address: '' }, 'address'],
  [{ action: 'block', address: attacker, why: 'x'.repeat(301) }, 'why'],
])('a request that is not one names its fault and no address: %j', async (raw, fault) => {
  const error: unknown = await (async () => makeScene().ask({ until: later, ...raw }))().catch(
    (thrown: unknown) => thrown,
  )
  expect(String(error)).toContain(fault)
  expect(String(error)).not.toContain(attacker)
})
