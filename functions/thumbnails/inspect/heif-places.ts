import { numberAt } from './boxes.ts'

/** A piece of an item's data: where it begins and ends in the file, or in the box `idat`, which is at hand. */
export interface Place {
  readonly from: number
  readonly to: number
  readonly inside: 'file' | 'idat' | 'other'
  /** Whether it lies in what it is said to lie in, as far as that is known. */
  readonly fits: boolean
}

/** Pieces of one item that are read; libheif takes no more. */
const maxPieces = 32

/** Items whose places are read; a file of more parts than a thousand is refused. */
const maxListed = 2000

/**
 * Where items have their data, by the box `iloc` of any version. A list that is cut ends there. ISO 14496-12, 8.11.3.
 * @param idatBytes length of the box `idat`
 */
export const placesOf = (iloc: Buffer, idatBytes: number): Map<number, readonly Place[]> => {
  const places = new Map<number, readonly Place[]>()
  const version = numberAt(iloc, 0, 1)
  const idBytes = version === 2 ? 4 : 2
  const [sizes, moreSizes] = [numberAt(iloc, 4, 1), numberAt(iloc, 5, 1)]
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 4, sizes & 15, moreSizes >> 4]
  const indexBytes = version > 0 ? moreSizes & 15 : 0
  if ([offsetBytes, lengthBytes, baseBytes, indexBytes].some((bytes) => ![0, 4, 8].includes(bytes))) return places
  let at = 6
  let left = Math.min(numberAt(iloc, at, idBytes), maxListed)
  at += idBytes
  for (; left > 0 && at < iloc.length; left -= 1) {
    const id = numberAt(iloc, at, idBytes)
    at += idBytes
    const inside = version > 0 ? (['file', 'idat'] as const)[numberAt(iloc, at, 2) & 15] : 'file'
    at += (version > 0 ? 2 : 0) + 2
    const base = numberAt(iloc, at, baseBytes)
    at += baseBytes
    const count = numberAt(iloc, at, 2)
    at += 2
    const step = indexBytes + offsetBytes + lengthBytes
    places.set(
      id,
      Array.from({ length: Math.min(count, maxPieces) }, (_, piece): Place => {
        const entry = at + piece * step + indexBytes
        const from = base + numberAt(iloc, entry, offsetBytes)
        const to = from + numberAt(iloc, entry + offsetBytes, lengthBytes)
        return { from, to, inside: inside ?? 'other', fits: inside !== 'idat' || to <= idatBytes }
      }),
    )
    at += count * step
  }
  return places
}
