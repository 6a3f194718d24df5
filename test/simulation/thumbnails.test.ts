import { setImmediate as tick } from 'node:timers/promises'
import { answerChange, type Means } from '../../functions/thumbnails/engine/answer.ts'
import { thumbnailKeys } from '../../functions/thumbnails/rules/keys.ts'
import { recipeFor } from '../../functions/thumbnails/rules/recipe.ts'
import { tagKey } from '../../functions/thumbnails/rules/tag.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { fakePictures, fakeStore, recipesFor } from '../unit/thumbnails/fake-store.ts'
import { makeRandom } from './engine/random.ts'

const keys = ['a.jpg', 'b.jpg'] as const
const contents = ['one', 'two', 'three', 'bad', 'rotten'] as const
const recipes = recipesFor()

/** Everything that may go on at once in one story: people change objects, events come twice and in any order, calls die. */
const play = async (seed: number) => {
  const random = makeRandom(seed)
  const store = fakeStore()
  const ledger = memoryLedger()
  /** Steps that wait for their turn. Which one is next is drawn, so that calls cross each other in every way. */
  const waiting: (() => void)[] = []
  const mayDie = { share: 0.03 }

  const disturbed = <Actions extends object>(actions: Actions): Actions =>
    Object.fromEntries(
      Object.entries(actions).map(([name, act]) => [
        name,
        async (...input: unknown[]) => {
          await new Promise<void>((resolve) => waiting.push(resolve))
          if (random.chance(mayDie.share)) throw new Error('died before')
          const result = await act(...input)
          if (random.chance(mayDie.share)) throw new Error('died after')
          return result
        },
      ]),
    ) as Actions

  const means: Means = {
    config: { maxMegabytes: 1, version: 'c0ffee' },
    recipes,
    uploads: 'uploads',
    effects: disturbed(store.effects),
    pictures: fakePictures,
    ledger: disturbed(ledger),
    afterRefusal: async () => {},
  }

  const queue: string[] = []
  let working = 0
  const work = async (key: string): Promise<void> => {
    working += 1
    // Whatever is thrown, the queue brings the message again.
    await answerChange({ bucket: 'uploads', key }, means, {
      now: new Date('2026-11-21T00:00:00Z'),
      remainingMs: () => 60_000,
    }).catch(() => queue.push(key))
    working -= 1
  }
  const change = (): void => {
    const key = random.pick(keys)
    const what = random.next()
    if (what < 0.55) store.put(key, random.pick(contents))
    else if (what < 0.75) store.remove(key)
    else if (store.versionsOf(key).length > 0) store.removeVersion(key, random.between(0, 2))
    queue.push(key, ...(random.chance(0.2) ? [key] : []))
  }

  let changes = random.between(1, 8)
  while (changes > 0 || queue.length > 0 || working > 0) {
    await tick()
    const choices = [
      ...(changes > 0 ? ['change'] : []),
      ...(queue.length > 0 && working < 3 ? ['work'] : []),
      ...waiting.map(() => 'step'),
    ]
    const choice = choices[random.between(0, choices.length - 1)]
    if (choice === 'change') {
      change()
      changes -= 1
    } else if (choice === 'work') void work(queue.splice(random.between(0, queue.length - 1), 1)[0] ?? '')
    else waiting.splice(random.between(0, waiting.length - 1), 1)[0]?.()
    if (changes === 0) mayDie.share *= 0.99
  }
  return { store, ledger }
}

const judge = async ({ store, ledger }: Awaited<ReturnType<typeof play>>): Promise<void> => {
  const expected: Record<string, string> = {}
  const refused: string[] = []
  for (const key of keys) {
    const recipe = recipeFor(key, recipes)
    const version = store.current(key)
    if (!version || !recipe) continue
    const isBad = /^(bad|rotten)/.test(version.content)
    if (isBad) refused.push(`${key} ${version.etag}`)
    for (const thumbnail of (!isBad && thumbnailKeys(key, recipe)) || []) expected[thumbnail] = version.etag
    expect([key, version.tags.some(({ Key }) => Key === tagKey)]).toEqual([key, isBad])
  }
  expect(Object.fromEntries([...store.thumbnails].map(([key, { sourceEtag }]) => [key, sourceEtag]))).toEqual(expected)
  const open = await ledger.open<RejectRecord>('reject')
  expect(open.map(({ key, etag }) => `${key} ${etag}`).sort()).toEqual(refused.sort())
}

test('whatever happens, in the end there are the thumbnails of the current version, or none, and the open refusals are right', async () => {
  for (let seed = 1; seed <= 1500; seed += 1)
    await judge(await play(seed)).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
}, 60_000)
