import { HeicFault } from './heic-calls.ts'
import type { Libheif } from './libheif.ts'

/** How a picture is put together from tiles, upright. Pixels, but for columns and rows. */
interface Tiling {
  readonly columns: number
  readonly rows: number
  readonly tileWidth: number
  readonly tileHeight: number
  readonly width: number
  readonly height: number
  /** What sticks out above and to the left. */
  readonly top: number
  readonly left: number
}

/** Bytes of libheif's own record of it. https://github.com/strukturag/libheif/blob/v1.23.2/libheif/api/libheif/heif_tiling.h */
const recordBytes = 72

/**
 * Reads how a picture is put together; undefined where libheif does not say. Where tiles stick out above or to the left, because
 * the picture is turned, libheif 1.23 gives how much of the first tile is seen instead of how much sticks out.
 */
export const tilingOf = (lib: Libheif, handle: number): Tiling | undefined => {
  const record = lib._malloc(recordBytes)
  const error = lib._malloc(12)
  lib._heif_image_handle_get_image_tiling(error, handle, 1, record)
  const isWell = lib.HEAP32[error >> 2] === 0
  const [columns = 0, rows = 0, tileWidth = 0, tileHeight = 0, width = 0, height = 0, seenTop = 0, seenLeft = 0] =
    lib.HEAP32.slice((record >> 2) + 1, (record >> 2) + 9)
  lib._free(error)
  lib._free(record)
  if (!isWell) return undefined
  const out = (seen: number, side: number): number => (seen === 0 ? 0 : side - seen)
  const [top, left] = [out(seenTop, tileHeight), out(seenLeft, tileWidth)]
  return { columns, rows, tileWidth, tileHeight, width, height, top, left }
}

/** A tile that is decoded: where its pixels begin in libheif's memory, and bytes from one row to the next. */
export interface DecodedTile {
  readonly at: number
  readonly stride: number
  readonly width: number
  readonly height: number
}

const rgbBytes = 3

/**
 * Puts a picture together tile by tile, so that libheif never has more than one of them in its memory.
 * @param decode gives one tile to `use`, by column and row, and lets it go then
 * @throws HeicFault where a tile is smaller than what is seen of its place
 */
export const joinTiles = (
  lib: Libheif,
  { columns, rows, tileWidth, tileHeight, width, height, top, left }: Tiling,
  decode: (column: number, row: number, use: (tile: DecodedTile) => void) => void,
): Uint8Array => {
  const pixels = Buffer.alloc(width * height * rgbBytes)
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      decode(column, row, (tile) => {
        const [x, y] = [column * tileWidth - left, row * tileHeight - top]
        if (tile.width < Math.min(tileWidth, width - x) || tile.height < Math.min(tileHeight, height - y))
          throw new HeicFault('its tiles do not cover it')
        const [skipped, first] = [Math.max(0, -x), Math.max(0, -y)]
        const count = Math.min(tile.width, width - x) - skipped
        const end = Math.min(tile.height, height - y)
        if (count <= 0) return
        for (let line = first; line < end; line += 1) {
          const from = tile.at + line * tile.stride + skipped * rgbBytes
          pixels.set(lib.HEAPU8.subarray(from, from + count * rgbBytes), ((y + line) * width + x + skipped) * rgbBytes)
        }
      })
  return pixels
}
