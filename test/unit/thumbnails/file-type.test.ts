import { fileType } from '../../../functions/thumbnails/rules/file-type.ts'

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const ftyp = (...brands: string[]) =>
  ascii(`\0\0\0${String.fromCharCode(16 + 4 * (brands.length - 1))}ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`)

/** The header of a TGA of 64 × 48 pixels; a palette has 16 colours of 24 bits. */
const tga = (palette: 0 | 1, kind: number, depth: number, descriptor = 0x20): Buffer =>
  Buffer.from([0, palette, kind, 0, 0, 16 * palette, 0, 24 * palette, 0, 0, 0, 0, 64, 0, 48, 0, depth, descriptor])

/** The two headers of a BMP, with something in the reserved bytes of the first. */
const bmp = (name: string, header: number, reserved: string): Buffer =>
  Buffer.concat([
    ascii(`${name}\x10\x20\0\0${reserved}\x36\0\0\0`),
    Buffer.from([header, 0, 0, 0]),
    Buffer.alloc(20, 9),
  ])

test.each([
  ['jpeg', ascii('\xff\xd8\xff\xe0')],
  ['jpeg', ascii('\xff\xd8\0\0\0\xff\xe0\0\x10JFIF')],
  ['jpeg', ascii('\xff\xd8 made by hand \xff\xff\xdb\0\x43')],
  ['jpeg', Buffer.concat([ascii('\xff\xd8'), Buffer.alloc(60_000, 0x20), ascii('\xff\xdb\0\x43')])],
  ['png', ascii('\x89PNG\r\n\x1a\n')],
  ['webp', ascii('RIFF\x10\0\0\0WEBPVP8 ')],
  ['gif', ascii('GIF87a')],
  ['gif', ascii('GIF89a')],
  ['avif', ftyp('avif', 'mif1', 'miaf')],
  ['avif', ftyp('avis')],
  ['avif', ftyp('mif1', 'avif', 'miaf')],
])('%s is accepted', (type, bytes) => expect(fileType(bytes)).toEqual({ type, accepted: type }))

test.each([
  [false, undefined, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF, AVIF and HEIC.'],
  [true, true, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF, AVIF, HEIC and TIFF.'],
  [true, false, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF, AVIF and TIFF.'],
  [false, false, 'It is an SVG drawing. Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.'],
])('a refusal says what is taken, with TIFF: %s, with HEIC: %s', (acceptTiff, acceptHeic, reason) =>
  expect(fileType(ascii('<svg/>'), acceptTiff, acceptHeic).refusal?.reason).toBe(reason),
)

const heicBrands = [
  ...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'mif2', 'msf1', 'miaf'].map((brand) => [
    brand,
  ]),
  ['mif1', 'heic'],
  ['heic', 'mif1', 'MiHB', 'MiHE', 'MiPr', 'miaf', 'tmap'],
]

test.each(heicBrands)('%s is a HEIC, which is refused where none is wanted', (...brands) => {
  expect(fileType(ftyp(...brands))).toEqual({ type: 'heic', accepted: 'heic' })
  expect(fileType(ftyp(...brands), false, false)).toEqual({
    type: 'heic',
    refusal: {
      cause: 'unsupported-type',
      reason:
        'It is a HEIC photo. Phones can be set to save "most compatible" photos. Thumbnails are made of JPEG, PNG, WebP, GIF and AVIF.',
    },
  })
})

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
  ['heif', 'unsupported-type', /HEIF/, ftyp('avci')],
  ['heif', 'unsupported-type', /HEIF/, ftyp('vvic')],
  ['heif', 'unsupported-type', /HEIF/, ftyp('jpeg')],
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
  ['qoi', 'unsupported-type', /QOI/, ascii('qoif\0\0\0\x40\0\0\0\x40\x03\0')],
  ['tga', 'unsupported-type', /TGA/, tga(0, 2, 24)],
  ['tga', 'unsupported-type', /TGA/, tga(0, 10, 32, 0x28)],
  ['tga', 'unsupported-type', /TGA/, tga(0, 3, 8)],
  ['tga', 'unsupported-type', /TGA/, tga(1, 1, 8)],
  ['tga', 'unsupported-type', /TGA/, tga(1, 9, 8)],
  ['tga', 'unsupported-type', /TGA/, Buffer.concat([ascii('\x05'), tga(0, 11, 8).subarray(1), ascii('a name')])],
  ['icns', 'unsupported-type', /ICNS/, ascii('icns\0\0\x10\0TOC \0\0\0\x10')],
  ['jxr', 'unsupported-type', /JPEG XR/, ascii('II\xbc\x01\x20\0\0\0')],
  ['jxr', 'unsupported-type', /JPEG XR/, ascii('II\xbc\0\x20\0\0\0')],
  ['eps', 'unsupported-type', /EPS/, ascii('\xc5\xd0\xd3\xc6\x20\0\0\0')],
  ['bmp', 'unsupported-type', /BMP/, bmp('BM', 40, 'made')],
  ['bmp', 'unsupported-type', /BMP/, bmp('BM', 12, '\x01\x02\x03\x04')],
  ['bmp', 'unsupported-type', /BMP/, bmp('BM', 124, 'made')],
  ['bmp', 'unsupported-type', /BMP/, bmp('BM', 64, '\0\0\0\0')],
  ['bmp', 'unsupported-type', /BMP/, bmp('CP', 12, '\x05\0\x05\0')],
  ['bmp', 'unsupported-type', /BMP/, bmp('IC', 12, '\x05\0\x05\0')],
  ['bmp', 'unsupported-type', /BMP/, Buffer.concat([ascii('BA\x28\0\0\0\0\0\0\0\0\0\0\0'), bmp('BM', 12, 'made')])],
  ['ico', 'unsupported-type', /ICO/, ascii('\0\0\x01\0\x01\0\x20\x20\0\0\x01\0\x20\0\0\0\0\0')],
  ['cur', 'unsupported-type', /CUR/, ascii('\0\0\x02\0\x01\0\x20\x20\0\0\x01\0\x01\0\x18\0\x18\0')],
  ['png', 'unsupported-type', /CgBI/, ascii('\x89PNG\r\n\x1a\n\0\0\0\x04CgBI\x50\0\x20\x02')],
  ['pcx', 'unsupported-type', /PCX/, ascii('\x0a\x05\x01\x08\0\0\0\0')],
  ['xcf', 'unsupported-type', /GIMP/, ascii('gimp xcf v011\0')],
  ['wmf', 'unsupported-type', /WMF/, ascii('\xd7\xcd\xc6\x9a\0\0')],
  [
    'emf',
    'unsupported-type',
    /EMF/,
    Buffer.concat([ascii('\x01\0\0\0\x6c\0\0\0'), Buffer.alloc(32), ascii(' EMF\0\0\x01\0')]),
  ],
  ['text', 'not-an-image', /a text/, ascii('BAD NEWS, and BM too, from CI')],
  ['text', 'not-an-image', /a text/, ascii('qoif is a name')],
  ['text', 'not-an-image', /a text/, ascii('ID3 and icns are names')],
  ['tar', 'not-an-image', /tar/, Buffer.concat([ascii('a.jpg'), Buffer.alloc(252), ascii('ustar\x0000')])],
  ['wav', 'not-an-image', /sound/, ascii('RIFF\x10\0\0\0WAVEfmt ')],
  ['unknown', 'not-an-image', /unknown/, tga(0, 2, 23)],
  ['unknown', 'not-an-image', /unknown/, tga(0, 4, 24)],
  ['unknown', 'not-an-image', /unknown/, tga(0, 9, 8)],
  ['unknown', 'not-an-image', /unknown/, tga(0, 2, 24).fill(0, 12, 14)],
  ['unknown', 'not-an-image', /unknown/, tga(0, 2, 24).subarray(0, 17)],
  ['unknown', 'not-an-image', /unknown/, Buffer.concat([ascii('\xff\xd8'), Buffer.alloc(3000, 7)])],
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

// The kinds and depths of the specification: with a palette, in colour, grey; each packed too.
test.each<[0 | 1, number, number[]]>([
  [1, 1, [8, 15, 16]],
  [1, 9, [8, 15, 16]],
  [0, 2, [15, 16, 24, 32]],
  [0, 10, [15, 16, 24, 32]],
  [0, 3, [8, 16]],
  [0, 11, [8, 16]],
])('a TGA with the palette %d of the kind %d has pixels of %j bits', (palette, kind, depths) => {
  const found = Array.from({ length: 40 }, (_, depth) => depth).filter(
    (depth) => fileType(tga(palette, kind, depth)).type === 'tga',
  )
  expect(found).toEqual(depths)
})

test('a palette of a TGA has colours of 15, 16, 24 or 32 bits, and without one nothing is said of it', () => {
  const withBits = (palette: 0 | 1, bits: number) => {
    const head = tga(palette, palette === 1 ? 1 : 2, palette === 1 ? 8 : 24)
    head[7] = bits
    return fileType(head).type
  }
  const taken = (palette: 0 | 1) =>
    Array.from({ length: 40 }, (_, bits) => bits).filter((bits) => withBits(palette, bits) === 'tga')
  expect(taken(1)).toEqual([15, 16, 24, 32])
  expect(taken(0)).toEqual([0])
})

test('where a TGA lies on its screen says nothing, and one without pixels is none', () => {
  expect(fileType(tga(0, 2, 24).fill(5, 8, 12)).type).toBe('tga')
  expect(fileType(tga(0, 0, 24)).type).not.toBe('tga')
})

test('only what stands in the first box of a film or photo is a brand', () =>
  expect(fileType(Buffer.concat([ftyp('isom', 'mp42'), ascii('heic')])).type).toBe('mp4'))

test.each(['\xffA\xffA', 'A\xfeA\xfe', '\xfeA\xfeA', 'A\xffA\xff'])(
  'half of a byte order mark makes no text: %j',
  (text) => expect(fileType(ascii(text)).type).toBe('unknown'),
)

test('a character that the window cuts in two does not make a text unknown', () =>
  expect(fileType(Buffer.from(`a${'사'.repeat(3000)}`)).type).toBe('text'))

test('what stands behind the first 4,096 bytes of a text says nothing', () => {
  expect(fileType(ascii(`${'a'.repeat(4096)}\0`)).type).toBe('text')
  expect(fileType(ascii(`${'a'.repeat(4095)}\0`)).type).toBe('unknown')
})

test('what is unknown is named by its first four bytes', () =>
  expect(fileType(Uint8Array.from([0, 1, 2, 3, 4])).refusal?.reason).toMatch(
    /^It is something unknown that starts with the bytes 00010203, not an image\./,
  ))

test.each(['II*\0', 'MM\0*'])('a TIFF is accepted where it is wanted, and a big one never', (start) => {
  expect(fileType(ascii(start), true)).toEqual({ type: 'tiff', accepted: 'tiff' })
  expect(fileType(ascii(start.replace('*', '+')), true).refusal?.cause).toBe('unsupported-type')
})
