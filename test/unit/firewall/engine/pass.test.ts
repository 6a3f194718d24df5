import { emptyMemory } from '../../../../functions/firewall/engine/memory.ts'
import type { FirewallBlockRecord, FirewallOffenderRecord } from '../../../../shared/ledger/records.ts'
import { lines, makeScene, rule } from './scene.ts'

const attacker = '203.0.113.7'
const quiet = { newBlocks: 1_000, newBlocksWindowSeconds: 600, setNearlyFull: 0.8 }

describe('an attack', () => {
  test('that stands in three objects, out of order, is blocked once all have come, with its evidence', async () => {
    const scene = makeScene()
    const from = scene.now()
    const at = (minute: number) => new Date(from.getTime() - minute * 60_000)
    await scene.take(scene.put('c', lines(attacker, 4, at(1))))
    expect(await scene.pass()).toMatchObject({ pieces: 1, blocks: 0 })
    await scene.take(scene.put('a', lines(attacker, 4, at(3))))
    await scene.take(scene.put('b', lines(attacker, 4, at(2))))
    expect(await scene.pass()).toMatchObject({ pieces: 2, blocks: 1, changedSets: 1, inForce: 1 })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    const [block] = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(block).toMatchObject({
      client: attacker,
      rule: 'errors',
      mode: 'block',
      count: 12,
      threshold: 10,
      until: new Date(at(1).getTime() + 3_600_000).toISOString(),
      seenAt: expect.any(String),
      evidence: { bucket: 'shop-logs', key: 'c' },
    })
    expect(JSON.stringify(block?.basis)).not.toContain(attacker)
  })

  test('an object that comes twice counts once', async () => {
    const scene = makeScene()
    const object = scene.put('a', lines(attacker, 6, scene.now()))
    await scene.take(object)
    await scene.take(object)
    await scene.pass()
    await scene.take(object)
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    expect(await scene.ledger.all('firewall-piece')).toHaveLength(1)
  })

  test('it is released when its time is over, proven by a read, and counted on', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    scene.advance(3_599)
    await scene.pass()
    expect(scene.blocked()).toHaveLength(1)
    expect(scene.wakes.at(-1)?.at).toBe(Date.parse('2026-11-30T11:00:00Z'))
    scene.advance(1)
    expect(await scene.pass({}, scene.memory, false)).toMatchObject({ released: 1, inForce: 0 })
    expect(scene.blocked()).toEqual([])
    const [block] = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(block?.releasedAt).toBe('2026-11-30T11:00:00.000Z')
    expect(await scene.ledger.open('firewall-offender')).toEqual([])
    // Addresses end thirty days after the release.
    expect(block?.keepUntil).toBe('2026-12-30T11:00:00.000Z')
    const [offender] = await scene.ledger.all<FirewallOffenderRecord>('firewall-offender')
    expect(offender?.keepUntil).toBe('2026-12-30T11:00:00.000Z')
  })

  test('what nobody changes is not written: one update, whatever is read', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    for (let round = 0; round < 5; round += 1) {
      await scene.pass()
      scene.advance(60)
    }
    expect(scene.wafCalls('UpdateIPSet')).toBe(1)
  })

  test('a set is changed once an interval, and the rest is asked for', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    scene.advance(3)
    await scene.take(scene.put('b', lines('203.0.113.8', 12, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toHaveLength(1)
    expect(scene.wakes.at(-1)?.at).toBe(Date.parse('2026-11-30T10:00:15Z'))
    scene.advance(12)
    await scene.pass({}, scene.memory, false)
    expect(scene.blocked()).toHaveLength(2)
    expect(scene.wafCalls('UpdateIPSet')).toBe(2)
  })

  test('a rule that counts blocks nobody: its set is another', async () => {
    const scene = makeScene({ slice: { rules: [rule({ mode: 'count' })] } })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    expect(scene.blocked('ipv4', 'REGIONAL', 'count')).toEqual([`${attacker}/32`])
  })

  test('nobody is blocked of what is never blocked, nor a /64 that contains one of them', async () => {
    const scene = makeScene({
      slice: { allow: [{ address: '2001:db8::5', why: 'a partner' }], own: ['198.51.100.0/24'] },
    })
    for (const [index, client] of ['10.1.2.3', '198.51.100.7', '2001:db8::1', '127.0.0.1', '2001:db9::1'].entries())
      await scene.take(scene.put(`o${index}`, lines(client, 12, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    expect(scene.blocked('ipv6')).toEqual(['2001:0db9:0000:0000:0000:0000:0000:0000/64'])
    expect(scene.blocked('ipv6', 'REGIONAL', 'allow')).toHaveLength(1)
  })

  test('CloudFront’s sets are asked for in us-east-1, those of the region at home', async () => {
    const scene = makeScene({
      scopes: ['REGIONAL', 'CLOUDFRONT'],
      slice: { sources: [{ name: 'view', bucket: { name: 'shop-logs' }, scope: 'CLOUDFRONT' }] },
    })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.blocked('ipv4', 'CLOUDFRONT')).toEqual([`${attacker}/32`])
    expect(scene.blocked('ipv4', 'REGIONAL')).toEqual([])
    expect(scene.lastCall('UpdateIPSet')?.region).toBe('us-east-1')
  })
})

describe('what others put into a set', () => {
  test('stays, with the description, and is put back when ours is taken out by hand', async () => {
    const scene = makeScene({ sets: { 'shop-block-ipv4': ['192.0.2.0/24'] }, description: 'by hand' })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual(['192.0.2.0/24', `${attacker}/32`])
    expect(scene.waf.description('shop-block-ipv4', 'REGIONAL')).toBe('by hand')
    scene.waf.change('shop-block-ipv4', 'REGIONAL', () => ['192.0.2.0/24', '192.0.3.0/24'])
    scene.advance(60)
    await scene.pass()
    expect(scene.blocked().toSorted()).toEqual(['192.0.2.0/24', '192.0.3.0/24', `${attacker}/32`])
    scene.advance(3_600)
    await scene.pass()
    expect(scene.blocked().toSorted()).toEqual(['192.0.2.0/24', '192.0.3.0/24'])
  })

  test('an address that a person had blocked before stays when ours is over', async () => {
    const scene = makeScene({ sets: { 'shop-block-ipv4': [`${attacker}/32`] } })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.wafCalls('UpdateIPSet')).toBe(0)
    scene.advance(3_600)
    expect(await scene.pass()).toMatchObject({ released: 1 })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('more offenders than places: the worst are in, the rest is on record', async () => {
    const scene = makeScene({ slice: { setLimit: 3, alerts: quiet } })
    const all = Array.from({ length: 5 }, (_, index) => lines(`203.0.113.${index}`, 12 + index, scene.now()))
    await scene.take(scene.put('a', all.flat()))
    await scene.pass()
    expect(scene.blocked()).toEqual(['203.0.113.4/32', '203.0.113.3/32', '203.0.113.2/32'])
    const blocks = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(
      blocks
        .filter(({ cut }) => cut)
        .map(({ client }) => client)
        .toSorted(),
    ).toEqual(['203.0.113.0', '203.0.113.1'])
    expect(scene.signals).toMatchObject([
      { name: 'firewall.set-full', mood: 'bad', subject: 'firewall/set-full/REGIONAL/shop-block-ipv4' },
    ])
    scene.advance(3_700)
    await scene.pass()
    await scene.pass()
    expect(scene.signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
  })
})

describe('who works', () => {
  test('a second call at the same time leaves; one that died is taken over after its lease', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    const never = new Promise<never>(() => {})
    // It dies within its first look at a set.
    const world = scene.world()
    void scene.pass({ ...world, ipSets: { read: () => never, write: () => never } }, emptyMemory())
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
    expect(await scene.pass()).toMatchObject({ left: true })
    scene.advance(21)
    expect(await scene.pass()).not.toHaveProperty('left')
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('a process that remembers nothing, or another generation, decides alike', async () => {
    const scene = makeScene()
    const [one, other] = [emptyMemory(), emptyMemory()]
    await scene.take(scene.put('a', lines(attacker, 6, scene.now())))
    await scene.pass({}, one)
    await scene.take(scene.put('b', lines('198.51.100.1', 6, scene.now())))
    await scene.pass({}, other)
    await scene.take(scene.put('c', [...lines(attacker, 6, scene.now()), ...lines('198.51.100.1', 6, scene.now())]))
    await scene.pass({}, one)
    expect(scene.blocked().toSorted()).toEqual(['198.51.100.1/32', `${attacker}/32`])
  })

  test('a bulk of pieces is judged by pages, within the time, and gone on with at the next', async () => {
    const scene = makeScene()
    for (let index = 0; index < 250; index += 1)
      await scene.take(scene.put(`o${index}`, lines(`198.51.${index}.1`, 12, scene.now())))
    let commits = 0
    const { ledger } = scene
    const slow = {
      ...ledger,
      commit: async (...args: Parameters<typeof ledger.commit>) => {
        commits += 1
        if (commits > 3) scene.advance(6)
        await ledger.commit(...args)
      },
    }
    const first = await scene.pass({ ledger: slow })
    expect(first.pieces).toBeLessThan(250)
    expect(first.waiting).toBe(250 - first.pieces)
    scene.advance(30)
    await scene.pass()
    scene.advance(30)
    await scene.pass()
    expect(scene.blocked()).toHaveLength(250)
  })
})
