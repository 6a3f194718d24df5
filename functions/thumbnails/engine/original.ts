import type { Change } from '../rules/notification.ts'
import type { Version } from '../rules/version.ts'
import type { ThumbnailEffects } from '../world/effects.ts'

/** An original of no more bytes is fetched whole at once: another request costs more than the bytes. */
const small = 256 * 1024

/** Reads of one version of an original; all of it is fetched only when it is asked for, or when it is small. */
export const openOriginal = ({ read }: ThumbnailEffects, original: Change, version: Version) => {
  let whole: Promise<Uint8Array> | undefined
  const readAll = (): Promise<Uint8Array> => {
    whole ??= read(original, version, 0, version.bytes)
    return whole
  }
  /** Bytes from a place on, up to the end of the file. */
  const readPart = async (from: number, length: number): Promise<Uint8Array> => {
    const some = Math.min(length, version.bytes - from)
    if (some <= 0) return new Uint8Array()
    if (version.bytes <= small) return (await readAll()).subarray(from, from + some)
    return read(original, version, from, some)
  }
  return { readAll, readPart }
}
