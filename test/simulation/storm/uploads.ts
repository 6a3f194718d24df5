import { answerChange, type Means } from '../../../functions/thumbnails/engine/answer.ts'
import { watchFlood } from '../../../functions/thumbnails/engine/flood.ts'
import { thumbnailKeys } from '../../../functions/thumbnails/rules/keys.ts'
import { recipeFor } from '../../../functions/thumbnails/rules/recipe.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { fakePictures, fakeStore, recipesFor } from '../../unit/thumbnails/fake-store.ts'
import { makeRandom } from '../engine/random.ts'
import { makeClock } from './clock.ts'
import { type Call, makeLambda } from './lambda.ts'
import { throttledLedger } from './throttled-ledger.ts'

export interface UploadStorm {
  readonly seed: number
  /** So many uploads arrive, evenly, within so many seconds. */
  readonly uploads: number
  readonly seconds: number
  /** The share of them that is refused: only these are written down. */
  readonly refused: number
  /** `thumbnails.concurrency`. Default 1,000, the most that the config takes. */
  readonly concurrency?: number
}

const begin = Date.parse('2026-11-28T00:00:00Z')
const recipes = recipesFor()

/** The effects of a call, each of which takes as long as S3 does. */
const slowly = <Actions extends object>(actions: Actions, { effect }: Call, pause: () => Promise<void>): Actions =>
  Object.fromEntries(
    Object.entries(actions).map(([name, act]) => [
      name,
      effect(async (...input: unknown[]) => {
        await pause()
        return act(...input)
      }),
    ]),
  ) as Actions

/** Plays many uploads at once on a table that throttles, until the queue is empty, and says what must not have happened. */
export const playUploads = async ({ seed, uploads, seconds, refused, concurrency = 1_000 }: UploadStorm) => {
  const random = makeRandom(seed)
  const clock = makeClock(begin)
  const { ledger, memory, counts } = throttledLedger({ clock, random })
  const lambda = makeLambda(clock, { concurrency, seconds: 60 })
  const queue = lambda.makeQueue('uploads', { atOnce: concurrency, visibility: 360 })
  const store = fakeStore()
  const signals: Signal[] = []
  const written = new Map<string, number>()
  let checks = 0

  const means = (call: Call): Means => {
    const own: Ledger = {
      get: call.effect(ledger.get) as Ledger['get'],
      children: call.effect(ledger.children) as Ledger['children'],
      lastChildren: call.effect(ledger.lastChildren) as Ledger['lastChildren'],
      list: call.effect(ledger.list) as Ledger['list'],
      open: call.effect(ledger.open) as Ledger['open'],
      commit: call.effect(async (writes, now) => {
        await ledger.commit(writes, now)
        for (const { item } of writes) if (item.kind === 'reject') written.set(item.pk, (written.get(item.pk) ?? 0) + 1)
      }),
    }
    const flood = {
      ledger: own,
      publish: async (signal: Signal) => void signals.push(signal),
      askAgainIn: async () => {
        checks += 1
      },
      count: 20,
      within: 600,
    }
    return {
      config: { maxMegabytes: 1, version: 'storm' },
      recipes,
      uploads: 'uploads',
      effects: slowly(store.effects, call, () => clock.sleep(random.between(10, 40))),
      pictures: {
        ...fakePictures,
        render: async (...input) => {
          await clock.sleep(random.between(600, 1_400))
          return fakePictures.render(...input)
        },
      },
      ledger: own,
      afterRefusal: (now) => watchFlood(flood, now),
    }
  }

  const keys = Array.from({ length: uploads }, (_, index) => `photos/${String(index).padStart(6, '0')}.jpg`)
  const bad = new Set(keys.filter(() => random.chance(refused)))
  for (const [index, key] of keys.entries())
    clock.at(begin + (index * seconds * 1_000) / uploads, () => {
      store.put(key, `${bad.has(key) ? 'bad' : 'good'}-${index}`)
      const work = (call: Call) =>
        answerChange({ bucket: 'uploads', key }, means(call), { now: call.now, remainingMs: call.remainingMs })
      clock.at(clock.now() + random.between(100, 800), () => queue.put(work))
      // S3 reports some twice.
      if (random.chance(0.02)) clock.at(clock.now() + random.between(100, 3_000), () => queue.put(work))
    })
  await clock.run(begin + 3_600_000)

  const violations: string[] = []
  const check = (isWell: boolean, text: string): void => {
    if (!isWell) violations.push(text)
  }
  const wanted = keys
    .filter((key) => !bad.has(key))
    .flatMap((key) => {
      const recipe = recipeFor(key, recipes)
      return (recipe && thumbnailKeys(key, recipe)) ?? []
    })
  const open = await memory.open<RejectRecord>('reject')
  check(store.thumbnails.size === wanted.length, `${store.thumbnails.size} thumbnails of ${wanted.length}`)
  const missing = wanted.filter((key) => !store.thumbnails.has(key))
  check(missing.length === 0, `${missing.length} thumbnails were not made, such as ${missing[0]}`)
  const writes = store.log.filter((line) => line.startsWith('write ')).length
  check(open.length === bad.size, `${open.length} refusals are open of ${bad.size}`)
  check(
    open.every(({ key }) => bad.has(key)),
    'a picture was refused that is well',
  )
  const twice = [...written.values()].filter((times) => times > 1).length
  check(twice === 0, `${twice} refusals were written twice`)
  // Who says it together with others says the same, which counts once.
  const floods = new Set(signals.map(({ id }) => id)).size
  check(floods <= 1, `${floods} signals of one flood`)
  check(bad.size < 40 || floods === 1, 'a flood was not reported')
  check(lambda.deadLetters.length === 0, `${lambda.deadLetters.length} dead letters`)
  check(queue.waiting() === 0, `${queue.waiting()} messages wait after an hour`)
  return {
    violations,
    counts: {
      ...counts,
      refused: bad.size,
      thumbnails: store.thumbnails.size,
      rewritten: writes - wanted.length,
      checks,
      failures: [...lambda.failures.values()].reduce((a, b) => a + b, 0),
    },
    peaks: { calls: lambda.most() },
    failures: Object.fromEntries(lambda.failures),
  }
}
