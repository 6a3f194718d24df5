import sharp from 'sharp'
import { inspect, inspectUpload } from '../../../functions/thumbnails/inspect/inspection.ts'
import { makeCorpus } from '../../corpus/make.ts'

const choices = { frames: 'first', acceptTiff: true, resampling: 'gamma', maxPixels: 50e6 } as const
const corpus = await makeCorpus()

const look = async (bytes: Uint8Array) => {
  const read = async (from: number, length: number) => bytes.subarray(from, from + length)
  return { near: await inspect(bytes, choices), afar: await inspectUpload(read, bytes.length, choices) }
}

/** The size that libvips reads of the first picture of a file; nothing where it reads none. */
const sizeOf = (bytes: Uint8Array) =>
  sharp(bytes, { limitInputPixels: false })
    .metadata()
    .then(({ width, height }) => ({ width, height }))
    .catch(() => undefined)

test('of every picture that is taken the size is told as libvips reads it, from afar as from near', async () => {
  let compared = 0
  for (const { name, bytes, verdict } of corpus) {
    if (verdict !== 'accepted') continue
    const { near, afar } = await look(bytes)
    expect([name, near.refusal, afar.refusal]).toEqual([name, undefined, undefined])
    const size = await sizeOf(bytes)
    // Some are found to be pictures only where they are decoded, and from afar not all is looked at.
    for (const { width, height } of [near.facts, afar.facts]) {
      if (!size || width === undefined) continue
      expect({ name, width, height }).toEqual({ name, ...size })
      compared += 1
    }
  }
  expect(compared).toBeGreaterThan(60)
})

test('everything that is refused unread, or when it is read, is so for what is wrong with it', async () => {
  for (const { name, bytes, verdict, by } of corpus) {
    if (verdict === 'accepted' || (by !== 'front' && by !== 'whole')) continue
    const { near, afar } = await look(bytes)
    const refusal = by === 'front' ? afar.refusal : near.refusal
    expect({ name, isExpected: verdict.includes(refusal?.cause as never) }).toEqual({ name, isExpected: true })
  }
})
