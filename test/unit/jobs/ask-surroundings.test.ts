import { jest } from '@jest/globals'
import { askSurroundings } from '../../../functions/jobs/surroundings/ask.ts'

const place = {
  cluster: 'jobs',
  family: 'report',
  network: { subnets: ['subnet-a'], securityGroups: ['sg-1'], assignPublicIp: false },
}

const ask = (send: (command: { readonly input: object }) => Promise<object>) =>
  askSurroundings('look', { send: send as never }).lookAt(place, ['network'])

test('the function is asked, and its answer is given', async () => {
  const facts = { region: 'eu-central-1', networks: [], files: [], unseen: [] }
  const send = jest.fn(async (_: { readonly input: object }) => ({ Payload: Buffer.from(JSON.stringify(facts)) }))
  expect(await ask(send)).toEqual(facts)
  expect(send.mock.calls[0]?.[0].input).toEqual({
    FunctionName: 'look',
    Payload: JSON.stringify({ place, looks: ['network'] }),
  })
})

test.each([
  ['Unhandled', async () => ({ FunctionError: 'Unhandled', Payload: Buffer.from('{"errorMessage":"no"}') })],
  ['no answer', async () => ({})],
  ['SyntaxError', async () => ({ Payload: Buffer.from('<html>') })],
  ['TooManyRequestsException', () => Promise.reject(Object.assign(new Error(), { name: 'TooManyRequestsException' }))],
])('a function that fails costs the facts and not the verdict: %s', async (why, send) => {
  expect(await ask(send)).toMatchObject({
    networks: [],
    files: [],
    unseen: [`could not be looked at: what is around the task (${why})`],
  })
})
