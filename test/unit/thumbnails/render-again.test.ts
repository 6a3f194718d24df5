import { jest } from '@jest/globals'
import { render } from '../../../functions/thumbnails/engine/render.ts'
import type { Ending, Limits } from '../../../functions/thumbnails/world/decoder.ts'
import { makeValid } from '../../corpus/make.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const hungry: Ending = {
  state: 'answered',
  answer: { head: { fault: 'vips__file_read: out of memory', decoded: false }, parts: [] },
}

afterEach(() => {
  jest.restoreAllMocks()
})

/** What is asked of a decoder, each time 12 seconds later, that first ends in one way and then in another. */
const renderBy = async (first: Ending, second: Ending) => {
  const asked: Limits[] = []
  let now = 0
  jest.spyOn(performance, 'now').mockImplementation(() => now)
  const decode = async (_: unknown, limits: Limits): Promise<Ending> => {
    asked.push(limits)
    now += 12_000
    return asked.length === 1 ? first : second
  }
  const { jpeg } = await makeValid()
  const rendering = await render(jpeg, plainRecipe, {}, { milliseconds: 20_000, bytes: 1e9 }, decode)
  return { asked, reason: rendering.refusal?.reason }
}

test('a picture that is decoded twice gets no more time than one that is decoded once', async () => {
  const { asked, reason } = await renderBy(hungry, { state: 'too-slow' })
  expect(asked).toMatchObject([{ milliseconds: 20_000 }, { milliseconds: 8_000, fresh: true }])
  expect(reason).toBe('Decoding it takes over 20 seconds.')
})

test('a process that others have filled is not the fault of the picture', async () => {
  const { asked } = await renderBy({ state: 'too-much-memory' }, { state: 'too-much-memory' })
  expect(asked).toMatchObject([{ fresh: false }, { fresh: true }])
})
