import type { Refusal } from './refusal.ts'

export type AcceptedType = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic' | 'tiff'

/** What a file is by its first bytes, whatever its name or Content-Type says. One of `accepted` and `refusal` is there. */
export interface FileType {
  readonly type: string
  readonly accepted?: AcceptedType
  readonly refusal?: Refusal
}

export const accept = (type: AcceptedType): FileType => ({ type, accepted: type })

export const unsupported = (type: string, what: string, advice = ''): FileType => ({
  type,
  refusal: { cause: 'unsupported-type', reason: `It is ${what}.${advice && ` ${advice}`}` },
})

export const noImage = (type: string, what: string): FileType => ({
  type,
  refusal: { cause: 'not-an-image', reason: `It is ${what}, not an image.` },
})

export const raw = unsupported('raw', "a camera's raw file")
const bmp = unsupported('bmp', 'a BMP picture')
const film = (type: string, name: string): FileType => noImage(type, `a video (${name})`)
const sound = (type: string, name: string): FileType => noImage(type, `a sound (${name})`)

/** Bytes in front that a signature is compared with. */
export const signatureBytes = 24

/**
 * First bytes in hex; `..` is any byte. The first that fits decides. Most are those of
 * https://www.nationalarchives.gov.uk/PRONOM/ and of the formats' own specifications.
 */
const signatures: readonly (readonly [string, FileType])[] = [
  ['89504e470d0a1a0a........43674249', unsupported('png', 'a PNG packed for apps on iPhones (CgBI)')],
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
  ['004d524d', raw],
  ['464f566200', raw],
  ['46554a4946494c4d4343442d524157', raw],
  ['4949bc(00|01)', unsupported('jxr', 'a JPEG XR picture')],
  ['762f3101', unsupported('exr', 'an OpenEXR picture')],
  ['233f(52414449414e4345|52474245)', unsupported('hdr', 'a Radiance HDR picture')],
  // White space and a number or a comment follow, else it may be a text.
  ['503[1-6](09|0a|0d|20)(3.|23)', unsupported('pnm', 'a portable bitmap, greymap or pixmap (PNM)')],
  ['50370a(5749|23)', unsupported('pnm', 'a portable arbitrary map (PAM)')],
  ['50(46|66)0a(2|3)', unsupported('pfm', 'a portable float map (PFM)')],
  ['444453207c000000', unsupported('dds', 'a texture (DDS)')],
  ['ab4b5458203[12]', unsupported('ktx', 'a texture (KTX)')],
  ['424d........00000000', bmp],
  // With something in its reserved bytes: the length of the second header, 12 to 124, follows. OS/2 has icons and pointers so.
  ['(424d|4349|4350|4943|5054).{24}(0[c-f]|[1-7].)000000', bmp],
  ['4241....0000.{16}(424d|4349|4350|4943|5054)', bmp],
  ['38425053', unsupported('psd', 'a Photoshop document')],
  ['67696d702078636620(66696c6500|763)', unsupported('xcf', 'a GIMP document')],
  ['5061696e742053686f702050726f20496d616765', unsupported('psp', 'a Paint Shop Pro document')],
  ['00000100', unsupported('ico', 'an icon (ICO)')],
  ['00000200(0[1-9a-f]|[1-9a-f].)00', unsupported('cur', 'a mouse pointer (CUR)')],
  ['52494646........41434f4e', unsupported('ani', 'an animated mouse pointer (ANI)')],
  ['69636e7300', unsupported('icns', 'an icon of macOS (ICNS)')],
  ['716f696600', unsupported('qoi', 'a QOI picture')],
  ['6661726266656c6400', unsupported('farbfeld', 'a farbfeld picture')],
  ['464c4946(3|4)', unsupported('flif', 'a FLIF picture')],
  ['425047fb', unsupported('bpg', 'a BPG picture')],
  ['8a4d4e470d0a1a0a', unsupported('mng', 'an MNG animation')],
  ['8b4a4e470d0a1a0a', unsupported('jng', 'a JNG picture')],
  ['0a0[0-5]01(01|02|04|08)', unsupported('pcx', 'a PCX picture')],
  ['01da0[01](01|02)000[1-3]', unsupported('sgi', 'a Silicon Graphics picture (SGI)')],
  ['59a66a95', unsupported('ras', 'a Sun raster picture')],
  ['53494d504c4520203d', unsupported('fits', 'a FITS picture')],
  ['(5344505800|5850445300|802a5fd7)', unsupported('dpx', 'a frame of a film (DPX or Cineon)')],
  ['464f524d........(494c424d|50424d20)', unsupported('ilbm', 'an Amiga picture (ILBM)')],
  ['41542654464f524d', unsupported('djvu', 'a DjVu document')],
  ['974a42320d0a1a0a', unsupported('jbig2', 'a JBIG2 picture')],
  ['2f2a2058504d202a2f', unsupported('xpm', 'an XPM icon')],
  ['(d7cdc69a|0[12]000900000[13])', unsupported('wmf', 'a Windows metafile (WMF)')],
  ['ff0a', unsupported('jxl', 'a JPEG XL picture')],
  ['0000000c4a584c20', unsupported('jxl', 'a JPEG XL picture')],
  ['0000000c6a502020', unsupported('jp2', 'a JPEG 2000 picture')],
  ['ff4fff51', unsupported('jp2', 'a JPEG 2000 picture')],
  ['c5d0d3c6', unsupported('eps', 'a drawing (EPS with a preview)')],
  ['25215053', noImage('postscript', 'a PostScript document')],
  ['255044462d', noImage('pdf', 'a PDF document')],
  ['504b0304', noImage('zip', 'a ZIP archive or an office document')],
  ['504b0506', noImage('zip', 'an empty ZIP archive')],
  ['1f8b', noImage('gzip', 'a gzip archive')],
  ['425a683[1-9]314159265359', noImage('bzip2', 'a bzip2 archive')],
  ['fd377a585a00', noImage('xz', 'an xz archive')],
  ['28b52ffd', noImage('zstd', 'a Zstandard archive')],
  ['526172211a07', noImage('rar', 'a RAR archive')],
  ['377abcaf271c', noImage('7z', 'a 7-Zip archive')],
  ['d0cf11e0a1b11ae1', noImage('ole', 'an old office document')],
  ['53514c69746520666f726d617420', noImage('sqlite', 'a SQLite database')],
  ['1a45dfa3', film('matroska', 'Matroska or WebM')],
  ['52494646........41564920', film('avi', 'AVI')],
  ['000001b[3a]', film('mpeg', 'MPEG')],
  ['3026b2758e66cf11', film('asf', 'Windows Media')],
  ['464c5601', film('flv', 'Flash')],
  ['4f67675300', noImage('ogg', 'a video or a sound (Ogg)')],
  ['52494646........57415645', sound('wav', 'WAV')],
  ['4944330[2-4]00', sound('mp3', 'MP3')],
  ['664c6143', sound('flac', 'FLAC')],
  ['4d5a90', noImage('executable', 'a program for Windows')],
  ['7f454c46', noImage('executable', 'a program')],
]

const byPattern = signatures.map(([pattern, type]) => [new RegExp(`^${pattern}`), type] as const)

/** What the first bytes say by themselves; undefined where none of the signatures fits. @param hex of `signatureBytes` */
export const typeBySignature = (hex: string): FileType | undefined =>
  byPattern.find(([pattern]) => pattern.test(hex))?.[1]

/** Bits of a pixel by the kind of TGA: with a palette, in colour, grey; 8 more for those that are packed. */
const tgaDepths: Readonly<Record<number, readonly number[]>> = { 1: [8, 15, 16], 2: [15, 16, 24, 32], 3: [8, 16] }

/**
 * Whether a file starts as a TGA does, which has no signature: all of its header has to make sense.
 * https://www.dca.fee.unicamp.br/~martino/disciplinas/ia978/tgaffs.pdf
 */
export const isTga = (front: Buffer): boolean => {
  if (front.length < 18) return false
  const [hasPalette, kind, paletteBits] = [front.readUInt8(1), front.readUInt8(2), front.readUInt8(7)]
  const [depth, descriptor] = [front.readUInt8(16), front.readUInt8(17)]
  const palette = hasPalette === 1 ? [15, 16, 24, 32].includes(paletteBits) : front.readUIntBE(3, 5) === 0
  return (
    hasPalette <= 1 &&
    (hasPalette === 1 || (kind & 7) !== 1) &&
    (kind & ~11) === 0 &&
    (tgaDepths[kind & 7]?.includes(depth) ?? false) &&
    palette &&
    front.readUInt16LE(12) > 0 &&
    front.readUInt16LE(14) > 0 &&
    (descriptor & 0xc0) === 0
  )
}
