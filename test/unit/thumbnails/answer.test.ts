import { type Answer, answerChange, type Means } from '../../../functions/thumbnails/engine/answer.ts'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import { fakePictures, fakeStore, recipesFor } from './fake-store.ts'

const now = new Date('2026-11-28T00:00:00Z')
const setUp = (more: Partial<Means> = {}) => {
  const store = fakeStore()
  const ledger = memoryLedger()
  const refusals: Date[] = []
  const means: Means = {
    config: { maxMegabytes: 1, version: 'v1' },
    recipes: recipesFor(),
    uploads: 'uploads',
    effects: store.effects,
    pictures: fakePictures,
    ledger,
    afterRefusal: async (at) => void refusals.push(at),
    ...more,
  }
  const answer = (key = 'a', changes: Partial<Means> = {}, left = 60_000, bucket = 'uploads'): Promise<Answer> =>
    answerChange({ bucket, key }, { ...means, ...changes }, { now, remainingMs: () => left })
  const rejects = (key = 'a') => ledger.children<RejectRecord>(keys.reject('uploads', key, '').pk)
  return { ...store, means, ledger, refusals, answer, rejects }
}

test('an original gets its thumbnails once, and keeps them', async () => {
  const { put, answer, thumbnails, log } = setUp()
  put('a', 'cat')
  expect(await answer()).toMatchObject({ outcome: 'made', version: { etag: 'e-cat' } })
  expect([...thumbnails.values()].map(({ sourceEtag }) => sourceEtag)).toEqual(['e-cat', 'e-cat'])
  log.length = 0
  expect(await answer()).toMatchObject({ outcome: 'kept', version: { etag: 'e-cat' } })
  expect(log).toEqual([])
})

test('one that is kept ends the refusal of its version, where a call ended before it could', async () => {
  const { put, answer, rejects, versionsOf, means } = setUp()
  put('a', 'bad')
  await answer()
  const lenient = { ...fakePictures, inspect: async (_: unknown, bytes: number) => ({ facts: { bytes } }) }
  // The ledger fails when the thumbnails are there.
  const ledger: Ledger = { ...means.ledger, children: () => Promise.reject(new Error('ended')) }
  await expect(answer('a', { pictures: lenient, ledger })).rejects.toThrow('ended')
  expect((await rejects()).map(({ open }) => open)).toEqual(['reject'])
  expect(await answer()).toMatchObject({ outcome: 'kept' })
  expect(await rejects()).toMatchObject([{ resolution: 'made' }])
  expect((await rejects()).map(({ open }) => open)).toEqual([undefined])
  expect(versionsOf('a').at(-1)?.tags).toEqual([])
})

test('a single thumbnail is kept too', async () => {
  const { put, answer } = setUp({ recipes: recipesFor({ sizes: { only: 20 } }) })
  put('a', 'cat')
  expect(await answer()).toMatchObject({ outcome: 'made' })
  expect(await answer()).toMatchObject({ outcome: 'kept' })
})

test('one that is removed loses them, and its refusals are over', async () => {
  const { put, remove, answer, thumbnails, rejects } = setUp()
  put('a', 'cat')
  await answer()
  put('b', 'bad')
  await answer('b')
  expect((await rejects('b')).map(({ open }) => open)).toEqual(['reject'])
  remove('a')
  remove('b')
  expect(await answer()).toEqual({ outcome: 'removed' })
  expect(await answer('b')).toEqual({ outcome: 'removed' })
  expect(thumbnails.size).toBe(0)
  expect((await rejects('b')).map(({ open }) => open)).toEqual([undefined])
})

test('what is refused is written down, tagged, counted, and stays open until it is made', async () => {
  const { put, answer, rejects, refusals, versionsOf, thumbnails } = setUp()
  put('a', 'cat')
  await answer()
  put('a', 'bad')
  expect(await answer()).toMatchObject({ outcome: 'refused', refusal: { cause: 'not-an-image' } })
  expect(thumbnails.size).toBe(0)
  expect(refusals).toEqual([now])
  expect(await rejects()).toMatchObject([{ open: 'reject', etag: 'e-bad', cause: 'not-an-image' }])
  expect(versionsOf('a').at(-1)?.tags).toHaveLength(1)
  // A recipe that takes it mends it: the same version is made now.
  const lenient = { ...fakePictures, inspect: async (_: unknown, bytes: number) => ({ facts: { bytes } }) }
  expect(await answer('a', { pictures: lenient })).toMatchObject({ outcome: 'made' })
  expect((await rejects()).map(({ open }) => open)).toEqual([undefined])
  expect(versionsOf('a').at(-1)?.tags).toEqual([])
})

test('what decoding tells of a picture that it refuses is written down, else what was known before', async () => {
  const { put, answer, rejects } = setUp()
  put('a', 'rotten')
  expect(await answer()).toMatchObject({ outcome: 'refused', refusal: { cause: 'corrupt' } })
  expect(await rejects()).toMatchObject([{ basis: { state: { bytes: 6 } } }])
  put('b', 'rotten')
  const render: Means['pictures']['render'] = async () => ({
    refusal: { cause: 'corrupt', reason: 'no' },
    facts: { bytes: 6, width: 7, height: 8 },
  })
  await answer('b', { pictures: { ...fakePictures, render } })
  expect(await rejects('b')).toMatchObject([{ basis: { state: { width: 7, height: 8 } } }])
})

test('what cannot be decoded before the call ends is left to a later one', async () => {
  const { put, answer } = setUp()
  put('a', 'cat')
  await expect(answer('a', {}, 14_999)).rejects.toThrow(TransientError)
  expect(await answer('a', {}, 15_000)).toMatchObject({ outcome: 'made' })
})

test('no recipe, our own bucket and a placeholder of a folder are passed over; an empty picture is not', async () => {
  const { put, answer } = setUp()
  put('folder/', '')
  put('note/', 'bad')
  put('empty', '')
  expect(await answer('folder/')).toEqual({ outcome: 'passed-over' })
  expect(await answer('note/')).toMatchObject({ outcome: 'refused' })
  expect(await answer('empty')).toMatchObject({ outcome: 'refused' })
  expect(await answer('a', {}, 60_000, 'thumbnails')).toEqual({ outcome: 'passed-over' })
  put('a', 'cat')
  expect(await answer('a', { recipes: recipesFor({ prefix: 'photos/' }) })).toEqual({ outcome: 'passed-over' })
})

test('a key too long for its thumbnails is refused, and nothing is made', async () => {
  const { put, answer, log } = setUp()
  const key = 'k'.repeat(1_024)
  put(key, 'cat')
  expect(await answer(key)).toMatchObject({ outcome: 'refused', refusal: { cause: 'key-too-long' } })
  expect(log).toEqual([])
})

test('an archived original keeps its own thumbnails, and loses those of another version', async () => {
  const { put, answer, thumbnails, means, rejects } = setUp()
  put('a', 'cat')
  await answer()
  const archived: Partial<Means> = {
    recipes: recipesFor({ sizes: { large: 161, small: 20 } }),
    effects: {
      ...means.effects,
      currentVersion: async (original) => {
        const version = await means.effects.currentVersion(original)
        return version && { ...version, archived: true }
      },
    },
  }
  expect(await answer('a', archived)).toMatchObject({ outcome: 'archived' })
  expect(thumbnails.size).toBe(2)
  put('b', 'bad')
  await answer('b')
  expect(await answer('b', archived)).toMatchObject({ outcome: 'archived' })
  expect((await rejects('b')).map(({ open }) => open)).toEqual(['reject'])
  put('a', 'dog')
  expect(await answer('a', archived)).toMatchObject({ outcome: 'archived' })
  expect(thumbnails.size).toBe(0)
})

describe('what is changed meanwhile', () => {
  const changing = (times: number, error: Error = new ConflictError('changed')) => {
    const { put, answer, means } = setUp()
    put('a', 'cat')
    let calls = 0
    const effects: Means['effects'] = {
      ...means.effects,
      readMark: async (key) => {
        if (key.includes('large')) calls += 1
        if (key.includes('large') && calls <= times) throw error
        return means.effects.readMark(key)
      },
    }
    return answer('a', { effects })
  }

  test('is looked at again, four times in all', async () => {
    expect(await changing(3)).toMatchObject({ outcome: 'made' })
    await expect(changing(4)).rejects.toThrow('again and again')
  })

  test('and any other fault is thrown at once', async () => {
    await expect(changing(1, new Error('broken'))).rejects.toThrow('broken')
  })

  test('is another version also where only its ID is another', async () => {
    const { put, answer, means, thumbnails, versionsOf } = setUp()
    put('a', 'cat')
    let renders = 0
    const render: Means['pictures']['render'] = async (...all) => {
      renders += 1
      if (renders === 1) put('a', 'cat')
      return means.pictures.render(...all)
    }
    expect(await answer('a', { pictures: { ...fakePictures, render } })).toMatchObject({
      outcome: 'made',
      version: { versionId: versionsOf('a').at(-1)?.versionId },
    })
    expect(renders).toBe(2)
    expect(thumbnails.size).toBe(2)
  })
})
