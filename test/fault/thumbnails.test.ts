import { answerChange, type Means } from '../../functions/thumbnails/engine/answer.ts'
import type { Pictures } from '../../functions/thumbnails/engine/pictures.ts'
import { tagKey } from '../../functions/thumbnails/rules/tag.ts'
import type { ThumbnailEffects } from '../../functions/thumbnails/world/effects.ts'
import { ConflictError } from '../../shared/errors.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { fakePictures, fakeStore, recipesFor } from '../unit/thumbnails/fake-store.ts'

const now = new Date('2026-11-21T00:00:00Z')
const key = 'a+b 사진.jpg'
const [large, small] = [`${key}/large.webp`, `${key}/small.webp`]

const makeWorld = (config: object = {}) => {
  const store = fakeStore()
  const ledger = memoryLedger()
  const means: Means = {
    config: { maxMegabytes: 0.0001, version: 'c0ffee' },
    recipes: recipesFor(config),
    uploads: 'uploads',
    effects: store.effects,
    pictures: fakePictures,
    ledger,
    afterRefusal: async () => {},
  }
  const answer = (changes: Partial<Means> = {}, remaining = 60_000, name = key) =>
    answerChange({ bucket: 'uploads', key: name }, { ...means, ...changes }, { now, remainingMs: () => remaining })
  const marks = () => Object.fromEntries([...store.thumbnails].map(([name, mark]) => [name, mark.sourceEtag]))
  const rejects = () => ledger.list<RejectRecord>('reject')
  const tags = () => store.current(key)?.tags ?? []
  return { store, ledger, means, answer, marks, rejects, tags }
}

describe('a change', () => {
  test('brings thumbnails that say where they came from; again, it writes nothing', async () => {
    const { store, answer } = makeWorld()
    store.put(key, 'one')
    expect(await answer()).toMatchObject({ outcome: 'made', version: { etag: 'e-one', versionId: 'v1' } })
    expect(store.log).toEqual([`read ${key}`, `write ${large}`, `write ${small}`])
    expect(store.thumbnails.get(large)).toEqual({
      etag: 'large of one',
      sourceEtag: 'e-one',
      recipe: expect.stringMatching(/^[0-9a-f]{16}$/),
      storageClass: 'STANDARD',
      contentType: 'image/webp',
    })
    expect(await answer()).toMatchObject({ outcome: 'kept' })
    expect(store.log).toHaveLength(3)
  })

  test('of the recipe makes them again', async () => {
    const { store, answer } = makeWorld()
    store.put(key, 'one')
    await answer()
    expect(await answer({ recipes: recipesFor({ quality: 60 }) })).toMatchObject({ outcome: 'made' })
  })

  test('of the original replaces them, and its removal removes them', async () => {
    const { store, answer, marks } = makeWorld()
    store.put(key, 'one')
    await answer()
    store.put(key, 'two')
    expect(await answer()).toMatchObject({ outcome: 'made' })
    expect(marks()).toEqual({ [large]: 'e-two', [small]: 'e-two' })
    store.remove(key)
    expect(await answer()).toEqual({ outcome: 'removed' })
    expect(marks()).toEqual({})
  })

  test('that removes an old version removes nothing; one that removes the newest brings back the older one', async () => {
    const { store, answer, marks } = makeWorld()
    for (const content of ['one', 'two', 'three']) store.put(key, content)
    await answer()
    store.removeVersion(key, 2)
    expect(await answer()).toMatchObject({ outcome: 'kept' })
    store.removeVersion(key)
    expect(await answer()).toMatchObject({ outcome: 'made' })
    expect(marks()).toEqual({ [large]: 'e-two', [small]: 'e-two' })
  })

  test('that comes after the removal makes nothing', async () => {
    const { store, answer } = makeWorld()
    store.put(key, 'one')
    store.remove(key)
    expect(await answer()).toEqual({ outcome: 'removed' })
    expect(store.log).toEqual([])
  })

  test('to something that is refused removes the thumbnails of the version before', async () => {
    const { store, answer, marks } = makeWorld()
    store.put(key, 'one')
    await answer()
    store.put(key, 'bad')
    expect(await answer()).toMatchObject({ outcome: 'refused' })
    expect(marks()).toEqual({})
  })
})

describe('an original that is changed', () => {
  const whileRendering = (change: () => void): Partial<Means> => {
    let done = false
    return {
      pictures: {
        ...fakePictures,
        render: async (...input) => {
          if (!done) change()
          done = true
          return fakePictures.render(...input)
        },
      },
    }
  }

  test('while it is decoded: the newer version is made in its place', async () => {
    const { store, answer, marks } = makeWorld()
    store.put(key, 'one')
    expect(await answer(whileRendering(() => store.put(key, 'two')))).toMatchObject({ version: { etag: 'e-two' } })
    expect(marks()).toEqual({ [large]: 'e-two', [small]: 'e-two' })
    expect(store.log.filter((line) => line.startsWith('write'))).toHaveLength(2)
  })

  test('by removal while it is decoded: nothing is written', async () => {
    const { store, answer } = makeWorld()
    store.put(key, 'one')
    expect(await answer(whileRendering(() => store.remove(key)))).toEqual({ outcome: 'removed' })
    expect(store.log).toEqual([`read ${key}`])
  })

  test('by removal in the very moment of writing: what was written goes again', async () => {
    const { store, means, answer, marks } = makeWorld()
    store.put(key, 'one')
    const write: ThumbnailEffects['write'] = async (...input) => {
      if (store.current(key)) store.remove(key)
      return store.effects.write(...input)
    }
    expect(await answer({ effects: { ...means.effects, write } })).toEqual({ outcome: 'removed' })
    expect(marks()).toEqual({})
  })

  test('without an end goes back to the queue', async () => {
    const { store, means, answer } = makeWorld()
    store.put(key, 'one')
    const write: ThumbnailEffects['write'] = async () => {
      throw new ConflictError('again')
    }
    const answered = answer({ effects: { ...means.effects, write } })
    await expect(answered).rejects.toThrow(expect.objectContaining({ name: 'TransientError' }))
  })
})

const failures = {
  throttled: Object.assign(new Error('slow down'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } }),
  'timed out': Object.assign(new Error('no answer'), { name: 'TimeoutError' }),
  '500': Object.assign(new Error('we are sorry'), { name: 'InternalError', $metadata: { httpStatusCode: 500 } }),
}

/** An effect that fails at its nth call, before or after it has done what it does. */
const failing = <Actions extends object>(
  actions: Actions,
  name: keyof Actions,
  { nth, when, error }: { readonly nth: number; readonly when: string; readonly error: Error },
): Actions => {
  let calls = 0
  const act = actions[name] as (...input: unknown[]) => Promise<unknown>
  return {
    ...actions,
    [name]: async (...input: unknown[]) => {
      calls += 1
      if (calls === nth && when === 'before') throw error
      const result = await act(...input)
      if (calls === nth) throw error
      return result
    },
  }
}

const times = Object.entries(failures).flatMap(([how, error]) =>
  ['before', 'after'].flatMap((when) => [1, 2].map((nth) => ({ how, when, nth, error }))),
)

/** As after a release that can decode more. */
const mending: Pictures = {
  ...fakePictures,
  render: (_, recipe, facts) => fakePictures.render(Buffer.from('one'), recipe, facts),
}

/** What leads to each effect; `fixed` is a photo of which the tag and the record of an earlier refusal are still there. */
const stories: readonly (readonly [keyof ThumbnailEffects | keyof Ledger, string])[] = [
  ['currentVersion', 'one'],
  ['read', 'x'.repeat(80)],
  ['readMark', 'one'],
  ['write', 'one'],
  ['remove', 'bad'],
  ['remove', 'removed'],
  ['tag', 'bad'],
  ['tag', 'fixed'],
  ['get', 'bad'],
  ['children', 'fixed'],
  ['commit', 'bad'],
  ['commit', 'fixed'],
]

describe.each(times)('$how $when call $nth', ({ when, nth, error }) => {
  test.each(stories)('of %s, for %s: nothing is lost, stale or twice', async (name, story) => {
    const { store, ledger, means, answer, marks, rejects, tags } = makeWorld()
    if (story === 'fixed') {
      store.put(key, 'rotten but mended')
      await answer()
    } else {
      store.put(key, 'before')
      await answer()
      store.put(key, story)
    }
    if (story === 'removed') store.remove(key)
    const pictures = story === 'fixed' ? mending : fakePictures
    const broken: Partial<Means> =
      name in ledger
        ? { ledger: failing(ledger, name as keyof Ledger, { nth, when, error }) }
        : { effects: failing(means.effects, name as keyof ThumbnailEffects, { nth, when, error }) }
    await answer({ ...broken, pictures }).catch((thrown: unknown) => expect(thrown).toBe(error))
    const outcome = story === 'bad' ? 'refused' : story === 'removed' ? 'removed' : /made|kept/
    expect((await answer({ pictures })).outcome).toMatch(outcome)

    const version = store.current(key)
    expect(marks()).toEqual(
      story === 'bad' || story === 'removed' ? {} : { [large]: version?.etag, [small]: version?.etag },
    )
    expect(tags()).toEqual(story === 'bad' ? [{ Key: tagKey, Value: 'rejected:not-an-image' }] : [])
    const open = (await rejects()).filter((reject) => reject.open)
    expect(open.map(({ etag }) => etag)).toEqual(story === 'bad' ? ['e-bad'] : [])
    expect(await rejects()).toHaveLength(story === 'bad' || story === 'fixed' ? 1 : 0)
  })
})

describe('a refusal', () => {
  test('is recorded and tagged once, however often the event comes, and nothing is thrown', async () => {
    const { store, answer, rejects, tags } = makeWorld()
    store.put(key, 'bad')
    for (let time = 0; time < 3; time += 1)
      expect(await answer()).toMatchObject({ outcome: 'refused', refusal: { cause: 'not-an-image' } })
    expect(tags()).toEqual([{ Key: tagKey, Value: 'rejected:not-an-image' }])
    expect(await rejects()).toMatchObject([
      { bucket: 'uploads', key, versionId: 'v1', etag: 'e-bad', cause: 'not-an-image', version: 1, open: 'reject' },
    ])
    expect((await rejects())[0]?.basis).toEqual({ event: { size: 3 }, state: { bytes: 3 }, config: 'c0ffee' })
  })

  test.each([
    ['nothing more', {}, { bytes: 6 }],
    ['more', { facts: { width: 5, height: 7 } }, { width: 5, height: 7 }],
  ])('when it is decoded keeps what was known of it, where the decoder says %s', async (_, said, facts) => {
    const { store, answer, rejects } = makeWorld()
    store.put(key, 'rotten')
    const render = async () => ({ refusal: { cause: 'corrupt', reason: 'no' }, ...said }) as const
    await answer({ pictures: { ...fakePictures, render } })
    expect((await rejects())[0]?.basis.state).toEqual(facts)
  })

  test('for another reason than before is written anew; mended, it is closed and the tag goes', async () => {
    const { store, answer, rejects, tags } = makeWorld()
    store.put(key, 'rotten')
    await answer()
    const inspect = async () => ({ facts: {}, refusal: { cause: 'truncated', reason: 'cut' } }) as const
    await answer({ pictures: { ...fakePictures, inspect } })
    expect(await rejects()).toMatchObject([{ cause: 'truncated', version: 2 }])
    expect(await answer({ pictures: mending })).toMatchObject({ outcome: 'made' })
    expect(await rejects()).toMatchObject([{ resolution: 'made', resolvedAt: now.toISOString(), version: 3 }])
    expect((await rejects())[0]?.open).toBeUndefined()
    expect(tags()).toEqual([])
  })

  test.each([
    ['replaced', 'one'],
    ['removed', undefined],
  ] as const)('is closed when the original is %s', async (resolution, content) => {
    const { store, answer, rejects } = makeWorld()
    store.put(key, 'bad')
    await answer()
    if (content) store.put(key, content)
    else store.remove(key)
    await answer()
    expect(await rejects()).toMatchObject([{ resolution, etag: 'e-bad' }])
  })

  test.each([
    ['too-big', 'x'.repeat(101), key],
    ['empty', '', key],
    ['key-too-long', 'one', 'k'.repeat(1020)],
  ])('%s is decided before anything is fetched', async (cause, content, name) => {
    const { store, answer } = makeWorld()
    store.put(name, content)
    expect(await answer({}, 60_000, name)).toMatchObject({ outcome: 'refused', refusal: { cause } })
    expect(store.log).toEqual([])
  })
})

test('what lies in an archive is no refusal: it keeps its own thumbnails, by whatever recipe, and no others', async () => {
  const { store, means, answer, marks, rejects } = makeWorld()
  store.put(key, 'one')
  await answer()
  const currentVersion: ThumbnailEffects['currentVersion'] = async (original) => {
    const version = await store.effects.currentVersion(original)
    return version && { ...version, archived: true }
  }
  const archive: Partial<Means> = {
    effects: { ...means.effects, currentVersion },
    recipes: recipesFor({ quality: 60 }),
  }
  expect(await answer(archive)).toMatchObject({ outcome: 'archived' })
  expect(marks()).toEqual({ [large]: 'e-one', [small]: 'e-one' })
  store.put(key, 'two')
  expect(await answer(archive)).toMatchObject({ outcome: 'archived' })
  expect(marks()).toEqual({})
  expect(await rejects()).toEqual([])
})

test('what was refused stays refused in an archive, until it is replaced there', async () => {
  const { store, means, answer, rejects } = makeWorld()
  store.put(key, 'bad')
  await answer()
  const currentVersion: ThumbnailEffects['currentVersion'] = async (original) => {
    const version = await store.effects.currentVersion(original)
    return version && { ...version, archived: true }
  }
  const archive: Partial<Means> = { effects: { ...means.effects, currentVersion } }
  expect(await answer(archive)).toMatchObject({ outcome: 'archived' })
  expect(await rejects()).toMatchObject([{ open: expect.anything() }])
  store.put(key, 'two')
  expect(await answer(archive)).toMatchObject({ outcome: 'archived' })
  const [reject] = await rejects()
  expect(reject?.open).toBeUndefined()
})

test.each([
  ['a folder of the S3 console', 'photos/', '', {}],
  ['what lies outside every prefix', key, 'one', { prefix: 'photos/' }],
])('%s is passed over', async (_, name, content, config) => {
  const { store, answer, rejects } = makeWorld(config)
  store.put(name, content)
  expect(await answer({}, 60_000, name)).toEqual({ outcome: 'passed-over' })
  expect(await rejects()).toEqual([])
})

test('our own work is passed over', async () => {
  const { means } = makeWorld()
  const own = { bucket: 'thumbnails', key: large }
  expect(await answerChange(own, means, { now, remainingMs: () => 60_000 })).toEqual({ outcome: 'passed-over' })
})

test('with too little time left to decode, the event goes back instead of being refused', async () => {
  const { store, answer, rejects } = makeWorld()
  store.put(key, 'one')
  await expect(answer({}, 10_000)).rejects.toThrow(expect.objectContaining({ name: 'TransientError' }))
  expect(await rejects()).toEqual([])
})
