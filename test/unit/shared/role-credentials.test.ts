import { clientPool } from '../../../shared/client-pool.ts'
import { roleCredentials } from '../../../shared/role-credentials.ts'

const arn = 'arn:aws:iam::123456789012:role/reader'

/** STS that gives credentials which end when the test says. */
const fakeSts = (answers: (() => object)[]) => {
  const asked: object[] = []
  const client = (() => ({
    send: async ({ input }: { readonly input: object }) => {
      asked.push(input)
      return answers[asked.length - 1]?.() ?? {}
    },
  })) as unknown as ReturnType<typeof clientPool>
  return { asked, client }
}

const given = (id: string, end: number) => () => ({
  Credentials: { AccessKeyId: id, SecretAccessKey: 's', SessionToken: 't', Expiration: new Date(end) },
})

test('are asked for once by all that want them at a time, and again shortly before they end', async () => {
  let now = 0
  const { asked, client } = fakeSts([given('one', 900_000), given('two', 1_800_000)])
  const credentials = roleCredentials(arn, 'audits-waste', () => now, client)
  expect(asked).toEqual([])
  const first = await Promise.all([credentials(), credentials(), credentials()])
  expect(first.map(({ accessKeyId }) => accessKeyId)).toEqual(['one', 'one', 'one'])
  now = 599_999
  expect((await credentials()).accessKeyId).toBe('one')
  now = 600_000
  expect((await credentials()).accessKeyId).toBe('two')
  expect(asked).toEqual(
    Array.from({ length: 2 }, () => ({ RoleArn: arn, RoleSessionName: 'audits-waste', DurationSeconds: 900 })),
  )
})

test('what STS refuses comes through, and is asked again', async () => {
  const refuse = () => {
    throw new Error('not authorized')
  }
  const { asked, client } = fakeSts([refuse, () => ({ Credentials: {} }), given('one', 900_000)])
  const credentials = roleCredentials(arn, 's', () => 0, client)
  await expect(credentials()).rejects.toThrow('not authorized')
  await expect(credentials()).rejects.toThrow(`STS gave no credentials of ${arn}`)
  expect((await credentials()).accessKeyId).toBe('one')
  expect(asked).toHaveLength(3)
})

test('sign what the clients of a pool ask', async () => {
  let signed = ''
  class Client {
    readonly options: { readonly credentials?: () => Promise<{ readonly accessKeyId: string }> }
    constructor(options: object) {
      this.options = options
    }
  }
  const { client } = fakeSts([given('one', 900_000)])
  const pool = clientPool({ credentials: roleCredentials(arn, 's', () => 0, client) })
  signed = (await pool(Client as never as new () => Client).options.credentials?.())?.accessKeyId ?? ''
  expect(signed).toBe('one')
})
