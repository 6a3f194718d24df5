import { boxesOfFile } from '../inspect/boxes.ts'
import { bytesOf, calling, HeicFault } from './heic-calls.ts'
import { type Part, takeOutCut } from './heic-cut.ts'
import { metadataOf, type Nclx, nclxOf } from './heic-metadata.ts'
import { type DecodedTile, joinTiles, tilingOf } from './heic-tiles.ts'
import { forgetLibheif, type Libheif, libheif } from './libheif.ts'

/** A HEIC that is decoded: upright, its pixels row by row, and what says how they are meant. */
export interface Heic {
  readonly pixels: Uint8Array
  readonly width: number
  readonly height: number
  readonly channels: 3 | 4
  /** Whether the colours are multiplied by the alpha already. */
  readonly premultiplied: boolean
  readonly icc?: Buffer
  /** Where there is no ICC profile. */
  readonly nclx?: Nclx
  readonly exif?: Buffer
  readonly xmpAsString?: string
}

/** Of libheif's enumerations. */
const rgb = 1
const interleaved = { rgb: 10, rgba: 11, channel: 10 } as const

/** Bytes of all that libheif may have at once for one picture, of which the function sees more than it says. */
const mostMemory = 400e6

/** Tiles stick out of the picture at two of its sides: with so many pixels at most. */
const overhang = 1.25

/**
 * Sets what libheif itself refuses: pixels, bytes of one thing and of all. The inspection has looked at what the headers say;
 * this is for what else the data says. https://github.com/strukturag/libheif/blob/v1.23.2/libheif/api/libheif/heif_security.h
 */
const limit = (lib: Libheif, context: number, maxPixels: number): void => {
  const at = lib._heif_context_get_security_limits(context)
  const view = new DataView(lib.HEAPU8.buffer, at)
  view.setBigUint64(8, BigInt(Math.ceil(maxPixels * overhang)), true)
  view.setBigUint64(40, BigInt(mostMemory), true)
  view.setBigUint64(64, BigInt(mostMemory), true)
}

/** Brands of files whose pictures stand by themselves. What else a file calls itself, libheif may take for a promise of frames. */
const stills = /^(mif[12]|miaf|Mi(HA|HB|HE|Pr)|hei[cxms]|heif|avif|tmap)$/

/**
 * Takes the name from the box of frames, and from the file what says that it has some (`msf1`, `hevc`, `isom`, `mp42`): frames are not looked
 * at, as a still picture is good whatever they are.
 */
const withoutFrames = (file: Buffer): void => {
  for (const { type, at, data } of boxesOfFile(file)) {
    if (type === 'moov') file.write('free', at + 4, 'latin1')
    if (type === 'ftyp')
      for (let brand = 0; brand + 4 <= data.length; brand += 4)
        if (!stills.test(data.toString('latin1', brand, brand + 4))) data.write('mif1', brand, 'latin1')
  }
}

/** Undoes what is done last, whatever happens. */
type Later = (undo: () => void) => void

/** Rows of pixels without what stands between them; where nothing does, libheif's own memory and no copy of it. */
const packed = (lib: Libheif, { at, stride, height }: Omit<DecodedTile, 'width'>, rowBytes: number): Uint8Array => {
  if (stride === rowBytes) return lib.HEAPU8.subarray(at, at + rowBytes * height)
  const pixels = Buffer.allocUnsafeSlow(rowBytes * height)
  for (let row = 0; row < height; row += 1)
    pixels.set(lib.HEAPU8.subarray(at + row * stride, at + row * stride + rowBytes), row * rowBytes)
  return pixels
}

interface Means {
  /** What a call makes and puts at a place. */
  readonly made: (call: (error: number) => void) => number
  readonly place: number
  readonly maxPixels: number
  readonly later: Later
  /** The part of it that is shown, where libheif does not cut by itself. */
  readonly part: Part | undefined
}

/** Where the pixels of a decoded picture, or of one of its tiles, stand. */
const decodedAt = (lib: Libheif, image: number, place: number): DecodedTile => {
  const width = lib._heif_image_get_width(image, interleaved.channel)
  const height = lib._heif_image_get_height(image, interleaved.channel)
  const at = lib._heif_image_get_plane_readonly(image, interleaved.channel, place)
  if (width <= 0 || height <= 0 || at === 0) throw new HeicFault('it has no pixels')
  return { at, stride: lib.HEAP32[place >> 2] ?? 0, width, height }
}

/** Decodes a picture: tile by tile where it has some, and neither an alpha nor a part of it to be cut out. */
const pixelsOf = (lib: Libheif, handle: number, channels: 3 | 4, { made, place, maxPixels, later, part }: Means) => {
  const [width, height] = [lib._heif_image_handle_get_width(handle), lib._heif_image_handle_get_height(handle)]
  if (width * height > maxPixels) throw new HeicFault(`it has ${width} × ${height} pixels`)
  const tiling = channels === 3 && !part ? tilingOf(lib, handle) : undefined
  if (tiling && tiling.columns * tiling.rows > 1 && tiling.width === width && tiling.height === height) {
    if (tiling.columns * tiling.tileWidth < width || tiling.rows * tiling.tileHeight < height)
      throw new HeicFault('its tiles do not cover it')
    const pixels = joinTiles(lib, tiling, (column, row, use) => {
      const image = made((to) =>
        lib._heif_image_handle_decode_image_tile(to, handle, place, rgb, interleaved.rgb, 0, column, row),
      )
      try {
        use(decodedAt(lib, image, place))
      } finally {
        lib._heif_image_release(image)
      }
    })
    return { pixels, width, height }
  }
  const chroma = channels === 4 ? interleaved.rgba : interleaved.rgb
  const image = made((to) => lib._heif_decode_image(to, handle, place, rgb, chroma, 0))
  later(() => lib._heif_image_release(image))
  const whole = decodedAt(lib, image, place)
  const { left, top, width: shown, height: rows } = part ?? { left: 0, top: 0, ...whole }
  if (left + shown > whole.width || top + rows > whole.height)
    throw new HeicFault('what is to be shown of it lies outside of it')
  const at = whole.at + top * whole.stride + left * channels
  const pixels = packed(lib, { at, stride: whole.stride, height: rows }, shown * channels)
  return { pixels, width: shown, height: rows }
}

const decodeWith = (lib: Libheif, file: Uint8Array, maxPixels: number, later: Later): Heic => {
  const error = lib._malloc(12)
  later(() => lib._free(error))
  const tryTo = calling(lib, error)
  const place = lib._malloc(4)
  later(() => lib._free(place))
  const made = (call: (error: number) => void): number => {
    tryTo(call)
    return lib.HEAP32[place >> 2] ?? 0
  }
  const bytes = lib._malloc(file.length)
  later(() => lib._free(bytes))
  lib.HEAPU8.set(file, bytes)
  const own = Buffer.from(lib.HEAPU8.buffer, bytes, file.length)
  withoutFrames(own)
  const part = takeOutCut(own)
  const context = lib._heif_context_alloc()
  later(() => lib._heif_context_free(context))
  limit(lib, context, maxPixels)
  tryTo((to) => lib._heif_context_read_from_memory_without_copy(to, context, bytes, file.length, 0))
  const handle = made((to) => lib._heif_context_get_primary_image_handle(to, context, place))
  later(() => lib._heif_image_handle_release(handle))
  const channels = lib._heif_image_handle_has_alpha_channel(handle) ? 4 : 3
  const icc = bytesOf(lib, lib._heif_image_handle_get_raw_color_profile_size(handle), (to) =>
    tryTo((code) => lib._heif_image_handle_get_raw_color_profile(code, handle, to)),
  )
  const nclx = icc ? undefined : nclxOf(lib, handle, place)
  const metadata = metadataOf(lib, handle, tryTo)
  return {
    // Last, because memory that grows is another one.
    ...pixelsOf(lib, handle, channels, { made, place, maxPixels, later, part }),
    channels,
    premultiplied: channels === 4 && lib._heif_image_handle_is_premultiplied_alpha(handle) !== 0,
    ...(icc && { icc }),
    ...(nclx && { nclx }),
    ...metadata,
  }
}

/** What WebAssembly says as it gives up is meant for those who build it. That it got no memory stays what it is. */
const plainly = (error: unknown): unknown =>
  error instanceof Error && error.name === 'RuntimeError' && !/oom/i.test(error.message)
    ? new Error('libheif gave it up', { cause: error })
    : error

/**
 * Decodes the picture of a HEIC, turned and cut as its own header says, and gives it to `use`: its pixels are there no longer
 * than that takes.
 * @param maxPixels what one picture may have
 * @throws what libheif says against it, and what `use` throws
 */
export const withHeic = async <Result>(
  file: Uint8Array,
  maxPixels: number,
  use: (heic: Heic) => Promise<Result>,
): Promise<Result> => {
  const lib = await libheif()
  const undos: (() => void)[] = []
  let heic: Heic
  try {
    heic = decodeWith(lib, file, maxPixels, (undo) => undos.unshift(undo))
  } catch (error) {
    if (error instanceof HeicFault) for (const undo of undos) undo()
    else forgetLibheif()
    throw plainly(error)
  }
  try {
    return await use(heic)
  } finally {
    for (const undo of undos) undo()
  }
}
