import { config as example } from '../../../nightshift.config.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { endpointsOf } from '../../../shared/config/estate/endpoints.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const now = new Date('2026-12-01T00:00:00Z')
const image = '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1'
const key = 'arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const secret = 'arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop-AbCdEf'
const withWeb = (web: object, estate: object = {}): ConfigInput =>
  ({
    ...example,
    jobs: undefined,
    firewall: undefined,
    estate: { ...example.estate, ...estate, web: { image, ...web } },
  }) as ConfigInput
const problemsOf = (web: object, estate: object = {}): readonly string[] =>
  checkConfig(withWeb(web, estate), now).problems

describe('the task', () => {
  test.each([
    [{ cpu: 512, memory: 1024 }],
    [{ memory: 2048 }],
    [{ cpu: 16_384, memory: 122_880, architecture: 'arm64' }],
    [{ role: 'arn:aws:iam::123456789012:role/shop/web' }],
    [{ secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret, field: 'password' } }, kmsKeys: [key] }],
    [{ environmentFiles: ['s3://shop-config/web.env'], environment: { 'spring.profiles.active': 'shop' } }],
    // A user of the application's own, in place of the owner of the database.
    [{ secrets: { DATABASE_USER: { ssm: '/shop/user' }, DATABASE_PASSWORD: { ssm: '/shop/password' } } }],
  ])('%j is right', (web) => expect(problemsOf(web)).toEqual([]))

  test.each([
    [
      { cpu: 300 },
      'estate.web.cpu: 300 is not allowed; expected one of 256, 512, 1024, 2048, 4096, 8192, 16384 — did you mean 256?',
    ],
    [
      { cpu: 512 },
      'estate.web.memory: missing; expected with cpu 512 one of 1024, 2048, 3072, 4096 — did you mean 1024?',
    ],
    [
      { cpu: 1024, memory: 1024 },
      'estate.web.memory: 1024 is not allowed; expected with cpu 1024 one of 2048, 3072, 4096, 5120, 6144, 7168, 8192 — did you mean 2048?',
    ],
    [
      { architecture: 'arm' },
      'estate.web.architecture: "arm" is not allowed; expected one of "x86_64", "arm64" — did you mean "arm64"?',
    ],
    [
      { role: 'shop-web' },
      'estate.web.role: "shop-web" is not allowed; expected the ARN of a role, such as arn:aws:iam::111122223333:role/report',
    ],
    [
      { secrets: { PASSWORD: { secret: 'shop' } } },
      'estate.web.secrets.PASSWORD.secret: "shop" is not allowed; expected the whole ARN of a secret with its six characters at the end, such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf',
    ],
    [
      { environmentFiles: ['s3://shop-config/web.txt'] },
      'estate.web.environmentFiles[0]: "s3://shop-config/web.txt" is not allowed; expected an S3 address that ends in .env, such as s3://shop-config/report.env',
    ],
    [
      { kmsKeys: ['alias/shop'] },
      'estate.web.kmsKeys[0]: "alias/shop" is not allowed; expected the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ],
  ])('%j is refused with the path, the value and the fix', (web, message) => expect(problemsOf(web)).toEqual([message]))

  test('no variable has two sources, and a password that stands in the wrong place is not shown', () => {
    expect(problemsOf({ environment: { KEY: 'hunter2' }, secrets: { KEY: { ssm: '/shop/key' } } })).toEqual([
      'estate.web.environment.KEY: what stands there is not allowed; expected no variable that secrets has too: ECS takes one of them',
    ])
  })
})

describe('without a NAT gateway', () => {
  const web = {
    secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret } },
    kmsKeys: [key],
    environmentFiles: ['s3://shop-config/web.env'],
  }

  test("what the task fetches is among the endpoints of 'fargate'", () => {
    const of = (input: ConfigInput) => endpointsOf({ endpoints: 'fargate' }, parseConfig(input, now))
    const network = { endpoints: 'fargate' }
    expect(of(withWeb(web, { network }))).toEqual(['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'])
    expect(of(withWeb({}, { network }))).toEqual(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'])
  })

  test.each([
    ['ssm', 'the parameters of estate.web'],
    ['kms', 'the keys of estate.web'],
  ])('a list of endpoints without %s is refused', (service, what) => {
    const endpoints = ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'].filter((each) => each !== service)
    expect(problemsOf(web, { network: { endpoints } })).toEqual([
      expect.stringContaining(`expected beside them ${service} (${what}), without which tasks cannot start`),
    ])
  })
})
