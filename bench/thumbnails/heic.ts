import { createRequire } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { startDecoder, stopDecoder } from '../../functions/thumbnails/world/decoder.ts'
import { phonePhoto } from '../../test/corpus/heic.ts'
import type { BenchRow } from '../row.ts'
import { duration, median, timed } from '../statistics.ts'
import { type Contestant, ours } from './contestants.ts'
import { peakMemory, processorTime, tellsUsage, withChildren } from './memory.ts'
import type { Picture } from './pictures.ts'

/** Of what the library by itself takes; milliseconds of one whole processor, as Lambda gives at 1,769 MB; bytes, as for other photos. */
const marks = { ratio: 1.2, processor: 2_500, memory: 400e6 }

/** Runs of each, in turn; one more before them only warms up. */
const rounds = 7

const sides = [1600, 800, 200]

/** What is used of libheif-js. https://github.com/catdad-experiments/libheif-js#usage */
interface BareImage {
  readonly get_width: () => number
  readonly get_height: () => number
  readonly display: (
    to: { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number },
    done: (shown: object | null) => void,
  ) => void
  readonly free: () => void
}
interface BareLibheif {
  readonly HeifDecoder: new () => { readonly decode: (file: Uint8Array) => readonly BareImage[] }
}

const libheif: BareLibheif = createRequire(import.meta.url)('libheif-js/wasm-bundle')

/** libheif-js by itself in this process, as its manual shows it, and each size by sharp from what it gives. */
export const bareLibheif: Contestant = async ({ bytes }) => {
  const [image] = new libheif.HeifDecoder().decode(bytes)
  if (!image) throw new Error('libheif-js found no picture')
  const [width, height] = [image.get_width(), image.get_height()]
  const data = new Uint8ClampedArray(width * height * 4)
  await new Promise<void>((resolve, reject) => {
    image.display({ data, width, height }, (shown) => (shown ? resolve() : reject(new Error('libheif-js gave up'))))
  })
  image.free()
  for (const side of sides)
    await sharp(data, { raw: { width, height, channels: 4 } })
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80, effort: 4 })
      .toBuffer()
}

/** What an ended process has had of the processor is known when it has been waited for. */
const endDecoder = async (): Promise<void> => {
  stopDecoder()
  while (withChildren(process.pid).length > 1) await sleep(10)
}

/** A HEIC of 12 MP in 48 tiles, as an iPhone writes it: beside the bare library, and what it takes of processor and memory. */
export const heicRows = async (): Promise<BenchRow[]> => {
  const bytes = phonePhoto()
  const picture: Picture = { name: '12 MP HEIC', extension: 'heic', bytes, frames: 'first' }
  const what = `${picture.name} of ${(bytes.length / 1e6).toFixed(1)} MB → three WebP`
  const measured: { readonly own: number[]; readonly bare: number[] } = { own: [], bare: [] }
  for (let round = -1; round < rounds; round += 1) {
    const own = await timed(() => ours(picture))
    const bare = await timed(() => bareLibheif(picture))
    if (round < 0) continue
    measured.own.push(own)
    measured.bare.push(bare)
  }
  const [own, bare] = [median(measured.own), median(measured.bare)]
  const race: BenchRow = {
    what: `${what}, warm`,
    ours: duration(own),
    reference: `${duration(bare)} bare libheif-js and sharp`,
    ratio: own / bare,
    mark: `≤ ${marks.ratio}×`,
    met: own <= bare * marks.ratio,
  }
  if (!tellsUsage) return [race]
  await endDecoder()
  const before = processorTime(process.pid)
  await ours(picture)
  await endDecoder()
  const processor = processorTime(process.pid) - before
  // Looking at memory takes time itself.
  startDecoder()
  const { added } = await peakMemory(withChildren(process.pid).at(-1) ?? process.pid, () => ours(picture))
  stopDecoder()
  return [
    race,
    {
      what: `${what}, by a decoder that starts for it: time of one whole processor`,
      ours: duration(processor),
      mark: `≤ ${duration(marks.processor)}`,
      met: processor <= marks.processor,
    },
    {
      what: `${what}: the decoder, resident`,
      ours: `${Math.round(added / 1e6)} MB`,
      mark: `≤ ${Math.round(marks.memory / 1e6)} MB`,
      met: added <= marks.memory,
    },
  ]
}
