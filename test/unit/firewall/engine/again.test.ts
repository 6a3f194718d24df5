import { lines, makeScene, rule } from './scene.ts'

const attacker = '203.0.113.7'

describe('whoever was released before', () => {
  test('and offends again is blocked again, for longer, and released again', async () => {
    const scene = makeScene({ slice: { rules: [rule({ blockSeconds: 600 })] } })
    for (const seconds of [600, 1_200, 2_400]) {
      await scene.take(scene.put(`o${seconds}`, lines(attacker, 12, scene.now())))
      scene.advance(30)
      expect(await scene.pass()).toMatchObject({ blocks: 1, inForce: 1 })
      expect(scene.blocked()).toEqual([`${attacker}/32`])
      scene.advance(seconds - 31)
      await scene.pass()
      expect(scene.blocked()).toHaveLength(1)
      scene.advance(1)
      expect(await scene.pass()).toMatchObject({ released: 1, inForce: 0 })
      expect(scene.blocked()).toEqual([])
      scene.advance(600)
    }
  })

  test('is blocked by hand, until then', async () => {
    const scene = makeScene({ slice: { rules: [rule({ blockSeconds: 600 })] } })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    scene.advance(700)
    await scene.pass()
    const until = new Date(scene.now().getTime() + 600_000).toISOString()
    expect(await scene.ask({ action: 'block', address: attacker, until })).toMatchObject({
      state: 'blocked',
      seen: true,
    })
    scene.advance(601)
    await scene.pass()
    expect(scene.blocked()).toEqual([])
    expect(await scene.ledger.open('firewall-offender')).toEqual([])
  })

  test('what a rule only counted ends with a release by hand, in its record too', async () => {
    const scene = makeScene({ slice: { rules: [rule(), rule({ name: 'shadow', mode: 'count' })] } })
    await scene.take(scene.put('a', lines(attacker, 12, scene.now())))
    await scene.pass()
    await scene.ask({ action: 'release', address: attacker })
    const blocks = await scene.ledger.list('firewall-block')
    expect(blocks).toHaveLength(2)
    expect(blocks).toMatchObject([{ releasedBy: 'mina' }, { releasedBy: 'mina' }])
    expect(scene.blocked('ipv4', 'REGIONAL', 'count')).toEqual([])
  })
})
