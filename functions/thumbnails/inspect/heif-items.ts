import { type Box, boxesIn, boxOf, numberAt } from './boxes.ts'
import { type Place, placesOf } from './heif-places.ts'
import { hevcCodingOf } from './hevc.ts'

/** One picture, tile or other thing of an AVIF or a HEIC, with its properties. ISO 23008-12, 6 and 9.3. */
export interface Item {
  /** Such as `av01` and `hvc1`, or `grid` for one that is put together from tiles. */
  readonly type: string
  readonly width: number
  readonly height: number
  /** Whether only a part of it is shown. */
  readonly isCut: boolean
  /** As it is shown, cut and turned. */
  readonly shown: { readonly width: number; readonly height: number }
  /** Those of `width` × `height`, or of the coded data where these have more. */
  readonly pixels: number
  /** Bytes that a decoder takes for each pixel where it is a picture, and where it is a tile of one that is decoded whole. */
  readonly pixelBytes: number
  readonly tileBytes: number
  /** What it is to the picture that it belongs to: its alpha, its depths, what brightens it. */
  readonly role: string
}

export interface Items {
  readonly primary: number
  readonly items: ReadonlyMap<number, Item>
  /** Items that others are made of (`dimg`), in their order, or that belong to others (`auxl`): from → to. */
  readonly references: readonly { readonly type: string; readonly from: number; readonly to: readonly number[] }[]
  /** Where the data of each item stands. */
  readonly places: ReadonlyMap<number, readonly Place[]>
}

const typesOf = (iinf: Buffer): Map<number, string> => {
  const types = new Map<number, string>()
  for (const { type, data } of boxesIn(iinf, iinf[0] === 0 ? 6 : 8)) {
    if (type !== 'infe') continue
    const idBytes = data[0] === 3 ? 4 : 2
    types.set(numberAt(data, 4, idBytes), data.toString('latin1', 6 + idBytes, 10 + idBytes))
  }
  return types
}

const referencesOf = (iref: Buffer): Items['references'] => {
  const idBytes = iref[0] === 1 ? 4 : 2
  return boxesIn(iref, 4).map(({ type, data }) => {
    const count = Math.min(numberAt(data, idBytes, 2), Math.floor(data.length / idBytes))
    const to = Array.from({ length: count }, (_, index) => numberAt(data, (index + 1) * idBytes + 2, idBytes))
    return { type, from: numberAt(data, 0, idBytes), to }
  })
}

/** Adds which properties (counted from 1) each item has: a file may say it in several boxes. ISO 23008-12, 9.3.1. */
const addAssociations = (associations: Map<number, number[]>, ipma: Buffer): void => {
  const idBytes = ipma[0] === 0 ? 2 : 4
  const indexBytes = numberAt(ipma, 0, 4) & 1 ? 2 : 1
  const essential = indexBytes === 2 ? 0x7fff : 0x7f
  let at = 8
  for (let left = numberAt(ipma, 4, 4); left > 0 && at + idBytes < ipma.length; left -= 1) {
    const id = numberAt(ipma, at, idBytes)
    const count = numberAt(ipma, at + idBytes, 1)
    at += idBytes + 1
    const indexes = Array.from({ length: count }, (_, n) => numberAt(ipma, at + n * indexBytes, indexBytes) & essential)
    const known = associations.get(id)
    if (known) known.push(...indexes)
    else associations.set(id, indexes)
    at += count * indexBytes
  }
}

/**
 * Bytes for each pixel by the coding, measured with libheif 1.23 and libaom 3.15 inside sharp: 15.4 for 8 bits 4:2:0, 18.4
 * for 4:4:4, 25 for 10 and 12 bits. https://aomediacodec.github.io/av1-isobmff/#av1codecconfigurationbox-syntax
 */
const pixelBytesOf = (av1C: Buffer): number => {
  const flags = numberAt(av1C, 2, 1)
  if (flags & 0x40) return 25
  return (flags & 0x0c) === 0x0c ? 15.5 : 18.5
}

/** Bytes of a pixel's samples by the kind of chroma; of 10 and 12 bits they take twice as many. */
const sampleBytes = [1, 1.5, 2, 3] as const

/**
 * Bytes for each pixel of an HEVC picture, measured with libheif 1.23 as WebAssembly: what is decoded, what it is put together
 * in, and the pixels in RGB. Of 4:2:0, as every camera writes it, a tile is gone when the next one comes.
 */
const hevcBytesOf = (chroma: number, bits: number): Pick<Item, 'pixelBytes' | 'tileBytes'> => {
  const samples = (sampleBytes[chroma] ?? 3) * (bits > 8 ? 2 : 1)
  const pixelBytes = 3.9 + samples * 2
  return { pixelBytes, tileBytes: chroma === 1 ? 3.1 + samples * (bits > 8 ? 1.5 : 1) : pixelBytes }
}

const cut = (fraction: number, whole: number): number =>
  fraction > 0 && fraction < whole ? Math.round(fraction) : whole

/** What is left of a picture when it is cut, and how it lies when it is turned, in the order of its boxes. ISO 23008-12, 6.5. */
const shownOf = (own: readonly Box[], width: number, height: number): Item['shown'] => {
  let shown = { width, height }
  for (const { type, data } of own)
    if (type === 'clap') {
      const [wide, high] = [0, 8].map((at) => numberAt(data, at, 4) / numberAt(data, at + 4, 4)) as [number, number]
      shown = { width: cut(wide, shown.width), height: cut(high, shown.height) }
    } else if (type === 'irot' && numberAt(data, 0, 1) & 1) shown = { width: shown.height, height: shown.width }
  return shown
}

const itemOf = (type: string, own: readonly Box[]): Item => {
  const extent = boxOf(own, 'ispe')
  const [width, height] = [numberAt(extent, 4, 4), numberAt(extent, 8, 4)]
  const role = boxOf(own, 'auxC').toString('latin1', 4).replace(/\0.*$/s, '')
  const isCut = own.some((property) => property.type === 'clap')
  const shared = { type, width, height, isCut, shown: shownOf(own, width, height), role }
  if (type !== 'hvc1') {
    const pixelBytes = pixelBytesOf(boxOf(own, 'av1C'))
    return { ...shared, pixels: width * height, pixelBytes, tileBytes: pixelBytes }
  }
  const coding = hevcCodingOf(boxOf(own, 'hvcC'))
  return {
    ...shared,
    pixels: Math.max(width * height, coding.width * coding.height),
    ...hevcBytesOf(coding.chroma, coding.bits),
  }
}

/** The properties of each item, in their order. */
const propertiesOf = (boxes: readonly Box[]): ((id: number) => readonly Box[]) => {
  const properties = boxesIn(boxOf(boxes, 'iprp'))
  const all: readonly Box[] = boxesIn(boxOf(properties, 'ipco'))
  const associations = new Map<number, number[]>()
  for (const { type, data } of properties) if (type === 'ipma') addAssociations(associations, data)
  return (id) => (associations.get(id) ?? []).flatMap((index) => all[index - 1] ?? [])
}

const primaryId = (boxes: readonly Box[]): number => {
  const pitm = boxOf(boxes, 'pitm')
  return numberAt(pitm, 4, pitm[0] === 0 ? 2 : 4)
}

/** A picture by its properties, with those of what belongs to it, such as its alpha. */
export interface Primary {
  readonly type: string | undefined
  readonly boxes: readonly Box[]
  readonly auxiliaries: readonly (readonly Box[])[]
}

/** The picture that a `meta` box says is the one. */
export const primaryOf = (meta: Buffer): Primary => {
  const boxes = boxesIn(meta, 4)
  const id = primaryId(boxes)
  const own = propertiesOf(boxes)
  const belong = referencesOf(boxOf(boxes, 'iref')).filter(({ type, to }) => type === 'auxl' && to.includes(id))
  const auxiliaries = [...new Set(belong.map(({ from }) => from))].map(own)
  return { type: typesOf(boxOf(boxes, 'iinf')).get(id), boxes: own(id), auxiliaries }
}

/** Reads the `meta` box of an AVIF or a HEIC. What is not in it reads as zero. */
export const itemsOf = (meta: Buffer): Items => {
  const boxes = boxesIn(meta, 4)
  const own = propertiesOf(boxes)
  const items = new Map<number, Item>()
  for (const [id, type] of typesOf(boxOf(boxes, 'iinf'))) items.set(id, itemOf(type, own(id)))
  return {
    primary: primaryId(boxes),
    items,
    references: referencesOf(boxOf(boxes, 'iref')),
    places: placesOf(boxOf(boxes, 'iloc'), boxOf(boxes, 'idat').length),
  }
}
