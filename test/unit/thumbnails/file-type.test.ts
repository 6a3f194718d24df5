import { fileType } from '../../../functions/thumbnails/rules/file-type.ts'

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const ftyp = (...brands: string[]) =>
  ascii(`\0\0\0${String.fromCharCode(16 + 4 * (brands.length - 1))}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`)

test.each([
  ['jpeg', ascii('\xff\xd8\xff\xe0')],
  ['png', ascii('\x89PNG\r\n\x1a\n')],
  ['webp', ascii('RIFF\x10\0\0\0WEBPVP8 ')],
  ['gif', ascii('GIF87a')],
  ['gif', ascii('GIF89a')],
  ['avif', ftyp('avif', 'mif1', 'miaf')],
  ['avif', ftyp('avis')],
  ['avif', ftyp('mif1', 'avif', 'miaf')],
])('%s is accepted', (type, bytes) => expect(fileType(bytes)).toEqual({ type, accepted: type }))

test.each([
  [false, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.'],
  [true, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF, AVIF and TIFF.'],
])('a refusal says what is taken, with TIFF: %s', (acceptTiff, reason) =>
  expect(fileType(ascii('<svg/>'), acceptTiff).refusal?.reason).toBe(reason),
)

test.each([
  ['svg', 'unsupported-type', /SVG/, ascii('<svg/>')],
  ['svg', 'unsupported-type', /SVG/, ascii('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  [
    'svg',
    'unsupported-type',
    /SVG/,
    ascii('\xef\xbb\xbf  <?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg><svg width="1"/>'),
  ],
  ['svg', 'unsupported-type', /SVG/, Buffer.from('\ufeff<svg >', 'utf16le')],
  ['heic', 'unsupported-type', /HEIC/, ftyp('heic', 'mif1')],
  ['heic', 'unsupported-type', /HEIC/, ftyp('mif1', 'heic')],
  ['heic', 'unsupported-type', /HEIC/, ftyp('heix')],
  ['tiff', 'unsupported-type', /TIFF/, ascii('II*\0\x08\0\0\0')],
  ['tiff', 'unsupported-type', /TIFF/, ascii('MM\0*\0\0\0\x08')],
  ['bmp', 'unsupported-type', /BMP/, ascii('BM\x10\0\0\0\0\0\0\0')],
  ['raw', 'unsupported-type', /raw file/, ftyp('crx ', 'isom')],
  ['raw', 'unsupported-type', /raw file/, ascii('IIU\0\x18\0\0\0')],
  ['raw', 'unsupported-type', /raw file/, ascii('IIRO\x08\0\0\0')],
  ['raw', 'unsupported-type', /raw file/, ascii('IIRS\x08\0\0\0')],
  ['raw', 'unsupported-type', /raw file/, ascii('FUJIFILMCCD-RAW 0201')],
  ['exr', 'unsupported-type', /OpenEXR/, ascii('v/1\x01\x02\0\0\0')],
  ['hdr', 'unsupported-type', /Radiance/, ascii('#?RADIANCE\nFORMAT=32-bit_rle_rgbe')],
  ['pnm', 'unsupported-type', /PNM/, ascii('P6\n64 64\n255\n')],
  ['pnm', 'unsupported-type', /PNM/, ascii('P5 # made by hand\n')],
  ['dds', 'unsupported-type', /DDS/, ascii('DDS \x7c\0\0\0')],
  ['text', 'not-an-image', /a text/, ascii('P5 is the fifth part')],
  ['text', 'not-an-image', /a text/, ascii('DDS is a bank')],
  ['jxl', 'unsupported-type', /JPEG XL/, ascii('\xff\x0a\0')],
  ['psd', 'unsupported-type', /Photoshop/, ascii('8BPS\0\x01')],
  ['pdf', 'not-an-image', /PDF/, ascii('%PDF-1.7')],
  ['zip', 'not-an-image', /ZIP/, ascii('PK\x03\x04')],
  ['mp4', 'not-an-image', /video/, ftyp('isom', 'mp42')],
  ['html', 'not-an-image', /HTML/, ascii('<!DOCTYPE html><html><svg>')],
  ['html', 'not-an-image', /HTML/, ascii('\n<html lang="ko">')],
  ['xml', 'not-an-image', /XML/, ascii('<?xml version="1.0"?><a/>')],
  ['text', 'not-an-image', /a text/, ascii('I am no photo\n')],
  ['text', 'not-an-image', /a text/, Buffer.from('사진이 아니다')],
  ['text', 'not-an-image', /a text/, ascii('BMW sells cars')],
  ['unknown', 'not-an-image', /bytes 00010203/, Uint8Array.from([0, 1, 2, 3, 4])],
])('%s is refused as %s', (type, cause, reason, bytes) => {
  expect(fileType(bytes)).toMatchObject({ type, refusal: { cause, reason: expect.stringMatching(reason) } })
})

test('a character that the window cuts in two does not make a text unknown', () =>
  expect(fileType(Buffer.from(`a${'사'.repeat(3000)}`)).type).toBe('text'))

test.each(['II*\0', 'MM\0*'])('a TIFF is accepted where it is wanted, and a big one never', (start) => {
  expect(fileType(ascii(start), true)).toEqual({ type: 'tiff', accepted: 'tiff' })
  expect(fileType(ascii(start.replace('*', '+')), true).refusal?.cause).toBe('unsupported-type')
})
