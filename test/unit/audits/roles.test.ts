import { auditRoles } from '../../../functions/audits/world/roles.ts'
import { clientOptions } from '../../../shared/aws.ts'

const env = { ROLE_WASTE: 'arn:aws:iam::123456789012:role/shop-AuditsReadsWaste' }

test('an audit that the deployment has no role for says so', () => {
  expect(() => auditRoles(env)('doors')).toThrow('ROLE_DOORS is not set: deploy the stack again.')
})

describe('a role that STS does not give', () => {
  let answer = { statusCode: 403, headers: {}, body: Buffer.from('') }
  const before = { ...Object.getOwnPropertyDescriptors(clientOptions) }
  beforeAll(() => {
    Object.assign(clientOptions, {
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { handle: async () => ({ response: answer }) },
    })
  })
  afterAll(() => {
    for (const name of ['region', 'credentials', 'requestHandler']) Reflect.deleteProperty(clientOptions, name)
    Object.defineProperties(clientOptions, before)
  })
  const refusal = (code: string) =>
    Buffer.from(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
    )

  test('is a failure that no retry ends, with the role and what to do', async () => {
    answer = { statusCode: 403, headers: {}, body: refusal('AccessDenied') }
    await expect(auditRoles(env)('waste').assume()).rejects.toMatchObject({
      name: 'PermanentError',
      reason: 'role-refused',
      message: expect.stringMatching(
        /^The audit waste may not take on its role shop-AuditsReadsWaste: no\. Deploy the stack again\./,
      ),
    })
  })

  test('is an error as it came where it is not refused', async () => {
    answer = { statusCode: 400, headers: {}, body: refusal('MalformedInput') }
    await expect(auditRoles(env)('waste').assume()).rejects.toMatchObject({ name: 'MalformedInput' })
  })
})
