import { little } from '../../corpus/item.ts'
import { chunk, extended, frame, losslessHeader, webp } from '../../corpus/webp.ts'
import { look } from './look.ts'

const corrupt = { cause: 'corrupt' }
const truncated = { cause: 'truncated' }
const taken = { cause: undefined }

/** The front of a lossy picture. RFC 6386, 9.1: the two highest bits of each side say how to scale it. */
const lossy = (width: number, height: number, scale = 0): Buffer =>
  chunk('VP8 ', Buffer.concat([Buffer.from([0, 0, 0, 0x9d, 1, 0x2a]), little(2, width | scale, height | scale)]))

/** A lossless picture of so many bytes in all, with what else its header may say: that it has alpha, and its version. */
const lossless = (width: number, height: number, bytes: number, more = 0): Buffer => {
  const bits = ((width - 1) | ((height - 1) << 14) | more) >>> 0
  return chunk('VP8L', Buffer.concat([Buffer.from([0x2f]), little(4, bits), Buffer.alloc(bytes - 5)]))
}

const filler = (bytes: number): Buffer => chunk('JUNK', Buffer.alloc(bytes, 0x21))
const fillers = (count: number): Buffer[] => new Array<Buffer>(count).fill(filler(0))

describe('a simple WebP', () => {
  test.each([
    ['lossy', lossy(300, 200)],
    ['lossy, to be scaled', lossy(300, 200, 0xc000)],
    ['lossless', losslessHeader(300, 200)],
    ['lossless with alpha, of a version to come', lossless(300, 200, 12, 0xf << 28)],
  ])('that is %s is as large as its bitstream says', async (_, picture) => {
    expect(await look(webp(picture))).toEqual({ width: 300, height: 200, frames: 1, over: 60_000 * 4.5, ...taken })
  })

  test('may be as large as a picture of its kind can be', async () => {
    expect(await look(webp(lossy(0x3fff, 3_000)))).toMatchObject({ width: 0x3fff, height: 3_000, ...taken })
    expect(await look(webp(lossy(3_000, 0x3fff)))).toMatchObject({ width: 3_000, height: 0x3fff, ...taken })
    expect(await look(webp(losslessHeader(0x4000, 3_000)))).toMatchObject({ width: 0x4000, height: 3_000, ...taken })
    expect(await look(webp(losslessHeader(3_000, 0x4000)))).toMatchObject({ width: 3_000, height: 0x4000, ...taken })
  })

  test.each([
    ['of no width', corrupt, webp(lossy(0, 200))],
    ['that starts with no key frame', corrupt, webp(chunk('VP8 ', Buffer.alloc(10)))],
    ['that lacks its signature', corrupt, webp(chunk('VP8L', Buffer.alloc(10)))],
    ['of no picture', corrupt, webp(chunk('ALPH', Buffer.alloc(10)))],
    ['that is the smallest there is', taken, webp(lossless(1, 1, 5))],
    ['that is smaller yet', truncated, webp(lossless(1, 1, 5)).subarray(0, 25)],
    ['that is lossy and no longer', corrupt, webp(lossy(1, 1)).fill(22, 4, 5).subarray(0, 29)],
    ['without the byte that makes it even', taken, webp(lossless(300, 200, 13)).subarray(0, -1)],
    ['without one more', truncated, webp(lossless(300, 200, 13)).subarray(0, -2)],
    ['with more behind it', taken, Buffer.concat([webp(lossy(300, 200)), Buffer.alloc(9)])],
    [
      'whose canvas is cut',
      corrupt,
      webp(extended(0, 9, 9))
        .fill(20, 4, 5)
        .subarray(0, 29),
    ],
  ])('%s', async (_, found, bytes) => {
    expect(await look(bytes)).toMatchObject(found)
  })
})

describe('a still WebP with a canvas', () => {
  const still = (...chunks: readonly Buffer[]) => webp(extended(0, 300, 200), ...chunks)

  test('has the picture that fills it, behind chunks of even and of odd length', async () => {
    const all = { width: 300, height: 200, frames: 1, over: 60_000 * 4.5, ...taken }
    expect(await look(still(losslessHeader(300, 200)))).toEqual(all)
    expect(await look(still(filler(2), lossy(300, 200)))).toEqual(all)
    expect(await look(still(filler(3), lossy(300, 200)))).toEqual(all)
    // All flags but the one that says that it moves.
    expect(await look(webp(extended(0xfd, 300, 200), lossy(300, 200)))).toEqual(all)
  })

  test('is the same from afar, wherever a piece of it ends', async () => {
    const causes = new Set<unknown>()
    for (let bytes = 65_440; bytes < 65_560; bytes += 1)
      for (const file of [
        still(filler(bytes), lossy(300, 200)),
        still(filler(bytes), lossless(300, 200, 5)).subarray(0, -1),
      ])
        causes.add((await look(file, {}, true)).cause)
    expect([...causes]).toEqual([undefined])
  })

  test.each([
    ['whose picture is as large', taken, still(lossy(300, 200))],
    ['whose picture is wider', corrupt, still(lossy(301, 200))],
    ['whose picture is lower', corrupt, still(lossy(300, 199))],
    ['whose picture is broken', corrupt, still(chunk('VP8L', Buffer.alloc(10)))],
    ['whose picture is as short as can be', taken, still(lossless(300, 200, 5)).subarray(0, -1)],
    ['whose picture is too short', corrupt, still(chunk('VP8L', Buffer.from([0x2f, 1, 2, 3])))],
    [
      'whose picture is lossy and too short',
      corrupt,
      still(chunk('VP8 ', Buffer.from([0, 0, 0, 0x9d, 1, 0x2a, 44, 1]))),
    ],
    ['whose picture has no bytes', corrupt, still(chunk('VP8L', Buffer.alloc(0)))],
    ['without a picture', truncated, still(filler(10))],
    ['with 48 chunks before its picture', taken, still(...fillers(48), lossy(300, 200))],
    ['with 49', corrupt, still(...fillers(49), lossy(300, 200))],
    ['with 50 and no picture', corrupt, still(...fillers(50))],
    ['with 49 and no picture', truncated, still(...fillers(49))],
  ])('%s', async (_, found, bytes) => {
    expect(await look(bytes)).toMatchObject(found)
  })
})

describe('an animated WebP', () => {
  const picture = losslessHeader(8, 8)
  const moving = (...chunks: readonly Buffer[]) => webp(extended(2, 64, 32), filler(6), ...chunks)
  const small = frame(picture, 0, 0)

  test('has as many frames as it says, and takes nine bytes a pixel', async () => {
    const two = moving(small, filler(3), frame(Buffer.concat([filler(5), picture]), 8, 8))
    expect(await look(two)).toEqual({ width: 64, height: 32, frames: 2, over: 64 * 32 * 9, ...taken })
    expect(await look(webp(extended(0x3e, 64, 32), small))).toMatchObject({ frames: 1, over: 64 * 32 * 9 })
  })

  test.each([
    ['with a frame as wide and high as itself', taken, moving(frame(losslessHeader(64, 32), 0, 0, 64, 32))],
    ['with one in its corner', taken, moving(frame(picture, 56, 24))],
    ['with one too far right', corrupt, moving(frame(picture, 58, 24))],
    ['with one too far down', corrupt, moving(frame(picture, 56, 26))],
    ['with one that is wider than its picture', corrupt, moving(frame(picture, 0, 0, 9, 8))],
    ['with one that is higher than its picture', corrupt, moving(small, frame(picture, 0, 0, 8, 9))],
    ['with one without a picture', truncated, moving(small, frame(Buffer.alloc(0), 0, 0))],
    ['with one whose picture lies behind it', truncated, moving(frame(filler(0), 0, 0), picture)],
    ['with one that says nothing', truncated, moving(small, chunk('ANMF', Buffer.alloc(0)))],
    ['without one', truncated, moving()],
  ])('%s', async (_, found, bytes) => {
    expect(await look(bytes)).toMatchObject(found)
  })

  // The canvas is a chunk too, and so is what stands before the frames.
  test('has at most 2,100 chunks, its own and one more', async () => {
    expect(await look(moving(...new Array<Buffer>(2_099).fill(small)))).toMatchObject({ frames: 2_099, ...taken })
    expect((await look(moving(...new Array<Buffer>(2_100).fill(small)))).cause).toBe('too-many-frames')
  })

  test('is as many pixels as its frames come to, where all of them are wanted', async () => {
    const large = (count: number) => webp(extended(2, 5_800, 5_900), ...new Array<Buffer>(count).fill(small))
    expect(await look(large(1))).toMatchObject({ frames: 1, ...taken })
    expect(await look(large(2))).toMatchObject({ frames: 2, cause: 'too-many-pixels' })
    expect(await look(large(2), { frames: 'first' })).toMatchObject({ frames: 2, ...taken })
  })

  test('is not looked at behind four reads, and nothing is said against what was not seen', async () => {
    const far = moving(...new Array<Buffer>(9).fill(frame(Buffer.concat([picture, filler(70_000)]), 0, 0)))
    expect(await look(far)).toMatchObject({ frames: 9, ...taken })
    expect(await look(far, {}, true)).toMatchObject({ width: 64, frames: 4, ...taken })
    const unseen = moving(...new Array<Buffer>(9).fill(filler(70_000)))
    expect(await look(unseen)).toMatchObject(truncated)
    expect(await look(unseen, {}, true)).toMatchObject({ frames: 0, ...taken })
    const still = webp(extended(0, 300, 200), ...new Array<Buffer>(9).fill(filler(70_000)), lossy(1, 1))
    expect(await look(still)).toMatchObject(corrupt)
    expect(await look(still, {}, true)).toMatchObject({ width: 300, height: 200, frames: 1, ...taken })
  })
})
