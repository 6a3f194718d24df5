import { setImmediate as turn } from 'node:timers/promises'
import { awaitAll } from '../../../shared/await-all.ts'

test('results come in the order of the actions', async () => {
  expect(await awaitAll([turn().then(() => 1), Promise.resolve(2)])).toEqual([1, 2])
})

test('the first failure in the order is thrown once all have ended', async () => {
  let ended = false
  const slow = async () => {
    await turn()
    ended = true
  }
  const lateFailure = turn().then(() => Promise.reject(new Error('first in order')))
  await expect(awaitAll([slow(), lateFailure, Promise.reject(new Error('first in time'))])).rejects.toThrow(
    'first in order',
  )
  expect(ended).toBe(true)
})
