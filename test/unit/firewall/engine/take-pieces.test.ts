import { TransientError } from '../../../../shared/errors.ts'
import type { FirewallPieceRecord } from '../../../../shared/ledger/records.ts'
import { albLine, makeScene } from './scene.ts'

describe('a large object', () => {
  test('of many clients comes in pieces, and a call that dies goes on behind the last', async () => {
    const scene = makeScene()
    const many = Array.from({ length: 15_000 }, (_, index) =>
      albLine(`198.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, scene.now()),
    )
    const object = scene.put('big', many)
    let commits = 0
    const { ledger } = scene
    const dying = {
      ...ledger,
      commit: async (...args: Parameters<typeof ledger.commit>) => {
        commits += 1
        if (commits === 2) throw new TransientError('it dies')
        await ledger.commit(...args)
      },
    }
    await expect(scene.take(object, { ledger: dying })).rejects.toThrow('it dies')
    expect(await scene.ledger.all('firewall-piece')).toHaveLength(1)
    await scene.take(object)
    const pieces = await scene.ledger.all<FirewallPieceRecord>('firewall-piece')
    const lineCounts = pieces.map(({ about }) => (about.tally as { readonly lines: number }).lines)
    expect(lineCounts.length).toBeGreaterThan(1)
    expect(lineCounts.reduce((sum, each) => sum + each)).toBe(15_000)
  })

  test('for which there is no time is gone on with at the next try', async () => {
    const scene = makeScene()
    const many = Array.from({ length: 15_000 }, (_, index) =>
      albLine(`198.18.${(index >> 8) & 255}.${index & 255}`, scene.now()),
    )
    const object = scene.put('big', many)
    scene.setLeft(7_000)
    await expect(scene.take(object)).rejects.toThrow('the next try goes on there')
    scene.setLeft(60_000)
    await scene.take(object)
    const pieces = await scene.ledger.all<FirewallPieceRecord>('firewall-piece')
    expect(pieces.reduce((sum, { about }) => sum + (about.tally as { readonly lines: number }).lines, 0)).toBe(15_000)
  })
})
