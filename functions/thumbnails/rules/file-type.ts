import type { Refusal } from './refusal.ts'

export type AcceptedType = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff'

/** What a file is by its first bytes, whatever its name or Content-Type says. One of `accepted` and `refusal` is there. */
export interface FileType {
  readonly type: string
  readonly accepted?: AcceptedType
  readonly refusal?: Refusal
}

/** Bytes at the front that are looked at. */
export const frontBytes = 4096

const accept = (type: AcceptedType): FileType => ({ type, accepted: type })

const unsupported = (type: string, what: string, advice = ''): FileType => ({
  type,
  refusal: { cause: 'unsupported-type', reason: `It is ${what}.${advice && ` ${advice}`}` },
})

const noImage = (type: string, what: string): FileType => ({
  type,
  refusal: { cause: 'not-an-image', reason: `It is ${what}, not an image.` },
})

const raw = unsupported('raw', "a camera's raw file")

/** First bytes in hex; `..` is any byte. The first that fits tells. */
const signatures: readonly (readonly [string, FileType])[] = [
  ['ffd8ff', accept('jpeg')],
  ['89504e470d0a1a0a', accept('png')],
  ['52494646........57454250', accept('webp')],
  ['474946383761', accept('gif')],
  ['474946383961', accept('gif')],
  ['49492a00', unsupported('tiff', "a TIFF or a camera's raw file")],
  ['49492b00', unsupported('tiff', 'a big TIFF')],
  ['4d4d002a', unsupported('tiff', "a TIFF or a camera's raw file")],
  ['4d4d002b', unsupported('tiff', 'a big TIFF')],
  ['49495500', raw],
  ['4949(524f|5253)', raw],
  ['4d4d4f52', raw],
  ['46554a4946494c4d4343442d524157', raw],
  ['762f3101', unsupported('exr', 'an OpenEXR picture')],
  ['233f(52414449414e4345|52474245)', unsupported('hdr', 'a Radiance HDR picture')],
  // White space and a number or a comment follow, else it may be a text.
  ['503[456](09|0a|0d|20)(3.|23)', unsupported('pnm', 'a portable bitmap, greymap or pixmap (PNM)')],
  ['444453207c000000', unsupported('dds', 'a texture (DDS)')],
  ['424d........00000000', unsupported('bmp', 'a BMP picture')],
  ['38425053', unsupported('psd', 'a Photoshop document')],
  ['00000100', unsupported('ico', 'an icon (ICO)')],
  ['ff0a', unsupported('jxl', 'a JPEG XL picture')],
  ['0000000c4a584c20', unsupported('jxl', 'a JPEG XL picture')],
  ['0000000c6a502020', unsupported('jp2', 'a JPEG 2000 picture')],
  ['ff4fff51', unsupported('jp2', 'a JPEG 2000 picture')],
  ['255044462d', noImage('pdf', 'a PDF document')],
  ['25215053', noImage('postscript', 'a PostScript document')],
  ['504b0304', noImage('zip', 'a ZIP archive or an office document')],
  ['504b0506', noImage('zip', 'an empty ZIP archive')],
  ['1f8b', noImage('gzip', 'a gzip archive')],
  ['526172211a07', noImage('rar', 'a RAR archive')],
  ['377abcaf271c', noImage('7z', 'a 7-Zip archive')],
  ['1a45dfa3', noImage('matroska', 'a video (Matroska or WebM)')],
  ['52494646........41564920', noImage('avi', 'a video (AVI)')],
  ['4d5a90', noImage('executable', 'a program for Windows')],
  ['7f454c46', noImage('executable', 'a program')],
]

const byPattern = signatures.map(([pattern, type]) => [new RegExp(`^${pattern}`), type] as const)

// HEIC files may also call themselves mif1 or msf1 and name the codec only among the compatible brands.
const typeOfBoxes = (head: string): FileType => {
  const length = Math.min(head.charCodeAt(2) * 256 + head.charCodeAt(3), 256)
  const brands = head.slice(8, Math.max(length, 12)).match(/.{4}/gs) ?? []
  const has = (pattern: RegExp) => brands.some((brand) => pattern.test(brand))
  if (has(/^avi[fs]$/)) return accept('avif')
  if (has(/^(he[iv][cmsx]|mif1|msf1|miaf)$/))
    return unsupported('heic', 'a HEIC photo', 'Phones can be set to save "most compatible" photos.')
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

const typeOf = (front: Uint8Array, acceptTiff: boolean): FileType => {
  const hex = Buffer.from(front.subarray(0, 16)).toString('hex')
  if (acceptTiff && /^(49492a00|4d4d002a)/.test(hex)) return accept('tiff')
  const known = byPattern.find(([pattern]) => pattern.test(hex))
  if (known) return known[1]
  const head = Buffer.from(front).toString('latin1')
  if (head.slice(4, 8) === 'ftyp') return typeOfBoxes(head)
  const text = asText(front)
  if (text !== undefined) return typeOfText(text)
  return noImage('unknown', `something unknown that starts with the bytes ${hex.slice(0, 8)}`)
}

/**
 * Tells what a file is from its front: one of the accepted types, or what it is refused as.
 * @param acceptTiff whether TIFFs are wanted; big ones (over 4 GB) never are
 */
export const fileType = (bytes: Uint8Array, acceptTiff = false): FileType => {
  const { refusal, ...known } = typeOf(bytes.subarray(0, frontBytes), acceptTiff)
  if (!refusal) return known
  const taken = acceptTiff ? 'JPEG, PNG, WebP, GIF, AVIF and TIFF' : 'JPEG, PNG, WebP, GIF and AVIF'
  return { ...known, refusal: { ...refusal, reason: `${refusal.reason} Thumbnails are made of ${taken}.` } }
}
