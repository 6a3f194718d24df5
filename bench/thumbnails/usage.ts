import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { ensureBucket } from '../../local/upload.ts'
import type { BenchRow } from '../row.ts'
import { duration } from '../statistics.ts'
import { startHost } from './host.ts'
import { lambdaCosts } from './lambda.ts'
import { peakMemory, processorTime, tellsUsage } from './memory.ts'
import type { Picture } from './pictures.ts'

/** Uploads whose processor time is measured. */
const rounds = 10

const marks = { photo: 200e6, any: 400e6 }

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`

/** Bytes, held against a mark where there is one. */
const memoryRow = (what: string, bytes: number, mark?: number): BenchRow => ({
  what,
  ours: megabytes(bytes),
  ...(mark ? { mark: `≤ ${megabytes(mark)}`, met: bytes <= mark } : {}),
})

/**
 * The deployed bundle in a process of its own: the memory that it takes with its decoder, and the processor time for one
 * upload, from which follows what a million cost.
 * @param heavy a picture that takes as much memory as any that is accepted
 */
export const usageRows = async (
  s3: S3Client,
  { folder, ledger }: { readonly folder: string; readonly ledger: string },
  { photo, heavy }: { readonly photo: Picture; readonly heavy: Picture },
): Promise<BenchRow[]> => {
  if (!tellsUsage) return [{ what: 'memory and processor time', ours: 'not told by this system' }]
  // Buckets of its own, so that no notification has the deployed function do the same.
  const buckets = { uploads: 'bench-uploads', thumbnails: 'bench-thumbnails' }
  for (const bucket of Object.values(buckets)) await ensureBucket(s3, bucket)
  const host = await startHost(folder, {
    THUMBNAILS_BUCKET: buckets.thumbnails,
    LEDGER_TABLE: ledger,
    SIGNAL_BUS: 'bench',
    UPLOADS_QUEUE: 'bench',
  })
  const upload = async ({ bytes }: Picture, key: string): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: buckets.uploads, Key: key, Body: bytes }))
    await host.upload(buckets.uploads, key)
  }
  try {
    const small = await peakMemory(host.pid, () => upload(photo, 'first'))
    const before = processorTime(host.pid)
    for (let round = 0; round < rounds; round += 1) await upload(photo, `round-${round}`)
    const processor = (processorTime(host.pid) - before) / rounds
    const large = await peakMemory(host.pid, () => upload(heavy, 'heavy'))
    return [
      memoryRow(`${photo.name}: function and decoder, resident, added up`, small.added, marks.photo),
      memoryRow(`${heavy.name}: the decoder, resident`, large.larger, marks.any),
      memoryRow(`${heavy.name}: function and decoder, what both share counted once`, large.together),
      memoryRow(`${heavy.name}: function and decoder, resident, added up`, large.added),
      ...lambdaCosts(processor).map(({ memory, milliseconds, dollars }) => ({
        what: `Lambda of ${memory} MB: a million of ${photo.name}, ${duration(processor)} of processor each`,
        ours: `$${dollars.toFixed(2)}`,
        reference: `${duration(milliseconds)} each`,
      })),
    ]
  } finally {
    host.stop()
  }
}
