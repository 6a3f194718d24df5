import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { RefusalCause } from '../../functions/thumbnails/rules/refusal.ts'
import { makeRandom } from '../simulation/engine/random.ts'
import { animatedAvif } from './animated-avif.ts'
import { avifItems } from './avif.ts'
import { gifItems, partialGif } from './gif.ts'
import { heicItems, heicSample, heicSamples } from './heic.ts'
import { accepted, type CorpusItem, refused } from './item.ts'
import { jpegItems } from './jpeg.ts'
import { pngItems } from './png.ts'
import { strangers } from './strangers.ts'
import { tiffItems } from './tiff.ts'
import { webpItems } from './webp.ts'

// node test/corpus/make.ts FOLDER     writes every file of the corpus, and its verdicts as verdicts.json

export const types = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff'] as const

/** A small picture with grain, which every encoder needs some hundred bytes or more for. It is the same each time. */
const picture = (width: number, height: number): Promise<Buffer> => {
  const { between } = makeRandom(width)
  const pixels = Uint8Array.from({ length: width * height * 3 }, () => between(80, 176))
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** One honest small file of each type. */
export const makeValid = async (): Promise<Readonly<Record<(typeof types)[number], Buffer>>> => {
  const grey = await picture(120, 90)
  const [jpeg, png, webp, gif, avif, tiff] = await Promise.all(types.map((type) => sharp(grey)[type]().toBuffer()))
  if (!(jpeg && png && webp && gif && avif && tiff)) throw new TypeError('sharp did not write every type')
  return { jpeg, png, webp, gif, avif, tiff }
}

/** More honest small files: animations, and pictures that take another way through the decoder. */
export const makeVariants = async (): Promise<Readonly<Record<string, Buffer>>> => {
  const [one, two] = await Promise.all([picture(60, 40), picture(60, 41)])
  const animation = () => sharp([one, two, one], { join: { animated: true } })
  const deep = sharp(one).toColourspace('rgb16')
  return {
    'animated gif': await animation().gif().toBuffer(),
    'animated webp': await animation().webp().toBuffer(),
    'partial gif': partialGif,
    'animated avif': animatedAvif,
    ...heicSamples(),
    'progressive jpeg': await sharp(one).jpeg({ progressive: true }).toBuffer(),
    'png of 64 bits': await deep.ensureAlpha(0.5).png().toBuffer(),
  }
}

const cutAtTenths = (name: string, whole: Uint8Array, ...alsoSaid: readonly RefusalCause[]): CorpusItem[] =>
  Array.from({ length: 9 }, (_, tenth) =>
    refused(
      `${name} cut at ${tenth + 1}0 %`,
      whole.subarray(0, Math.floor((whole.length * (tenth + 1)) / 10)),
      'decoder',
      'truncated',
      ...alsoSaid,
    ),
  )

/**
 * The corpus: files that have been measured to hurt a decoder, files that only look as if, and honest ones, each with its
 * verdict. Nothing is downloaded. TIFFs are taken; where they are not, they are all of `unsupported-type`.
 */
export const makeCorpus = async (): Promise<CorpusItem[]> => {
  const valid = await makeValid()
  const progressive = await sharp(valid.png).jpeg({ progressive: true }).toBuffer()
  // Made for light of more than a screen has, sharp writes it with a gain map behind it, as phones do.
  const ultraHdr = await sharp(valid.png).toColourspace('scrgb').jpeg().toBuffer()
  const flat = (side: number) => sharp({ create: { width: side, height: side, channels: 3, background: '#c04020' } })
  return [
    ...types.map((type) => accepted(`an honest ${type}`, valid[type])),
    // libtiff does not tell a strip that is cut from one that is wrong.
    ...types.flatMap((type) => cutAtTenths(`a ${type}`, valid[type], ...(type === 'tiff' ? ['corrupt' as const] : []))),
    ...cutAtTenths('a progressive jpeg', progressive),
    accepted('an honest progressive jpeg', progressive),
    accepted('an Ultra HDR photo', ultraHdr),
    ...jpegItems(valid.jpeg, progressive),
    ...pngItems(),
    ...gifItems(),
    ...webpItems(await flat(8).webp({ lossless: true }).toBuffer()),
    ...cutAtTenths('a heic', heicSample('plain')),
    ...heicItems(),
    ...avifItems(await flat(128).avif().toBuffer(), 128),
    ...tiffItems(),
    ...strangers(valid.jpeg),
  ]
}

const save = async (folder: string): Promise<void> => {
  const items = await makeCorpus()
  mkdirSync(folder, { recursive: true })
  const verdicts = items.map(({ name, bytes, verdict, by }, index) => {
    const file = `${String(index).padStart(3, '0')}.bin`
    writeFileSync(join(folder, file), bytes)
    return { file, name, bytes: bytes.length, verdict, by }
  })
  writeFileSync(join(folder, 'verdicts.json'), JSON.stringify(verdicts, undefined, 2))
  console.log(`${items.length} files in ${folder}`)
}

const [folder] = process.argv.slice(2)
if (import.meta.main)
  await (folder ? save(folder) : Promise.reject(new Error('Which folder? node test/corpus/make.ts FOLDER')))
