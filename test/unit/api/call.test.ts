import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { mockClient } from 'aws-sdk-client-mock'
import { callFunction } from '../../../api/call.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { fakeDeployment } from './deployment.ts'

const answering = (answer: unknown, FunctionError?: string) => {
  const client = mockClient(LambdaClient)
  const payload = new TextEncoder().encode(JSON.stringify(answer))
  client.on(InvokeCommand).resolves({
    Payload: Object.assign(payload, { transformToString: () => '' }) as never,
    ...(FunctionError ? { FunctionError } : {}),
  })
  return callFunction(fakeDeployment(), 'start', { job: 'sync' })
}

test('what the function answers is given', async () => {
  expect(await answering({ job: 'sync' })).toEqual({ job: 'sync' })
})

test('what may not be done is the fault of who asked', async () => {
  await expect(answering({ refused: 'The job sync is not suspended.' })).rejects.toThrow(UsageError)
  await expect(answering({ refused: 'The job sync is not suspended.' })).rejects.toThrow(
    'The job sync is not suspended.',
  )
})

test('what went wrong in the function is not', async () => {
  const failed = answering({ errorMessage: 'no table' }, 'Unhandled')
  await expect(failed).rejects.not.toThrow(UsageError)
  await expect(answering({ errorMessage: 'no table' }, 'Unhandled')).rejects.toThrow('no table')
})
