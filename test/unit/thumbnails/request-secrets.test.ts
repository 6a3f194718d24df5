import { ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { requestSecrets } from '../../../functions/thumbnails/world/request-secrets.ts'

const at = (seconds: number): Date => new Date(seconds * 1000)

/** Secrets Manager with one secret. */
const fake = (stages: Record<string, string | Error>) => {
  const asked: string[] = []
  const send = async ({ input: { VersionStage } }: { readonly input: { readonly VersionStage: string } }) => {
    asked.push(VersionStage)
    const value = stages[VersionStage] ?? new ResourceNotFoundException({ message: 'none', $metadata: {} })
    if (typeof value === 'string') return { SecretString: value }
    throw value
  }
  return { asked, stages, secrets: requestSecrets('arn', { send } as unknown as SecretsManagerClient) }
}

test('both versions are read once, and again when what is known is too old', async () => {
  const { asked, stages, secrets } = fake({ AWSCURRENT: 'one' })
  expect(await secrets.read(at(0), 300_000)).toEqual(['one'])
  expect(await secrets.read(at(299), 300_000)).toEqual(['one'])
  expect(asked).toEqual(['AWSCURRENT', 'AWSPREVIOUS'])
  Object.assign(stages, { AWSCURRENT: 'two', AWSPREVIOUS: 'one' })
  expect(await secrets.read(at(299), 10_000)).toEqual(['two', 'one'])
  expect(await secrets.read(at(305), 10_000)).toEqual(['two', 'one'])
  expect(asked).toHaveLength(4)
})

test('what is known stays good while Secrets Manager fails, and nothing is good before it is known', async () => {
  const { stages, secrets } = fake({ AWSCURRENT: 'one' })
  await secrets.read(at(0), 1)
  stages.AWSCURRENT = new Error('throttled')
  expect(await secrets.read(at(600), 1)).toEqual(['one'])
  await expect(fake({ AWSCURRENT: new Error('denied') }).secrets.read(at(0), 1)).rejects.toThrow('denied')
  await expect(fake({}).secrets.read(at(0), 1)).rejects.toThrow('none')
})
