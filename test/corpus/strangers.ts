import { ascii, big, type CorpusItem, refused } from './item.ts'

const svg = (inside: string): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">${inside}</svg>`,
  )

/** Each level draws the one below ten times. */
const nested = svg(
  `<rect id="a0" width="1" height="1"/>${Array.from({ length: 9 }, (_, level) => `<g id="a${level + 1}">${`<use xlink:href="#a${level}"/>`.repeat(10)}</g>`).join('')}`,
)

const laughs = Buffer.from(
  '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><svg><text>&b;</text></svg>',
)

const ftyp = (...brands: readonly string[]): Buffer =>
  Buffer.concat([big(4, 16 + 4 * (brands.length - 1)), ascii(`ftyp${brands[0]}\0\0\0\0${brands.slice(1).join('')}`)])

/** What is no picture, or none of the types that are taken. @param photo a JPEG to hide in them */
export const strangers = (photo: Uint8Array): CorpusItem[] => [
  refused('zero bytes', new Uint8Array(), 'front', 'empty'),
  refused('one byte', ascii('\xff'), 'front', 'not-an-image'),
  refused('a megabyte of zeros', Buffer.alloc(1_000_000), 'front', 'not-an-image'),
  refused(
    'an SVG with references to other files',
    svg(
      '<image xlink:href="file:///etc/passwd" width="9" height="9"/><image xlink:href="http://169.254.169.254/latest/" width="9" height="9"/>',
    ),
    'front',
    'unsupported-type',
  ),
  refused('an SVG that draws a thousand million rectangles', nested, 'front', 'unsupported-type'),
  refused('an SVG that refers to itself', svg('<g id="a"><use xlink:href="#a"/></g>'), 'front', 'unsupported-type'),
  refused('an SVG with entities in entities', laughs, 'front', 'unsupported-type'),
  refused(
    'zeros that call themselves a HEIC',
    Buffer.concat([ftyp('heic', 'mif1'), Buffer.alloc(500)]),
    'front',
    'corrupt',
  ),
  refused('a HEIF of another coding', Buffer.concat([ftyp('vvic'), Buffer.alloc(500)]), 'front', 'unsupported-type'),
  refused('a PDF with a photo in it', Buffer.concat([ascii('%PDF-1.7\n'), photo]), 'front', 'not-an-image'),
  refused('an archive with a photo behind it', Buffer.concat([ascii('PK\x03\x04'), photo]), 'front', 'not-an-image'),
  refused('a page with a photo behind it', Buffer.concat([ascii('<html>'), photo]), 'front', 'not-an-image'),
  refused('a PostScript program', ascii('%!PS-Adobe-3.0\n(/etc/passwd) (r) file'), 'front', 'not-an-image'),
  refused(
    'a script for ImageMagick',
    ascii("push graphic-context\nimage over 0,0 0,0 'msl:/etc/passwd'\n"),
    'front',
    'not-an-image',
  ),
  refused('a film', Buffer.concat([ftyp('isom', 'mp42'), Buffer.alloc(500)]), 'front', 'not-an-image'),
  refused('a Photoshop document', Buffer.concat([ascii('8BPS\0\x01'), Buffer.alloc(100)]), 'front', 'unsupported-type'),
  refused('a QOI picture', ascii('qoif\0\0\0\x40\0\0\0\x40\x03\0'), 'front', 'unsupported-type'),
  refused(
    'a TGA picture',
    Buffer.concat([ascii('\0\0\x02'), Buffer.alloc(9), ascii('\x40\0\x40\0\x18\x20'), Buffer.alloc(500)]),
    'front',
    'unsupported-type',
  ),
  refused('an icon of macOS', ascii('icns\0\0\x10\0TOC \0\0\0\x10'), 'front', 'unsupported-type'),
  refused(
    'a JPEG XR picture',
    Buffer.concat([ascii('II\xbc\x01\x20\0\0\0'), Buffer.alloc(100)]),
    'front',
    'unsupported-type',
  ),
  refused(
    'an EPS with a preview',
    Buffer.concat([ascii('\xc5\xd0\xd3\xc6\x20\0\0\0'), Buffer.alloc(100)]),
    'front',
    'unsupported-type',
  ),
  refused(
    'a BMP with something in its reserved bytes',
    Buffer.concat([ascii('BM\0\x10\0\0made\x36\0\0\0\x28\0\0\0'), Buffer.alloc(100, 9)]),
    'front',
    'unsupported-type',
  ),
  refused('a JPEG XL picture', ascii('\xff\x0a\x00\x10'), 'front', 'unsupported-type'),
]
