import { emptyMemory } from '../../../../functions/firewall/engine/memory.ts'
import { takeMessages } from '../../../../functions/firewall/engine/take-messages.ts'
import type { Objects } from '../../../../functions/firewall/world/world.ts'
import { TransientError } from '../../../../shared/errors.ts'
import type {
  FirewallArrivalRecord,
  FirewallBlockRecord,
  FirewallPieceRecord,
} from '../../../../shared/ledger/records.ts'
import { albLine, lines, makeScene, type Scene } from './scene.ts'

const attacker = '203.0.113.7'

const put = (scene: Scene, keys: string, count = 4) =>
  [...keys].map((key) => scene.put(key, lines(attacker, count, scene.now())))
const pieces = (scene: Scene) => scene.ledger.all<FirewallPieceRecord>('firewall-piece')
const arrivals = (scene: Scene) => scene.ledger.all<FirewallArrivalRecord>('firewall-arrival')
/** An object whose counts do not fit into the ledger. */
const large = (scene: Scene, key: string) => {
  const others = Array.from({ length: 2_000 }, (_, index) =>
    albLine(`198.18.${index >> 8}.${index & 255}`, new Date(scene.now().getTime() - index * 97), {
      path: `/p/${index}`,
    }),
  )
  return scene.put(key, [...others, ...lines(attacker, 12, scene.now())])
}

describe('objects of one call', () => {
  test('are said to have come by one record, and are judged together', async () => {
    const scene = makeScene()
    await scene.takeAll(put(scene, 'abc'))
    expect(await pieces(scene)).toHaveLength(3)
    const [arrival, ...others] = await arrivals(scene)
    expect(others).toEqual([])
    expect(arrival?.more).toHaveLength(2)
    expect(scene.wakes).toHaveLength(1)
    expect(await scene.pass()).toMatchObject({ pieces: 3, waiting: 0, blocks: 1 })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    expect(await scene.ledger.open('firewall-piece')).toEqual([])
    expect(scene.counts.calls).toEqual({ writes: 0, reads: 0 })
    // Another process finds them all judged.
    scene.advance(60)
    expect(await scene.pass({}, emptyMemory())).toMatchObject({ pieces: 0, blocks: 0 })
  })

  test('count once when they come again: alone, together, in other company and twice in one call', async () => {
    const scene = makeScene()
    const [a, b, c] = put(scene, 'abc', 3)
    if (!a || !b || !c) throw new RangeError('three objects')
    await scene.takeAll([a, b, a])
    for (const again of [[a], [b, a], [a, c, c], [c, b]]) await scene.takeAll(again)
    expect(await pieces(scene)).toHaveLength(3)
    await scene.pass()
    // Nine of them: ten would be an offence.
    expect(scene.blocked()).toEqual([])
    await scene.take(scene.put('d', lines(attacker, 1, scene.now())))
    await scene.pass()
    expect(await scene.ledger.list<FirewallBlockRecord>('firewall-block')).toMatchObject([{ count: 10 }])
  })

  test('one that fails keeps no other, and comes back alone', async () => {
    const scene = makeScene()
    const [a, b] = put(scene, 'ab', 12)
    if (!a || !b) throw new RangeError('two objects')
    const { objects } = scene.logWorld()
    const failing: Objects = {
      open: (object) => (object.key === 'a' ? Promise.reject(new TransientError('broke off')) : objects.open(object)),
    }
    expect(await takeMessages([[a], [b]], scene.logWorld({ objects: failing }))).toMatchObject([
      { message: 'broke off' },
      undefined,
    ])
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('for which there is no time are not begun, and go back', async () => {
    const scene = makeScene()
    const [a, b] = put(scene, 'ab')
    if (!a || !b) throw new RangeError('two objects')
    scene.setLeft(7_000)
    expect(await takeMessages([[a], [b]], scene.logWorld())).toMatchObject([
      undefined,
      { message: 'No time left in this call' },
    ])
    expect(await pieces(scene)).toHaveLength(1)
  })
})

describe('counts that are too large for the ledger', () => {
  test('of all objects of a call are one object, which a pass reads once, with the evidence', async () => {
    const scene = makeScene()
    await scene.pass()
    await scene.takeAll([large(scene, 'a'), large(scene, 'b')])
    expect(scene.counts.calls.writes).toBe(1)
    expect((await pieces(scene)).map(({ counts, countsIn }) => [counts, countsIn?.of])).toEqual([
      [undefined, 2],
      [undefined, 2],
    ])
    await scene.pass()
    expect(scene.counts.calls.reads).toBe(1)
    expect(scene.blocked()).toEqual([`${attacker}/32`])
    const [block] = await scene.ledger.list<FirewallBlockRecord>('firewall-block')
    expect(block).toMatchObject({ count: 24, evidence: { first: { path: '/wp-login.php' } } })
  })

  test('are read again by a process that has just started, and count with what comes then', async () => {
    const scene = makeScene({ countsFrom: 0 })
    await scene.take(scene.put('a', lines(attacker, 6, scene.now())))
    await scene.pass()
    await scene.take(scene.put('b', lines(attacker, 6, scene.now())))
    scene.advance(60)
    await scene.pass({}, emptyMemory())
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('that are gone are said to be, and nobody waits for them', async () => {
    const scene = makeScene({ countsFrom: 0 })
    await scene.take(scene.put('a', lines('198.51.100.1', 12, scene.now())))
    scene.counts.objects.clear()
    await scene.take(scene.put('b', lines(attacker, 12, scene.now())))
    expect(await scene.pass()).toMatchObject({ pieces: 2, waiting: 0 })
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })

  test('that S3 does not give are waited for: the pass fails, and judges them when it does', async () => {
    const scene = makeScene({ countsFrom: 0 })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    const { counts } = scene.world()
    const denied = { ...counts, read: () => Promise.reject(new Error('AccessDenied')) }
    await expect(scene.pass({ counts: denied })).rejects.toThrow('AccessDenied')
    expect(await scene.ledger.open('firewall-piece')).toHaveLength(1)
    scene.advance(60)
    await scene.pass()
    expect(scene.blocked()).toEqual([`${attacker}/32`])
  })
})
