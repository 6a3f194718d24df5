import { environment } from '../../../shared/environment.ts'

test('every missing variable is named at once, and an empty one is missing', () => {
  process.env.TEST_THERE = 'x'
  process.env.TEST_EMPTY = ''
  expect(environment('TEST_THERE')).toEqual({ TEST_THERE: 'x' })
  expect(() => environment('TEST_THERE', 'TEST_EMPTY', 'TEST_GONE')).toThrow(
    'Missing environment variables: TEST_EMPTY, TEST_GONE.',
  )
  expect(() => environment('TEST_THERE', 'TEST_GONE')).toThrow('Missing environment variables: TEST_GONE.')
})
