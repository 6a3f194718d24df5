import { emptyScan, eoi, frame, quantization, scanBomb, scanHeader, segment, soi } from '../../local/tour/scan-bomb.ts'
import { accepted, ascii, type CorpusItem, refused } from './item.ts'

/** A JPEG of another coding, whose scans are empty. */
const coded = (marker: number, width: number, height: number, scans: number): Buffer =>
  Buffer.concat([
    soi,
    quantization,
    frame(marker, width, height),
    ...new Array<Buffer>(scans).fill(scanHeader(1, 63)),
    eoi,
  ])

/** Puts something right behind the first two bytes. */
const withSegments = (jpeg: Uint8Array, ...segments: readonly Uint8Array[]): Buffer =>
  Buffer.concat([jpeg.subarray(0, 2), ...segments, jpeg.subarray(2)])

const megabytesOfSegments = (marker: number, count: number, fill: number): Buffer[] =>
  Array.from({ length: count }, () => segment(marker, Buffer.alloc(65_000, fill)))

/** A profile in the numbered pieces in which a JPEG has it; it starts as a real one does and has nonsense in it. */
const hugeProfile = (pieces: number): Buffer[] => {
  const header = Buffer.alloc(128)
  header.write('mntrRGB XYZ ', 12, 'latin1')
  header.write('acsp', 36, 'latin1')
  header.writeUInt32BE(pieces * 65_000, 0)
  return Array.from({ length: pieces }, (_, index) => {
    const content = Buffer.alloc(65_000, 7)
    if (index === 0) header.copy(content)
    return segment(0xe2, ascii('ICC_PROFILE\0'), Buffer.from([index + 1, pieces]), content)
  })
}

const part = (jpeg: Uint8Array, share: number): Uint8Array => jpeg.subarray(0, Math.floor(jpeg.length * share))

/** The same picture, which says that its samples have 12 bits. */
const deep = (jpeg: Uint8Array): Buffer => {
  const bytes = Buffer.from(jpeg)
  bytes[bytes.indexOf(Buffer.from([0xff, 0xc0])) + 4] = 12
  return bytes
}

/** The same picture, which says that it is twice as high. */
const taller = (jpeg: Uint8Array): Buffer => {
  const bytes = Buffer.from(jpeg)
  const height = bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5
  bytes.writeUInt16BE(bytes.readUInt16BE(height) * 2, height)
  return bytes
}

/** @param photo an honest JPEG @param progressive an honest progressive one */
export const jpegItems = (photo: Uint8Array, progressive: Uint8Array): CorpusItem[] => [
  refused('scan bomb of 49 MP', scanBomb(7000, 7000, 2647), 'front', 'too-many-scans'),
  refused('scan bomb of 49 MP in 499 scans', scanBomb(7000, 7000, 499), 'front', 'too-many-scans'),
  refused('scan bomb of 49 MP in 100 scans', scanBomb(7000, 7000, 100), 'front', 'too-many-scans'),
  refused('scan bomb of few pixels', scanBomb(64, 64, 3000), 'front', 'too-many-scans'),
  refused(
    'scan bomb behind a megabyte of segments',
    withSegments(scanBomb(7000, 7000, 1000), ...megabytesOfSegments(0xe3, 16, 0xff)),
    'whole',
    'too-many-scans',
  ),
  refused(
    'scan bomb with fill bytes and stray bytes between its scans',
    Buffer.concat([
      scanBomb(7000, 7000, 2).subarray(0, -2),
      ...Array.from({ length: 1000 }, () =>
        Buffer.concat([Buffer.from([1, 2, 0xff, 0xff, 0xff]), emptyScan(7000, 7000)]),
      ),
      eoi,
    ]),
    'front',
    'too-many-scans',
  ),
  accepted(
    'a photo with scans written into its other segments',
    withSegments(photo, ...Array.from({ length: 600 }, () => segment(0xed, scanHeader(1, 63), scanHeader(1, 63)))),
  ),
  accepted('a photo behind a megabyte of segments', withSegments(photo, ...megabytesOfSegments(0xe3, 16, 0xff))),
  accepted('a photo with 50 scans of few pixels', scanBomb(640, 480, 50)),
  accepted('a progressive photo with a second one behind it', Buffer.concat([progressive, scanBomb(7000, 7000, 1000)])),
  refused(
    'a progressive JPEG with 4 MB of restart markers',
    Buffer.concat([scanBomb(64, 64, 2).subarray(0, -2), Buffer.alloc(4_000_000, Buffer.from([0xff, 0xd0]))]),
    'decoder',
    'truncated',
    'corrupt',
  ),
  refused(
    'a JPEG of which a quarter is there, and an end',
    Buffer.concat([part(photo, 0.25), eoi]),
    'decoder',
    'truncated',
  ),
  refused(
    'a JPEG with an end in its middle',
    Buffer.concat([part(photo, 0.5), eoi, photo.subarray(Math.floor(photo.length / 2))]),
    'decoder',
    'truncated',
  ),
  refused('a JPEG that says that it is higher than it is', taller(photo), 'decoder', 'truncated'),
  refused(
    'a progressive JPEG that ends within a scan',
    Buffer.concat([part(progressive, 0.5), eoi]),
    'decoder',
    'truncated',
  ),
  accepted(
    'a photo with stray bytes before its end',
    Buffer.concat([photo.subarray(0, -2), Buffer.from([1, 2, 3]), eoi]),
  ),
  accepted('a photo with three bytes before its first segment', withSegments(photo, Buffer.from([0, 1, 2]))),
  accepted('a photo with 5,000 bytes before its first segment', withSegments(photo, Buffer.alloc(5000, 0x20))),
  accepted('a photo with a page before its first segment', withSegments(photo, ascii('<html><svg/></html>'))),
  refused(
    'a scan bomb with bytes before its first segment',
    withSegments(scanBomb(7000, 7000, 2647), Buffer.alloc(100, 1)),
    'front',
    'too-many-scans',
  ),
  refused('a JPEG with 12 bits a sample', deep(photo), 'front', 'unsupported-type'),
  refused('a JPEG-LS picture', coded(0xf7, 500, 500, 1), 'front', 'unsupported-type'),
  refused(
    'a JPEG of a million empty segments',
    withSegments(photo, Buffer.alloc(4_000_000, Buffer.from([0xff, 0xe5, 0, 2]))),
    'whole',
    'too-many-parts',
  ),
  refused('arithmetic coding', coded(0xc9, 500, 500, 1), 'front', 'arithmetic-coding'),
  refused('arithmetic coding, progressive, 3,000 scans', coded(0xca, 7000, 7000, 3000), 'front', 'arithmetic-coding'),
  refused('arithmetic coding of 49 MP in 122 bytes', coded(0xca, 7000, 7000, 1), 'front', 'arithmetic-coding'),
  refused('lossless coding', coded(0xc3, 500, 500, 1), 'front', 'unsupported-type'),
  refused('hierarchical coding', coded(0xc5, 500, 500, 1), 'front', 'unsupported-type'),
  refused('pixel bomb: a JPEG of 4,294 MP', coded(0xc0, 65_500, 65_500, 1), 'front', 'too-many-pixels'),
  refused('a JPEG of no height', coded(0xc0, 500, 0, 1), 'front', 'corrupt'),
  refused('a JPEG without a frame', Buffer.concat([soi, scanHeader(0, 63), eoi]), 'front', 'corrupt'),
  refused('a JPEG that is only its start', soi.subarray(0, 2), 'front', 'not-an-image'),
  refused('a JPEG that is only segments', Buffer.concat([soi, segment(0xe1, ascii('Exif\0\0'))]), 'front', 'truncated'),
  accepted('a photo with 16 MB of profile', withSegments(photo, ...hugeProfile(255))),
  accepted(
    'a photo with 6 MB of EXIF',
    withSegments(
      photo,
      ...Array.from({ length: 100 }, () => segment(0xe1, ascii('Exif\0\0II*\0'), Buffer.alloc(60_000, 0xff))),
    ),
  ),
  accepted('a photo with a film behind it', Buffer.concat([photo, Buffer.alloc(300_000, 0xda), photo])),
  accepted('a photo with a ZIP archive behind it', Buffer.concat([photo, ascii('PK\x03\x04'), Buffer.alloc(2000, 1)])),
  accepted(
    'a photo with a page in its comment',
    withSegments(photo, segment(0xfe, ascii('<svg><script>alert(1)</script></svg>'))),
  ),
]
