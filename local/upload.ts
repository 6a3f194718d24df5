import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  HeadObjectCommand,
  NotFound,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { type Zippable, zipSync } from 'fflate'
import type { Asset } from './assembly.ts'

/** A zip's times start in 1980; every file gets that one, so that equal content gives an equal zip. */
const mtime = new Date(1980, 0, 1)

/** The files under a directory, zipped: equal content gives equal bytes. */
export const zipDirectory = (directory: string): Uint8Array => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const content: Zippable = Object.fromEntries(
    files.map((file) => [relative(directory, file).split(sep).join('/'), new Uint8Array(readFileSync(file))]),
  )
  // Level 1: the zip goes over loopback once.
  return zipSync(content, { level: 1, mtime, os: 3, attrs: 0o644 << 16 })
}

/** Makes a bucket, or leaves it when it is ours already. */
export const ensureBucket = async (s3: S3Client, bucket: string): Promise<void> => {
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket }))
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  }
}

const isThere = async (s3: S3Client, bucket: string, key: string): Promise<boolean> => {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return true
  } catch (error) {
    if (error instanceof NotFound) return false
    throw error
  }
}

/** Puts an asset where the templates look for it, a directory as a zip. One that is there stays: its key is its hash. */
export const uploadAsset = async (s3: S3Client, { source, isDirectory, bucket, key }: Asset): Promise<void> => {
  if (await isThere(s3, bucket, key)) return
  const body = isDirectory ? zipDirectory(source) : readFileSync(source)
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }))
}
