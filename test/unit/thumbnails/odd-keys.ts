const accented = 'café/각.jpg'

/** Keys that S3 takes and that an address of a picture on request can have. */
export const oddKeys = [
  ' leading and trailing .jpg ',
  'a+b 사진.jpg',
  '100%/%2F/%zz.jpg',
  `composed ${accented.normalize('NFC')}`,
  `taken apart ${accented.normalize('NFD')}`,
  '📷/👩‍👩‍👧/🏳️‍🌈.heic',
  '~/~~/~a~.jpg',
  'a//b///c.jpg',
  '/leading.jpg',
  'trailing/',
  '...a/b...c/.hidden/a..b.jpg',
  "it's (1)!*'();:@&=+$,[]{}|^`<>.jpg",
  'q?x=1&y#z;v=2.jpg',
  'back\\slash\\..\\a.jpg',
  'w=1,h=2,exp=1,s=AAAA/a.jpg',
  'format=auto,/a.jpg',
  'line\nbreak\r\ttab\u007f\u0001.jpg',
  '\ufeffmark \u00a0\u200b\u202e.jpg',
  '\u{10ffff}\uffff.jpg',
  'k'.repeat(1024),
  '가'.repeat(341),
  '@corner-shop-photos/products/a.jpg',
] as const

/** Keys that S3 takes and that no address can have: browsers take such parts out, and a zero byte ends a text. */
export const unaskableKeys = ['../a.jpg', 'a/../b.jpg', './a.jpg', 'a/./b.jpg', 'a/..', '.', 'a\0b.jpg'] as const
