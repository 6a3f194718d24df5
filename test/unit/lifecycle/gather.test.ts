import { gatherWrites } from '../../../functions/lifecycle/engine/gather.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'

const now = new Date('2026-11-21T00:00:00Z')
const write = (name: string, text = ''): Write => ({
  item: { pk: 'lifecycle', sk: name, kind: 'lifecycle', at: '2026-11-21T00:00:00Z', text } as Write['item'],
  expect: 'absent',
})

const setUp = (fail: (writes: readonly Write[]) => boolean = () => false) => {
  const ledger = memoryLedger()
  const sizes: number[] = []
  const commit: typeof ledger.commit = async (writes, at) => {
    sizes.push(writes.length)
    if (fail(writes)) throw new ConflictError('somebody else')
    await ledger.commit(writes, at)
  }
  return { ledger, sizes, gathered: gatherWrites({ commit }, now) }
}

test('a thousand buckets are twenty transactions, and every write arrives', async () => {
  const { ledger, sizes, gathered } = setUp()
  const added = Array.from({ length: 1_000 }, (_, index) => gathered.add([write(`a${index}`), write(`b${index}`)]))
  gathered.flush()
  await Promise.all(added)
  expect(sizes).toEqual(Array.from({ length: 20 }, () => 100))
  expect(await ledger.children('lifecycle')).toHaveLength(2_000)
})

test('nothing is sent for nothing', async () => {
  const { sizes, gathered } = setUp()
  await gathered.add([])
  gathered.flush()
  expect(sizes).toEqual([])
})

test('a transaction is not larger than the ledger takes', async () => {
  const { sizes, gathered } = setUp()
  const added = ['a', 'b', 'c'].map((name) => gathered.add([write(name, 'x'.repeat(600_000))]))
  gathered.flush()
  await Promise.all(added)
  expect(sizes).toEqual([1, 1, 1])
})

test('a conflict about one bucket is nobody else’s', async () => {
  const { ledger, gathered } = setUp((writes) => writes.some(({ item }) => item.sk === 'bad'))
  const added = ['one', 'bad', 'two'].map((name) => gathered.add([write(name)]))
  gathered.flush()
  const settled = await Promise.allSettled(added)
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect((await ledger.children('lifecycle')).map(({ sk }) => sk)).toEqual(['one', 'two'])
})
