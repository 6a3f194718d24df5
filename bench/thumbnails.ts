import { S3Client } from '@aws-sdk/client-s3'
import { stopDecoder } from '../functions/thumbnails/world/decoder.ts'
import { zipDirectory } from '../local/upload.ts'
import { config } from '../nightshift.config.ts'
import { clientOptions } from '../shared/aws.ts'
import { makeAssembly } from './assembly.ts'
import type { Bench, BenchRow } from './row.ts'
import { duration, median, timed } from './statistics.ts'
import { bareSharp } from './thumbnails/contestants.ts'
import { heicRows } from './thumbnails/heic.ts'
import { slowestVerdict } from './thumbnails/hostile.ts'
import { makePictures, makeSmallPhoto, type Picture } from './thumbnails/pictures.ts'
import { races } from './thumbnails/race.ts'
import { throughput } from './thumbnails/uploads.ts'
import { usageRows } from './thumbnails/usage.ts'
import { withDeployment } from './with-deployment.ts'

/** Bytes of the function's zip. */
const zipMark = 10e6

/** Files for the throughput. */
const files = 500

const zipRow = (folder: string): BenchRow => {
  const bytes = zipDirectory(folder).length
  return {
    what: 'the function, zipped',
    ours: `${(bytes / 1e6).toFixed(1)} MB`,
    mark: `≤ ${zipMark / 1e6} MB`,
    met: bytes <= zipMark,
  }
}

/** Uploads to the deployed function, beside what bare sharp takes for as many pictures without any AWS around it. */
const throughputRow = async (
  s3: S3Client,
  buckets: { readonly uploads: string; readonly thumbnails: string },
): Promise<BenchRow> => {
  const photo = await makeSmallPhoto()
  const once: number[] = []
  for (let round = 0; round < 9; round += 1) once.push(await timed(() => bareSharp(photo)))
  const bare = median(once)
  const ms = await throughput(s3, buckets, photo.bytes, files)
  return {
    what: `${files} uploads of ${photo.name} through the local AWS: ${((files / ms) * 1000).toFixed(1)} a second`,
    ours: `${duration(ms / files)} each`,
    reference: `${duration(bare)} bare sharp, one after the other`,
    ratio: ms / files / bare,
  }
}

/** From bytes to thumbnails beside other programs; then memory, cost and throughput of what is deployed. */
export const run: Bench['run'] = async (report) => {
  const pictures = await makePictures()
  const rows: BenchRow[] = [...(await races(pictures, report)), ...(await heicRows()), await slowestVerdict()]
  stopDecoder()
  const [photo, heavy] = [pictures[0], pictures.at(-1)] as [Picture, Picture]
  const { functions } = await makeAssembly(config.name)
  const folder = functions.find(({ name }) => name === 'thumbnails-on-upload')?.folder
  if (!folder) throw new Error('No function makes thumbnails: nightshift.config.ts has none')
  rows.push(zipRow(folder))
  return withDeployment(report, async ({ output }) => {
    const s3 = new S3Client(clientOptions)
    const usage = await usageRows(s3, { folder, ledger: output('LedgerTable') }, { photo, heavy })
    report(`${files} uploads`)
    const buckets = { uploads: output('UploadsBucket'), thumbnails: output('ThumbnailsBucket') }
    return [...rows, ...usage, await throughputRow(s3, buckets)]
  })
}
