import { bytesOf, type calling, textAt } from './heic-calls.ts'
import type { Libheif } from './libheif.ts'

/** Colours by the numbers of ISO 23091-2, 8.1 and 8.2. */
export interface Nclx {
  readonly primaries: number
  readonly transfer: number
}

/** Blocks of metadata that are looked at. */
const mostBlocks = 20

/** The EXIF block, behind the four bytes that say where it begins in it, and the XMP packet. ISO 23008-12, A.2.1. */
export const metadataOf = (lib: Libheif, handle: number, tryTo: ReturnType<typeof calling>) => {
  const ids = lib._malloc(4 * mostBlocks)
  const count = lib._heif_image_handle_get_list_of_metadata_block_IDs(handle, 0, ids, mostBlocks)
  const numbers = Array.from(lib.HEAP32.subarray(ids >> 2, (ids >> 2) + Math.min(count, mostBlocks)))
  lib._free(ids)
  const block = (id: number) =>
    bytesOf(lib, lib._heif_image_handle_get_metadata_size(handle, id), (to) =>
      tryTo((error) => lib._heif_image_handle_get_metadata(error, handle, id, to)),
    )
  const typeOf = (id: number) => textAt(lib, lib._heif_image_handle_get_metadata_type(handle, id))
  const isXmp = (id: number) =>
    textAt(lib, lib._heif_image_handle_get_metadata_content_type(handle, id)) === 'application/rdf+xml'
  const exifId = numbers.find((id) => typeOf(id) === 'Exif')
  const xmpId = numbers.find((id) => typeOf(id) === 'mime' && isXmp(id))
  const exif = exifId === undefined ? undefined : block(exifId)
  const xmp = xmpId === undefined ? undefined : block(xmpId)
  return {
    ...(exif && exif.length > 4 && { exif: exif.subarray(Math.min(exif.length, 4 + exif.readUInt32BE(0))) }),
    ...(xmp && { xmpAsString: xmp.toString() }),
  }
}

/** By which numbers the colours are meant, as the picture's header says it. */
export const nclxOf = (lib: Libheif, handle: number, to: number): Nclx | undefined => {
  const error = lib._malloc(12)
  lib._heif_image_handle_get_nclx_color_profile(error, handle, to)
  const [code, at] = [lib.HEAP32[error >> 2], lib.HEAP32[to >> 2] ?? 0]
  lib._free(error)
  if (code !== 0 || at === 0) return undefined
  const [primaries = 2, transfer = 2] = lib.HEAP32.subarray((at >> 2) + 1, (at >> 2) + 3)
  lib._heif_nclx_color_profile_free(at)
  return { primaries, transfer }
}
