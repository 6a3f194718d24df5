import type { Metadata, Sharp } from 'sharp'
import { cut } from '../../../shared/text.ts'

/** Who made a picture and whose it is. */
export interface Rights {
  readonly Artist?: string
  readonly Copyright?: string
}

/** Tags of EXIF's first directory, by number. CIPA DC-008, 4.6.4. */
const tags: Readonly<Record<number, keyof Rights>> = { 315: 'Artist', 33432: 'Copyright' }

const ascii = 2

/** Longest text that is carried on, in bytes. */
const longest = 500

const clean = (text: string): string => text.replace(/\0.*$/s, '').trim()

/** Artist and copyright of an EXIF block; whatever lies outside of it is taken for not there. */
const fromExif = (block: Buffer): Rights => {
  const exif = block.subarray(block.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0)
  if (exif.length < 8) return {}
  const little = exif.toString('latin1', 0, 2) === 'II'
  const word = (at: number): number =>
    at + 2 > exif.length ? 0 : little ? exif.readUInt16LE(at) : exif.readUInt16BE(at)
  const long = (at: number): number =>
    at + 4 > exif.length ? 0 : little ? exif.readUInt32LE(at) : exif.readUInt32BE(at)
  const start = long(4)
  const found: { -readonly [Tag in keyof Rights]: Rights[Tag] } = {}
  for (let entry = 0; entry < Math.min(word(start), 200); entry += 1) {
    const at = start + 2 + entry * 12
    const name = tags[word(at)]
    if (!name || word(at + 2) !== ascii) continue
    const length = long(at + 4)
    const from = length <= 4 ? at + 8 : long(at + 8)
    const text = clean(exif.toString('utf8', from, from + Math.min(length, longest)))
    if (text) found[name] = text
  }
  return found
}

/** By-line and copyright notice of IPTC's application record: 1C, 2, number, length. IIM 4.2. */
const fromIptc = (iptc: Buffer): Rights => {
  const find = (number: number): string => {
    const at = iptc.indexOf(Uint8Array.of(0x1c, 2, number))
    return at < 0 || at + 5 > iptc.length
      ? ''
      : clean(iptc.toString('utf8', at + 5, at + 5 + Math.min(iptc.readUInt16BE(at + 3), longest)))
  }
  const [artist, copyright] = [find(80), find(116)]
  return { ...(artist && { Artist: artist }), ...(copyright && { Copyright: copyright }) }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#38': '&',
  '#60': '<',
  '#62': '>',
}

/** The default text of creator and rights in an XMP packet. ISO 16684-1. */
const fromXmp = (xmp: string): Rights => {
  const find = (property: string): string => {
    const [, inside = ''] = new RegExp(`<dc:${property}>([^]{0,2000}?)</dc:${property}>`).exec(xmp) ?? []
    const [, text = ''] = /<rdf:li[^>]*>([^<]*)</.exec(inside) ?? []
    return cut(clean(text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole)), longest)
  }
  const [artist, copyright] = [find('creator'), find('rights')]
  return { ...(artist && { Artist: artist }), ...(copyright && { Copyright: copyright }) }
}

/** Reads who made a picture and whose it is: from EXIF, else IPTC, else XMP. */
export const rightsOf = ({
  exif,
  iptc,
  xmpAsString,
}: Pick<Metadata, 'exif' | 'iptc' | 'xmpAsString'>): Rights | undefined => {
  const found = {
    ...(xmpAsString ? fromXmp(xmpAsString) : {}),
    ...(iptc ? fromIptc(iptc) : {}),
    ...(exif ? fromExif(exif) : {}),
  }
  return Object.keys(found).length > 0 ? found : undefined
}

const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)

const listed = (property: string, list: string, text: string | undefined): string =>
  text
    ? `<dc:${property}><rdf:${list}><rdf:li xml:lang="x-default">${escaped(text)}</rdf:li></rdf:${list}></dc:${property}>`
    : ''

/** Writes them into a picture, and nothing else: as EXIF, which is ASCII, and as XMP, which takes any name. */
export const tag = (image: Sharp, rights: Rights): Sharp =>
  image
    .withExif({ IFD0: { ...rights } })
    .withXmp(
      `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/">${listed('creator', 'Seq', rights.Artist)}${listed('rights', 'Alt', rights.Copyright)}</rdf:Description></rdf:RDF></x:xmpmeta>`,
    )
