import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import sharp from 'sharp'
import { bareEtag, thumbnailsOf } from '../../api/thumbnails.ts'
import { clientOptions } from '../../shared/aws.ts'
import { errorName } from '../../shared/errors.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import { check, eventually, type Guide, type Stop, type Tour } from './guide.ts'
import { requested } from './requests.ts'
import { scanBomb } from './scan-bomb.ts'

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

const upload = async ({ output }: Guide, s3: S3Client, Key: string, Body: Uint8Array | string): Promise<string> => {
  const { ETag } = await s3.send(
    new PutObjectCommand({ Bucket: output('UploadsBucket'), Key, Body, ContentType: 'image/jpeg' }),
  )
  return bareEtag(ETag)
}

const awaitReject = async ({ ledger }: Guide, key: string): Promise<RejectRecord> => {
  const find = async () => (await ledger().list<RejectRecord>('reject')).filter((reject) => reject.key === key)
  await eventually('the reject in the ledger', async () => (await find()).length > 0)
  const [reject, ...more] = await find()
  if (!reject || more.length > 0) throw new Error(`It was refused ${more.length + 1} times`)
  return reject
}

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1024))} KB`

const photo: Stop = {
  title: 'a photo of 12 megapixels becomes thumbnails',
  visit: async (guide) => {
    const s3 = new S3Client(clientOptions)
    const name = 'summer/a+b 사진.jpg'
    const bytes = await makePhoto()
    await upload(guide, s3, name, bytes)
    const lines = [`uploaded ${name}: 4000 × 3000, ${kilobytes(bytes.length)}`]
    for (const { key, size } of thumbnailsOf(guide, name)) {
      const thumbnail = await eventually(`the thumbnail ${key}`, () =>
        readObject(s3, guide.output('ThumbnailsBucket'), key),
      )
      const { format, width = 0, height = 0 } = await sharp(thumbnail).metadata()
      check(
        format !== undefined && width <= (size?.width ?? 0) && height <= (size?.height ?? 0),
        `${key} is ${format} ${width} × ${height}`,
      )
      lines.push(`${key}: ${width} × ${height}, ${kilobytes(thumbnail.length)}`)
    }
    return lines
  },
}

/** The mean colour of a level tenth of a picture, from a share of its height on: red, green, blue. */
const meanOf = async (picture: Buffer, from: number): Promise<readonly number[]> => {
  const { width = 1, height = 1 } = await sharp(picture).metadata()
  const part = { left: 0, top: Math.floor(height * from), width, height: Math.max(1, Math.floor(height / 10)) }
  return [...(await sharp(picture).extract(part).resize(1, 1, { fit: 'fill' }).raw().toBuffer())]
}

const phonePhoto: Stop = {
  title: 'a HEIC that lies on its side, as a telephone writes it, becomes thumbnails that stand upright',
  visit: async (guide) => {
    const s3 = new S3Client(clientOptions)
    const name = 'summer/IMG_0042.HEIC'
    // Made by test/corpus/heic/make.py: night above, dawn below.
    const bytes = readFileSync(join(import.meta.dirname, 'dawn.heic'))
    await upload(guide, s3, name, bytes)
    const lines = [`uploaded ${name}: 1200 × 1600 in tiles, ${kilobytes(bytes.length)}`]
    for (const { key } of thumbnailsOf(guide, name)) {
      const thumbnail = await eventually(`the thumbnail ${key}`, () =>
        readObject(s3, guide.output('ThumbnailsBucket'), key),
      )
      const { width = 0, height = 0 } = await sharp(thumbnail).metadata()
      const [[, , night = 0], [dawn = 0]] = [await meanOf(thumbnail, 0), await meanOf(thumbnail, 0.9)] as const
      check(width > height && night < 90 && dawn > 200, `${key} is ${width} × ${height}, ${night} above, ${dawn} below`)
      lines.push(`${key}: ${width} × ${height}, ${kilobytes(thumbnail.length)}`)
    }
    return lines
  },
}

const noPhoto: Stop = {
  title: 'a text file called .jpg is refused, once, with the reason',
  visit: async (guide) => {
    const name = `not-a-photo-${Date.now()}.jpg`
    await upload(guide, new S3Client(clientOptions), name, 'Dear Sir or Madam')
    const { cause, reason } = await awaitReject(guide, name)
    return [`${name}: ${cause}: ${reason}`]
  },
}

/** Milliseconds that the function took for one version, as it says in its log. */
const awaitMilliseconds = ({ config }: Guide, etag: string): Promise<number> =>
  eventually('what the log says of it', async () => {
    const { events = [] } = await new CloudWatchLogsClient(clientOptions).send(
      new FilterLogEventsCommand({ logGroupName: `/nightshift/${config.name}-thumbnails-on-upload` }),
    )
    const line = events.find(({ message = '' }) => message.includes('"upload"') && message.includes(etag))?.message
    return line === undefined ? undefined : Number(/"milliseconds":(\d+)/.exec(line)?.[1])
  })

const bomb: Stop = {
  title: 'a JPEG that would be decoded for half a minute is refused before it is decoded',
  visit: async (guide) => {
    const name = `scan-bomb-${Date.now()}.jpg`
    const bytes = scanBomb(7000, 7000, 2647)
    const etag = await upload(guide, new S3Client(clientOptions), name, bytes)
    const { cause, reason } = await awaitReject(guide, name)
    check(cause === 'too-many-scans', `It was refused as ${cause}: ${reason}`)
    const milliseconds = await awaitMilliseconds(guide, etag)
    // bench/thumbnails holds it to a second: here the machine does many things at once.
    check(milliseconds < 5_000, `It took ${milliseconds} ms`)
    return [`${name}, ${kilobytes(bytes.length)}: ${reason}`, `decided and written down in ${milliseconds} ms`]
  },
}

const flat = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background } })
    .jpeg()
    .toBuffer()

/** Whether a thumbnail is more red than blue. */
const isRed = async (thumbnail: Buffer): Promise<boolean> => {
  const [red = 0, , blue = 0] = await sharp(thumbnail).resize(1, 1).raw().toBuffer()
  return red > blue
}

const replaced: Stop = {
  title: 'an original is replaced, then removed, and its thumbnails follow',
  visit: async (guide) => {
    const s3 = new S3Client(clientOptions)
    const name = `seasons-${Date.now()}.jpg`
    const keys = thumbnailsOf(guide, name).map(({ key }) => key)
    const read = () => Promise.all(keys.map((key) => readObject(s3, guide.output('ThumbnailsBucket'), key)))
    const awaitColour = (what: string, red: boolean) =>
      eventually(what, async () => {
        const all = await read()
        const colours = await Promise.all(all.map(async (each) => each && (await isRed(each)) === red))
        return colours.every(Boolean)
      })
    await upload(guide, s3, name, await flat('#c04020'))
    await awaitColour('the thumbnails', true)
    await upload(guide, s3, name, await flat('#2040c0'))
    await awaitColour('those of the new version', false)
    await s3.send(new DeleteObjectCommand({ Bucket: guide.output('UploadsBucket'), Key: name }))
    await eventually('their removal', async () => (await read()).every((each) => each === undefined))
    return [`${name}: red, then blue, then gone, with all ${keys.length} thumbnails`]
  },
}

export const thumbnailsTour: Tour = {
  stops: ({ thumbnails }) =>
    thumbnails ? [photo, phonePhoto, noPhoto, bomb, replaced, ...(thumbnails.requests ? [requested] : [])] : [],
}
