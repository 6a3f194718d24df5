import { jest } from '@jest/globals'
import type { Ending, Limits } from '../../../functions/thumbnails/world/decoder.ts'
import { makeValid } from '../../corpus/make.ts'
import { plainRecipe } from '../../corpus/recipe.ts'

const asked: Limits[] = []
let now = 0
const hungry: Ending = {
  state: 'answered',
  answer: { head: { fault: 'vips__file_read: out of memory', decoded: false }, parts: [] },
}
const decode = async (_: unknown, limits: Limits): Promise<Ending> => {
  asked.push(limits)
  now += 12_000
  return asked.length === 1 ? hungry : { state: 'too-slow' }
}
jest.unstable_mockModule('../../../functions/thumbnails/world/decoder.ts', () => ({ decode }))
const { render } = await import('../../../functions/thumbnails/engine/render.ts')

test('a picture that is decoded twice gets no more time than one that is decoded once', async () => {
  jest.spyOn(performance, 'now').mockImplementation(() => now)
  const { jpeg } = await makeValid()
  const rendering = await render(jpeg, plainRecipe, {}, { milliseconds: 20_000, bytes: 1e9 })
  expect(asked).toMatchObject([{ milliseconds: 20_000 }, { milliseconds: 8_000, fresh: true }])
  expect(rendering.refusal?.reason).toBe('Decoding it takes over 20 seconds.')
})
