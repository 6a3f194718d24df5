import { outputsOf } from '../../../functions/console/server/outputs.ts'

test('what was known, and what the deployment alone knows, by its place', () => {
  expect(outputsOf({ outputs: { A: 'a' }, late: ['B', 'C'] }, 'https://sqs.test/1/b arn:c')).toEqual({
    A: 'a',
    B: 'https://sqs.test/1/b',
    C: 'arn:c',
  })
})

test('nothing is late', () => {
  expect(outputsOf({ outputs: { A: 'a' }, late: [] }, '')).toEqual({ A: 'a' })
})
