import { emptyMemory } from '../../functions/firewall/engine/memory.ts'
import type { LogWorld, World } from '../../functions/firewall/world/world.ts'
import { denied, lostAnswer, lostRequest, slow, unavailable } from '../../local/faults/any-service.ts'
import { type Rule as Fault, times } from '../../local/faults/rule.ts'
import * as wafv2 from '../../local/faults/wafv2.ts'
import type { FirewallBlockRecord, FirewallPieceRecord } from '../../shared/ledger/records.ts'
import { type Crash, makeBreaker } from '../simulation/engine/crash.ts'
import { lines, makeScene, rule, type Scene } from '../unit/firewall/engine/scene.ts'

const attacker = '203.0.113.7'
const update = { service: 'wafv2', action: 'UpdateIPSet' } as const

/** A world whose effects are counted, one of which crashes. */
const breaking = (scene: Scene, crash?: Crash) => {
  const breaker = makeBreaker(crash)
  const world = scene.world()
  const { ledger, counts, ipSets, publish, wake } = world
  const more: Partial<World> = {
    ledger: breaker.ledger(ledger),
    counts: { from: counts.from, write: breaker.around(counts.write), read: breaker.around(counts.read) },
    ipSets: { read: breaker.around(ipSets.read), write: breaker.around(ipSets.write) },
    publish: breaker.around(publish),
    wake: breaker.around(wake),
  }
  return { more, effects: breaker.effects }
}

const breakingLog = (scene: Scene, crash?: Crash) => {
  const breaker = makeBreaker(crash)
  const { ledger, counts, objects, wake } = scene.logWorld()
  const more: Partial<LogWorld> = {
    ledger: breaker.ledger(ledger),
    counts: { from: counts.from, write: breaker.around(counts.write), read: breaker.around(counts.read) },
    objects: { open: breaker.around(objects.open) },
    wake: breaker.around(wake),
  }
  return { more, effects: breaker.effects }
}

const crashes = (effects: number): Crash[] =>
  Array.from({ length: effects }, (_, at) =>
    [true, false].flatMap((late) => [true, false].map((dies) => ({ at, late, dies }))),
  ).flat()

describe.each([
  ['in the ledger', undefined],
  ['in the bucket', 0],
])('a call that takes logs whose counts stand %s', (_, countsFrom) => {
  /** Three objects, each of which comes twice: in another call at the same time, too. */
  const play = async (crash?: Crash, isDoubled = false) => {
    const scene = makeScene({ countsFrom })
    const objects = ['a', 'b', 'c'].map((key) => scene.put(key, lines(attacker, 4, scene.now())))
    const { more, effects } = breakingLog(scene, crash)
    const calls = [scene.takeAll(objects, more), ...(isDoubled ? [scene.takeAll(objects.toReversed())] : [])]
    const failed = (await Promise.allSettled(calls)).some(({ status }) => status === 'rejected')
    return { scene, objects, effects: effects(), failed }
  }

  test.each([false, true])(
    'dies before or after any effect, or one effect fails: the retry counts what is missing, and nothing twice (doubled: %s)',
    async (isDoubled) => {
      const { effects } = await play(undefined, isDoubled)
      expect(effects).toBeGreaterThan(9)
      for (const crash of crashes(effects)) {
        const { scene, objects, failed } = await play(crash, isDoubled)
        if (failed) for (const object of objects) await scene.take(object)
        const pieces = await scene.ledger.all<FirewallPieceRecord>('firewall-piece')
        expect([crash, pieces.map(({ about }) => (about.tally as { readonly lines: number }).lines)]).toEqual([
          crash,
          [4, 4, 4],
        ])
        // The schedule finds it, whatever became of the message.
        scene.advance(60)
        await scene.pass()
        expect([crash, scene.blocked()]).toEqual([crash, [`${attacker}/32`]])
        expect([crash, await scene.ledger.list<FirewallBlockRecord>('firewall-block')]).toMatchObject([
          crash,
          [{ count: 12 }],
        ])
        expect([crash, await scene.ledger.open('firewall-piece')]).toEqual([crash, []])
      }
    },
  )
})

describe.each([
  ['in the ledger', undefined],
  ['in the bucket', 0],
])('a pass over counts %s', (__, countsFrom) => {
  /** Somebody is to be blocked, somebody to be let out, and a condition to be reported. */
  const prepare = async (): Promise<Scene> => {
    const scene = makeScene({
      direct: true,
      countsFrom,
      slice: {
        rules: [rule({ blockSeconds: 600 })],
        alerts: { newBlocks: 0, newBlocksWindowSeconds: 600, setNearlyFull: 0.8 },
      },
    })
    await scene.take(scene.put('before', lines('198.51.100.1', 12, scene.now())))
    await scene.pass()
    scene.advance(600)
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    return scene
  }
  const play = async (crash?: Crash) => {
    const scene = await prepare()
    const { more, effects } = breaking(scene, crash)
    await scene.pass(more, emptyMemory()).catch(() => undefined)
    return { scene, effects: effects() }
  }

  test('dies before or after any effect, or one effect fails: the next pass ends it, and nothing is done twice', async () => {
    const { effects } = await play()
    expect(effects).toBeGreaterThan(25)
    for (const crash of crashes(effects)) {
      const { scene } = await play(crash)
      scene.advance(21)
      await scene.pass({}, emptyMemory())
      scene.advance(21)
      await scene.pass({}, emptyMemory())
      expect([crash, scene.blocked()]).toEqual([crash, [`${attacker}/32`]])
      const blocks = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
      expect([
        crash,
        blocks.map(({ client, seenAt, releasedAt }) => [client, seenAt !== undefined, releasedAt !== undefined]),
      ]).toEqual([
        crash,
        [
          [attacker, true, false],
          ['198.51.100.1', true, true],
        ],
      ])
      expect([crash, await scene.ledger.open('firewall-piece')]).toEqual([crash, []])
      // What is said again is the same: whoever hears it knows it.
      expect([crash, new Set(scene.signals.map(({ id }) => id)).size]).toEqual([crash, 1])
      expect([crash, new Set(scene.signals.map((signal) => JSON.stringify(signal))).size]).toEqual([crash, 1])
    }
  }, 120_000)
})

describe('a pass', () => {
  test.each<[string, Fault, number]>([
    ['WAF asks for less', times(1, wafv2.wafThrottled(update)), 1],
    ['WAF has an error of its own', times(1, wafv2.wafInternalError(update)), 1],
    ['WAF is not there', times(1, unavailable(update)), 1],
    ['WAF still spreads an earlier change', times(1, wafv2.unavailableEntity()), 1],
    ['the request is lost', times(1, lostRequest(update)), 1],
    ['the answer is lost', times(1, lostAnswer(update)), 1],
    ['a read fails', times(1, unavailable({ service: 'wafv2', action: 'GetIPSet' })), 1],
    ['AWS is slow', times(1, slow(1, update)), 1],
  ])('where %s, the next one after an interval does it', async (_, fault) => {
    const scene = makeScene()
    scene.faults.push(fault)
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass().catch(() => undefined)
    // It asks for the next one itself.
    expect(scene.blocked().length === 1 || scene.wakes.some(({ at }) => at > scene.now().getTime())).toBe(true)
    scene.advance(16)
    await scene.pass({}, scene.memory, false)
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    const [block] = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(block?.seenAt).toBeDefined()
  })

  test('a token that is stale is fetched again and merged again: what came meanwhile stays', async () => {
    const scene = makeScene()
    let met = 0
    scene.faults.push({
      name: 'a person is faster',
      before: ({ action }) => {
        if (action === 'UpdateIPSet' && met < 3) {
          met += 1
          scene.waf.change('shop-block-ipv4', 'REGIONAL', (entries) => [...entries, `192.0.2.${met}/32`])
        }
        return undefined
      },
    })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.blocked()).toEqual(['192.0.2.1/32', '192.0.2.2/32', '192.0.2.3/32', `${attacker}/32`])
    expect(scene.signals).toEqual([])
  })

  test('five stale tokens in a row are reported, once, and that it went well again', async () => {
    const scene = makeScene()
    const fault = times(5, wafv2.optimisticLock())
    scene.faults.push(fault)
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    expect(scene.signals).toMatchObject([{ name: 'firewall.set-contended', mood: 'bad' }])
    scene.advance(60)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    expect(scene.signals.map(({ mood }) => mood)).toEqual(['bad', 'good'])
  })

  test.each<[string, () => Fault]>([
    ['denied', () => denied({ service: 'wafv2' })],
    ['gone', () => wafv2.nonexistentItem()],
    ['invalid', () => wafv2.limitsExceeded()],
  ])('a set that is %s fails no pass: it is reported once, with what to do, and its end', async (_, fault) => {
    const scene = makeScene()
    scene.faults.push(fault())
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    for (let round = 0; round < 3; round += 1) {
      await scene.pass()
      scene.advance(60)
    }
    const bad = scene.signals.filter(({ mood }) => mood === 'bad')
    expect(bad.some(({ subject }) => subject.endsWith('REGIONAL/shop-block-ipv4'))).toBe(true)
    expect(new Set(bad.map(({ id }) => id)).size).toBe(bad.length)
    scene.faults.length = 0
    await scene.pass()
    scene.advance(60)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    expect(scene.signals.filter(({ mood }) => mood === 'good')).toHaveLength(bad.length)
    expect(JSON.stringify(scene.signals)).not.toContain(attacker)
  })

  test('one that is slower than its lease writes nothing any more', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    const world = scene.world()
    let isSlow = true
    const ipSets: World['ipSets'] = {
      read: async (set) => {
        const seen = await world.ipSets.read(set)
        if (isSlow) {
          isSlow = false
          scene.advance(25)
          await scene.pass({}, emptyMemory())
        }
        return seen
      },
      write: world.ipSets.write,
    }
    await scene.pass({ ...world, ipSets })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    expect(scene.wafCalls('UpdateIPSet')).toBe(1)
    expect(await scene.ledger.list('firewall-block')).toHaveLength(1)
  })

  test('ends within its time, and asks for the next', async () => {
    const scene = makeScene()
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    scene.setLeft(5_000)
    expect(await scene.pass()).toMatchObject({ pieces: 0, changedSets: 0 })
    expect(scene.wakes.some(({ at }) => at > scene.now().getTime())).toBe(true)
    scene.setLeft(60_000)
    scene.advance(2)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })
})

describe('a person’s request', () => {
  const until = '2026-11-30T12:00:00.000Z'
  const asked = [
    ['block', { action: 'block', address: attacker, until }],
    ['allow', { action: 'allow', address: attacker, until }],
    ['release', { action: 'release', address: attacker }],
  ] as const

  test.each(asked)(
    '%s that dies before or after any effect can be asked for again, and is done',
    async (action, raw) => {
      const play = async (crash?: Crash) => {
        const scene = makeScene({ direct: true })
        if (action !== 'block') {
          await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
          await scene.pass()
          scene.advance(60)
        }
        const { more, effects } = breaking(scene, crash)
        const answer = await scene.ask(raw, more, emptyMemory()).catch(() => undefined)
        return { scene, answer, effects: effects() }
      }
      const { effects } = await play()
      expect(effects).toBeGreaterThan(15)
      for (const crash of crashes(effects)) {
        const { scene, answer } = await play(crash)
        scene.advance(21)
        if (!answer) await scene.ask(raw, {}, emptyMemory())
        scene.advance(21)
        await scene.pass()
        expect([crash, scene.blocked()]).toEqual([crash, action === 'block' ? [`${attacker}/32`] : []])
        const open = (await scene.ledger.list<FirewallBlockRecord>('firewall-block')).filter(
          (each) => each.releasedAt === undefined,
        )
        expect([crash, open.length]).toEqual([crash, action === 'block' ? 1 : 0])
      }
    },
    120_000,
  )
})
