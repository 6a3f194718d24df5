import { setImmediate as turn } from 'node:timers/promises'
import { inParallel } from '../../../shared/in-parallel.ts'

test('results come in the order of the items, with no more under way than wanted', async () => {
  let [underWay, most] = [0, 0]
  const results = await inParallel([3, 1, 2, 0], 2, async (turns) => {
    underWay += 1
    most = Math.max(most, underWay)
    for (let left = turns; left > 0; left -= 1) await turn()
    underWay -= 1
    return turns * 10
  })
  expect(results).toEqual([30, 10, 20, 0])
  expect(most).toBe(2)
})

test('nothing more is begun after a rejection', async () => {
  const begun: number[] = []
  const work = async (item: number) => {
    begun.push(item)
    await turn()
    if (item === 2) throw new Error('two')
  }
  await expect(inParallel([1, 2, 3, 4, 5, 6, 7], 2, work)).rejects.toThrow('two')
  for (let left = 10; left > 0; left -= 1) await turn()
  expect(begun).toEqual([1, 2, 3])
})
