import { inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import { ascii, little } from '../../corpus/item.ts'
import { bytesOf, segment, soi } from './jpeg-files.ts'

const choices = { frames: 'first', acceptTiff: false, resampling: 'gamma', maxPixels: 50e6 } as const

const inspected = (bytes: Uint8Array, size = bytes.length) =>
  inspectUpload(async (from, length) => bytes.subarray(from, from + length), size, choices)

/** An animated WebP of 100 × 100 pixels in frames of so many bytes. Honest as far as its headers go. */
const animation = (frames: number, frameBytes: number): Buffer => {
  const chunk = (name: string, data: Uint8Array) => Buffer.concat([ascii(name), little(4, data.length), data])
  const canvas = chunk('VP8X', Buffer.concat([Buffer.from([2, 0, 0, 0]), little(3, 99, 99)]))
  const picture = Buffer.concat([Buffer.from([0x2f]), little(4, 99 | (99 << 14)), Buffer.alloc(frameBytes - 37)])
  const place = Buffer.concat([little(3, 0, 0, 99, 99, 100), Buffer.from([0])])
  const frame = chunk('ANMF', Buffer.concat([place, chunk('VP8L', picture)]))
  const body = Buffer.concat([ascii('WEBP'), canvas, chunk('ANIM', Buffer.alloc(6)), ...new Array(frames).fill(frame)])
  return Buffer.concat([ascii('RIFF'), little(4, body.length), body])
}

// With frames of these lengths the last read ends behind the header of a picture, before its signature.
test.each([1310, 1424])(
  'an animation whose frames have %s bytes is not refused for what lies beyond the reads',
  async (bytes) => expect((await inspected(animation(300, bytes))).refusal).toBe(undefined),
)

test.each([0, 1, 2, 3, 4, 5])(
  'a photo whose first scan lies beyond the reads, but for %s bytes, is not taken for one of many scans',
  async (bytes) => {
    const colours = [1, 2, 3].flatMap((id) => [id, 0x11, 0])
    const frame = segment(0xc0, [8, 0x17, 0x70, 0x1f, 0x40, 3, ...colours])
    const filler = (length: number) => segment(0xe1, new Array(length - 4).fill(0))
    const front = [...soi, ...frame, ...Array.from({ length: 6 }, () => filler(60_000)).flat()]
    // The fourth read starts with the marker of the seventh segment.
    const end = front.length + 65_536
    const scan = segment(0xda, [3, ...[1, 2, 3].flatMap((id) => [id, 0]), 0, 63, 0])
    const file = bytesOf(front, filler(30_000), filler(end - bytes - front.length - 30_000), scan, new Array(1000))
    const { facts, refusal } = await inspected(file, 25_000_000)
    expect([facts.width, facts.height, refusal]).toEqual([8000, 6000, undefined])
    expect(facts.scans).toBe(bytes < 2 ? 0 : 1)
  },
)
