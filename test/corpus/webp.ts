import { accepted, ascii, type CorpusItem, little, refused } from './item.ts'

export const chunk = (name: string, data: Uint8Array): Buffer =>
  Buffer.concat([ascii(name), little(4, data.length), data, Buffer.alloc(data.length & 1)])

export const webp = (...chunks: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat([ascii('WEBP'), ...chunks])
  return Buffer.concat([ascii('RIFF'), little(4, body.length), body])
}

export const extended = (flags: number, width: number, height: number): Buffer =>
  chunk('VP8X', Buffer.concat([Buffer.from([flags, 0, 0, 0]), little(3, width - 1, height - 1)]))

const animation = chunk('ANIM', Buffer.alloc(6))

/** A frame at a place, of 8 × 8 pixels unless it lies about that. */
export const frame = (picture: Uint8Array, left: number, top: number, width = 8, height = 8): Buffer =>
  chunk('ANMF', Buffer.concat([little(3, left / 2, top / 2, width - 1, height - 1, 100), Buffer.from([0]), picture]))

/** The header of a lossless picture, whose pixels are missing. */
export const losslessHeader = (width: number, height: number): Buffer =>
  chunk(
    'VP8L',
    Buffer.concat([Buffer.from([0x2f]), little(4, ((width - 1) | ((height - 1) << 14)) >>> 0), Buffer.alloc(10)]),
  )

/** @param small a lossless WebP of 8 × 8 pixels, as sharp writes it */
export const webpItems = (small: Uint8Array): CorpusItem[] => {
  const picture = small.subarray(12)
  return [
    refused('pixel bomb: a WebP of 268 MP', webp(losslessHeader(16_384, 16_384)), 'front', 'too-many-pixels'),
    refused(
      'pixel bomb: an animation on a canvas of 281 million MP',
      webp(extended(2, 16_777_216, 16_777_216), animation, frame(picture, 0, 0)),
      'front',
      'too-many-pixels',
    ),
    refused(
      'frame bomb: 10,000 frames',
      webp(extended(2, 8, 8), animation, ...new Array<Buffer>(10_000).fill(frame(picture, 0, 0))),
      'front',
      'too-many-frames',
    ),
    refused(
      'an animation that takes too much memory',
      webp(extended(2, 7000, 7000), animation, frame(picture, 0, 0)),
      'front',
      'too-much-memory',
    ),
    refused(
      'an animation with a frame outside of its canvas',
      webp(extended(2, 16, 16), animation, frame(picture, 12, 12)),
      'front',
      'corrupt',
    ),
    refused('an animation without a frame', webp(extended(2, 16, 16), animation), 'front', 'truncated'),
    refused(
      'a frame that lies about its size',
      webp(extended(2, 64, 64), animation, frame(picture, 0, 0, 64, 64)),
      'front',
      'corrupt',
    ),
    refused('a canvas that its picture does not fill', webp(extended(0, 5000, 5000), picture), 'front', 'corrupt'),
    refused('a WebP of nothing', webp(chunk('JUNK', Buffer.alloc(20))), 'front', 'corrupt'),
    accepted(
      'an animation of three frames',
      webp(extended(2, 64, 64), animation, frame(picture, 0, 0), frame(picture, 8, 8), frame(picture, 56, 56)),
    ),
    accepted('a WebP with a page behind it', Buffer.concat([small, ascii('<html><script>alert(1)</script>')])),
  ]
}
