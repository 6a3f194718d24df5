import { accepted, ascii, big, type CorpusItem, little, refused } from './item.ts'

const palette = Buffer.from([0, 0, 0, 255, 0, 0])

const screen = (width: number, height: number): Buffer =>
  Buffer.concat([ascii('GIF89a'), little(2, width, height), Buffer.from([0x80, 0, 0]), palette])

/** A frame whose first pixel is red; what a decoder misses of it, it leaves as it was. */
const frame = (left: number, top: number, width: number, height: number): Buffer =>
  Buffer.concat([Buffer.from([0x2c]), little(2, left, top, width, height), Buffer.from([0, 2, 2, 0x4c, 0x01, 0])])

const end = Buffer.from([0x3b])

const gif = (width: number, height: number, ...frames: readonly Uint8Array[]): Buffer =>
  Buffer.concat([screen(width, height), ...frames, end])

const repeat = (frame: Buffer, times: number): Buffer[] => new Array<Buffer>(times).fill(frame)

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
