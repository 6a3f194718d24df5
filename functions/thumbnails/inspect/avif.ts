import type { Refusal } from '../rules/refusal.ts'
import { type Item, type Items, itemsOf } from './avif-items.ts'
import { corrupt, millions, refuseByMemory, refuseByPixels, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walk, Walker } from './walk.ts'

/** Things in one AVIF. A photo of 48 MP in tiles of 512 × 512 has 200. */
const maxItems = 1000

/** Bytes of the box that lists them. */
const maxMetaBytes = 500_000

/** Alpha is a picture of its own, of one channel. */
const alphaPixel = 2.5

/** Tiles that a picture is put together from, counted as often as they are used: libheif takes no more. */
const maxTiles = 256

/** Boxes in front of the one that is looked for. */
const maxBoxes = 20

/** Browsers play it, and libheif decodes stills alone. */
const onlyFrames: Refusal = {
  cause: 'unsupported-type',
  reason: 'It is an animated AVIF without a still picture in it; those with one are taken.',
}

/** The box that says what is in the file. */
const readMeta = async (source: Source): Promise<Buffer | Refusal | undefined> => {
  let at = 0
  let moves = false
  for (let boxes = 0; boxes < maxBoxes; boxes += 1) {
    if (moves && at === source.size) return onlyFrames
    if (!(await source.need(at, 8))) return source.spent() ? undefined : truncated
    const front = bytesAt(source, at, 8)
    const length = front.readUInt32BE(0)
    if (front.toString('latin1', 4) === 'meta') {
      if (length > maxMetaBytes)
        return { cause: 'too-many-parts', reason: `It is an AVIF with ${length} bytes of headers.` }
      if (await source.need(at, length)) return bytesAt(source, at + 8, length - 8)
      return source.spent() ? undefined : truncated
    }
    moves ||= front.toString('latin1', 4) === 'moov'
    if (length < 8) return moves ? onlyFrames : corrupt('It is an AVIF without a list of what is in it.')
    at += length
  }
  return moves ? onlyFrames : corrupt('It is an AVIF that does not say what is in it.')
}

const tilesOf = ({ primary, items, references }: Items): readonly (Item | undefined)[] =>
  references
    .filter(({ type, from }) => type === 'dimg' && from === primary)
    .flatMap(({ to }) => to)
    .map((id) => items.get(id))

/** Pixels of tiles, each as often as it is used. */
const pixelsOf = (tiles: readonly (Item | undefined)[]): number =>
  tiles.reduce((sum, tile) => sum + (tile ? tile.width * tile.height : 0), 0)

const refuseTiles = (image: Item, tiles: readonly (Item | undefined)[], maxPixels: number): Refusal | undefined => {
  if (image.type === 'av01') return undefined
  if (image.type !== 'grid')
    return { cause: 'unsupported-type', reason: 'It is an AVIF that is put together in an unusual way.' }
  if (tiles.some((tile) => tile?.type !== 'av01') || tiles.length === 0)
    return corrupt('It is an AVIF without its tiles.')
  if (tiles.length > maxTiles)
    return {
      cause: 'too-many-parts',
      reason: `It is an AVIF of ${tiles.length} tiles; at most ${maxTiles} are decoded.`,
    }
  const pixels = pixelsOf(tiles)
  if (pixels <= maxPixels) return undefined
  const reason = `Its ${tiles.length} tiles have ${millions(pixels)} pixels; at most ${millions(maxPixels)} are decoded.`
  return { cause: 'too-many-pixels', reason }
}

/** Refuses by pixels, of the picture and of its tiles, and by the memory that decoding takes. */
export const inspectAvif: Walker = async (source, { maxPixels }): Promise<Walk> => {
  const meta = await readMeta(source)
  if (meta === undefined) return { facts: {} }
  if ('cause' in meta) return { facts: {}, refusal: meta }
  const found = itemsOf(meta)
  if (found.items.size > maxItems) {
    const reason = `It is an AVIF of ${found.items.size} parts; at most ${maxItems} are taken.`
    return { facts: {}, refusal: { cause: 'too-many-parts', reason } }
  }
  const image = found.items.get(found.primary)
  if (!image) return { facts: {}, refusal: corrupt('It is an AVIF without a picture.') }
  const { width, height } = image
  const tiles = tilesOf(found)
  const alpha = found.references.some(({ type, to }) => type === 'auxl' && to.includes(found.primary)) ? alphaPixel : 0
  const pixel = Math.max(...[image, ...tiles].map((one) => one?.pixelBytes ?? 0)) + alpha
  const memory = Math.round(source.size + Math.max(width * height, pixelsOf(tiles)) * pixel)
  const refusal =
    refuseByPixels(width, height, maxPixels) ?? refuseTiles(image, tiles, maxPixels) ?? refuseByMemory(memory)
  return { facts: { width, height, memory }, refusal }
}
