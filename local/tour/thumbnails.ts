import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { clientOptions } from '../../shared/aws.ts'
import { errorName } from '../../shared/errors.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { check, eventually, type Guide, type Stop } from './guide.ts'

/** A picture of 12 megapixels with the noise of a photo, made here and so free of anybody's rights. */
const makePhoto = (): Promise<Buffer> => {
  const sky = Buffer.from(
    '<svg width="4000" height="3000"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#0b1d3a"/><stop offset="1" stop-color="#f2a65a"/></linearGradient></defs><rect width="4000" height="3000" fill="url(#s)"/><circle cx="2900" cy="900" r="260" fill="#fff3d6"/></svg>',
  )
  const grain = {
    width: 1000,
    height: 750,
    channels: 3 as const,
    noise: { type: 'gaussian' as const, mean: 128, sigma: 20 },
  }
  return sharp({ create: { ...grain, background: '#808080' } })
    .resize(4000, 3000, { kernel: 'nearest' })
    .png({ compressionLevel: 0 })
    .toBuffer()
    .then((noise) =>
      sharp(sky)
        .composite([{ input: noise, blend: 'soft-light' }])
        .jpeg({ quality: 88 })
        .toBuffer(),
    )
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

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`

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
