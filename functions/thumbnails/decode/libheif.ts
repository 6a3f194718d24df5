import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * What is used of libheif's C interface, as WebAssembly of 32 bits. Places are numbers of bytes in its memory. A function that
 * gives an error in C writes it to the place that comes first here: code, number of what it is, and the place of a text.
 * https://github.com/strukturag/libheif/tree/v1.23.2/libheif/api/libheif
 */
export interface Libheif {
  /** Its memory; another one whenever that has grown. */
  readonly HEAPU8: Uint8Array
  readonly HEAP32: Int32Array
  readonly _malloc: (bytes: number) => number
  readonly _free: (at: number) => void
  readonly _heif_context_alloc: () => number
  readonly _heif_context_free: (context: number) => void
  readonly _heif_context_get_security_limits: (context: number) => number
  readonly _heif_context_read_from_memory_without_copy: (
    error: number,
    context: number,
    at: number,
    bytes: number,
    options: number,
  ) => void
  readonly _heif_context_get_primary_image_handle: (error: number, context: number, to: number) => void
  readonly _heif_image_handle_release: (handle: number) => void
  readonly _heif_image_handle_has_alpha_channel: (handle: number) => number
  readonly _heif_image_handle_is_premultiplied_alpha: (handle: number) => number
  readonly _heif_image_handle_get_raw_color_profile_size: (handle: number) => number
  readonly _heif_image_handle_get_raw_color_profile: (error: number, handle: number, to: number) => void
  readonly _heif_image_handle_get_nclx_color_profile: (error: number, handle: number, to: number) => void
  readonly _heif_nclx_color_profile_free: (profile: number) => void
  readonly _heif_image_handle_get_number_of_metadata_blocks: (handle: number, type: number) => number
  readonly _heif_image_handle_get_list_of_metadata_block_IDs: (
    handle: number,
    type: number,
    to: number,
    most: number,
  ) => number
  /** The place of a text. */
  readonly _heif_image_handle_get_metadata_type: (handle: number, id: number) => number
  readonly _heif_image_handle_get_metadata_content_type: (handle: number, id: number) => number
  readonly _heif_image_handle_get_metadata_size: (handle: number, id: number) => number
  readonly _heif_image_handle_get_metadata: (error: number, handle: number, id: number, to: number) => void
  readonly _heif_decode_image: (
    error: number,
    handle: number,
    to: number,
    colours: number,
    chroma: number,
    options: number,
  ) => void
  readonly _heif_image_handle_get_image_tiling: (error: number, handle: number, upright: number, to: number) => void
  readonly _heif_image_handle_decode_image_tile: (
    error: number,
    handle: number,
    to: number,
    colours: number,
    chroma: number,
    options: number,
    column: number,
    row: number,
  ) => void
  readonly _heif_image_handle_get_width: (handle: number) => number
  readonly _heif_image_handle_get_height: (handle: number) => number
  readonly _heif_image_release: (image: number) => void
  readonly _heif_image_get_width: (image: number, channel: number) => number
  readonly _heif_image_get_height: (image: number, channel: number) => number
  readonly _heif_image_get_plane_readonly: (image: number, channel: number, stride: number) => number
}

type MakeLibheif = (options: { readonly wasmBinary: Uint8Array }) => Promise<Libheif>

/** The package's folder, or the one beside the bundle that has the same files. */
const folder = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '..', '..', '..', 'node_modules', 'libheif-js', 'libheif-wasm')
  : join(import.meta.dirname, 'libheif')

let loaded: Promise<Libheif> | undefined

const load = async (): Promise<Libheif> => {
  const make: MakeLibheif = createRequire(import.meta.url)(join(folder, 'libheif.js'))
  return make({ wasmBinary: await readFile(join(folder, 'libheif.wasm')) })
}

/** libheif, from the first picture on that needs it: no other pays for it. */
export const libheif = (): Promise<Libheif> => {
  loaded ??= load()
  return loaded
}

/** Has the next picture get another one: this one broke, and nobody knows in what state it is. */
export const forgetLibheif = (): void => {
  loaded = undefined
}
