import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { clientOptions } from '../../shared/aws.ts'
import { errorName } from '../../shared/errors.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'

/** A picture of 12 megapixels with the noise of a photo, made here and so free of anybody's rights. */
const makePhoto = async (): Promise<Buffer> => {
  const size = { width: 4000, height: 3000 }
  // Night above, dawn below. Not as SVG: in a process that has loaded the decoder, sharp reads no other file types.
  const dusk = Uint8Array.of(0x0b, 0x1d, 0x3a, 0xf2, 0xa6, 0x5a)
  const sky = await sharp(dusk, { raw: { width: 1, height: 2, channels: 3 } })
    .resize({ ...size, fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer()
  const grain = { width: 1000, height: 750, channels: 3, background: '#808080' } as const
  const noise = await sharp({ create: { ...grain, noise: { type: 'gaussian', mean: 128, sigma: 20 } } })
    .resize({ ...size, kernel: 'nearest' })
    .raw()
    .toBuffer()
  const raw = { ...size, channels: 3 } as const
  return sharp(sky, { raw })
    .composite([{ input: noise, raw, blend: 'soft-light' }])
    .jpeg({ quality: 88 })
    .toBuffer()
}

const readObject = async (s3: S3Client, Bucket: string, Key: string): Promise<Buffer | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return Buffer.from((await Body?.transformToByteArray()) ?? [])
  } catch (error) {
    if (errorName(error) === 'NoSuchKey') return undefined
    throw error
  }
}

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`

const photo: Stop = {
  title: 'a photo of 12 megapixels becomes thumbnails',
  visit: async ({ config, output }: Guide) => {
    const s3 = new S3Client(clientOptions)
    const Key = 'summer/a+b 사진.jpg'
    const Body = await makePhoto()
    await s3.send(new PutObjectCommand({ Bucket: output('UploadsBucket'), Key, Body, ContentType: 'image/jpeg' }))
    const lines = [`uploaded ${Key}: 4000 × 3000, ${kilobytes(Body.length)}`]
    for (const [size, longest] of Object.entries(config.thumbnails?.sizes ?? {})) {
      const key = `${Key}/${size}.webp`
      const thumbnail = await eventually(`the thumbnail ${key}`, () => readObject(s3, output('ThumbnailsBucket'), key))
      const { format, width = 0, height = 0 } = await sharp(thumbnail).metadata()
      check(
        format === 'webp' && Math.max(width, height) === Math.min(longest, 4000),
        `${key} is ${format} ${width} × ${height}`,
      )
      lines.push(`${key}: ${width} × ${height}, ${kilobytes(thumbnail.length)}`)
    }
    return lines
  },
}

const noPhoto: Stop = {
  title: 'a text file called .jpg is refused, once, with the reason',
  visit: async ({ output, ledger }: Guide) => {
    const s3 = new S3Client(clientOptions)
    const Key = `not-a-photo-${Date.now()}.jpg`
    await s3.send(
      new PutObjectCommand({
        Bucket: output('UploadsBucket'),
        Key,
        Body: 'Dear Sir or Madam',
        ContentType: 'image/jpeg',
      }),
    )
    const find = async () => (await ledger.list<RejectRecord>('reject')).filter(({ key }) => key === Key)
    await eventually('the reject in the ledger', async () => (await find()).length > 0)
    const rejects = await find()
    check(rejects.length === 1, `It was refused ${rejects.length} times`)
    return [`${Key}: ${rejects[0]?.cause}: ${rejects[0]?.reason}`]
  },
}

export const thumbnailStops: readonly Stop[] = [photo, noPhoto]
