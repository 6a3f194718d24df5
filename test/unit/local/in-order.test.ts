import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { inOrder } from '../../../local/in-order.ts'

/** Items 0…n-1, each depending on some before it, shuffled: never a cycle. */
const graphs = fc
  .array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 12 })
  .map((lists) =>
    lists.map((list, index) => ({
      id: String(index),
      dependencies: index === 0 ? [] : [...new Set(list.map((n) => String(n % index)))],
    })),
  )
  .chain((items) => fc.shuffledSubarray(items, { minLength: items.length }))

test('each item is worked on once, after all that it depends on, and results keep the order of the items', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, async (items) => {
      const ended: string[] = []
      const results = await inOrder(items, async ({ id, dependencies }) => {
        expect(ended).toEqual(expect.arrayContaining([...dependencies]))
        await turn()
        ended.push(id)
        return id
      })
      expect(results).toEqual(items.map(({ id }) => id))
      expect(new Set(ended).size).toBe(items.length)
    }),
    { numRuns: 50 },
  )
})

test('what does not depend on each other runs at the same time', async () => {
  const started: string[] = []
  const both = ['a', 'b'].map((id) => ({ id, dependencies: [] }))
  await inOrder(both, async ({ id }) => {
    started.push(id)
    await turn()
    expect(started).toEqual(['a', 'b'])
  })
})

test('a failure is thrown, and what waited for it is not started', async () => {
  const done: string[] = []
  const items = [
    { id: 'a', dependencies: [] },
    { id: 'b', dependencies: ['a'] },
    { id: 'c', dependencies: [] },
  ]
  const work = inOrder(items, async ({ id }) => {
    if (id === 'a') throw new Error('a failed')
    await turn()
    done.push(id)
  })
  await expect(work).rejects.toThrow('a failed')
  expect(done).toEqual(['c'])
})

test('cycles and unknown names are refused before any work', async () => {
  let calls = 0
  const work = async (): Promise<void> => {
    calls += 1
  }
  await expect(
    inOrder(
      [
        { id: 'a', dependencies: ['b'] },
        { id: 'b', dependencies: ['a'] },
      ],
      work,
    ),
  ).rejects.toThrow('These wait for each other: a → b → a')
  await expect(inOrder([{ id: 'a', dependencies: ['x'] }], work)).rejects.toThrow('a waits for x')
  expect(calls).toBe(0)
})
