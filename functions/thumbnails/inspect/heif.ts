import type { Refusal } from '../rules/refusal.ts'
import { frontOf, numberAt } from './boxes.ts'
import { type Item, type Items, itemsOf } from './heif-items.ts'
import { corrupt, millions, refuseByMemory, refuseByPixels, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Choices, Walk, Walker } from './walk.ts'

/** Things in one file. A photo of 48 MP in tiles of 512 × 512 has 200. */
const maxItems = 1000

/** Bytes of the box that lists them. */
const maxMetaBytes = 500_000

/** Boxes in front of the one that is looked for. */
const maxBoxes = 20

/** Tiles stick out of a picture at two of its sides: those of an iPhone's 48 MP have 50.3 MP. */
const overhang = 1.25

/** What is taken, by the coding of its pixels. */
interface Kind {
  readonly type: 'avif' | 'heic'
  readonly name: string
  /** Tiles that a picture is put together from, counted as often as they are used: sharp's libheif takes no more. */
  readonly maxTiles: number
  /** Alpha is a picture of its own: bytes for each pixel of it, with what putting both together takes. */
  readonly alphaBytes: number
  /** How often the file is in memory. */
  readonly copies: number
  /** Bytes that decoding takes, however small a picture is. */
  readonly fixedBytes: number
}

const kinds: Readonly<Record<string, Kind>> = {
  av01: { type: 'avif', name: 'an AVIF', maxTiles: 256, alphaBytes: 2.5, copies: 1, fixedBytes: 0 },
  hvc1: { type: 'heic', name: 'a HEIC', maxTiles: maxItems, alphaBytes: 9, copies: 2, fixedBytes: 45e6 },
}

/** @param name such as `a HEIC` */
const about = (name: string, what: string): string => `It is ${name} ${what}`

const unsupported = (reason: string): Refusal => ({ cause: 'unsupported-type', reason })

/** The box that says what is in the file. */
const readMeta = async (source: Source, name: string): Promise<Buffer | Refusal | undefined> => {
  // Browsers play it, and libheif's stills are all that is taken here.
  const animated = name.replace(/^an? /, 'an animated ')
  const onlyFrames = unsupported(about(animated, `without a still picture in it; those with one are taken.`))
  let at = 0
  let moves = false
  for (let boxes = 0; boxes < maxBoxes; boxes += 1) {
    if (moves && at === source.size) return onlyFrames
    if (!(await source.need(at, 8))) return source.spent() ? undefined : truncated
    const long = numberAt(bytesAt(source, at, 4), 0, 4) === 1
    if (long && !(await source.need(at, 16))) return source.spent() ? undefined : truncated
    const { length, head, type } = frontOf(bytesAt(source, at, 16))
    if (type === 'meta' && length > 0) {
      if (length > maxMetaBytes)
        return { cause: 'too-many-parts', reason: about(name, `with ${length} bytes of headers.`) }
      if (await source.need(at, length)) return bytesAt(source, at + head, length - head)
      return source.spent() ? undefined : truncated
    }
    if (type === 'mini')
      return unsupported(about(name, 'that is written in the short form (mini), which no camera writes.'))
    moves ||= type === 'moov'
    if (length === 0) return moves ? onlyFrames : corrupt(about(name, `without a list of what is in it.`))
    at += length
  }
  return moves ? onlyFrames : corrupt(about(name, `that does not say what is in it.`))
}

/** What an item is made of, each as often as it is used. */
const partsOf = ({ references }: Items, whole: number): readonly number[] =>
  references.filter(({ type, from }) => type === 'dimg' && from === whole).flatMap(({ to }) => to)

/** A picture that only stands for another one is that. */
const behind = (found: Items, id: number): number => {
  const [other] = found.items.get(id)?.type === 'iden' ? partsOf(found, id) : []
  return other ?? id
}

/** An item with the coded pictures that it is put together from, or only itself. */
interface Picture {
  readonly item: Item
  readonly ids: readonly number[]
  readonly coded: readonly (Item | undefined)[]
  readonly isGrid: boolean
}

const pictureOf = (found: Items, id: number): Picture | undefined => {
  const real = behind(found, id)
  const item = found.items.get(real)
  if (!item) return undefined
  const isGrid = item.type === 'grid'
  const ids = isGrid ? partsOf(found, real) : [real]
  return { item, ids: [real, ...ids], coded: ids.map((part) => found.items.get(part)), isGrid }
}

const isAlpha = (role: string): boolean => role === '' || /alpha|(hevc|avc):2015:auxid:1$/.test(role)

/** The picture's alpha; depths, gain maps and what else belongs to it are not decoded. */
const alphaOf = (found: Items): Picture | undefined => {
  const isOf = ({ type, to }: Items['references'][number]) => type === 'auxl' && to.includes(found.primary)
  const ids = found.references.filter(isOf).map(({ from }) => from)
  const id = ids.find((each) => isAlpha(found.items.get(each)?.role ?? ''))
  return id === undefined ? undefined : pictureOf(found, id)
}

/** Pixels of what is decoded, each as often as it is used. */
const pixelsOf = ({ coded }: Picture): number => coded.reduce((sum, each) => sum + (each?.pixels ?? 0), 0)

const refuseParts = (picture: Picture, kind: Kind, maxPixels: number): Refusal | undefined => {
  const { item, coded, isGrid } = picture
  if (coded.length === 0 || coded.some((each) => each?.type !== coded[0]?.type))
    return corrupt(about(kind.name, `without its tiles.`))
  if (coded.length > kind.maxTiles) {
    const reason = about(kind.name, `of ${coded.length} tiles; at most ${kind.maxTiles} are decoded.`)
    return { cause: 'too-many-parts', reason }
  }
  const most = maxPixels * (isGrid && kind.type === 'heic' ? overhang : 1)
  const pixels = pixelsOf(picture)
  if (pixels <= most) return undefined
  const what = isGrid ? `Its ${coded.length} tiles have` : `It says ${item.width} × ${item.height} pixels, and its data`
  return {
    cause: 'too-many-pixels',
    reason: `${what} ${millions(pixels)} pixels; at most ${millions(most)} are decoded.`,
  }
}

/** Refuses by where the data of what is decoded stands. @param size bytes of the file */
const refusePlaces = ({ places }: Items, ids: readonly number[], kind: Kind, size: number): Refusal | undefined => {
  const needed = ids.flatMap((id) => places.get(id) ?? [])
  if (needed.some(({ inside, to }) => inside === 'file' && to > size)) return truncated
  if (needed.some(({ fits }) => !fits)) return corrupt(about(kind.name, `with data that lie outside of it.`))
  const read = needed.reduce((sum, { from, to }) => sum + (to - from), 0)
  if (read <= 4 * size + 4e6) return undefined
  return { cause: 'too-many-parts', reason: about(kind.name, `whose data are used again and again.`) }
}

/** Bytes for each pixel of a picture that is put together tile by tile: measured with 12 and 48 MP. */
const joinedBytes = 3.3

const bytesFor = (picture: Picture, kind: Kind, alpha: Picture | undefined): number => {
  const { item, coded, isGrid } = picture
  if (isGrid && kind.type === 'heic' && !alpha && !item.isCut) {
    const largest = Math.max(...coded.map((tile) => (tile ? tile.pixels * tile.pixelBytes : 0)), 0)
    return item.width * item.height * joinedBytes + largest
  }
  const each = Math.max(...coded.map((one) => (isGrid ? one?.tileBytes : one?.pixelBytes) ?? 0), 0)
  // A grid of AV1 has been measured as a picture of which nothing is said.
  const pixel = kind.type === 'avif' ? Math.max(each, item.pixelBytes) : each
  return Math.max(item.width * item.height, pixelsOf(picture)) * pixel
}

const inspectItems = (found: Items, size: number, name: string, { maxPixels, acceptHeic }: Choices): Walk => {
  const { primary } = found
  if (found.items.size > maxItems) {
    const reason = about(name, `of ${found.items.size} parts; at most ${maxItems} are taken.`)
    return { facts: {}, refusal: { cause: 'too-many-parts', reason } }
  }
  const picture = pictureOf(found, primary)
  if (!picture) return { facts: {}, refusal: corrupt(about(name, `without a picture.`)) }
  const { width, height, shown, type } = picture.item
  const tooMany = refuseByPixels(width, height, maxPixels)
  if (picture.isGrid && !picture.coded.some((each) => each && kinds[each.type]))
    return { facts: shown, refusal: tooMany ?? corrupt(about(name, `without its tiles.`)) }
  // The first of those that are there: a tile that is missing says nothing of the coding.
  const kind = kinds[picture.coded.find((each) => each !== undefined)?.type ?? '']
  if (!kind) {
    const reason = /^(grid|iovl|iden|tmap)$/.test(type)
      ? about(name, `that is put together in an unusual way.`)
      : `It is a HEIF picture that is coded as ${JSON.stringify(type)}; those of HEVC and AV1 are decoded.`
    return { facts: shown, refusal: tooMany ?? unsupported(reason) }
  }
  if (kind.type === 'heic' && acceptHeic === false)
    return { facts: { type: 'heic', ...shown }, refusal: unsupported('It is a HEIC photo.') }
  const alpha = alphaOf(found)
  const alphaPixels = alpha ? Math.max(width * height, pixelsOf(alpha)) : 0
  const memory = Math.round(
    size * kind.copies + kind.fixedBytes + bytesFor(picture, kind, alpha) + alphaPixels * kind.alphaBytes,
  )
  const refusal =
    tooMany ??
    refuseParts(picture, kind, maxPixels) ??
    (alpha && alpha.coded.length > 0 ? refuseParts(alpha, kind, maxPixels) : undefined) ??
    refuseByMemory(memory) ??
    refusePlaces(found, [...picture.ids, ...(alpha?.ids ?? [])], kind, size)
  return { facts: { type: kind.type, ...shown, memory }, refusal }
}

const inspectHeif =
  (name: string): Walker =>
  async (source, choices) => {
    const meta = await readMeta(source, name)
    if (meta === undefined) return { facts: {} }
    return 'cause' in meta ? { facts: {}, refusal: meta } : inspectItems(itemsOf(meta), source.size, name, choices)
  }

/**
 * Refuse by pixels, of the picture and of its tiles, by the memory that decoding takes, and by where the data stand. What a file
 * is decoded as, is what its pixels are coded in, whatever it calls itself.
 */
export const inspectAvif = inspectHeif('an AVIF')
export const inspectHeic = inspectHeif('a HEIC')
