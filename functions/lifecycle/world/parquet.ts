import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { type AsyncBuffer, parquetMetadataAsync, parquetReadObjects } from 'hyparquet'
import { PermanentError } from '../../../shared/errors.ts'
import { type InventoryRow, parquetRow } from '../rules/inventory.ts'

/** Columns of S3 Inventory that are read; the others stay with S3. */
const wanted = ['key', 'size', 'last_modified_date', 'is_latest', 'is_delete_marker', 'storage_class']
/** Rows that are unpacked at once. */
const step = 20_000
/** Bytes of one row group's columns, unpacked, that a function of 256 MB can hold. */
const mostBytes = 64 * 1024 ** 2

/** An object in S3 as bytes that are asked for by range. */
const remote = (s3: Pick<S3Client, 'send'>, Bucket: string, Key: string, byteLength: number): AsyncBuffer => ({
  byteLength,
  slice: async (start, end = byteLength) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, Range: `bytes=${start}-${end - 1}` }))
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
    return new Uint8Array(bytes).buffer
  },
})

/**
 * Rows of one Parquet file of an inventory, some thousand at a time.
 * @throws PermanentError for a row group that is too large to unpack, and what S3 and the format have against it
 */
export async function* parquetFileRows(
  s3: Pick<S3Client, 'send'>,
  bucket: string,
  { key, bytes }: { readonly key: string; readonly bytes: number },
): AsyncGenerator<readonly InventoryRow[]> {
  const file = remote(s3, bucket, key, bytes)
  const metadata = await parquetMetadataAsync(file)
  const present = new Set(metadata.schema.map(({ name }) => name))
  const columns = wanted.filter((name) => present.has(name))
  let first = 0
  for (const { num_rows, columns: chunks } of metadata.row_groups) {
    const size = chunks.reduce(
      (sum, { meta_data: its }) =>
        columns.includes(its?.path_in_schema[0] ?? '') ? sum + Number(its?.total_uncompressed_size ?? 0) : sum,
      0,
    )
    if (size > mostBytes)
      throw new PermanentError('inventory', `a row group of ${key} has ${size} bytes, too many to unpack: use CSV`)
    const end = first + Number(num_rows)
    for (let rowStart = first; rowStart < end; rowStart += step) {
      const rows = await parquetReadObjects({
        file,
        metadata,
        columns,
        rowStart,
        rowEnd: Math.min(end, rowStart + step),
      })
      yield rows.flatMap((row) => parquetRow(row) ?? [])
    }
    first = end
  }
}
