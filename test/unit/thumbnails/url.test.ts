import { createVerify, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { addressesOf, withPlaceholders } from '../../../api/thumbnails.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { readKey } from '../../../cli/thumbnails/url.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { fakeDeployment } from '../api/deployment.ts'

const now = new Date('2026-11-21T00:00:00Z')
const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const folder = mkdtempSync(join(tmpdir(), 'nightshift-url-'))
const file = join(folder, 'private.pem')
writeFileSync(file, privateKey)
afterAll(() => rmSync(folder, { recursive: true }))

const publicFile = join(folder, 'public.pem')
writeFileSync(publicFile, publicKey)
const strangersFile = join(folder, 'stranger.pem')
writeFileSync(
  strangersFile,
  generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
)

const outputs: Record<string, string> = {
  ThumbnailsAddress: 'https://d111.cloudfront.example',
  ThumbnailsKeyId: 'K123',
}
const addresses = (
  thumbnails: object,
  options: { size?: string; privateKey?: string } = {},
  key = 'photos/a+b 사진.jpg',
) =>
  addressesOf(
    fakeDeployment({
      config: parseConfig({ ...written, thumbnails: { sizes: { large: 800, small: 200 }, ...thumbnails } }, now),
      outputs,
      now,
    }),
    key,
    { expires: 3_600_000, size: options.size, privateKey: () => readKey(options.privateKey) },
  )

test('a view without a key has plain addresses, in which keys are encoded', () =>
  expect(addresses({ view: {} }).map(({ url }) => url)).toEqual([
    'https://d111.cloudfront.example/photos/a%2Bb%20%EC%82%AC%EC%A7%84.jpg/large.webp',
    'https://d111.cloudfront.example/photos/a%2Bb%20%EC%82%AC%EC%A7%84.jpg/small.webp',
  ]))

test('a signed address names its end and its key, and CloudFront can check it with the public key', () => {
  const [address] = addresses({ view: { signed: { publicKey } } }, { size: 'small', privateKey: file })
  const url = new URL(address?.url ?? '')
  expect(Object.fromEntries(url.searchParams)).toMatchObject({ Expires: '1795222800', 'Key-Pair-Id': 'K123' })
  expect(address?.expiresAt).toBe('2026-11-21T01:00:00.000Z')
  const policy = `{"Statement":[{"Resource":"${url.origin}${url.pathname}","Condition":{"DateLessThan":{"AWS:EpochTime":1795222800}}}]}`
  const signature = (url.searchParams.get('Signature') ?? '')
    .replaceAll('-', '+')
    .replaceAll('_', '=')
    .replaceAll('~', '/')
  expect(createVerify('sha1').update(policy).verify(publicKey, signature, 'base64')).toBe(true)
})

test.each([
  ['no view', {}, {}, 'has no thumbnails.view'],
  ['no private key', { view: { signed: { publicKey } } }, {}, '--private-key FILE'],
  ['no such file', { view: { signed: { publicKey } } }, { privateKey: join(folder, 'none.pem') }, 'cannot be read'],
  ['a public key', { view: { signed: { publicKey } } }, { privateKey: publicFile }, 'is not a private key'],
  ['another key', { view: { signed: { publicKey } } }, { privateKey: strangersFile }, 'does not belong to'],
  ['no such size', { view: {} }, { size: 'huge' }, '"huge" is not a size of'],
  ['no recipe', { view: {}, prefix: 'avatars/' }, {}, 'its prefix is not watched'],
])('with %s it is refused, and what is missing is said', (_, thumbnails, options, problem) =>
  expect(() => addresses(thumbnails, options)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(problem) }),
  ),
)

test.each(['', '..', 'photos/../a.jpg', './a.jpg', 'photos/..'])('the key "%s" has no address', (key) =>
  expect(() => addresses({ view: {} }, {}, key)).toThrow(UsageError),
)

test.each(['a..b.jpg', '.hidden/a.jpg', '...'])('the key "%s" has one', (key) =>
  expect(addresses({ view: {} }, { size: 'small' }, key)[0]?.url).toContain(key),
)

describe('what is shown until a thumbnail is there', () => {
  const s3 = mockClient(S3Client)
  beforeEach(() => void s3.reset())
  const rowsOf = (placeholder: boolean) => {
    const config = parseConfig(
      { ...written, thumbnails: { sizes: { large: 800, small: 200 }, view: {}, placeholder } },
      now,
    )
    const deployment = fakeDeployment({ config, outputs: { ...outputs, ThumbnailsBucket: 'thumbnails' }, now })
    const asked = { expires: 1, privateKey: () => readKey(undefined) }
    return withPlaceholders(deployment, addressesOf(deployment, 'a.jpg', asked))
  }
  const fault = (httpStatusCode: number) =>
    new S3ServiceException({ name: 'Fault', $fault: 'client', $metadata: { httpStatusCode } })

  test('stands beside its address, where the thumbnail carries it', async () => {
    const Metadata = { thumbhash: 'AAAAAAA=', 'dominant-colour': '#c04020' }
    s3.on(HeadObjectCommand, { Key: 'a.jpg/large.webp' }).resolves({ Metadata })
    s3.on(HeadObjectCommand, { Key: 'a.jpg/small.webp' }).rejects(fault(404))
    const [large, small] = await rowsOf(true)
    expect(large).toMatchObject({ size: 'large', thumbHash: 'AAAAAAA=', dominantColour: '#c04020' })
    expect(Object.keys(small ?? {})).toEqual(['key', 'size', 'url'])
  })

  test('is left out for one who may not read the bucket; other faults are said', async () => {
    s3.on(HeadObjectCommand).rejects(fault(403))
    expect((await rowsOf(true)).map((row) => Object.keys(row))).toEqual(Array(2).fill(['key', 'size', 'url']))
    s3.on(HeadObjectCommand).rejects(fault(503))
    await expect(rowsOf(true)).rejects.toThrow()
  })

  test('is not asked for where no recipe wants it', async () => {
    expect(await rowsOf(false)).toHaveLength(2)
    expect(s3.calls()).toEqual([])
  })
})
