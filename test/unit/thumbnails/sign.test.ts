import { signedAddress } from '../../../api/thumbnails.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { verifyAddress } from '../../../shared/thumbnails/signed-address.ts'
import { fakeDeployment } from '../api/deployment.ts'

const now = new Date('2026-11-30T00:00:00Z')
const secret = 'the secret of the shop'

const sign = (
  asked: object,
  { key = 'photos/a+b 사진.jpg', thumbnails = {} }: { key?: string; thumbnails?: object } = {},
) =>
  signedAddress(
    fakeDeployment({
      config: parseConfig({ ...written, thumbnails: { view: {}, requests: {}, ...thumbnails } }, now),
      outputs: { RequestsAddress: 'https://d111.cloudfront.example/@', RequestsSecret: 'arn:of-the-secret' },
      now,
      clients: { SecretsManagerClient: { send: async () => ({ SecretString: secret }) } },
    }),
    key,
    asked,
  )

test('an address that the function takes, with its normal form and its end', async () => {
  const row = await sign({ height: 320, width: 480, fit: 'cover', background: '#FFFFFF', expires: 3_600_500 })
  expect(row).toMatchObject({
    key: 'photos/a+b 사진.jpg',
    picture: 'w=480,h=320,fit=cover,background=ffffff',
    expiresAt: '2026-11-30T01:00:00.000Z',
  })
  const path = row.url.replace('https://d111.cloudfront.example/@', '')
  expect(verifyAddress(path, [secret], now)).toMatchObject({ key: row.key, form: row.picture, expires: 1_796_000_400 })
  expect(await sign({ width: 480 })).not.toHaveProperty('expiresAt')
})

test('of a bucket that was there already it names the folder', async () => {
  const thumbnails = { existing: [{ bucket: 'shop-photos' }] }
  const { url } = await signedIn(thumbnails)
  expect(url).toMatch(/\/%40shop-photos\/a\.jpg$/)
})

const signedIn = (thumbnails: object) => sign({ width: 480, bucket: 'shop-photos' }, { key: 'a.jpg', thumbnails })

test.each([
  [{}, {}, /w, h or both/],
  [{ width: 0 }, {}, /"w=0" is not allowed: w is a whole number from 1/],
  [{ width: 480, fit: 'cover' }, {}, /need w and h/],
  [{ width: 5000 }, {}, /w=5000: At most 4000 pixels/],
  [{ width: 10 }, { thumbnails: { requests: { sizes: ['w=480'] } } }, /not among those/],
  [{ width: 10 }, { key: '' }, /key of an original/],
  [{ width: 10 }, { key: 'a/../b' }, /no part \. or \.\./],
  [{ width: 10 }, { thumbnails: { prefix: 'photos/' }, key: 'a.jpg' }, /its prefix is not watched/],
  [{ width: 10, bucket: 'other' }, {}, /other is not in thumbnails\.existing/],
])('%j with %j cannot be signed, and why is said', async (asked, where, message) =>
  expect(sign(asked, where)).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) }),
)

test('where nothing is made on request, how it would be is said', async () => {
  const config = parseConfig({ ...written, thumbnails: {} }, now)
  await expect(signedAddress(fakeDeployment({ config, now }), 'a.jpg', { width: 10 })).rejects.toMatchObject({
    name: 'UsageError',
    message: expect.stringContaining('no thumbnails.requests, such as requests: {}'),
  })
})
