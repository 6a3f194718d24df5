import {
  accept,
  type FileType,
  isTga,
  noImage,
  raw,
  signatureBytes,
  typeBySignature,
  unsupported,
} from './file-signatures.ts'

/** Bytes at the front that are looked at: for the first part of a JPEG, all of them; else the first 4,096. */
export const frontBytes = 65_536
const textBytes = 4096

const heic = unsupported('heic', 'a HEIC photo', 'Phones can be set to save "most compatible" photos.')

// HEIC files may also call themselves mif1 or msf1 and name the codec only among the compatible brands.
const typeOfBoxes = (head: string, acceptHeic: boolean): FileType => {
  const said = head.charCodeAt(2) * 256 + head.charCodeAt(3)
  const length = Math.min(said, 256)
  const brands = head.slice(8, Math.max(length, 12)).match(/.{4}/gs) ?? []
  const has = (pattern: RegExp) => brands.some((brand) => pattern.test(brand))
  if (has(/^avi[fs]$/)) return accept('avif')
  if (has(/^(he[iv][cmsx]|mi[fa][12f]|msf1)$/)) return acceptHeic ? accept('heic') : heic
  if (has(/^(avc[is]|vvi[cs]|j2[ki][is]|jpeg|jpgs|unif|mif3)$/))
    return unsupported('heif', 'a HEIF picture of another coding')
  if (has(/^crx $/)) return raw
  return noImage('mp4', 'a video (MP4 or QuickTime)')
}

const typeOfText = (text: string): FileType => {
  const start = text.trimStart().toLowerCase()
  if (!start.startsWith('<')) return noImage('text', 'a text')
  if (/^<(!doctype )?html/.test(start)) return noImage('html', 'an HTML page')
  if (/<svg[\s/>]/.test(start)) return unsupported('svg', 'an SVG drawing')
  if (/<html[\s>]/.test(start)) return noImage('html', 'an HTML page')
  return noImage('xml', 'an XML document')
}

const isControl = (character: string): boolean => character < ' ' && !'\t\n\v\f\r\u001b'.includes(character)

const asText = (head: Uint8Array): string | undefined => {
  const wide =
    head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : ''
  try {
    // `stream` lets the last character be cut by the window.
    const text = new TextDecoder(wide || 'utf-8', { fatal: true }).decode(head, { stream: true })
    return wide || ![...text].some(isControl) ? text : undefined
  } catch {
    return undefined
  }
}

/** A part that a JPEG may start with, and its length: tables, a frame, a comment, or what an application has put there. */
const jpegPart = /\xff[\xc0-\xc7\xc9-\xcf\xda-\xdd\xe0-\xef\xfe]\0|\xff[\xe0-\xef\xfe]/

/**
 * Whether it starts as a JPEG does. Browsers and libjpeg pass over bytes between the start and the first part, so they may
 * be anything; then only what looks like a part tells a JPEG from other things.
 */
const isJpeg = (front: Buffer): boolean =>
  front[0] === 0xff && front[1] === 0xd8 && (front[2] === 0xff || jpegPart.test(front.toString('latin1', 2)))

const typeOf = (front: Buffer, acceptTiff: boolean, acceptHeic: boolean): FileType => {
  const hex = front.toString('hex', 0, signatureBytes)
  if (acceptTiff && /^(49492a00|4d4d002a)/.test(hex)) return accept('tiff')
  if (isJpeg(front)) return accept('jpeg')
  const known = typeBySignature(hex)
  if (known) return known
  const start = front.subarray(0, textBytes)
  const head = start.toString('latin1')
  if (head.slice(4, 8) === 'ftyp') return typeOfBoxes(head, acceptHeic)
  if (head.slice(257, 262) === 'ustar') return noImage('tar', 'a tar archive')
  if (head.slice(40, 44) === ' EMF') return unsupported('emf', 'a Windows metafile (EMF)')
  const text = asText(start)
  if (text !== undefined) return typeOfText(text)
  if (isTga(start)) return unsupported('tga', 'a TGA picture')
  return noImage('unknown', `something unknown that starts with the bytes ${hex.slice(0, 8)}`)
}

/**
 * Tells what a file is from its front: one of the accepted types, or what it is refused as.
 * @param acceptTiff whether TIFFs are wanted; big ones (over 4 GB) never are
 * @param acceptHeic whether HEICs are wanted
 */
export const fileType = (bytes: Uint8Array, acceptTiff = false, acceptHeic = true): FileType => {
  const { buffer, byteOffset, length } = bytes
  const front = Buffer.from(buffer, byteOffset, Math.min(length, frontBytes))
  const { refusal, ...known } = typeOf(front, acceptTiff, acceptHeic)
  if (!refusal) return known
  const names = ['JPEG', 'PNG', 'WebP', 'GIF', 'AVIF', ...(acceptHeic ? ['HEIC'] : []), ...(acceptTiff ? ['TIFF'] : [])]
  const taken = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  return { ...known, refusal: { ...refusal, reason: `${refusal.reason} Thumbnails are made of ${taken}.` } }
}
