import { jest } from '@jest/globals'
import { once } from '../../../shared/once.ts'

test('what is made once is given again', () => {
  const make = jest.fn(() => ({}))
  const get = once(make)
  expect(make).not.toHaveBeenCalled()
  expect(get()).toBe(get())
  expect(make).toHaveBeenCalledTimes(1)
})

test('all wait for one promise, and one that is rejected is not kept', async () => {
  const make = jest.fn<() => Promise<string>>().mockRejectedValueOnce(new Error('no file')).mockResolvedValue('loaded')
  const get = once(make)
  expect(await Promise.allSettled([get(), get()])).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }])
  expect(await Promise.all([get(), get()])).toEqual(['loaded', 'loaded'])
  expect(make).toHaveBeenCalledTimes(2)
})
