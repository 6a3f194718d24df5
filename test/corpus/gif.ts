import { accepted, ascii, big, type CorpusItem, little, refused } from './item.ts'

const palette = Buffer.from([0, 0, 0, 255, 0, 0])

const screen = (width: number, height: number): Buffer =>
  Buffer.concat([ascii('GIF89a'), little(2, width, height), Buffer.from([0x80, 0, 0]), palette])

/** A frame whose first pixel is red; what a decoder misses of it, it leaves as it was. */
const frame = (left: number, top: number, width: number, height: number): Buffer =>
  Buffer.concat([Buffer.from([0x2c]), little(2, left, top, width, height), Buffer.from([0, 2, 2, 0x4c, 0x01, 0])])

/** A frame all of whose pixels have one colour of the palette: each is packed by itself, so that it is simple. */
const filled = (left: number, top: number, width: number, height: number, colour: 0 | 1): Buffer => {
  // Codes of 3 bits: 4 clears, 5 ends, and after two others a clear keeps them that short.
  const codes = [
    ...Array.from({ length: width * height }, (_, pixel) => (pixel % 2 ? [colour] : [4, colour])),
    5,
  ].flat()
  const packed = Buffer.alloc(Math.ceil((codes.length * 3) / 8))
  for (const [index, code] of codes.entries())
    for (let bit = 0; bit < 3; bit += 1) {
      const at = index * 3 + bit
      packed[at >> 3] = (packed[at >> 3] ?? 0) | (((code >> bit) & 1) << (at & 7))
    }
  const blocks = Array.from({ length: Math.ceil(packed.length / 255) }, (_, index) => {
    const block = packed.subarray(index * 255, (index + 1) * 255)
    return Buffer.concat([Buffer.from([block.length]), block])
  })
  const place = little(2, left, top, width, height)
  return Buffer.concat([Buffer.from([0x2c]), place, Buffer.from([0, 2]), ...blocks, Buffer.from([0])])
}

const end = Buffer.from([0x3b])

const gif = (width: number, height: number, ...frames: readonly Uint8Array[]): Buffer =>
  Buffer.concat([screen(width, height), ...frames, end])

const repeat = (frame: Buffer, times: number): Buffer[] => new Array<Buffer>(times).fill(frame)

/** Of 40 × 40 pixels, of which the first frame has 20 × 20 in the middle, red; the second a corner, black. */
export const partialGif = Buffer.concat([screen(40, 40), filled(10, 10, 20, 20, 1), filled(0, 0, 10, 10, 0), end])

export const gifItems = (): CorpusItem[] => [
  refused(
    'frame bomb: 10,000 frames on a huge canvas',
    gif(65_535, 65_535, ...repeat(frame(0, 0, 1, 1), 10_000)),
    'front',
    'too-many-frames',
  ),
  refused(
    'frame bomb: a canvas of 1 × 1 and frames that reach far out of it',
    gif(1, 1, frame(0, 0, 1, 1), frame(60_000, 60_000, 1, 1)),
    'front',
    'too-many-pixels',
  ),
  refused(
    'frame bomb: 10,000 frames of one pixel',
    gif(1, 1, ...repeat(frame(0, 0, 1, 1), 10_000)),
    'front',
    'too-many-frames',
  ),
  refused('a huge first frame on a small canvas', gif(1, 1, frame(0, 0, 65_535, 65_535)), 'front', 'too-many-pixels'),
  accepted('a frame a little outside of its canvas', gif(40, 40, frame(20, 20, 40, 40))),
  accepted('a GIF whose first frame is a part of its canvas', partialGif),
  accepted(
    'a GIF of one frame that is a part of its canvas, without an end',
    Buffer.concat([screen(40, 40), filled(10, 10, 20, 20, 1)]),
  ),
  accepted('a GIF of one pixel', gif(1, 1, frame(0, 0, 1, 1))),
  refused('a GIF without a frame', gif(40, 40), 'front', 'corrupt'),
  refused('a GIF that is only its header', screen(40, 40).subarray(0, 13), 'front', 'truncated'),
  refused('a GIF of no width', gif(0, 0, frame(0, 0, 0, 0)), 'front', 'corrupt'),
  accepted('a GIF that is a script too', Buffer.concat([gif(40, 40, frame(0, 0, 40, 40)), ascii('*/=1;alert(1)')])),
  accepted(
    'a GIF with a megabyte of comment',
    gif(
      40,
      40,
      Buffer.concat([
        Buffer.from([0x21, 0xfe]),
        ...repeat(Buffer.concat([Buffer.from([255]), Buffer.alloc(255, 0x2c)]), 4000),
        Buffer.from([0]),
      ]),
      frame(0, 0, 40, 40),
    ),
  ),
  refused(
    'a GIF of a million empty comments',
    gif(40, 40, Buffer.alloc(3_000_000, Buffer.from([0x21, 0xfe, 0])), frame(0, 0, 40, 40)),
    'front',
    'too-many-parts',
  ),
  refused(
    'a GIF whose blocks never end',
    Buffer.concat([screen(40, 40), Buffer.from([0x21, 0xfe]), Buffer.alloc(1_000_000, 1)]),
    'whole',
    'truncated',
  ),
  refused(
    'a GIF that says PNG inside',
    Buffer.concat([ascii('GIF89a'), big(4, 0x89504e47, 0x0d0a1a0a)]),
    'front',
    'corrupt',
    'truncated',
  ),
]
