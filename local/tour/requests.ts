import { once } from 'node:events'
import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { requestedOf, signedAddress } from '../../api/thumbnails.ts'
import { clientOptions } from '../../shared/aws.ts'
import { check, type Guide, type Stop } from './guide.ts'

interface ViewAnswer {
  readonly status: number | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Asks CloudFront as a browser would. On the laptop it is the emulator, which knows by the host what is meant. */
export const askView = async (
  { endpoint }: Pick<Guide, 'endpoint'>,
  url: string,
  { method = 'GET', headers: more = {} }: { readonly method?: string; readonly headers?: OutgoingHttpHeaders } = {},
): Promise<ViewAnswer> => {
  const { host } = new URL(url)
  const path = url.slice(url.indexOf(host) + host.length)
  const headers = { ...more, host, 'x-forwarded-proto': 'https' }
  const asked = request(new URL(endpoint), { method, path, headers }).end()
  const [answer]: IncomingMessage[] = (await once(asked, 'response')) as [IncomingMessage]
  if (!answer) throw new Error('The view gave no answer')
  return { status: answer.statusCode, headers: answer.headers, body: await buffer(answer) }
}

/** A picture of any size by its signed address, made once. */
export const requested: Stop = {
  title: 'a picture of a size that nobody had planned, by a signed address, is made once',
  visit: async (guide) => {
    const s3 = new S3Client(clientOptions)
    const key = `on request ${Date.now()} 사진+.jpg`
    const Body = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#208060' } })
      .jpeg()
      .toBuffer()
    await s3.send(new PutObjectCommand({ Bucket: guide.output('UploadsBucket'), Key: key, Body }))
    const asked = { width: 300, height: 100, fit: 'cover', format: 'png' } as const
    const { url, picture } = await signedAddress(guide, key, { ...asked, expires: 3_600_000 })
    const answers = await Promise.all(Array.from({ length: 3 }, () => askView(guide, url)))
    for (const { status, headers, body } of answers) {
      check(status === 200, `The view said ${status}: ${body.toString('utf8', 0, 200)}`)
      const { format, width, height } = await sharp(body).metadata()
      check(format === 'png' && width === 300 && height === 100, `It is ${format} ${width} × ${height}`)
      check(headers.etag === answers[0]?.headers.etag, 'Two answers had different pictures')
    }
    const { KeyCount, Contents } = await s3.send(
      new ListObjectsV2Command({ Bucket: guide.output('ThumbnailsBucket'), Prefix: requestedOf(guide, key) }),
    )
    check(KeyCount === 1, `${KeyCount} pictures are kept`)
    const direct = await askView(guide, `${guide.output('ThumbnailsAddress')}/${Contents?.[0]?.Key}`)
    check(direct.status === 400, `By the key of what is kept the view said ${direct.status}`)
    const unsigned = await askView(guide, url.replace(/,s=[^/]*/, ''))
    check(unsigned.status === 403, `Without its signature the view said ${unsigned.status}`)
    const other = await askView(guide, url.replace('w=300', 'w=301'))
    check(other.status === 403, `With the signature of another size the view said ${other.status}`)
    return [
      `${picture} of ${key}: asked for three times, made once`,
      `without a signature: ${unsigned.body.toString().trim()}`,
      `with that of another size: ${other.body.toString().trim()}`,
    ]
  },
}
