import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { keys, type ThumbnailRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** Most bytes of a picture that is handed on: the smallest thumbnail is far below. */
const mostBytes = 500_000

/** A picture: its media type is that of the recipe, whatever S3 says of the object. */
export interface Picture {
  readonly type: string
  readonly bytes: Uint8Array
}

const isGone = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NoSuchKey' || error.name === 'NotFound' || error.name === 'AccessDenied')

/** The smallest thumbnail of one that is noted; `gone` where the bucket has it no more, nothing where no such note is. */
export const readPicture = async (
  { ledger, connect, output }: Pick<Deployment, 'ledger' | 'connect' | 'output'>,
  id: string,
): Promise<Picture | 'gone' | undefined> => {
  const found = await ledger().get<ThumbnailRecord>(keys.thumbnail(id))
  if (!found) return undefined
  try {
    const { Body, ContentLength = 0 } = await connect(S3Client).send(
      new GetObjectCommand({ Bucket: output('ThumbnailsBucket'), Key: found.thumbnail }),
    )
    if (!Body || ContentLength > mostBytes) return 'gone'
    return { type: `image/${found.format}`, bytes: await Body.transformToByteArray() }
  } catch (error) {
    if (isGone(error)) return 'gone'
    throw error
  }
}
